import type { EpochResult } from '../../simulation/results.ts'
import { type Side, type Society, TICK_SERIES, type TickSeries } from '../protocol/host.ts'
import type { ChartChoice, Store } from '../state/store.ts'
import { humanise } from '../ui/format.ts'

const TICK_TITLES: Readonly<Record<TickSeries, string>> = {
  toxicity: 'toxicity',
  qualityGap: 'quality gap',
  welfare: 'welfare / tick',
  socialWelfare: 'social welfare / tick',
  acceptance: 'acceptance',
  held: 'held',
}

export const isTickSeries = (choice: ChartChoice): choice is TickSeries =>
  (TICK_SERIES as readonly string[]).includes(choice)

/** Title of a chart. Metrics of epochs say so, since some are named as series of ticks are. */
export const titleOf = (choice: ChartChoice): string =>
  isTickSeries(choice) ? TICK_TITLES[choice] : humanise(choice)

/** Everything that can be charted: series of ticks first, then the epochs' metrics. */
export function chartChoices(society: Society | undefined): {
  readonly ticks: readonly ChartChoice[]
  readonly epochs: readonly ChartChoice[]
} {
  const metrics = Object.keys(society?.metrics ?? {}).filter((name) => !isTickSeries(name))
  return { ticks: TICK_SERIES, epochs: metrics.sort((a, b) => (titleOf(a) < titleOf(b) ? -1 : 1)) }
}

/** The tick at which an epoch's results are in. */
export const tickOfEpoch = (epoch: number, stepsPerEpoch: number): number => (epoch + 1) * stepsPerEpoch

/** The last epoch whose results are in at a tick, as a place in `epochs`; -1 for none. */
export function epochAt(epochs: readonly EpochResult[], tick: number, stepsPerEpoch: number): number {
  for (let place = epochs.length - 1; place >= 0; place--) {
    const { epoch } = epochs[place] as EpochResult
    if (tickOfEpoch(epoch, stepsPerEpoch) <= tick) return place
  }
  return -1
}

/** The value of a chart at a tick; NaN where there is none. Reading it subscribes to the logs. */
export function valueAt(store: Store, choice: ChartChoice, side: Side, tick: number): number {
  if (isTickSeries(choice)) {
    void store.logVersion.value
    const log = store.logs[side]
    return log.length === 0 ? Number.NaN : (log.column(choice)[Math.min(tick, log.length - 1)] as number)
  }
  const epochs = store.epochs[side].value
  const place = epochAt(epochs, tick, store.society.value?.stepsPerEpoch ?? 1)
  return place < 0 ? Number.NaN : ((epochs[place] as EpochResult).metrics[choice] ?? Number.NaN)
}

/** Tick at which side B branched off: up to there its past is A's. Infinity where nothing is compared. */
export const branchTickOf = (store: Store): number => store.branchedAt.value ?? Number.POSITIVE_INFINITY
