import { Kind } from '../../components/agent.ts'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Ledger } from '../../components/ledger.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import type { World } from '../../engine/world.ts'
import { Traffic } from '../../mechanisms/border/columns.ts'
import { Suspicion } from '../../mechanisms/collusion/columns.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { Trace, TraceTick } from '../../mechanisms/redteam/columns.ts'
import { Threat } from '../../mechanisms/security/columns.ts'
import { SybilSuspicion } from '../../mechanisms/sybil/columns.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { StopSignal } from '../../simulation/options.ts'
import { populationOf, type Scenario } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { Infiltrator, Measurement } from './measurement.ts'

export interface MeasureOptions {
  readonly signal?: StopSignal | undefined
  /** Called after each tick; a promise that it returns is waited for, so that a host can breathe. */
  readonly onTick?: ((done: number, ticks: number) => void | Promise<void>) | undefined
}

/**
 * Runs a scenario and measures what those in some rows did, and what became of all others.
 * @param rows infiltrators: attackers, or in a control the honest agents in their place
 * @returns undefined when the signal was raised before the end
 */
export async function measure(
  scenario: Scenario,
  rows: readonly number[],
  { signal, onTick }: MeasureOptions = {},
): Promise<Measurement | undefined> {
  const simulation = await createSimulation(scenario, { plugins: mechanisms })
  try {
    const { world, ticks } = simulation
    const { infiltrated } = world.get(Trace)
    for (const row of rows) infiltrated[row] = 1
    const observer = new Observer(simulation, rows)
    for (let tick = 0; tick < ticks; tick++) {
      if (signal?.aborted) return undefined
      simulation.tick()
      observer.afterTick()
      const pause = onTick?.(tick + 1, ticks)
      if (pause) await pause
    }
    return observer.result()
  } finally {
    simulation.dispose()
  }
}

/** Whether something holds or flags an agent now, by each mechanism that a world has. */
function bindFlags(world: World): (agent: number) => boolean {
  const { reasons } = world.get(Custody)
  const flags: ((agent: number) => boolean)[] = [
    (agent) => ((reasons[agent] as number) & ~CustodyReason.departed) !== 0,
  ]
  if (world.has(Threat)) {
    const { level } = world.get(Threat)
    const threshold = world.parameterView('security.flag_threshold')
    flags.push((agent) => (level[agent] as number) >= (threshold[0] as number))
  }
  if (world.has(SybilSuspicion)) {
    const { clusterSize } = world.get(SybilSuspicion)
    flags.push((agent) => (clusterSize[agent] as number) > 0)
  }
  if (world.has(Suspicion)) {
    const { risk } = world.get(Suspicion)
    const threshold = world.parameterView('governance.collusion_score_threshold')
    flags.push((agent) => (risk[agent] as number) >= (threshold[0] as number))
  }
  if (world.has(Traffic)) {
    const { leaks } = world.get(Traffic)
    flags.push((agent) => (leaks[agent] as number) > 0)
  }
  return (agent) => flags.some((flag) => flag(agent))
}

/** What is followed of one infiltrator while a run goes on. */
interface Watch {
  readonly row: number
  unfound: number
  unseen: number
  effective: number
  effectiveAtFreeze: number | null
  flaggedInEpoch: boolean
  firstEffect: number | null
  firstDetection: number | null
  firstFlag: number | null
}

/** Looks on: at infiltrators after each tick, at everyone after each epoch. */
class Observer {
  readonly #simulation: Simulation
  readonly #world: World
  readonly #isFlagged: (agent: number) => boolean
  readonly #watches: readonly Watch[]
  readonly #population: number
  readonly #resourcesStart: Float64Array
  readonly #honestFlagged: Uint8Array
  readonly #welfareByEpoch: number[] = []
  readonly #monitoring: { completed: number; audited: number; effective: number }[] = []
  #epoch = 0
  #earned = 0
  #externalHarm = 0

