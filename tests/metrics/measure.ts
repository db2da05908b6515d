import { Status } from '../../components/codes.ts'
import { Crossing } from '../../components/crossing.ts'
import { Cost, Finding, Payoff, Score, Verdict } from '../../components/interaction.ts'
import type { Columns, Component, Fields } from '../../engine/columns.ts'
import { type BoundMetric, type Metric, type MetricValue, sumNamesOf } from '../../engine/metric.ts'
import type { World } from '../../engine/world.ts'
import type { InteractionSample } from '../../formulas/soft-metrics.ts'
import { seededUniform } from '../kit/uniform.ts'

/** Components that `fillInteractions` fills. */
export const INTERACTION_COMPONENTS: readonly Component[] = [Score, Verdict, Cost, Finding, Payoff, Crossing]

/** A metric bound to a world, held to the components that it declares, with the sums of one epoch. */
export class Meter {
  readonly names: readonly string[]
  readonly #bound: BoundMetric
  readonly #sums: Float64Array

  /** @param from a meter whose sums this one takes over, as a run does that is resumed from a snapshot */
  constructor(world: World, metric: Metric, from?: Meter) {
    this.names = sumNamesOf(metric, (path) => world.value(path))
    this.#sums = from ? from.#sums.slice() : new Float64Array(this.names.length)
    const get = <F extends Fields>(component: Component<F>): Columns<F> => {
      if (!metric.reads.includes(component))
        throw new Error(`${metric.name} reads ${component.name} undeclared`)
      return world.get(component)
    }
    const parameters: World['parameters'] = (group) => world.parameters(group)
    this.#bound = metric.bind({ get, parameters, clock: world.clock, world })
  }

  /** Observes rows `first` to `end - 1` as chunks of `chunkRows`, each into sums of its own, added in order. */
  observe(first: number, end: number, chunkRows = 37): this {
    for (let start = first; start < end; start += chunkRows) {
      const chunk = new Float64Array(this.names.length)
      this.#bound.observe?.(start, Math.min(start + chunkRows, end), chunk)
      for (const [index, value] of chunk.entries()) this.#sums[index] = this.#sums[index]! + value
    }
    return this
  }

  report(scope: 'epoch' | 'run' = 'epoch'): Readonly<Record<string, MetricValue>> {
    const named = Object.fromEntries(this.names.map((name, index) => [name, this.#sums[index]!]))
    return this.#bound.report(named, scope)
  }
}

/** Observes all rows of the interaction table and reports. */
export const measure = (world: World, metric: Metric): Readonly<Record<string, MetricValue>> =>
  new Meter(world, metric).observe(0, world.rowsOf('interaction')).report()

/** Statuses that `fillInteractions` deals out, most of them completed. */
export const MIXED = [
  Status.accepted,
  Status.accepted,
  Status.accepted,
  Status.declined,
  Status.gated,
  Status.expired,
  Status.void,
  Status.none,
]

/**
 * Fills every row at random, the rows of what was never completed too: a metric that counts those comes out wrong.
 * Some p are exact bin edges, 0 and 1.
 */
export function fillInteractions(world: World, seed: number, statuses: readonly number[] = MIXED): void {
  const draw = seededUniform(seed)
  const { p, truth } = world.get(Score)
  const { status } = world.get(Verdict)
  const cost = world.get(Cost)
  const finding = world.get(Finding)
  const payoff = world.get(Payoff)
  const crossing = world.get(Crossing)
  for (let row = 0; row < p.length; row++) {
    status[row] = statuses[Math.floor(draw() * statuses.length)]!
    p[row] = draw() < 0.2 ? Math.floor(draw() * 11) * 0.1 : draw()
    p[row] = Math.min(1, p[row]!)
    truth[row] = draw() < 0.3 ? 0 : draw() < p[row]! ? 1 : -1
    cost.initiator[row] = draw()
    cost.counterparty[row] = draw()
    cost.tax[row] = draw()
    finding.audited[row] = draw() < 0.5 ? 1 : 0
    finding.penalty[row] = draw()
    payoff.initiator[row] = 3 * draw() - 1
    payoff.counterparty[row] = 3 * draw() - 1
    crossing.outcome[row] = Math.floor(draw() * 5)
    crossing.harm[row] = draw()
  }
}

/** The completed interactions of a world as the array formulas take them, and their true outcomes. */
export function completedOf(world: World): InteractionSample & { truth: number[] } {
  const { p, truth } = world.get(Score)
  const { status } = world.get(Verdict)
  const { initiator, counterparty } = world.get(Payoff)
  const completed: number[] = [Status.accepted, Status.declined, Status.gated]
  const rows = [...status.keys()].filter((row) => completed.includes(status[row]!))
  return {
    p: rows.map((row) => p[row]!),
    truth: rows.map((row) => truth[row]!),
    accepted: rows.map((row) => (status[row] === Status.accepted ? 1 : 0)),
    payoffInitiator: rows.map((row) => initiator[row]!),
    payoffCounterparty: rows.map((row) => counterparty[row]!),
  }
}

/** Sum of a column over the rows of these statuses. */
export function sumOver(world: World, values: ArrayLike<number>, ...statuses: readonly number[]): number {
  const { status } = world.get(Verdict)
  let sum = 0
  for (let row = 0; row < status.length; row++) if (statuses.includes(status[row]!)) sum += values[row]!
  return sum
}
