import type { Component } from './columns.ts'
import { UserError } from './errors.ts'
import type { PolicyRules } from './policy.ts'
import { requireList, requireOneOf } from './shape.ts'
import { has, type SystemAccess } from './world.ts'

/**
 * When a system runs. `agent` and `interaction` systems run chunk by chunk, so that a chunk's columns stay in cache;
 * the others run once, over everything, at their moment.
 */
export const CADENCES = ['epoch-start', 'agent', 'interaction', 'tick', 'epoch-end'] as const
export type Cadence = (typeof CADENCES)[number]

/** The order of a tick, first to last. Levers that later parts add have their places here already. */
export const PHASES = [
  'epoch-start',
  'epoch-levers',
  'eligibility',
  'proposal',
  'scoring',
  'acceptance',
  'governance',
  'audit',
  'breaker',
  'collusion',
  'security',
  'sybil',
  'market',
  'settlement',
  'reputation',
  'memory',
  'boundary',
  'tick-end',
  'epoch-end',
  'arrival',
] as const
export type Phase = (typeof PHASES)[number]

/** Runs over rows `first` to `end - 1`. */
export type Kernel = (first: number, end: number) => void

export interface System {
  readonly name: string
  readonly phase: Phase
  readonly every: Cadence
  readonly reads: readonly Component[]
  readonly writes: readonly Component[]
  /** Systems or phases that come earlier, by name; one with a question mark behind it may be missing. */
  readonly after?: readonly string[]
  /** Systems or phases that come later, likewise. */
  readonly before?: readonly string[]
  readonly doc: string
  /**
   * How threads share the work; left out, one thread does it all.
   * `chunks`: a chunk at a time, on any thread. It writes rows of its range alone: interactions, and the agents that
   * start them or, for `agent` systems, are in the range.
   * `owners`: every thread runs over all rows in order and writes only agents that it owns, those of chunks for which
   * `access.owned[agent >>> CHUNK_BITS]` is 1; so each agent meets its effects in row order, whatever the threads.
   */
  readonly spread?: 'chunks' | 'owners' | undefined
  /** Rule of the policies that it calls: what they read and write then counts as its own. */
  readonly calls?: keyof PolicyRules | undefined
  /** Calls the plugins' handlers of actions: what they read and write then counts as its own. */
  readonly handsOn?: boolean | undefined
  /** Closes over its columns once and returns the loop over a range of rows. */
  bind(access: SystemAccess): Kernel
}

export interface RowSystem extends Omit<System, 'bind'> {
  /** Closes over its columns once and returns the rule for one row; the engine owns the loop and knows the row in an error. */
  bindRow(access: SystemAccess): (row: number) => void
}

/** Declares a system. Give `bind` for a loop of your own, or `bindRow` for a rule of one row. */
export function defineSystem(declared: System | RowSystem): System {
  if ('bind' in declared) return declared
  const { bindRow, ...rest } = declared
  return {
    ...rest,
    bind(access) {
      const rule = bindRow(access)
      const { cursor } = access
      return (first, end) => {
        for (let row = first; row < end; row++) {
          cursor.agent = row
          rule(row)
        }
        cursor.agent = -1
      }
    },
  }
}

/** A system with the plugin that brought it. */
export interface PlacedSystem extends System {
  readonly plugin: string
  /** Position in its plugin's own list, which is a chain; undefined for systems placed by `after` and `before` alone. */
  readonly link?: string | undefined
}

/**
 * Puts systems in one order that does not depend on the order in which plugins came: phase first, then chains and
 * `after`/`before`, then name. Refuses cycles, unknown names, and a conflicting pair that nothing orders.
 */
export function orderSystems(systems: readonly PlacedSystem[]): PlacedSystem[] {
  const byName = new Map<string, PlacedSystem>()
  for (const system of systems) {
    const twin = byName.get(system.name)
    if (twin)
      throw new UserError(`system ${system.name}`, `declared by ${twin.plugin} and by ${system.plugin}`)
    byName.set(system.name, system)
  }
  const earlier = constraints(systems, byName)
  const ordered = topological(systems, earlier)
  refuseConflicts(ordered, earlier)
  return ordered
}

