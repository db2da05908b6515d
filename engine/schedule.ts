import type { Component } from './columns.ts'
import { UserError } from './errors.ts'
import type { PolicyRules } from './policy.ts'
import type { SystemAccess } from './world.ts'

/**
 * When a system runs. `agent` and `interaction` systems run chunk by chunk, so that a chunk's columns stay in cache;
 * the others run once, over everything, at their moment.
 */
export type Cadence = 'epoch-start' | 'agent' | 'interaction' | 'tick' | 'epoch-end'

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
  /** Systems or phases that come earlier, by name. */
  readonly after?: readonly string[]
  /** Systems or phases that come later, by name. */
  readonly before?: readonly string[]
  readonly doc: string
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

type Earlier = Map<string, Set<string>>

function constraints(systems: readonly PlacedSystem[], byName: ReadonlyMap<string, PlacedSystem>): Earlier {
  const earlier: Earlier = new Map(systems.map((system) => [system.name, new Set<string>()]))
  const inPhase = (phase: string) => systems.filter((other) => other.phase === phase).map(({ name }) => name)
  const resolve = (system: PlacedSystem, wanted: string): string[] => {
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

/** Two systems conflict when one writes what the other reads or writes. */
export function conflictOf(a: System, b: System): string | undefined {
  const touched = (system: System) => [...system.reads, ...system.writes]
  const shared =
    a.writes.find((component) => touched(b).includes(component)) ??
    b.writes.find((component) => touched(a).includes(component))
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
