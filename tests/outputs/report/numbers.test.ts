import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  percent,
  scaleOver,
  shortBytes,
  shortInterval,
  shortNumber,
} from '../../../outputs/report/numbers.ts'
import { quantileOf, titled, words } from '../../../outputs/report/parts.ts'

describe('numbers for people', () => {
  it.each([
    [0, '0'],
    [-0, '0'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.3333'],
    [-12.3456, '−12.35'],
    [999.96, '1000'],
    [1234, '1234'],
    [12_345.6, '12\u202F346'],
    [-1_234_567, '−1\u202F234\u202F567'],
    [4.2e9, '4.2e9'],
    [0.00001234, '1.23e−5'],
    [null, '–'],
    [Number.NaN, 'NaN'],
    [-Infinity, '−∞'],
  ])('%s is %s', (value, text) => {
    expect(shortNumber(value)).toBe(text)
  })

  it('are intervals, shares and bytes as well', () => {
    expect(shortInterval(-0.5, 1)).toBe('[−0.5, 1]')
    expect(shortInterval(null, 1)).toBe('–')
    expect(percent(1 / 3)).toBe('33.3\u202F%')
    expect([shortBytes(999), shortBytes(34_598), shortBytes(5e9)]).toEqual(['999 B', '34.6 kB', '5 GB'])
  })

  it('stay near what they stand for', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e307, max: 1e307 }), (value) => {
        const back = Number(shortNumber(value).replaceAll('−', '-').replaceAll('\u202F', ''))
        expect(Math.abs(back - value)).toBeLessThanOrEqual(6e-3 * Math.abs(value))
      }),
    )
  })
})

describe('scales', () => {
  const values = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 8 })

  it('hold every value between round ends', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 6 }), fc.boolean(), (given, wanted, zero) => {
        const scale = scaleOver(given, wanted, zero)
        for (const value of zero ? [...given, 0] : given) {
          expect(scale.at(value)).toBeGreaterThanOrEqual(-1e-6)
          expect(scale.at(value)).toBeLessThanOrEqual(1 + 1e-6)
        }
        expect(scale.ticks.length).toBeGreaterThanOrEqual(2)
        expect(scale.ticks.length).toBeLessThanOrEqual(2 * wanted + 3)
        expect(scale.ticks.every((tick, index) => index === 0 || tick > scale.ticks[index - 1]!)).toBe(true)
      }),
    )
  })

  it('have ticks that are easy to read', () => {
    expect(scaleOver([0.26, 0.338], 4).ticks).toEqual([0.26, 0.28, 0.3, 0.32, 0.34])
    expect(scaleOver([3, 97], 4, true).ticks).toEqual([0, 25, 50, 75, 100])
    expect(scaleOver([], 4).ticks).toEqual([0, 0.25, 0.5, 0.75, 1])
    expect(scaleOver([5, 5], 5).ticks).toEqual([0, 1, 2, 3, 4, 5])
    expect(scaleOver([Number.NaN, Infinity, 1], 2, true).ticks).toEqual([0, 0.5, 1])
  })
})

describe('names and quantiles', () => {
  it('turn names in code into words', () => {
    expect(words('avgPayoff')).toBe('average payoff')
    expect(words('by_type.adaptiveAdversary')).toBe('by type adaptive adversary')
    expect(titled(words('toxicity_rate'))).toBe('Toxicity rate')
  })

  it('take quantiles between neighbours', () => {
    expect(quantileOf([1, 2, 3, 4], 0.5)).toBe(2.5)
    expect(quantileOf([1, 2, 3, 4], 0)).toBe(1)
    expect(quantileOf([1, 2, 3, 4], 1)).toBe(4)
    expect(quantileOf([7], 0.9)).toBe(7)
  })
})
