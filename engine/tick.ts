import { Batch, CHUNK_ROWS } from './block.ts'
import type { Component } from './columns.ts'
import { InternalError, messageOf, UserError } from './errors.ts'
import { didYouMean } from './nearest.ts'
import type { Policy } from './policy.ts'
import { type Kernel, orderSystems, type PlacedSystem } from './schedule.ts'
import { type Registry, SystemAccess, type World } from './world.ts'

interface BoundSystem {
  readonly system: PlacedSystem
  readonly kernel: Kernel
}

/** Systems that run together: a run of chunked ones chunk by chunk, or a single whole-world one. */
interface Step {
  readonly chunked: boolean
  readonly bound: readonly BoundSystem[]
}

/** Called after each system with the system's name; tests check invariants here. */
export type AfterSystem = (system: string) => void

/**
 * Binds systems to a world and runs them in the schedule's order. Chunked systems run chunk by chunk together until
 * one needs what another wrote about agents: there every chunk finishes first. Declared access decides where.
 */
export class Runner {
  readonly systems: readonly PlacedSystem[]
  afterSystem: AfterSystem | undefined
  readonly #world: World
  readonly #registry: Registry
  readonly #batch: Uint32Array
  readonly #steps: ReadonlyMap<'epoch-start' | 'tick' | 'epoch-end', readonly Step[]>

  constructor(world: World, systems: readonly PlacedSystem[], registry: Registry) {
    this.#world = world
    this.#registry = registry
    this.#batch = world.get(Batch).count
    this.systems = orderSystems(
      systems.map((system) => withHandlerColumns(withPolicyColumns(system, registry.policies), registry)),
    )
    const bound = this.systems.map((system) => ({ system, kernel: this.#bind(system) }))
    const of = (moment: string) => bound.filter(({ system }) => momentOf(system) === moment)
    this.#steps = new Map([
      ['epoch-start', group(of('epoch-start'))],
      ['tick', group(of('tick'))],
      ['epoch-end', group(of('epoch-end'))],
    ])
  }

  run(moment: 'epoch-start' | 'tick' | 'epoch-end'): void {
    for (const step of this.#steps.get(moment) ?? []) {
      if (step.chunked && this.afterSystem === undefined) this.#runChunks(step.bound)
      else for (const bound of step.bound) this.#runWhole(bound)
    }
  }

  /** Runs one system alone over the whole world: for tests. */
  runSystem(name: string): void {
    const found = [...this.#steps.values()].flat().flatMap(({ bound }) => bound)
    const bound = found.find(({ system }) => system.name === name)
    if (!bound) {
      const known = this.systems.map((system) => system.name)
      throw new UserError(`system ${name}`, 'is not in the schedule', { hint: didYouMean(name, known) })
    }
    this.#runWhole(bound)
  }

  #bind(system: PlacedSystem): Kernel {
    try {
      return system.bind(new SystemAccess(this.#world, system, this.#registry))
    } catch (thrown) {
      throw thrown instanceof UserError ? thrown : this.#fault(system, thrown)
    }
  }

  #runChunks(bound: readonly BoundSystem[]): void {
    const agents = this.#world.clock.agentCount[0]
    for (let chunk = 0; chunk < this.#batch.length; chunk++) {
      for (let i = 0; i < bound.length; i++) this.#runChunk(bound[i], chunk, agents)
    }
  }

  #runChunk({ system, kernel }: BoundSystem, chunk: number, agents: number): void {
    const first = chunk * CHUNK_ROWS
    const end = system.every === 'agent' ? Math.min(first + CHUNK_ROWS, agents) : first + this.#batch[chunk]
    try {
      if (end > first) kernel(first, end)
    } catch (thrown) {
      throw this.#fault(system, thrown)
    }
  }

  #runWhole(bound: BoundSystem): void {
    const agents = this.#world.clock.agentCount[0]
    if (bound.system.every === 'agent' || bound.system.every === 'interaction') {
      for (let chunk = 0; chunk < this.#batch.length; chunk++) this.#runChunk(bound, chunk, agents)
    } else {
      try {
        bound.kernel(0, agents)
      } catch (thrown) {
        throw this.#fault(bound.system, thrown)
      }
    }
    this.afterSystem?.(bound.system.name)
  }

  #fault(system: PlacedSystem, thrown: unknown): InternalError {
    if (thrown instanceof InternalError) return thrown
    const { clock, cursor, seed } = this.#world
    const place = {
      seed,
      tick: clock.tick[0],
      system: system.name,
      agent: cursor.agent < 0 ? undefined : cursor.agent,
    }
    cursor.agent = -1
    return new InternalError(`plugin ${system.plugin} failed: ${messageOf(thrown)}`, place, thrown)
  }
}

/** Adds what the policies touch to a system that calls them. */
function withPolicyColumns(system: PlacedSystem, policies: readonly Policy[]): PlacedSystem {
  if (system.calls === undefined) return system
  const reads = policies.flatMap((policy) => [...policy.own, ...policy.others, ...componentOf(policy)])
  const writes =
    system.calls === 'consents'
      ? []
      : policies.flatMap((policy) => [...policy.writes, ...componentOf(policy)])
  return {
    ...system,
    reads: [...new Set([...system.reads, ...reads])],
    writes: [...new Set([...system.writes, ...writes])],
  }
}

/** Adds what handlers of actions touch to a system that calls them. */
function withHandlerColumns(system: PlacedSystem, { handlers }: Registry): PlacedSystem {
  if (system.handsOn !== true) return system
  const reads = [...system.reads, ...handlers.flatMap((handler) => handler.reads)]
  const writes = [...system.writes, ...handlers.flatMap((handler) => handler.writes)]
  return { ...system, reads: [...new Set(reads)], writes: [...new Set(writes)] }
}

const componentOf = (policy: Policy): Component[] => (policy.traits ? [policy.traits] : [])

function momentOf({ every }: PlacedSystem): 'epoch-start' | 'tick' | 'epoch-end' {
  return every === 'epoch-start' || every === 'epoch-end' ? every : 'tick'
}

const isChunked = ({ system }: BoundSystem): boolean =>
  system.every === 'agent' || system.every === 'interaction'

/** Rows of these tables belong to one chunk, so systems of a chunk may hand them on at once. */
const CHUNK_TABLES: ReadonlySet<string> = new Set(['interaction', 'chunk'])

function needsBarrier(earlier: PlacedSystem, later: PlacedSystem): boolean {
  const shared = (component: Component) => !CHUNK_TABLES.has(component.table)
  const touched = (system: PlacedSystem) => [...system.reads, ...system.writes].filter(shared)
  return (
    earlier.writes.filter(shared).some((component) => touched(later).includes(component)) ||
    later.writes.filter(shared).some((component) => touched(earlier).includes(component))
  )
}

function group(bound: readonly BoundSystem[]): Step[] {
  const steps: { chunked: boolean; bound: BoundSystem[] }[] = []
  for (const candidate of bound) {
    const step = steps.at(-1)
    const joins =
      step?.chunked === true &&
      isChunked(candidate) &&
      !step.bound.some(({ system }) => needsBarrier(system, candidate.system))
    if (joins) step.bound.push(candidate)
    else steps.push({ chunked: isChunked(candidate), bound: [candidate] })
  }
  return steps
}