  constructor(simulation: Simulation, rows: readonly number[]) {
    this.#simulation = simulation
    this.#world = simulation.world
    this.#isFlagged = bindFlags(simulation.world)
    this.#population = populationOf(simulation.scenario)
    this.#resourcesStart = this.#world.get(Stake).resources.slice(0, this.#population)
    this.#honestFlagged = new Uint8Array(this.#population)
    this.#watches = rows.map((row) => ({
      row,
      unfound: 0,
      unseen: 0,
      effective: 0,
      effectiveAtFreeze: null,
      flaggedInEpoch: false,
      firstEffect: null,
      firstDetection: null,
      firstFlag: null,
    }))
  }

  /** Notes what a tick did; the clock has moved on by then. */
  afterTick(): void {
    const { completed, audited, effective } = this.#world.get(TraceTick)
    this.#monitoring.push({
      completed: completed[0] as number,
      audited: audited[0] as number,
      effective: effective[0] as number,
    })
    for (const watch of this.#watches) this.#look(watch)
    const { epochs } = this.#simulation
    if (epochs.length === this.#epoch) return
    const { metrics } = epochs[this.#epoch] as (typeof epochs)[number]
    this.#closeEpoch(this.#harmOf(metrics))
    this.#epoch = epochs.length
  }

  /** Harm of an epoch that no ledger carries, so that everyone bears it: what of E neither party pays, and what spilled. */
  #harmOf(metrics: Readonly<Record<string, number | null>>): number {
    const accepted = metrics['acceptedInteractions'] ?? 0
    const toxicity = metrics['toxicityRate'] ?? 0
    const [h, rhoA, rhoB] = ['h', 'rho_a', 'rho_b'].map(
      (name) => this.#world.value(`payoff.${name}`) as number,
    )
    const unborne = Math.max(0, 1 - (rhoA as number) - (rhoB as number))
    return accepted * toxicity * (h as number) * unborne + (metrics['spilledHarm'] ?? 0)
  }

  #look(watch: Watch): void {
    const { effective } = this.#world.get(Trace)
    const { freezes } = this.#world.get(Custody)
    const now = effective[watch.row] as number
    if (watch.firstEffect === null && now > 0) watch.firstEffect = this.#epoch
    if ((freezes[watch.row] as number) > 0) watch.effectiveAtFreeze ??= now
    watch.effective = now
    if (!this.#isFlagged(watch.row)) return
    watch.flaggedInEpoch = true
    watch.firstFlag ??= this.#epoch
    if (watch.firstEffect !== null) watch.firstDetection ??= this.#epoch
  }

  #closeEpoch(harm: number): void {
    const { unfound } = this.#world.get(Trace)
    for (const watch of this.#watches) {
      const now = unfound[watch.row] as number
      if (!watch.flaggedInEpoch) watch.unseen += now - watch.unfound
      watch.unfound = now
      watch.flaggedInEpoch = false
    }
    const before = this.#earned
    this.#earned = this.#earnedByOthers()
    this.#externalHarm += harm
    this.#welfareByEpoch.push(this.#earned - before - harm)
    const { infiltrated } = this.#world.get(Trace)
    for (let agent = 0; agent < this.#population; agent++) {
      const isKnown = this.#honestFlagged[agent] === 1 || infiltrated[agent] === 1
      if (!isKnown && this.#isFlagged(agent)) this.#honestFlagged[agent] = 1
    }
  }

  #earnedByOthers(): number {
    const { infiltrated } = this.#world.get(Trace)
    const { totalPayoff } = this.#world.get(Ledger)
    const agents = this.#world.clock.agentCount[0] as number
    let sum = 0
    for (let agent = 0; agent < agents; agent++) {
      if (infiltrated[agent] === 0) sum += totalPayoff[agent] as number
    }
    return sum
  }

  result(): Measurement {
    return {
      infiltrators: this.#watches.map((watch) => this.#infiltrator(watch)),
      others: this.#others(),
      honest: this.#honest(),
      externalHarm: this.#externalHarm,
      unwatched: unwatchedOf(this.#monitoring),
      ticks: this.#monitoring.length,
      digest: this.#simulation.digest(),
    }
  }

  /** What an agent owns, with what it has earned where payoffs stay on paper. */
  #wealth(agent: number): number {
    const isCredited = this.#world.value('payoff.credit_resources') === true
    const { resources } = this.#world.get(Stake)
    const { totalPayoff } = this.#world.get(Ledger)
    return (resources[agent] as number) + (isCredited ? 0 : (totalPayoff[agent] as number))
  }

  #infiltrator(watch: Watch): Infiltrator {
    const { row } = watch
    const trace = this.#world.get(Trace)
    return {
      payoff: this.#world.get(Ledger).totalPayoff[row] as number,
      reputation: this.#world.get(Standing).reputation[row] as number,
      resourcesStart: this.#resourcesStart[row] as number,
      wealth: this.#wealth(row),
      accepted: trace.accepted[row] as number,
      attacks: trace.attacks[row] as number,
      effective: watch.effective,
      unseen: watch.unseen,
      untaxed: trace.untaxed[row] as number,
      violations: trace.violations[row] as number,
      caught: trace.caught[row] as number,
      harm: trace.harm[row] as number,
      freezes: this.#world.get(Custody).freezes[row] as number,
      effectiveAfterFreeze: watch.effectiveAtFreeze === null ? 0 : watch.effective - watch.effectiveAtFreeze,
      firstEffect: watch.firstEffect,
      firstDetection: watch.firstDetection,
      firstFlag: watch.firstFlag,
    }
  }

  #others(): Measurement['others'] {
    const { infiltrated, across, accepted } = this.#world.get(Trace)
    const { reputation } = this.#world.get(Standing)
    const sums = { agents: 0, across: 0, wealthStart: 0, wealth: 0, reputation: 0, busiest: 0 }
    for (let agent = 0; agent < this.#population; agent++) {
      if (infiltrated[agent] === 1) continue
      sums.agents++
      sums.across += across[agent] as number
      sums.wealthStart += this.#resourcesStart[agent] as number
      sums.wealth += this.#wealth(agent)
      sums.reputation += reputation[agent] as number
      sums.busiest = Math.max(sums.busiest, accepted[agent] as number)
    }
    return {
      agents: sums.agents,
      earned: this.#earned,
      welfare: this.#earned - this.#externalHarm,
      welfareByEpoch: this.#welfareByEpoch,
      across: sums.across,
      wealthStart: sums.wealthStart,
      wealth: sums.wealth,
      meanReputation: sums.agents === 0 ? 0 : sums.reputation / sums.agents,
      busiest: sums.busiest,
    }
  }

  #honest(): Measurement['honest'] {
    const { infiltrated, costs, taken, violations } = this.#world.get(Trace)
    const { freezes } = this.#world.get(Custody)
    const { policy } = this.#world.get(Kind)
    const code = this.#simulation.policyNames.indexOf('honest')
    const honest = { agents: 0, freezes: 0, costs: 0, violations: 0, flagged: 0 }
    for (let agent = 0; agent < this.#population; agent++) {
      if (infiltrated[agent] === 1 || policy[agent] !== code) continue
      honest.agents++
      honest.freezes += freezes[agent] as number
      honest.costs += (costs[agent] as number) + (taken[agent] as number)
      honest.violations += violations[agent] as number
      honest.flagged += this.#honestFlagged[agent] as number
    }
    return honest
  }
}

/** Attacks that took effect in ticks that were watched less than the run on average, or not at all. */
function unwatchedOf(ticks: readonly { completed: number; audited: number; effective: number }[]): number {
  const completed = ticks.reduce((sum, tick) => sum + tick.completed, 0)
  const audited = ticks.reduce((sum, tick) => sum + tick.audited, 0)
  return ticks
    .filter((tick) => tick.audited === 0 || tick.audited * completed < audited * tick.completed)
    .reduce((sum, tick) => sum + tick.effective, 0)
}
