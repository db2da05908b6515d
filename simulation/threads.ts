import { display } from '../engine/config.ts'
import { messageOf, UserError } from '../engine/errors.ts'
import type { Plugin } from '../engine/plugin.ts'
import { newSaltList } from '../engine/reseed.ts'
import { Team, teamBytes } from '../engine/team.ts'
import type { World } from '../engine/world.ts'
import { type Helper, maySleep, processors, startHelper, whyAlone } from './host.ts'
import type { Scenario } from './scenario.ts'

/** Threads of one world at most. */
const THREADS_MAX = 64
/** Agents a thread under `auto`: below this, waiting for one another costs more than sharing saves. */
const AGENTS_PER_THREAD = 5000
/** Looks at a word before a waiting thread sleeps: some tens of microseconds. */
const SPINS = 20_000

/** How many threads were asked for, checked, and what keeps the host from having them. */
export interface ThreadPlan {
  readonly threads: number
  readonly warning?: string
}

/** Decides on threads. Throws UserError for what is no number of threads. */
export function planThreads(asked: unknown, agents: number): ThreadPlan {
  if (asked === 'auto') {
    const useful = Math.max(1, Math.floor(agents / AGENTS_PER_THREAD))
    return { threads: whyAlone() ? 1 : Math.min(processors(), useful, THREADS_MAX) }
  }
  if (!Number.isInteger(asked) || (asked as number) < 1 || (asked as number) > THREADS_MAX) {
    throw new UserError(
      'threads',
      `got ${display(asked)}, expected auto or a whole number in [1, ${THREADS_MAX}]`,
    )
  }
  const why = asked === 1 ? undefined : whyAlone()
  return why === undefined
    ? { threads: asked as number }
    : { threads: 1, warning: `runs on one thread instead of ${asked}: ${why}` }
}

/** The other threads of a simulation, and the team that they are with its own. */
export interface Crew {
  readonly team: Team
  /** Sends them home. */
  dismiss(): void
}

/** Where the file that threads run is: beside this one, once built. */
const workerUrl = (): URL => new URL('./worker.js', import.meta.url)

/** What the other threads need to bind the same systems to the same world. */
export interface CrewPlan {
  readonly scenario: Scenario
  readonly capacity: number
  readonly world: World
  readonly plugins: readonly Plugin[]
  readonly pluginModules: readonly string[]
}

/** Starts the other threads of a world that lies in shared memory. Throws UserError when one cannot start. */
export async function hireCrew({ world, plugins, pluginModules, ...plan }: CrewPlan): Promise<Crew> {
  const { memory } = world
  const { count } = memory.thread
  const modules = [...new Set([...plugins.flatMap(({ module }) => module ?? []), ...pluginModules])]
  const control = new SharedArrayBuffer(teamBytes)
  const salts = newSaltList(world.sources)
  const spins = count > processors() ? 0 : SPINS
  const starting = Array.from({ length: count - 1 }, (_, other) =>
    startHelper(workerUrl(), {
      ...plan,
      plugins: plugins.map(({ name }) => name),
      pluginModules: modules,
      memory: { ...memory, thread: { index: other + 1, count } },
      team: control,
      salts,
      spins,
    }),
  )
  const started = await Promise.allSettled(starting)
  const helpers = started.flatMap((result): Helper[] => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = started.find((result) => result.status === 'rejected')
  if (failed) {
    for (const helper of helpers) helper.terminate()
    throw new UserError('threads', `a thread could not start: ${messageOf(failed.reason)}`, {
      cause: failed.reason,
    })
  }
  world.saltList = salts
  const team = new Team(control, 0, count, spins, maySleep())
  return { team, dismiss: () => team.stop() }
}
