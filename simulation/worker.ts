import { messageOf, UserError } from '../engine/errors.ts'
import type { Plugin } from '../engine/plugin.ts'
import { bindHeed } from '../engine/reseed.ts'
import { Team } from '../engine/team.ts'
import type { WorldMemory } from '../engine/world.ts'
import { type Arena, buildArena } from './arena.ts'
import { planWorld } from './assembly.ts'
import { listen } from './host.ts'
import type { Scenario } from './scenario.ts'

/** What a thread is told when it starts. */
export interface Assignment {
  readonly scenario: Scenario
  readonly capacity: number
  readonly memory: WorldMemory
  readonly team: SharedArrayBuffer
  readonly salts: SharedArrayBuffer
  readonly spins: number
  /** Names of the plugins, and modules that export them. */
  readonly plugins: readonly string[]
  readonly pluginModules: readonly string[]
}

/** A thread of a simulation: it binds the systems to the shared world and does its share of each step. */
async function work(assignment: Assignment, ready: (problem?: string) => void): Promise<void> {
  const { scenario, capacity, memory, spins } = assignment
  const { index, count } = memory.thread
  const team = new Team(assignment.team, index, count, spins)
  let arena: Arena
  try {
    const plugins = await loadPlugins(assignment)
    arena = buildArena(planWorld(scenario, plugins, capacity), { memory })
    arena.world.own(memory.thread)
  } catch (thrown) {
    ready(messageOf(thrown))
    return
  }
  ready()
  const { runner, world } = arena
  const heed = bindHeed(assignment.salts, world.sources)
  for (let place = team.next(); place !== undefined; place = team.next()) {
    try {
      heed()
      runner.runShare(place)
    } catch (thrown) {
      team.fail(faultText(thrown))
    }
    team.arrive()
  }
}

async function loadPlugins({ plugins, pluginModules }: Assignment): Promise<Plugin[]> {
  const modules = await Promise.all(
    pluginModules.map((url) => import(/* @vite-ignore */ url) as Promise<{ plugins?: readonly Plugin[] }>),
  )
  const found = new Map(
    modules.flatMap(({ plugins: exported = [] }) => exported.map((each) => [each.name, each])),
  )
  return plugins.map((name) => {
    const plugin = found.get(name)
    if (plugin) return plugin
    const hint = 'give the module that exports it in an array `plugins` as options.pluginModules'
    throw new UserError(`plugin ${name}`, 'cannot be loaded by another thread', { hint })
  })
}

function faultText(thrown: unknown): string {
  const { problem, place } = thrown as { problem?: string; place?: object }
  return JSON.stringify({ problem: problem ?? messageOf(thrown), place: place ?? {} })
}

listen(work)
