import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { BENCHES } from '../../bench/benches.ts'
import { REPORT_WIDTH } from '../../bench/report.ts'
import type { BenchRow } from '../../bench/row.ts'
import { TARGET_NAMES } from '../../bench/targets.ts'
import { bundled } from '../kit/bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'patchwork-bench-'))
/** What compilers make of a rule differs between processes; a rule that allocates does so in all of them. */
const BOXED_NUMBER_BYTES = 16
let program = ''

/** Runs benchmarks in processes of their own, with the collector at hand, and returns their rows and what was printed. */
function bench(...words: string[]): { rows: BenchRow[]; printed: string } {
  const file = join(folder, 'rows.json')
  const printed = execFileSync(process.execPath, ['--expose-gc', program, ...words, '--json', file], {
    cwd: root,
    stdio: 'pipe',
    encoding: 'utf8',
  })
  return { rows: JSON.parse(readFileSync(file, 'utf8')).rows, printed }
}

const figureOf = (rows: readonly BenchRow[], label: RegExp): number =>
  rows.find((row) => label.test(row.label))?.figure ?? Number.NaN

// On a machine that does other things as well, some twenty processes take their time.
describe('benchmarks', { timeout: 180_000 }, () => {
  beforeAll(async () => {
    program = fileURLToPath(await bundled('bench/main.ts'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('all run at a tiny size, and say what they computed or why they could not', () => {
    const { rows, printed } = bench('--tiny')
    expect([...new Set(rows.map((row) => row.bench))]).toEqual(Object.keys(BENCHES))
    for (const { label, figure, low, high, digest, note } of rows) {
      if (figure === null) {
        expect(note, label).toMatch(/\w{3}/)
        continue
      }
      expect(digest, label).toMatch(/^[0-9a-f]{16}$/)
      expect(figure, label).toBeGreaterThanOrEqual(low ?? Number.NaN)
      expect(figure, label).toBeLessThanOrEqual(high ?? Number.NaN)
    }
    // At a tiny size there is one population for threads.
    const aimed = rows.flatMap(({ target }) => target ?? [])
    expect(aimed.sort()).toEqual(TARGET_NAMES.filter((name) => name !== 'F.1M').sort())
    const lines = printed.split('\n')
    expect(lines.filter((line) => line.length > REPORT_WIDTH)).toEqual([])
    expect(printed).toMatch(/load average \d/)
    expect(lines.findIndex((line) => line.startsWith('A core'))).toBeGreaterThan(0)
    expect(printed).not.toContain('NaN')
  })

  it('compute the same in every process: else they would have no figures', () => {
    const { rows } = bench('metropolis', 'core', '--tiny', '--processes', '2')
    const withdrawn = rows.filter(({ figure, note }) => figure === null && note !== 'no C compiler')
    expect(withdrawn).toEqual([])
    expect(rows.length).toBeGreaterThan(10)
  })

  it('refuse what does not exist', () => {
    expect(() => bench('speed')).toThrow(/no benchmark speed/)
    expect(() => bench('core', '--processes', '0')).toThrow(/expected a whole number from 1/)
  })

  it('keep nothing per interaction: less garbage than one boxed number in the best of three processes', () => {
    const figures = [1, 2, 3].map(() => figureOf(bench('garbage').rows, /^per interaction, ring off/))
    expect(Math.min(...figures)).toBeLessThan(BOXED_NUMBER_BYTES)
  })

  it('keep the columns of the metropolis under 600 bytes an agent', () => {
    expect(figureOf(bench('memory').rows, /^columns per agent/)).toBeLessThan(600)
  })
})
