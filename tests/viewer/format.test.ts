import { describe, expect, it } from 'vitest'
import {
  formatAxis,
  formatChange,
  formatCount,
  formatMilliseconds,
  formatNumber,
  humanise,
  plural,
  sentence,
} from '../../viewer/ui/format.ts'

describe('numbers as they are shown', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [1000, '1\u2009000'],
    [12_400, '12\u2009400'],
    [1_234_567, '1\u2009234\u2009567'],
    [-4918.4, '\u22124\u2009918'],
    [Number.NaN, '–'],
  ])('counts %d', (value, text) => expect(formatCount(value)).toBe(text))

  it.each([
    [0.71, '0.710'],
    [-0.031, '\u22120.031'],
    [38.4, '38.40'],
    [412.34, '412.3'],
    [4918.2, '4\u2009918'],
    [7, '7'],
    [0.000012, '1.2e\u22125'],
    [2.5e12, '2.50e+12'],
    [null, '–'],
    [undefined, '–'],
    [Number.POSITIVE_INFINITY, '–'],
  ])('shows %d', (value, text) => expect(formatNumber(value)).toBe(text))

  it('signs changes', () => {
    expect(formatChange(0.02)).toBe('+0.020')
    expect(formatChange(-0.92, 2)).toBe('\u22120.92')
    expect(formatChange(2.1, 2)).toBe('+2.10')
    expect(formatChange(0)).toBe('0')
    expect(formatChange(Number.NaN, 2)).toBe('–')
  })

  it('gives axes as few figures as tell two labels apart', () => {
    expect([0, 0.05, 0.1].map((value) => formatAxis(value, 0.05))).toEqual(['0', '0.05', '0.10'])
    expect(formatAxis(4500, 500)).toBe('4\u2009500')
    expect(formatAxis(-0.1, 0.1)).toBe('\u22120.1')
    expect(formatAxis(25_000, 5000)).toBe('25k')
    expect(formatAxis(2_500_000, 500_000)).toBe('2.5M')
  })

  it('shows milliseconds', () => {
    expect([0.214, 3.42, 124.4].map(formatMilliseconds)).toEqual([
      '0.21\u2009ms',
      '3.4\u2009ms',
      '124\u2009ms',
    ])
  })

  it('makes words of names', () => {
    expect(humanise('audit_probability')).toBe('audit probability')
    expect(humanise('totalPayoff')).toBe('total payoff')
    expect(humanise('scoring.weights')).toBe('scoring · weights')
    expect(humanise('Standing')).toBe('standing')
    expect(sentence('quality gap')).toBe('Quality gap')
    expect(plural(1, 'agent')).toBe('1 agent')
    expect(plural(2000, 'agent')).toBe('2\u2009000 agents')
  })
})
