import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { BENCHES } from '../../bench/benches.ts'
import { drawScale } from '../../scripts/performance/curve.ts'
import { type Figures, parseFigures } from '../../scripts/performance/figures.ts'
import { replacePart, targetTable, withFigures } from '../../scripts/performance/table.ts'

const read = (file: string) => readFileSync(fileURLToPath(new URL(`../../${file}`, import.meta.url)), 'utf8')
const page = read('docs/performance.md')
const figures = parseFigures(read('docs/performance/figures.json'), 'figures.json')

describe('docs/performance.md', () => {
  it('is what the kept run makes of it', () => {
    expect(withFigures(page, figures)).toBe(page)
    expect(drawScale(figures)).toBe(read('docs/performance/scale.svg'))
  })

  it('comes from a run of every benchmark at full size', () => {
    expect(figures.tiny).toBe(false)
    expect(new Set(figures.rows.map(({ bench }) => bench))).toEqual(new Set(Object.keys(BENCHES)))
  })

  it('says what each benchmark measures', () => {
    const [, rows = ''] = page.split('### Rows')
    // Exporters have no target; their names say what they are.
    const named = Object.keys(BENCHES).filter((name) => name !== 'export')
    expect(named.filter((name) => !rows.includes(`\`${name}\``))).toEqual([])
  })
})

describe('the script of the page', () => {
  it('leaves a page alone that lacks its parts', () => {
    expect(() => replacePart('no marks here', 'targets', 'x')).toThrow(/no part targets/)
    expect(() => parseFigures('{"a": 1}', 'a.json')).toThrow(/a\.json: expected/)
  })

  it('says why a figure is missing', () => {
    const rows = figures.rows.map((row) =>
      row.target === 'A' ? { ...row, figure: null, low: null, high: null, note: 'no C compiler' } : row,
    )
    expect(targetTable({ ...figures, rows })).toContain('- (no C compiler)')
  })

  it('draws every curve that was measured, and names without overlap', () => {
    const level: Figures['rows'] = ['metropolis', 'core', 'C'].flatMap((curve) =>
      [1000, 1_000_000].map((agents) => ({
        ...{ bench: 'scale', label: `${curve} ${agents}`, unit: 'ns', figure: 100, low: 90, high: 110 },
        digest: '0123456789abcdef',
        point: { curve, agents },
      })),
    )
    const picture = drawScale({ ...figures, rows: level })
    const places = [...picture.matchAll(/name" x="[\d.]+" y="([\d.]+)"/g)].map(([, y]) => Number(y))
    expect(places.length).toBe(5)
    const [, ...ours] = places
    for (let i = 1; i < ours.length; i++) {
      expect((ours[i] ?? 0) - (ours[i - 1] ?? 0)).toBeGreaterThan(12)
    }
    expect(picture).not.toContain('NaN')
  })
})
