import { describe, expect, it } from 'vitest'
import { mergeProcesses } from '../../bench/processes.ts'
import { figureLines, figureText, gradedRows, gradesByLetter, REPORT_WIDTH } from '../../bench/report.ts'
import { median, rowsOf, sizeText } from '../../bench/row.ts'
import { GRADES, gradeOf, gradeOfRow, TARGET_NAMES, TARGETS } from '../../bench/targets.ts'

const DIGEST = '0123456789abcdef'
const row = rowsOf('metropolis')

describe('grades', () => {
  it.each(TARGET_NAMES)('%s: bounds grow harder, and meeting one exactly counts', (name) => {
    const { better, solid, hard, moonshot } = TARGETS[name]
    const sign = better === 'lower' ? 1 : -1
    expect(sign * solid).toBeGreaterThanOrEqual(sign * hard)
    expect(sign * hard).toBeGreaterThanOrEqual(sign * moonshot)
    expect(gradeOf(name, moonshot)).toBe('moonshot')
    expect(gradeOf(name, moonshot * (1 + sign * 0.001))).not.toBe('moonshot')
    expect(gradeOf(name, null)).toBe('none')
  })

  it('name the highest bound that is met', () => {
    expect([2.6, 2.5, 1.61, 1.6, 1.15].map((figure) => gradeOf('A', figure))).toEqual([
      'none',
      'solid',
      'solid',
      'hard',
      'moonshot',
    ])
    expect([999, 1000, 2500, 5000].map((figure) => gradeOf('E', figure))).toEqual([...GRADES])
  })

  it('of several figures count as the lowest', () => {
    const grades = new Map([
      ['F.100k', 'moonshot'],
      ['F.1M', 'solid'],
    ] as const)
    expect(gradeOfRow('F', grades)).toBe('solid')
    expect(gradeOfRow('G', grades)).toBe('none')
    const half = gradedRows([row('two threads', 1.9, '×', DIGEST, { target: 'F.100k' })])
    expect(gradesByLetter(half).has('F')).toBe(false)
  })
})

describe('figures', () => {
  it('are medians with the lowest and the highest', () => {
    expect(row('a', [3, 1, 2], 'ns', DIGEST)).toMatchObject({ figure: 2, low: 1, high: 3 })
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })

  it('of several processes are the medians of theirs', () => {
    const runs = [5, 1, 3].map((figure) => [row('a', [figure - 1, figure, figure + 1], 'ns', DIGEST)])
    expect(mergeProcesses(runs)).toMatchObject([{ figure: 3, low: 1, high: 5, digest: DIGEST }])
  })

  it('are withdrawn when processes computed different things, or one has none', () => {
    const other = 'fedcba9876543210'
    const differing = mergeProcesses([[row('a', 1, 'ns', DIGEST)], [row('a', 1, 'ns', other)]])
    expect(differing).toMatchObject([{ figure: null, note: 'processes have computed different things' }])
    const lacking = mergeProcesses([[row('a', 1, 'ns', DIGEST)], []])
    expect(lacking).toMatchObject([{ figure: null, note: 'missing in 1 processes' }])
  })

  it('are written with three digits or whole, and agents by size', () => {
    expect([0, 1.2345, 12.345, 99.96, 1234.5].map((figure) => figureText(figure, ''))).toEqual([
      '0',
      '1.23',
      '12.3',
      '100',
      '1,235',
    ])
    expect([500, 1500, 20_000, 1_000_000].map(sizeText)).toEqual(['500', '1500', '20k', '1M'])
  })

  it('stay within the report’s width, notes too', () => {
    const note = 'a compiler that says a great deal about itself and then something else '.repeat(4).trim()
    const lines = figureLines([row('a'.repeat(41), [10_000, 99_999], 'rows/ms', DIGEST, { note })])
    expect(lines.length).toBeGreaterThan(2)
    expect(lines.filter((line) => line.length > REPORT_WIDTH)).toEqual([])
  })
})
