/** The command `parity`: our reference profile against ensembles of the peer. */

import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { messageOf, UserError } from '../../engine/errors.ts'
import { type Ensemble, isEnsemble } from './ensemble.ts'
import { type Comparison, type ParityReport, runParity } from './index.ts'

const USAGE = 'parity FILE... [--runs M]'
const RUNS = 400

async function readEnsemble(file: string): Promise<Ensemble> {
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (thrown) {
    throw new UserError(file, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
  if (!isEnsemble(value)) throw new UserError(file, 'is no ensemble, expected settings and overall')
  return value
}

function runsOf(text: string): number {
  const runs = Number(text)
  if (Number.isInteger(runs) && runs >= 2) return runs
  throw new UserError('--runs', `got ${text}, expected a whole number of at least 2`)
}

const COLUMNS = ['name', 'our mean', 'peer mean', 'our sd', 'peer sd', 'z', ''] as const

const rounded = (value: number): string => (Number.isFinite(value) ? value.toPrecision(6) : String(value))

function rowOf({ name, ours, peer, z, spreadDiffers }: Comparison): string[] {
  const remark = [Math.abs(z) < 3 ? '' : '<<', spreadDiffers ? 'sd differs' : ''].filter(Boolean).join(' ')
  const shownZ = Number.isFinite(z) ? z.toFixed(2) : String(z)
  return [name, rounded(ours.mean), rounded(peer.mean), rounded(ours.sd), rounded(peer.sd), shownZ, remark]
}

function print(report: ParityReport): void {
  const rows = [[...COLUMNS], ...report.comparisons.map(rowOf)]
  const widths = COLUMNS.map((_, column) => Math.max(...rows.map((row) => row[column].length)))
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column])))
      .join('  ')
      .trimEnd(),
  )
  const { scenario, runs, within, comparisons, unmeasured } = report
  process.stdout.write(`${scenario}, ${runs} runs\n${lines.join('\n')}\n`)
  if (unmeasured.length > 0) process.stdout.write(`not measured: ${unmeasured.join(', ')}\n`)
  process.stdout.write(`${scenario}: ${within} of ${comparisons.length} within |z|<3\n\n`)
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { runs: { type: 'string', default: String(RUNS) } },
  })
  if (positionals.length === 0) throw new UserError('FILE', `none given, expected ${USAGE}`)
  const runs = runsOf(values.runs)
  const ensembles = await Promise.all(positionals.map(readEnsemble))
  const reports: ParityReport[] = []
  for (const ensemble of ensembles) {
    const report = await runParity(ensemble, runs)
    print(report)
    reports.push(report)
  }
  const within = reports.reduce((sum, report) => sum + report.within, 0)
  const judged = reports.reduce((sum, { comparisons }) => sum + comparisons.length, 0)
  process.stdout.write(`within |z|<3: ${within} of ${judged}\n`)
  return reports.every(({ passed }) => passed) ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`)
  process.exitCode = 2
}
