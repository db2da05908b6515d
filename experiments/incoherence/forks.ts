import { Kind, Turn } from '../../components/agent.ts'
import { Action, INTERACTION_KINDS, Status } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Members } from '../../components/members.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import type { ColumnArray } from '../../engine/columns.ts'
import { checkValue, defaultOf, snakeCase } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import { didYouMean } from '../../engine/nearest.ts'
import type { Policy } from '../../engine/policy.ts'
import { reseed } from '../../engine/reseed.ts'
import { EnsembleVote } from '../../mechanisms/incoherence/columns.ts'
import { ENSEMBLE_STREAM } from '../../mechanisms/incoherence/ensemble.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { type Scenario, type Simulation, type Snapshot, vocabulary } from '../../simulation/index.ts'
import { CONSENT_STREAM } from '../../systems/acceptance.ts'
import { PROPOSAL_STREAM } from '../../systems/proposal.ts'

const NO_DECISION = -1

/** What agents are compared with: the policy of a type, with settings of its own where they differ from the defaults. */
export interface Benchmark {
  /** Name of the type in scenario files. */
  readonly type: string
  readonly config?: Readonly<Record<string, number>>
}

/** What agents decided in one fork. */
export interface Choices {
  /** By agent: what it did with its turn, target left out; -1 without a turn. */
  readonly turns: Float64Array
  /** The same with the target. */
  readonly deeds: Float64Array
}

/** What counterparties answered in one fork, by interaction. */
export interface Answers {
  readonly agents: Uint32Array
  readonly kinds: readonly string[]
  /** 1 for consent, 0 for none; -1 where nobody was asked. */
  readonly consents: Float64Array
}

/**
 * Forks a simulation where it stands: the same state, one source of chance reseeded. Every fork starts from one snapshot;
 * `back` puts the simulation where it was. Turns have to be simultaneous, since only then all decide from one state.
 */
export class Forks {
  readonly simulation: Simulation
  readonly #start: Snapshot
  readonly #benchmark: (() => void) | undefined

  /** Throws UserError for sequential turns, and for a benchmark that this scenario cannot have. */
  constructor(simulation: Simulation, scenario: Scenario, benchmark?: Benchmark) {
    if (simulation.value('turns') === 'sequential') {
      throw new UserError(
        'turns',
        'got sequential, expected simultaneous: only there do all decide from one state',
      )
    }
    this.simulation = simulation
    this.#start = simulation.snapshot()
    this.#benchmark = benchmark && bindBenchmark(simulation, scenario, benchmark)
  }

  get hasBenchmark(): boolean {
    return this.#benchmark !== undefined
  }

