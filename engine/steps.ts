import type { Component } from './columns.ts'
import type { Policy } from './policy.ts'
import type { Kernel, PlacedSystem } from './schedule.ts'
import { type ActionHandler, has } from './world.ts'

/** What runs over interactions and writes none of them: metrics look on. What it throws says who it is. */
export interface Observer {
  readonly name: string
  readonly reads: readonly Component[]
  readonly observe: Kernel
}

export interface BoundSystem {
  readonly system: PlacedSystem
  readonly kernel: Kernel
}

/** Systems that run together: chunk by chunk, or a single one over the whole world. */
export interface Step {
  readonly chunked: boolean
  readonly spread: PlacedSystem['spread']
  readonly bound: BoundSystem[]
  /** Run after the systems, chunk by chunk. */
  readonly observers: Observer[]
}

export type Moment = 'epoch-start' | 'tick' | 'epoch-end'
export const MOMENTS: readonly Moment[] = ['epoch-start', 'tick', 'epoch-end']

export const momentOf = ({ every }: PlacedSystem): Moment =>
  every === 'epoch-start' || every === 'epoch-end' ? every : 'tick'

export const isChunked = ({ every }: PlacedSystem): boolean => every === 'agent' || every === 'interaction'

/** Adds what the policies touch to a system that calls one of their rules. */
export function withPolicyColumns(system: PlacedSystem, policies: readonly Policy[]): PlacedSystem {
  const { calls } = system
  if (calls === undefined) return system
  const reads = policies.flatMap((policy) => [...policy.own, ...policy.others, ...traitsOf(policy)])
  const writes =
    calls === 'consents' ? [] : policies.flatMap((policy) => [...policy.writes, ...traitsOf(policy)])
  return widened(system, reads, writes)
}

/** Adds what handlers of actions touch to a system that calls them. */
export function withHandlerColumns(system: PlacedSystem, handlers: readonly ActionHandler[]): PlacedSystem {
  if (system.handsOn !== true) return system
  const reads = handlers.flatMap((handler) => handler.reads)
  const writes = handlers.flatMap((handler) => handler.writes)
  return widened(system, reads, writes)
}

const widened = (
  system: PlacedSystem,
  reads: readonly Component[],
  writes: readonly Component[],
): PlacedSystem => ({
  ...system,
  reads: [...new Set([...system.reads, ...reads])],
  writes: [...new Set([...system.writes, ...writes])],
})

const traitsOf = (policy: Policy): Component[] => (policy.traits ? [policy.traits] : [])

/** Rows of these tables belong to one chunk, so systems of a chunk may hand them on at once. */
const CHUNK_TABLES: ReadonlySet<string> = new Set(['interaction', 'chunk'])
const isShared = ({ table, perThread }: Component): boolean => !CHUNK_TABLES.has(table) && !perThread

/** Whether every chunk of the earlier one must have finished before the later one starts. */
function needsBarrier(earlier: PlacedSystem, later: PlacedSystem): boolean {
  const touched = (system: PlacedSystem) => [...system.reads, ...system.writes]
  return (
    earlier.writes.filter(isShared).some((component) => has(touched(later), component)) ||
    later.writes.filter(isShared).some((component) => has(touched(earlier), component))
  )
}

/** Groups systems that come one after the other into steps, as declared access allows. */
export function groupSteps(bound: readonly BoundSystem[]): Step[] {
  const steps: Step[] = []
  for (const candidate of bound) {
    const { system } = candidate
    const step = steps.at(-1)
    const joins =
      step?.chunked === true &&
      isChunked(system) &&
      step.spread === system.spread &&
      !step.bound.some((earlier) => needsBarrier(earlier.system, system))
    if (joins) step.bound.push(candidate)
    else steps.push({ chunked: isChunked(system), spread: system.spread, bound: [candidate], observers: [] })
  }
  return steps
}

/**
 * Lets each observer run as soon as what it reads is final, while a chunk's columns are still in cache: with the last
 * step that writes any of it, or with a later one.
 */
export function placeObservers(steps: Step[], observers: readonly Observer[]): void {
  for (const observer of observers) {
    const place = steps.findIndex((_, from) => mayObserve(steps, from, observer))
    if (place >= 0) steps[place].observers.push(observer)
    else steps.push({ chunked: true, spread: 'chunks', bound: [], observers: [observer] })
  }
}

function mayObserve(steps: readonly Step[], place: number, { reads }: Observer): boolean {
  const step = steps[place]
  if (!step.chunked || step.spread === 'owners') return false
  const writes = (systems: readonly BoundSystem[]) => systems.flatMap(({ system }) => system.writes)
  const later = writes(steps.slice(place + 1).flatMap(({ bound }) => bound))
  const beside = writes(step.bound).filter(isShared)
  return !reads.some((component) => has(later, component) || has(beside, component))
}
