import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitNumber, layOut, printable, wrap } from '../../outputs/text.ts'

describe('text', () => {
  it('wraps between words and breaks only words that are too long', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three'])
    expect(wrap('abcdefghij k', 4)).toEqual(['abcd', 'efgh', 'ij k'])
    expect(wrap('', 4)).toEqual([''])
  })

  it('loses no word by wrapping and keeps to the width', () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[a-z]{1,12}$/)),
        fc.integer({ min: 12, max: 40 }),
        (words, width) => {
          const lines = wrap(words.join(' '), width)
          expect(lines.join(' ').trim()).toBe(words.join(' '))
          expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(width)
        },
      ),
    )
  })

  it('shows any number in the width that it is given', () => {
    fc.assert(
      fc.property(fc.double(), fc.integer({ min: 7, max: 20 }), (value, width) => {
        expect(fitNumber(value, width).length).toBeLessThanOrEqual(width)
      }),
    )
  })

  it('shows a number as near as it can', () => {
    expect(fitNumber(0.123456, 8)).toBe('0.1235')
    expect(fitNumber(1234567.891, 10)).toBe('1234567.89')
    expect(fitNumber(42, 8)).toBe('42')
    expect(fitNumber(1e-9, 8)).toBe('1.000e-9')
    expect(fitNumber(null, 8)).toBe('-')
    expect(fitNumber(-9.87654321e200, 10)).toBe('-9.877e200')
  })

  it('lays out a table within the width, whatever its cells hold', () => {
    const cell = fc.string({ maxLength: 60 })
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 }), (rows) => {
        const lines = layOut([['a', 'b', 'c'], ...rows], { width: 40 })
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40)
      }),
    )
  })

  it('lays out more rows than a call takes arguments', () => {
    const rows = Array.from({ length: 200_000 }, (_, row) => [String(row)])
    expect(layOut([['epoch'], ...rows])).toHaveLength(200_001)
  })

  it('leaves out columns without text', () => {
    expect(
      layOut([
        ['a', 'b'],
        ['x', ''],
        ['y', ''],
      ]),
    ).toEqual(['a', 'x', 'y'])
  })

  it('lets no control character through to a terminal', () => {
    expect(printable('a\u001b[31mred\u0007')).toBe('a\uFFFD[31mred\uFFFD')
  })
})
