import type { EpochResult } from '../../simulation/results.ts'
import type { Side } from '../protocol/host.ts'
import type { ChartChoice, Store } from '../state/store.ts'
import type { MetricChart } from './metric-chart.ts'
import { isTickSeries, tickOfEpoch } from './sources.ts'

/** Subscribes the effect that it is run in to all that charts draw. */
export function listenForChart({ logVersion, epochs }: Store): void {
  void logVersion.value
  void epochs.a.value
  void epochs.b.value
}

/** Gives a chart what the store has of its metric. */
export function feedChart(chart: MetricChart, store: Store, choice: ChartChoice, comparing: boolean): void {
  const { a, b } = store.logs
  const lastTick = Math.max(a.length, comparing ? b.length : 0) - 1
  if (isTickSeries(choice)) {
    chart.update({
      a: a.column(choice),
      b: comparing ? b.column(choice) : undefined,
      length: lastTick + 1,
      ticksPerRow: 1,
      firstTick: 0,
      lastTick,
    })
    return
  }
  const steps = store.society.peek()?.stepsPerEpoch ?? 1
  const epochsOf = (side: Side) => store.epochs[side].peek()
  const length = Math.max(lengthOf(epochsOf('a')), comparing ? lengthOf(epochsOf('b')) : 0)
  chart.update({
    a: columnOf(epochsOf('a'), choice, length),
    b: comparing ? columnOf(epochsOf('b'), choice, length) : undefined,
    length,
    ticksPerRow: steps,
    firstTick: tickOfEpoch(0, steps),
    lastTick: Math.max(lastTick, length === 0 ? 0 : tickOfEpoch(length - 1, steps)),
  })
}

/** Rows up to the last epoch that is known. */
const lengthOf = (epochs: readonly EpochResult[]): number => (epochs[epochs.length - 1]?.epoch ?? -1) + 1

/** A metric by epoch; NaN where there is none. Epochs are few, so a new array each is no burden. */
function columnOf(epochs: readonly EpochResult[], choice: ChartChoice, length: number): Float64Array {
  const column = new Float64Array(length).fill(Number.NaN)
  for (const { epoch, metrics } of epochs) column[epoch] = metrics[choice] ?? Number.NaN
  return column
}
