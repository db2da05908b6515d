import type { ShownEvent, Side, TickSeries } from '../protocol/host.ts'
import type { TickLog } from '../state/tick-log.ts'

/** Series that are compared before and after a rule moved. */
export const EFFECT_SERIES = [
  'toxicity',
  'welfare',
  'acceptance',
  'held',
] as const satisfies readonly TickSeries[]

/** What changed where rules moved: means over some ticks before, and over as many at most after. */
export interface Effect {
  readonly tick: number
  /** What moved, in words. */
  readonly moves: readonly string[]
  /** Ticks that the means are over, before and after; none after where nothing has been run since. */
  readonly ticksBefore: number
  readonly ticksAfter: number
  readonly series: readonly { readonly name: TickSeries; readonly before: number; readonly after: number }[]
}

interface Seen {
  readonly events: readonly ShownEvent[]
  readonly log: TickLog
  readonly side: Side
  /** Where side B branched off: what A did before holds for both. */
  readonly branchTick: number
  /** Ticks of a mean; an epoch, so that what comes with its beginning and end is in both. */
  readonly window: number
  /** Tick shown. */
  readonly now: number
}

/** Moves of rules up to the tick shown, the latest first, with what was measured before and after each. */
export function effectsOf({ events, log, side, branchTick, window, now }: Seen): Effect[] {
  const words = new Map<number, string[]>()
  for (const { kind, side: its, tick, text } of events) {
    const inherited = side === 'b' && its === 'a' && tick < branchTick
    if (kind !== 'lever' || tick > now || !(its === side || inherited)) continue
    words.set(tick, [...(words.get(tick) ?? []), text])
  }
  const ticks = [...words.keys()].sort((first, second) => first - second)
  const end = Math.min(now, log.length - 1)
  return ticks
    .map((tick, place): Effect => {
      const since = Math.max(0, tick - window, ticks[place - 1] ?? 0)
      const until = Math.min(ticks[place + 1] ?? end, end)
      const from = Math.max(tick, until - window)
      return {
        tick,
        moves: words.get(tick) ?? [],
        ticksBefore: tick - since,
        ticksAfter: Math.max(0, until - from),
        series: EFFECT_SERIES.map((name) => ({
          name,
          before: meanOf(log.column(name), since, tick),
          after: meanOf(log.column(name), from, until),
        })),
      }
    })
    .reverse()
}

/** Mean of the rows after one tick up to and with another; NaN where nothing was measured. */
function meanOf(values: Float64Array, after: number, last: number): number {
  let sum = 0
  let count = 0
  for (let tick = after + 1; tick <= last; tick++) {
    const value = values[tick]
    if (value === undefined || Number.isNaN(value)) continue
    sum += value
    count++
  }
  return count > 0 ? sum / count : Number.NaN
}
