import { encode } from '../engine/config.ts'
import type { App, Plugin } from '../engine/plugin.ts'
import { Profile } from '../engine/profile.ts'
import { Runner } from '../engine/tick.ts'
import type { Registry, World, WorldPlan } from '../engine/world.ts'
import { checkSize, makeWorld, type Place, type PlannedWorld, planWorld, vocabulary } from './assembly.ts'
import { Collector } from './collect.ts'
import type { KernelSet } from './kernels.ts'
import type { Scenario } from './scenario.ts'

/**
 * A world's memory with all loops bound to it. V8 folds columns into the code of a loop only while the loop has been
 * closed over once, so a later world of the same shape moves in here: nothing is bound again.
 */
export interface Arena {
  readonly planned: PlannedWorld
  readonly world: World
  readonly registry: Registry
  readonly collector: Collector
  readonly runner: Runner
  readonly profile: Profile | undefined
}

/** Plans a scenario's world, and finds it a place: in the arena that its kernels left, or in new memory. Throws UserError. */
export function openArena(
  scenario: Scenario,
  plugins: readonly Plugin[],
  capacity: number,
  place: Place,
  kernels: KernelSet | undefined,
): Arena {
  const known = vocabulary(plugins).policies
  checkSize(scenario, plugins, capacity, place, known)
  const planned = planWorld(scenario, plugins, capacity, { kernels: kernels?.core, known })
  const left = kernels?.arena
  if (left && fits(left, planned, place)) return moveInto(left, planned)
  // Nobody will move in there any more: its memory goes before more is asked for.
  if (kernels) kernels.arena = undefined
  return buildArena(planned, place)
}

/** Allocates a planned world and binds everything to it. */
export function buildArena(planned: PlannedWorld, place: Place): Arena {
  const { world, registry } = makeWorld(planned, place)
  const { app } = planned
  const profile = place.profiler && new Profile(place.profiler)
  const collector = new Collector(world, app.metricList)
  const runner = new Runner(world, app.systemList, registry, collector.observers, profile)
  return { planned, world, registry, collector, runner, profile }
}

/** Puts a planned world where another one of its shape was. */
function moveInto(arena: Arena, planned: PlannedWorld): Arena {
  arena.world.reset(planned.worldPlan)
  arena.runner.afterSystem = undefined
  arena.profile?.clear()
  return { ...arena, planned }
}

/** Whether a planned world has the shape of an arena: the same columns, loops, and everything that loops take as fixed. */
function fits({ planned: old, world, profile }: Arena, planned: PlannedWorld, place: Place): boolean {
  return (
    profile?.profiler === place.profiler &&
    world.memory.thread.count === 1 &&
    (place.threads ?? 1) === 1 &&
    sameLists(listsOf(old.app), listsOf(planned.app)) &&
    sameTables(old.worldPlan, planned.worldPlan) &&
    sameFixed(old.worldPlan, planned.worldPlan)
  )
}

const listsOf = ({ componentList, systemList, policyList, metricList, signalList, ...rest }: App) => [
  componentList,
  systemList.map(({ bind }) => bind),
  systemList.map(({ spread }) => spread),
  policyList,
  metricList,
  signalList,
  rest.actionList,
  rest.deliberationList,
]

const sameLists = (first: readonly (readonly unknown[])[], second: typeof first): boolean =>
  first.every((list, at) => {
    const other = second[at] ?? []
    return list.length === other.length && list.every((item, place) => item === other[place])
  })

const sameTables = (first: WorldPlan, second: WorldPlan): boolean =>
  first.tables.size === second.tables.size &&
  [...first.tables].every(([name, rows]) => second.tables.get(name) === rows)

/** Parameters that cannot move while a run goes on may be folded into loops; so may the rounds of the random function. */
function sameFixed(first: WorldPlan, second: WorldPlan): boolean {
  if (first.rounds !== second.rounds || first.parameters.size !== second.parameters.size) return false
  const fixed = [...first.parameters].filter(([, { live }]) => live === false)
  return fixed.every(([path, parameter]) => {
    if (second.parameters.get(path) !== parameter) return false
    const code = (plan: WorldPlan) => encode(parameter, plan.values.get(path) ?? null)
    return Object.is(code(first), code(second))
  })
}
