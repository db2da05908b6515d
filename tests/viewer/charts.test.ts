import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { timelineMarks } from '../../viewer/charts/marks.ts'
import { axisRange } from '../../viewer/charts/range.ts'
import { branchTickOf, chartChoices, titleOf, valueAt } from '../../viewer/charts/sources.ts'
import { bucketSize, POINTS_MAX, pointAt, thin, thinTicks } from '../../viewer/charts/thin.ts'
import { EVENT_KINDS, type ShownEvent } from '../../viewer/protocol/host.ts'
import { createStore } from '../../viewer/state/store.ts'
import { TickLog } from '../../viewer/state/tick-log.ts'
import { shareBySystem, slowestFirst } from '../../viewer/ui/timings.ts'

function thinned(values: readonly number[], most: number, minus?: readonly number[]) {
  const x = new Float64Array(POINTS_MAX)
  const y = new Float64Array(POINTS_MAX)
  const extent = Float64Array.of(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)
  const points = thinTicks(values.length, most, x)
  thin(Float64Array.from(values), minus && Float64Array.from(minus), values.length, most, y, extent)
  return { x: [...x.subarray(0, points)], y: [...y.subarray(0, points)], extent: [...extent], points }
}

describe('thinning', () => {
  it('passes short series through', () => {
    expect(thinned([3, 1, Number.NaN, 2], 8)).toEqual({
      x: [0, 1, 2, 3],
      y: [3, 1, Number.NaN, 2],
      extent: [1, 3],
      points: 4,
    })
  })

  it('gives the lowest and highest of each bucket in the order in which they came', () => {
    expect(thinned([1, 9, 2, 3, 8, 0, 5, 5], 4)).toMatchObject({ x: [0, 2, 4, 6], y: [1, 9, 8, 0] })
  })

  it('passes over what is missing within a bucket', () => {
    const { NaN: none } = Number
    expect(thinned([none, 5, 3, 4, 1, none, none, 2], 4).y).toEqual([5, 3, 1, 2])
  })

  it('keeps a gap where a bucket holds nothing', () => {
    const { y } = thinned([1, 2, 1, 2, Number.NaN, Number.NaN, Number.NaN, Number.NaN], 4)
    expect(y).toEqual([1, 2, Number.NaN, Number.NaN])
  })

  it('subtracts another series, and is NaN where either has nothing', () => {
    expect(thinned([5, 5, 5], 8, [1, Number.NaN]).y).toEqual([4, Number.NaN, Number.NaN])
  })

  it('never has more points than allowed, and loses no extreme', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 4000 }),
        fc.integer({ min: 4, max: POINTS_MAX }),
        (values, most) => {
          const { x, y, extent, points } = thinned(values, most)
          expect(points).toBeLessThanOrEqual(most)
          expect(x.at(-1)).toBeLessThanOrEqual(values.length - 1)
          const low = values.reduce((least, value) => Math.min(least, value))
          const high = values.reduce((greatest, value) => Math.max(greatest, value))
          expect(extent).toEqual([low, high])
          expect(y).toContain(low)
          expect(y).toContain(high)
        },
      ),
      { numRuns: 60 },
    )
  })

  it('keeps buckets where they are while a series grows, until they double', () => {
    expect(bucketSize(1024, 1024)).toBe(1)
    expect(bucketSize(1025, 1024)).toBe(4)
    expect(bucketSize(2048, 1024)).toBe(4)
    expect(bucketSize(2049, 1024)).toBe(8)
    expect(pointAt(2048, 2049, 1024)).toBe(512)
  })
})

describe('the range of an axis', () => {
  const range = (low: number, high: number) => {
    const into = new Float64Array(2)
    const hasZero = axisRange(low, high, into)
    return { low: into[0] as number, high: into[1] as number, hasZero }
  }

  it('starts at an honest zero where values come near it', () => {
    expect(range(0.1, 0.5)).toMatchObject({ low: 0, hasZero: true })
    expect(range(-0.5, -0.1)).toMatchObject({ high: 0, hasZero: true })
    expect(range(0, 0)).toEqual({ low: 0, high: 1, hasZero: true })
    expect(range(7, 7)).toMatchObject({ low: 0, hasZero: true })
  })

  it('says so where it does not', () => {
    const { low, high, hasZero } = range(4000, 4600)
    expect(hasZero).toBe(false)
    expect(low).toBeGreaterThan(3000)
    expect(high).toBeLessThan(5000)
  })

  it('stands up to nothing at all', () => {
    expect(range(Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY)).toEqual({
      low: 0,
      high: 1,
      hasZero: true,
    })
  })

  it('holds all values', () => {
    const value = fc
      .double({ min: -1e9, max: 1e9, noNaN: true })
      .filter((each) => each === 0 || Math.abs(each) > 1e-6)
    fc.assert(
      fc.property(value, value, (one, other) => {
        const { low, high, hasZero } = range(Math.min(one, other), Math.max(one, other))
        const slack = 1e-9 * (Math.abs(one) + Math.abs(other))
        expect(low).toBeLessThanOrEqual(Math.min(one, other) + slack)
        expect(high).toBeGreaterThanOrEqual(Math.max(one, other) - slack)
        expect(low).toBeLessThan(high)
        expect(hasZero).toBe(low <= 0 && high >= 0)
      }),
    )
  })
})

