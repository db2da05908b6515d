import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { number } from '../../engine/config.ts'
import type { Lever } from '../../viewer/protocol/host.ts'
import {
  colourChoices,
  columnLike,
  layoutOf,
  leverSections,
  refusalOf,
  takesNone,
} from '../../viewer/ui/choices.ts'
import { figuresOf, sparkPath, trendOf } from '../../viewer/ui/figures.ts'
import { leverScale, niceStep } from '../../viewer/ui/lever-scale.ts'
import { throttled } from '../../viewer/ui/throttle.ts'
import { fakeCard, fakeHistory, fakeSociety } from '../browser/viewer/fake.ts'

const parameter = (range: readonly [number, number], more: object = {}) =>
  number({ unit: 'share', range, default: range[0] > 0 ? range[0] : 0, doc: 'A number.', ...more })
const lever = (path: string, doc = 'A rule.', more: object = {}): Lever => ({
  path,
  parameter: { ...parameter([0, 1], more), doc },
  value: 0,
})

describe('the slider of a number', () => {
  it('has steps of 1, 2 or 5 times a power of ten', () => {
    expect([0.005, 0.009, 1, 3, 7, 49].map(niceStep)).toEqual([0.005, 0.005, 1, 2, 5, 20])
    expect(leverScale(parameter([0, 1]), 0)).toMatchObject({ min: 0, max: 1, step: 0.005 })
    expect(leverScale(parameter([1, 64], { integer: true }), 1)).toMatchObject({ min: 1, max: 64, step: 1 })
  })

  it('begins above a low end that is refused', () => {
    expect(leverScale(parameter([0, 1], { aboveLow: true, default: 0.5 }), 0.5).min).toBe(0.005)
  })

  it('is logarithmic where the range is wide or has no end', () => {
    const scale = leverScale(parameter([0, Number.POSITIVE_INFINITY], { default: 4 }), 4)
    expect(scale).toMatchObject({ min: 0, max: 200, step: 1 })
    expect(scale.toValue(0)).toBe(0)
    expect(scale.toValue(200)).toBeGreaterThanOrEqual(990)
    expect(scale.toValue(101) - scale.toValue(100)).toBeLessThan(scale.toValue(200) - scale.toValue(199))
  })

  it('finds its way back from any position', () => {
    const scales = [
      leverScale(parameter([0, 1]), 0.3),
      leverScale(parameter([1, 4_294_967_295], { integer: true }), 100),
      leverScale(parameter([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]), 2),
    ]
    for (const scale of scales) {
      fc.assert(
        fc.property(fc.double({ min: scale.min, max: scale.max, noNaN: true }), (position) => {
          const value = scale.toValue(position)
          const again = scale.toValue(scale.toPosition(value))
          expect(Math.abs(again - value)).toBeLessThanOrEqual(0.02 * Math.abs(value) + 1)
        }),
      )
    }
  })
})

describe('levers', () => {
  it('are grouped by section, what moves before what is fixed', () => {
    const sections = leverSections(
      [
        lever('network.size', 'Size.', { live: false }),
        lever('votes.share'),
        lever('governance.enabled', 'On or off.', { live: false }),
        lever('governance.audit_probability'),
      ],
      '',
    )
    expect(sections.map(({ name }) => name)).toEqual(['governance', 'votes', 'network'])
    expect(sections[0]?.levers.map(({ path }) => path)).toEqual([
      'governance.audit_probability',
      'governance.enabled',
    ])
  })

  it('are filtered by all words, in names and sentences', () => {
    const levers = [
      lever('governance.audit_probability', 'How often deals are looked at.'),
      lever('tax.rate'),
    ]
    const names = (filter: string) => leverSections(levers, filter).flatMap((section) => section.levers)
    expect(names('AUDIT prob')).toHaveLength(1)
    expect(names('deals often')).toHaveLength(1)
    expect(names('audit rate')).toHaveLength(0)
  })

  it('are refused in words that name no path', () => {
    expect(refusalOf(lever('tax.rate'), 1.4)).toBe('got 1.4, expected a number in [0, 1]')
    expect(refusalOf(lever('tax.rate'), 0.4)).toBeUndefined()
    expect(takesNone(lever('tax.rate'))).toBe(false)
    expect(takesNone(lever('tax.cap', 'Cap.', { default: null }))).toBe(true)
  })
})

describe('ways to colour and to lay out', () => {
  const society = fakeSociety()

  it('offers type first, then four columns, who is held, and every other column', () => {
    const words = society.columns.map(({ word }) => word)
    expect(colourChoices(society).map(({ label }) => label)).toEqual([
      'type',
      ...words.slice(0, 4),
      'held',
      ...words.slice(4),
    ])
  })

  it('scatters by reputation and payoff at first', () => {
    expect(layoutOf('scatter', society)).toEqual({
      kind: 'scatter',
      x: 'Standing.reputation',
      y: 'Ledger.totalPayoff',
    })
    expect(layoutOf('grid', society)).toEqual({ kind: 'grid', by: 'Standing.reputation' })
    expect(columnLike(society.columns, 'nothing of the kind')).toBe('Standing.reputation')
    expect(columnLike([], 'reputation')).toBe('')
  })
})

describe('figures of an agent', () => {
  it('are the society’s columns with the change of late', () => {
    const figures = figuresOf(fakeSociety(), fakeCard(7), fakeHistory(7))
    expect(figures.map(({ column }) => column.word).slice(0, 3)).toEqual(['reputation', 'toxicity', 'payoff'])
    expect(figures[0]?.value).toBe(0.71)
    expect(figures[1]?.change).toBeUndefined()
    expect(figures[2]?.change).toBeGreaterThan(0)
  })

  it('have no trend without a past', () => {
    expect(trendOf(undefined)).toBeUndefined()
    expect(trendOf(Float64Array.of(1))).toBeUndefined()
    expect(trendOf(Float64Array.of(1, Number.NaN))).toBeUndefined()
    expect(trendOf(Float64Array.of(1, 3))).toBe(2)
  })

  it('become a line that breaks where nothing was measured', () => {
    expect(sparkPath(Float64Array.of(0, 1, Number.NaN, 1), 30, 10)).toBe('M0.0 10.0L10.0 0.0M30.0 0.0')
    expect(sparkPath(Float64Array.of(4, 4), 30, 10)).toBe('M0.0 5.0L30.0 5.0')
    expect(sparkPath(new Float64Array(0), 30, 10)).toBe('')
  })
})

describe('throttling', () => {
  it('calls at once, then with the last word, and no more once stopped', () => {
    vi.useFakeTimers()
    const calls: number[] = []
    const slow = throttled(100, (value: number) => calls.push(value))
    slow.call(1)
    slow.call(2)
    slow.call(3)
    expect(calls).toEqual([1])
    vi.advanceTimersByTime(100)
    expect(calls).toEqual([1, 3])
    vi.advanceTimersByTime(500)
    expect(calls).toEqual([1, 3])
    slow.call(4)
    slow.flush(5)
    vi.advanceTimersByTime(500)
    expect(calls).toEqual([1, 3, 4, 5])
    slow.call(6)
    slow.call(7)
    slow.stop()
    vi.advanceTimersByTime(500)
    expect(calls).toEqual([1, 3, 4, 5, 6])
    vi.useRealTimers()
  })
})
