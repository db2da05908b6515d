import type { EventKind, ShownEvent, Side } from '../protocol/host.ts'

/** One mark on the timeline: the weightiest kind among the events of its place, and their number. */
export interface TimelineMark {
  /** CSS pixels from the left. */
  readonly x: number
  readonly tick: number
  readonly kind: EventKind
  readonly count: number
}

/** Weightiest first: what a person did and what held an agent outweigh what happens every epoch. */
const WEIGHTS: readonly EventKind[] = [
  'lever',
  'freeze',
  'flag',
  'boundary',
  'population',
  'release',
  'audit',
  'epoch',
]
const MARK_PIXELS = 4

/**
 * Marks of one side's events, at most one every four pixels, in order of place. Ends of epochs are left out: they come
 * at equal distances and say nothing.
 */
export function timelineMarks(
  events: readonly ShownEvent[],
  side: Side,
  ticks: number,
  width: number,
): readonly TimelineMark[] {
  const places = new Map<number, { tick: number; kind: EventKind; count: number }>()
  for (const { side: its, tick, kind } of events) {
    if (its !== side || kind === 'epoch' || tick > ticks) continue
    const place = Math.floor(((tick / Math.max(1, ticks)) * width) / MARK_PIXELS)
    const known = places.get(place)
    if (!known) {
      places.set(place, { tick, kind, count: 1 })
      continue
    }
    known.count++
    if (WEIGHTS.indexOf(kind) < WEIGHTS.indexOf(known.kind)) {
      known.kind = kind
      known.tick = tick
    }
  }
  return [...places.values()]
    .map((mark) => ({ ...mark, x: (mark.tick / Math.max(1, ticks)) * width }))
    .sort((a, b) => a.tick - b.tick)
}