  /** Puts the simulation back to where it was forked. */
  back(): void {
    this.simulation.onSystem(undefined)
    this.reseedTurns(0)
    reseed(this.simulation.world, CONSENT_STREAM.name, 0)
    this.simulation.restore(this.#start)
  }

  /** One tick in which turns are drawn anew, by the agents' own policies or by the benchmark's. Salt 0 is the run itself. */
  turns(salt: number, asBenchmark = false): Choices {
    this.back()
    if (asBenchmark) this.#benchmark?.()
    this.reseedTurns(salt)
    this.simulation.tick()
    return readChoices(this.simulation)
  }

  /** One tick in which all propose as in the run itself and answers are drawn anew. */
  answers(salt: number, asBenchmark = false): Answers {
    this.back()
    const { world } = this.simulation
    reseed(world, CONSENT_STREAM.name, salt)
    if (asBenchmark) {
      this.simulation.onSystem((system) => {
        if (system === 'proposal') this.#benchmark?.()
      })
    }
    this.simulation.tick()
    this.simulation.onSystem(undefined)
    return readAnswers(this.simulation)
  }

  /** From here on turns are drawn anew. */
  reseedTurns(salt: number): void {
    const { world } = this.simulation
    reseed(world, PROPOSAL_STREAM.name, salt)
    if (world.has(EnsembleVote)) reseed(world, ENSEMBLE_STREAM.name, salt)
  }

  /** From here on everyone follows the benchmark. */
  followBenchmark(): void {
    this.#benchmark?.()
  }
}

/** Agents whose interaction was accepted and more likely harmful than not, in the tick that has just run. */
export function harmfulInitiators({ world }: Simulation): Set<number> {
  const { initiator } = world.get(Parties)
  const { p } = world.get(Score)
  const { status } = world.get(Verdict)
  const found = new Set<number>()
  for (const row of liveRows(world.get(Batch).count)) {
    if (status[row] === Status.accepted && (p[row] as number) < 0.5) found.add(initiator[row] as number)
  }
  return found
}

/** p of what was accepted in the tick that has just run. */
export function acceptedQualities({ world }: Simulation): number[] {
  const { p } = world.get(Score)
  const { status } = world.get(Verdict)
  return liveRows(world.get(Batch).count)
    .filter((row) => status[row] === Status.accepted)
    .map((row) => p[row] as number)
}

function liveRows(count: Uint32Array): number[] {
  return Array.from(count, (rows, chunk) =>
    Array.from({ length: rows }, (_, row) => chunk * CHUNK_ROWS + row),
  ).flat()
}

function readChoices({ world }: Simulation): Choices {
  const { mayAct } = world.get(Turn)
  const { action, kind, hostile, direction, target } = world.get(Intent)
  const agents = world.clock.agentCount[0] as number
  const turns = new Float64Array(agents).fill(NO_DECISION)
  const deeds = new Float64Array(agents).fill(NO_DECISION)
  for (let agent = 0; agent < agents; agent++) {
    if (mayAct[agent] === 0 || action[agent] === Action.none) continue
    const [what, of, on] = [action[agent] as number, kind[agent] as number, hostile[agent] as number]
    const code = what | (of << 8) | (on << 16) | (((direction[agent] as number) + 1) << 17)
    turns[agent] = code
    deeds[agent] = code * 4_294_967_296 + (target[agent] as number)
  }
  return { turns, deeds }
}

function readAnswers({ world }: Simulation): Answers {
  const { counterparty, kind } = world.get(Parties)
  const { status, asked } = world.get(Verdict)
  const rows = liveRows(world.get(Batch).count)
  return {
    agents: Uint32Array.from(rows, (row) => counterparty[row] as number),
    kinds: rows.map((row) => INTERACTION_KINDS[kind[row] as number] ?? 'other'),
    consents: Float64Array.from(rows, (row) => {
      if (asked[row] === 0) return NO_DECISION
      return status[row] === Status.declined ? 0 : 1
    }),
  }
}

/** Has everyone follow the benchmark's policy, with traits in the one row that the simulation's spare capacity left free. */
function bindBenchmark(
  simulation: Simulation,
  scenario: Scenario,
  { type, config = {} }: Benchmark,
): () => void {
  const { policies } = vocabulary(mechanisms)
  const policy = policies.get(type)
  if (!policy) {
    throw new UserError('benchmark', `no agent type ${type}`, { hint: didYouMean(type, policies.keys()) })
  }
  const code = simulation.policyNames.indexOf(policy.name)
  if (code < 0) {
    throw new UserError('benchmark', `${type} belongs to a mechanism that this scenario leaves off`)
  }
  const traits = traitsOf(policy, scenario, config)
  const { world } = simulation
  const { policy: policyOf, slot: slotOf } = world.get(Kind)
  const slot = world.get(Members).count[code] as number
  const columns = (policy.traits ? world.get(policy.traits) : {}) as Readonly<Record<string, ColumnArray>>
  if (policy.traits && slot >= world.rowsOf(policy.traits.table)) {
    throw new UserError('benchmark', 'finds no free row', { hint: 'make the simulation with spare capacity' })
  }
  return () => {
    const agents = world.clock.agentCount[0] as number
    for (const [name, value] of traits) (columns[name] as ColumnArray)[slot] = value
    policyOf.fill(code, 0, agents)
    slotOf.fill(slot, 0, agents)
  }
}

function traitsOf(
  { key, parameters: { parameters } }: Policy,
  { profile }: Scenario,
  config: Readonly<Record<string, number>>,
): [string, number][] {
  const known = Object.keys(parameters).map(snakeCase)
  for (const [name, value] of Object.entries(config)) {
    const parameter = Object.entries(parameters).find(([each]) => snakeCase(each) === name)?.[1]
    if (!parameter) {
      throw new UserError(`benchmark ${key}`, `has no setting ${name}`, { hint: didYouMean(name, known) })
    }
    checkValue(`benchmark ${key}, ${name}`, parameter, value)
  }
  return Object.entries(parameters).map(([name, parameter]) => [
    name,
    config[snakeCase(name)] ?? Number(defaultOf(parameter, profile)),
  ])
}
