import { Batch, CHUNK_ROWS } from './block.ts'
import { InternalError, messageOf, type RunPlace, UserError } from './errors.ts'
import { gatherJournal } from './journal.ts'
import { didYouMean } from './nearest.ts'
import type { Policy } from './policy.ts'
import type { Profile } from './profile.ts'
import { type Kernel, orderSystems, type PlacedSystem } from './schedule.ts'
import {
  type BoundSystem,
  groupSteps,
  isChunked,
  MOMENTS,
  type Moment,
  momentOf,
  type Observer,
  placeObservers,
  type Step,
  withHandlerColumns,
  withPolicyColumns,
} from './steps.ts'
import type { Team, TeamFault } from './team.ts'
import { type ActionHandler, type Registry, SystemAccess, type World } from './world.ts'

/** How a profile names what metrics take. */
const METRICS = { name: 'metrics', plugin: 'core', phase: 'tick-end', every: 'interaction' } as const

/** Called after each system with the system's name; tests check invariants here. */
export type AfterSystem = (system: string) => void

/**
 * Binds systems to a world and runs them in the schedule's order. Chunked systems run chunk by chunk together until
 * one needs what another wrote about agents: there every chunk finishes first. Declared access decides where. With a
 * team, threads share the steps whose systems say how; every thread has a runner of its own over the same world.
 */
export class Runner {
  readonly systems: readonly PlacedSystem[]
  afterSystem: AfterSystem | undefined
  readonly #world: World
  readonly #registry: Registry
  readonly #batch: Uint32Array
  /** Every step of every moment, and behind them one step a system: a team names steps by their place. */
  readonly #steps: readonly Step[]
  readonly #placesOf = new Map<Moment, readonly number[]>()
  readonly #alone = new Map<string, number>()
  readonly #watching: number
  #team: Team | undefined

  /** @param profile times every system; without one nothing is timed */
  constructor(
    world: World,
    systems: readonly PlacedSystem[],
    registry: Registry,
    observers: readonly Observer[] = [],
    profile?: Profile,
  ) {
    this.#world = world
    this.#registry = registry
    this.#batch = world.get(Batch).count
    this.systems = scheduleOf(systems, registry.policies, registry.handlers)
    const bound = this.systems.map((system) => {
      const kernel = this.#bind(system)
      return { system, kernel: profile?.kernel(system, kernel) ?? kernel }
    })
    const watched = observers.map((each, place) => ({
      ...each,
      observe: profile?.kernel(METRICS, each.observe, place === 0) ?? each.observe,
    }))
    const steps: Step[] = []
    const add = (added: readonly Step[]) => added.map((step) => steps.push(step) - 1)
    for (const moment of MOMENTS) {
      const grouped = groupSteps(bound.filter(({ system }) => momentOf(system) === moment))
      if (moment === 'tick') placeObservers(grouped, watched)
      this.#placesOf.set(moment, add(grouped))
    }
    for (const each of bound) this.#alone.set(each.system.name, add([stepOf([each])])[0])
    this.#watching = add([{ ...stepOf([]), chunked: true, spread: 'chunks', observers: watched }])[0]
    this.#steps = steps
  }

  /** Whether threads have anything to share. */
  get isShared(): boolean {
    return this.systems.some(({ spread }) => spread !== undefined)
  }

  /** From here on the others of a team do their share of each step: this thread leads. */
  lead(team: Team | undefined): void {
    this.#team = team
    this.#world.own({ index: 0, count: team?.count ?? 1 })
  }

  run(moment: Moment): void {
    if (this.afterSystem === undefined) {
      for (const place of this.#placesOf.get(moment) ?? []) this.#runTogether(place)
      return
    }
    for (const { name } of this.systems.filter((system) => momentOf(system) === moment)) this.runSystem(name)
    if (moment === 'tick') this.#runTogether(this.#watching)
  }

  /** Runs one system alone over the whole world. */
  runSystem(name: string): void {
    const place = this.#alone.get(name)
    if (place === undefined) {
      const known = this.systems.map((system) => system.name)
      throw new UserError(`system ${name}`, 'is not in the schedule', { hint: didYouMean(name, known) })
    }
    this.#runTogether(place)
    this.afterSystem?.(name)
  }

  /** Does this thread's share of a step, by its place: what the others of a team do on the leader's command. */
  runShare(place: number): void {
    const step = this.#steps[place]
    if (!step.chunked) this.#runWhole(step.bound[0])
    else {
      // One thread owns every chunk.
      const all = step.spread !== 'chunks'
      const { owned } = this.#world
      for (let chunk = 0; chunk < this.#batch.length; chunk++) {
        if (all || owned[chunk] === 1) this.#runChunk(step, chunk)
      }
    }
  }

  #runTogether(place: number): void {
    const team = this.#team
    if (team === undefined) this.runShare(place)
    else if (this.#steps[place].spread === undefined) this.runShare(place)
    else this.#lead(team, place)
    gatherJournal(this.#world)
  }

  #lead(team: Team, place: number): void {
    team.start(place)
    let own: unknown
    try {
      this.runShare(place)
    } catch (thrown) {
      own = thrown
    }
    const fault = team.join()
    if (own !== undefined) throw own
    if (fault !== undefined) throw this.#faultThere(fault)
  }

  #bind(system: PlacedSystem): Kernel {
    try {
      return system.bind(new SystemAccess(this.#world, system, this.#registry))
    } catch (thrown) {
      throw thrown instanceof UserError ? thrown : this.#fault(system, thrown)
    }
  }

  #runChunk({ bound, observers }: Step, chunk: number): void {
    this.#world.cursor.chunk = chunk
    const agents = this.#world.clock.agentCount[0]
    const first = chunk * CHUNK_ROWS
    for (let i = 0; i < bound.length; i++) {
      const { system, kernel } = bound[i]
      const end = system.every === 'agent' ? Math.min(first + CHUNK_ROWS, agents) : first + this.#batch[chunk]
      try {
        if (end > first) kernel(first, end)
      } catch (thrown) {
        throw this.#fault(system, thrown)
      }
    }
    if (this.#batch[chunk] === 0) return
    for (let i = 0; i < observers.length; i++) observers[i].observe(first, first + this.#batch[chunk])
  }

  #runWhole({ system, kernel }: BoundSystem): void {
    this.#world.cursor.chunk = 0
    try {
      kernel(0, this.#world.clock.agentCount[0])
    } catch (thrown) {
      throw this.#fault(system, thrown)
    }
  }

  /** An error as another thread left it. */
  #faultThere({ thread, text }: TeamFault): InternalError {
    const { clock, seed } = this.#world
    if (thread < 0) {
      const place = { seed, tick: clock.tick[0], system: 'threads' }
      return new InternalError('another thread has fallen silent', place)
    }
    const { problem, place } = JSON.parse(text) as { problem: string; place: RunPlace }
    return new InternalError(problem, place)
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

/** Systems in the order in which they run, with what policies and handlers of actions touch added to those that call them. */
export const scheduleOf = (
  systems: readonly PlacedSystem[],
  policies: readonly Policy[],
  handlers: readonly ActionHandler[],
): PlacedSystem[] =>
  orderSystems(systems.map((system) => withHandlerColumns(withPolicyColumns(system, policies), handlers)))

const stepOf = (bound: BoundSystem[]): Step => ({
  chunked: bound.some(({ system }) => isChunked(system)),
  spread: bound[0]?.system.spread,
  bound,
  observers: [],
})
