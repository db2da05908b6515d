/** The command of detection: a shelf scenario over seeds, and how well its detectors tell the guilty from the innocent. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf, UserError } from '../../engine/errors.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { loadScenario } from '../../scenarios/index.ts'
import { type Overrides, parseSetting } from '../../scenarios/overrides.ts'
import { type Scenario, vocabulary } from '../../simulation/index.ts'
import { type DetectionReport, runDetection } from './index.ts'

const USAGE =
  'detection SCENARIO [--seeds N] [--agents N] [--epochs N] [--columns REGEXP] [--set PATH=VALUE]...'
const SEEDS = 20

/** A scenario of the shelf by its name, or a file by its path. */
async function read(name: string, overrides: Overrides): Promise<Scenario> {
  const file = name.endsWith('.yaml') ? name : path.join(process.cwd(), 'scenarios', `${name}.yaml`)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(name, 'no such scenario on the shelf and no such file')
  })
  return loadScenario(text, { name: path.basename(file), vocabulary: vocabulary(mechanisms), overrides })
}

function countOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const count = Number(text)
  if (Number.isInteger(count) && count > 0) return count
  throw new UserError(`--${option}`, `got ${text}, expected a whole number of at least 1`)
}

/** Four significant digits, whole numbers whole. */
const shown = (value: number): string =>
  Number.isNaN(value)
    ? 'none'
    : Number.isInteger(value)
      ? String(value)
      : String(Number(value.toPrecision(4)))

function tableOf({ scenario, seeds, rows, criteria }: DetectionReport): string[] {
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(36)}${cells.map((cell) => cell.padStart(13)).join('')}`
  return [
    `${scenario}, ${seeds.length} seeds (${seeds[0]} to ${seeds.at(-1)}), summary of each run`,
    '',
    line('', ['mean', 'lowest', 'highest']),
    ...rows.map(({ column, runs, mean, low, high }) =>
      line(column, runs === 0 ? ['none', '', ''] : [shown(mean), shown(low), shown(high)]),
    ),
    '',
    ...criteria.map(({ name, bound, passed }) =>
      line(name, [shown(bound), `${passed} of ${seeds.length}`, passed === seeds.length ? 'met' : 'MISSED']),
    ),
  ]
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      seeds: { type: 'string', default: String(SEEDS) },
      agents: { type: 'string' },
      epochs: { type: 'string' },
      columns: { type: 'string' },
      set: { type: 'string', multiple: true, default: [] },
    },
  })
  const [name] = positionals
  if (name === undefined) throw new UserError('SCENARIO', `none given, expected ${USAGE}`)
  const agents = countOf('agents', values.agents)
  const epochs = countOf('epochs', values.epochs)
  const settings = values.set.map(parseSetting)
  const scenario = await read(name, { settings, ...(agents && { agents }), ...(epochs && { epochs }) })
  const seeds = Array.from({ length: countOf('seeds', values.seeds) ?? SEEDS }, (_, seed) => String(seed + 1))
  const columns = values.columns === undefined ? undefined : new RegExp(values.columns, 'i')
  const report = await runDetection(scenario, seeds, columns)
  process.stdout.write(`${tableOf(report).join('\n')}\n`)
  return report.criteria.every(({ passed }) => passed === seeds.length) ? 0 : 1
}

try {
  process.exitCode = await main()
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`)
  process.exitCode = 2
}