describe('marks on the timeline', () => {
  const event = (tick: number, kind: ShownEvent['kind'], side: 'a' | 'b' = 'a'): ShownEvent => ({
    side,
    tick,
    kind,
    text: kind,
  })

  it('stand where their ticks are', () => {
    expect(timelineMarks([event(250, 'audit'), event(500, 'lever')], 'a', 1000, 800)).toEqual([
      { tick: 250, kind: 'audit', count: 1, x: 200 },
      { tick: 500, kind: 'lever', count: 1, x: 400 },
    ])
  })

  it('give way to the weightiest where they would lie upon one another', () => {
    const marks = timelineMarks(
      [event(500, 'audit'), event(501, 'lever'), event(502, 'release')],
      'a',
      1000,
      800,
    )
    expect(marks).toEqual([{ tick: 501, kind: 'lever', count: 3, x: 400.8 }])
  })

  it('leave out ends of epochs and the other side', () => {
    expect(timelineMarks([event(10, 'epoch'), event(20, 'freeze', 'b')], 'a', 1000, 800)).toEqual([])
    expect(timelineMarks([event(20, 'freeze', 'b')], 'b', 1000, 800)).toHaveLength(1)
  })

  it('are few however many events there are', () => {
    const many = Array.from({ length: 10_000 }, (_, tick) =>
      event(tick % 1000, EVENT_KINDS[tick % EVENT_KINDS.length] ?? 'audit'),
    )
    expect(timelineMarks(many, 'a', 1000, 800).length).toBeLessThanOrEqual(201)
  })
})

describe('what charts read', () => {
  const logged = () => {
    const store = createStore({ a: new TickLog(), b: new TickLog() })
    store.logs.a.write(0, Float64Array.from([0.1, 0, 5, 5, 1, 0, 0.2, 0, 6, 6, 1, 0]))
    return store
  }

  it('reads series at a tick, and the last value beyond their end', () => {
    const store = logged()
    expect(valueAt(store, 'toxicity', 'a', 0)).toBe(0.1)
    expect(valueAt(store, 'welfare', 'a', 99)).toBe(6)
    expect(valueAt(store, 'welfare', 'b', 0)).toBeNaN()
  })

  it('reads metrics of the last epoch that had ended', () => {
    const store = logged()
    store.society.value = { stepsPerEpoch: 10, metrics: {} } as never
    store.epochs.a.value = [
      { epoch: 0, metrics: { gini: 0.3 }, byType: {} },
      { epoch: 1, metrics: { gini: null }, byType: {} },
    ]
    expect(valueAt(store, 'gini', 'a', 9)).toBeNaN()
    expect(valueAt(store, 'gini', 'a', 10)).toBe(0.3)
    expect(valueAt(store, 'gini', 'a', 25)).toBeNaN()
  })

  it('finds where side B branched off', () => {
    const store = logged()
    expect(branchTickOf(store)).toBe(Number.POSITIVE_INFINITY)
    store.branchedAt.value = 7
    expect(branchTickOf(store)).toBe(7)
  })

  it('offers every metric of the society', () => {
    const metrics = { giniCoefficient: { unit: 'share', doc: '' }, toxicity: { unit: 'share', doc: '' } }
    const { ticks, epochs } = chartChoices({ metrics } as never)
    expect(ticks).toContain('toxicity')
    expect(epochs).toEqual(['giniCoefficient'])
    expect(titleOf('giniCoefficient')).toBe('gini coefficient')
  })

  it('shares time out among systems', () => {
    const row = (system: string, phase: string, milliseconds: number) =>
      ({ system, phase, milliseconds, plugin: 'core', cadence: 'tick', rows: 1 }) as never
    const rows = [row('a', 'one', 1), row('b', 'two', 6), row('c', 'one', 1), row('d', 'three', 0)]
    expect(shareBySystem(rows)).toEqual([
      { system: 'a', phase: 'one', share: 0.125 },
      { system: 'b', phase: 'two', share: 0.75 },
      { system: 'c', phase: 'one', share: 0.125 },
    ])
    expect(shareBySystem([])).toEqual([])
    expect(slowestFirst(rows).map(({ system }) => system)).toEqual(['b', 'a', 'c', 'd'])
  })
})
