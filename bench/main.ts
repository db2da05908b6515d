import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { BENCHES } from './benches.ts'
import type { Settings } from './benchmark.ts'
import { describeMachine } from './machine.ts'
import { HERE, isFailure, mergeProcesses, runInFreshProcess } from './processes.ts'
import { SERVE, serveWorld } from './remote.ts'
import { figureLines, gradedRows, gradesByLetter, headLines, targetLines } from './report.ts'
import type { BenchRow } from './row.ts'

/**
 * `npm run bench [-- NAME...] [--processes N] [--json FILE] [--tiny]`: targets and their grades first, then every figure with
 * a digest of what was computed for it. Each benchmark has a process of its own, because what V8 makes of a loop depends
 * on what ran before; with --processes there are N of each, and medians over them.
 */
const ROUNDS = 7
const TINY_ROUNDS = 2

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'string' },
      processes: { type: 'string', default: '1' },
      tiny: { type: 'boolean', default: false },
    },
  })
  const known = Object.keys(BENCHES)
  const unknown = positionals.filter((name) => !known.includes(name))
  if (unknown.length > 0) {
    return refuse(`no benchmark ${unknown.join(', ')}, expected some of ${known.join(', ')}`)
  }
  const processes = Number(values.processes)
  if (!Number.isInteger(processes) || processes < 1) {
    return refuse(`--processes: got ${values.processes}, expected a whole number from 1 on`)
  }
  const { tiny } = values
  // npm scripts start in the project's own folder.
  const settings: Settings = { tiny, rounds: tiny ? TINY_ROUNDS : ROUNDS, root: process.cwd() }
  const machine = describeMachine()
  const names = positionals.length > 0 ? known.filter((name) => positionals.includes(name)) : known
  const rows = await measure(names, processes, settings)
  const graded = gradedRows(rows)
  const circumstances = { machine, tiny, processes, rounds: settings.rounds }
  const sections = [headLines(circumstances), targetLines(rows, circumstances), figureLines(rows)]
  process.stdout.write(
    sections
      .filter((lines) => lines.length > 0)
      .map((lines) => `${lines.join('\n')}\n`)
      .join('\n'),
  )
  if (values.json !== undefined) {
    const targets = graded.map(({ name, row: { figure, low, high }, grade }) => ({
      name,
      figure,
      low,
      high,
      grade,
    }))
    const grades = tiny ? {} : Object.fromEntries(gradesByLetter(graded))
    const text = JSON.stringify({ ...circumstances, grades, targets, rows }, null, 2)
    writeFileSync(values.json, `${text}\n`)
  }
  return rows.some(isFailure) ? 1 : 0
}

async function measure(names: readonly string[], processes: number, settings: Settings): Promise<BenchRow[]> {
  const runs: BenchRow[][] = []
  for (let number = 1; number <= processes; number++) {
    const rows: BenchRow[] = []
    for (const name of names) {
      if (process.stderr.isTTY) process.stderr.write(`${name}, process ${number} of ${processes}\n`)
      rows.push(...(await runInFreshProcess(name, settings)))
    }
    runs.push(rows)
  }
  return mergeProcesses(runs)
}

function refuse(message: string): number {
  process.stderr.write(`bench: ${message}\n`)
  return 2
}

/** One benchmark here, its rows to the process that asked. */
async function runHere(name: string, settings: string): Promise<void> {
  const rows = await BENCHES[name]?.(JSON.parse(settings))
  process.send?.(rows, () => process.exit(0))
}

const [word, first = '', second = ''] = process.argv.slice(2)
if (word === SERVE) await serveWorld(first)
else if (word === HERE) await runHere(first, second)
else process.exitCode = await main()
