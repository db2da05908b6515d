import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { BenchRow } from '../../bench/benches.ts'
import { bundled } from '../kit/bundle.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'patchwork-bench-'))
/** What compilers make of a rule differs between processes; a rule that allocates does so in all of them. */
const BOXED_NUMBER_BYTES = 16
let program = ''

/** Runs benchmarks in a process of their own, with the collector at hand, and returns their rows. */
function bench(...words: string[]): BenchRow[] {
  const file = join(folder, 'rows.json')
  execFileSync(process.execPath, ['--expose-gc', program, ...words, '--json', file], {
    cwd: root,
    stdio: 'pipe',
  })
  return JSON.parse(readFileSync(file, 'utf8')).rows
}

describe('benchmarks', () => {
  beforeAll(async () => {
    program = fileURLToPath(await bundled('bench/main.ts'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  it('all run at a tiny size, and print a digest of what they computed', () => {
    const rows = bench('--tiny')
    expect(new Set(rows.map((row) => row.bench))).toEqual(
      new Set(['metropolis', 'scale', 'memory', 'garbage', 'collusion']),
    )
    for (const { figure, digest } of rows) {
      expect(figure).toBeGreaterThanOrEqual(0)
      expect(digest).toMatch(/^[0-9a-f]{16}$/)
    }
  })

  it('compute the same twice', () => {
    const digests = () => bench('metropolis', '--tiny').map(({ digest }) => digest)
    expect(digests()).toEqual(digests())
  })

  it('refuse a name that does not exist', () => {
    expect(() => bench('speed')).toThrow(/no benchmark speed/)
  })

  it('keep nothing per interaction: less garbage than one boxed number in the best of three processes', () => {
    const figures = [1, 2, 3].map(
      () => bench('garbage').find(({ label }) => label === 'per interaction')?.figure ?? Number.NaN,
    )
    expect(Math.min(...figures)).toBeLessThan(BOXED_NUMBER_BYTES)
  })

  it('keep the columns of the metropolis under 600 bytes an agent', () => {
    const [columns] = bench('memory')
    expect(columns?.figure).toBeLessThan(600)
  })
})
