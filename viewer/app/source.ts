import type { Plugin } from '../../engine/plugin.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { Connection, OpenOrder } from '../protocol/host.ts'
import { connectWorker } from '../protocol/port.ts'
import type { LinkState } from '../state/link.ts'
import { openOrderOf } from '../worker/recorded-run.ts'
import { makeWorker } from './own-worker.ts'

/** Where a viewer's society comes from. */
export type Source =
  /** Text of a scenario file, or a scenario in code. `plugins` of one's own run on the page's thread. */
  | {
      readonly scenario: string | ScenarioInput
      readonly name?: string
      readonly thread?: 'worker' | 'page'
      readonly plugins?: readonly Plugin[]
    }
  /**
   * A simulation of the page's own, as `createSimulation` gives it: the viewer follows whoever runs it, and runs it, moves its
   * levers and goes to other times with it itself. It stays the page's and is not disposed of. To branch off, the
   * viewer makes a second one, and needs the `plugins` of one's own that the first was made with. What is not a
   * lever's move and comes from outside (spawning, releasing) is not done again where the past is run again.
   */
  | { readonly simulation: Simulation; readonly name?: string; readonly plugins?: readonly Plugin[] }
  /** Text of the manifest of a recorded run, which is run again. */
  | { readonly manifest: string; readonly thread?: 'worker' | 'page' }
  /** A host that is there already; the view says by name what to open, and content what that is. */
  | { readonly connection: Connection; readonly content?: Content }

type Content = Pick<OpenOrder, 'text' | 'scenario' | 'own'>

interface Start {
  readonly connection: Connection
  readonly link: LinkState | undefined
  readonly content?: Content
}

/** A connection to a host, and what to open there. */
export async function startOf(source: Source, view: Partial<LinkState> = {}): Promise<Start> {
  if ('connection' in source) {
    const { scenario } = view
    return {
      connection: source.connection,
      link: scenario === undefined ? undefined : { ...EMPTY_VIEW, ...view, scenario },
      ...(source.content ? { content: source.content } : {}),
    }
  }
  if ('simulation' in source) {
    const { simulation, plugins = [], name = simulation.scenario.id } = source
    const { scenario } = simulation
    const { connectLocal } = await import('../worker/hosting.ts')
    return {
      connection: connectLocal({ simulation, plugins }),
      link: { ...EMPTY_VIEW, ...view, scenario: name },
      content: { scenario, own: true },
    }
  }
  const order = 'manifest' in source ? openOrderOf(source.manifest).order : orderOf(source)
  const { name, text, scenario, seed, agents, moves } = order
  const link = {
    ...EMPTY_VIEW,
    ...(seed === undefined ? {} : { seed }),
    ...(agents === undefined ? {} : { agents }),
    ...(moves === undefined ? {} : { moves }),
    ...view,
    scenario: name,
  }
  const content = text === undefined ? (scenario ? { scenario } : {}) : { text }
  return { connection: await connectionFor(source), link, content }
}

const EMPTY_VIEW = { tick: 0, moves: [], watched: [], muted: [] } as const

function orderOf({ scenario, name }: Extract<Source, { scenario: unknown }>): OpenOrder {
  if (typeof scenario === 'string') return { name: name ?? 'scenario', text: scenario }
  return { name: name ?? scenario.id ?? 'scenario', scenario }
}

async function connectionFor(
  source: Exclude<Source, { connection: Connection } | { simulation: Simulation }>,
): Promise<Connection> {
  const plugins = 'plugins' in source ? source.plugins : undefined
  if (plugins || source.thread === 'page') {
    // The engine itself: pages whose society has a thread of its own need not load it.
    const { connectLocal } = await import('../worker/hosting.ts')
    return connectLocal(plugins ? { plugins } : {})
  }
  return connectWorker(makeWorker())
}