/** Refuses a system that is declared in a way that the schedule could not place or run. */
export function checkSystem(system: System): void {
  const path = `system ${system.name}`
  requireOneOf(`${path}, phase`, system.phase, PHASES)
  requireOneOf(`${path}, every`, system.every, CADENCES)
  for (const key of ['reads', 'writes'] as const)
    requireList(`${path}, ${key}`, system[key], 'a list of components')
}

type Earlier = Map<string, Set<string>>

function constraints(systems: readonly PlacedSystem[], byName: ReadonlyMap<string, PlacedSystem>): Earlier {
  const earlier: Earlier = new Map(systems.map((system) => [system.name, new Set<string>()]))
  const inPhase = (phase: string) => systems.filter((other) => other.phase === phase).map(({ name }) => name)
  const resolve = (system: PlacedSystem, asked: string): string[] => {
    const wanted = asked.replace(/\?$/, '')
    if (wanted !== asked && !byName.has(wanted)) return []
    if (byName.has(wanted)) return [wanted]
    if ((PHASES as readonly string[]).includes(wanted))
      return inPhase(wanted).filter((name) => name !== system.name)
    throw new UserError(
      `system ${system.name}`,
      `is placed next to '${wanted}', which is neither a system nor a phase`,
    )
  }
  for (const system of systems) {
    if (system.link !== undefined) earlier.get(system.name)?.add(system.link)
    for (const wanted of system.after ?? [])
      for (const name of resolve(system, wanted)) earlier.get(system.name)?.add(name)
    for (const wanted of system.before ?? [])
      for (const name of resolve(system, wanted)) earlier.get(name)?.add(system.name)
  }
  return earlier
}

function topological(systems: readonly PlacedSystem[], earlier: Earlier): PlacedSystem[] {
  const rank = (system: PlacedSystem) => PHASES.indexOf(system.phase)
  const waiting = [...systems].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1))
  const placed = new Set<string>()
  const ordered: PlacedSystem[] = []
  while (waiting.length > 0) {
    const next = waiting.findIndex((system) =>
      [...(earlier.get(system.name) ?? [])].every((name) => placed.has(name)),
    )
    if (next < 0) {
      const names = waiting.map(({ name }) => name).join(', ')
      throw new UserError('schedule', `these systems wait for one another: ${names}`)
    }
    const [system] = waiting.splice(next, 1) as [PlacedSystem]
    placed.add(system.name)
    ordered.push(system)
  }
  refusePhaseBreaks(ordered)
  return ordered
}

function refusePhaseBreaks(ordered: readonly PlacedSystem[]): void {
  for (let i = 1; i < ordered.length; i++) {
    const [before, system] = [ordered[i - 1], ordered[i]] as [PlacedSystem, PlacedSystem]
    if (PHASES.indexOf(before.phase) <= PHASES.indexOf(system.phase)) continue
    throw new UserError(
      `system ${system.name}`,
      `belongs to phase ${system.phase} but is placed after ${before.name} of the later phase ${before.phase}`,
    )
  }
}

/** Two systems conflict when one writes what the other reads or writes; what both only add to does not count. */
export function conflictOf(a: System, b: System): string | undefined {
  const uses = (system: System, component: Component) =>
    has(system.reads, component) || (!component.commutes && has(system.writes, component))
  const shared =
    a.writes.find((component) => uses(b, component)) ?? b.writes.find((component) => uses(a, component))
  return shared?.name
}

function refuseConflicts(ordered: readonly PlacedSystem[], earlier: Earlier): void {
  const ancestors = new Map<string, Set<string>>()
  for (const system of ordered) {
    const all = new Set<string>()
    for (const name of earlier.get(system.name) ?? []) {
      all.add(name)
      for (const further of ancestors.get(name) ?? []) all.add(further)
    }
    ancestors.set(system.name, all)
  }
  for (let i = 0; i < ordered.length; i++) {
    for (let j = i + 1; j < ordered.length; j++) {
      const [first, second] = [ordered[i], ordered[j]] as [PlacedSystem, PlacedSystem]
      if (first.phase !== second.phase || ancestors.get(second.name)?.has(first.name)) continue
      const component = conflictOf(first, second)
      if (component === undefined) continue
      throw new UserError(
        'schedule',
        `${first.name} (${first.plugin}) and ${second.name} (${second.plugin}) both use ${component} in phase ${first.phase} and nothing orders them`,
        { hint: `give one of them after: ['${first.name}'] or before: ['${first.name}']` },
      )
    }
  }
}
