/** The command of incoherence: forks a shelf scenario's states and tells how much agents disagree with themselves. */

import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { messageOf, UserError } from '../../engine/errors.ts'
import { didYouMean } from '../../engine/nearest.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { loadScenario } from '../../scenarios/index.ts'
import { type Overrides, parseSetting } from '../../scenarios/overrides.ts'
import { type Scenario, vocabulary } from '../../simulation/index.ts'
import { compareControls } from './controls.ts'
import { learnForecast } from './forecast.ts'
import type { Benchmark } from './forks.ts'
import { type IncoherenceOptions, measureIncoherence } from './index.ts'
import { type Findings, tableOf } from './table.ts'

const USAGE = `incoherence SCENARIO [--replays N] [--points N] [--epoch N]
  [--benchmark none|TYPE[:NAME=VALUE,...]] [--controls] [--forecast] [--seeds N]
  [--agents N] [--epochs N] [--threads N] [--set PATH=VALUE]... [--format table|json]`
const FORMATS = ['table', 'json']

/** A scenario of the shelf by its name, or a file by its path. */
async function read(name: string, overrides: Overrides): Promise<Scenario> {
  const file = name.endsWith('.yaml') ? name : path.join(process.cwd(), 'scenarios', `${name}.yaml`)
  const text = await readFile(file, 'utf8').catch(() => {
    throw new UserError(name, 'no such scenario on the shelf and no such file')
  })
  return loadScenario(text, { name: path.basename(file), vocabulary: vocabulary(mechanisms), overrides })
}

function countOf(option: string, text: string, low = 1): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= low) return count
  throw new UserError(`--${option}`, `got ${text}, expected a whole number of at least ${low}`)
}

/** `honest`, `erratic:slip_probability=0,slip_growth=0`, or `none`. */
function benchmarkOf(text: string): Benchmark | undefined {
  if (text === 'none') return undefined
  const [type = '', settings = ''] = text.split(':', 2)
  const config = settings
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', value = ''] = part.split('=', 2)
      if (value !== '' && Number.isFinite(Number(value))) return [name, Number(value)]
      throw new UserError('--benchmark', `got ${part}, expected NAME=NUMBER`)
    })
  return { type, config: Object.fromEntries(config) }
}

/** JSON knows no infinity: a ratio to nothing is the text `Infinity`. */
function jsonOf(findings: Findings): string {
  const spell = (_: string, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value
  return `${JSON.stringify(findings, spell, 2)}\n`
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      replays: { type: 'string', default: '20' },
      points: { type: 'string', default: '5' },
      epoch: { type: 'string', default: '1' },
      benchmark: { type: 'string', default: 'honest:interact_probability=1' },
      controls: { type: 'boolean', default: false },
      forecast: { type: 'boolean', default: false },
      seeds: { type: 'string', default: '3' },
      agents: { type: 'string' },
      epochs: { type: 'string' },
      threads: { type: 'string', default: '1' },
      set: { type: 'string', multiple: true, default: [] },
      format: { type: 'string', default: 'table' },
    },
  })
  const [name] = positionals
  if (name === undefined) throw new UserError('SCENARIO', `none given, expected ${USAGE}`)
  if (!FORMATS.includes(values.format)) {
    throw new UserError('--format', `got ${values.format}, expected one of ${FORMATS.join(', ')}`, {
      hint: didYouMean(values.format, FORMATS),
    })
  }
  const overrides = {
    settings: values.set.map(parseSetting),
    ...(values.agents !== undefined && { agents: countOf('agents', values.agents) }),
    ...(values.epochs !== undefined && { epochs: countOf('epochs', values.epochs) }),
  }
  const scenario = await read(name, overrides)
  const options: IncoherenceOptions = {
    replays: countOf('replays', values.replays, 2),
    points: countOf('points', values.points),
    epoch: countOf('epoch', values.epoch, 0),
    benchmark: benchmarkOf(values.benchmark),
    threads: countOf('threads', values.threads),
  }
  if (options.epoch >= scenario.epochs) {
    throw new UserError(
      '--epoch',
      `got ${options.epoch}, expected one of the ${scenario.epochs} epochs, from 0`,
    )
  }
  const seeds = Array.from({ length: countOf('seeds', values.seeds) }, (_, seed) => String(seed + 1))
  const findings: Findings = {
    report: await measureIncoherence(scenario, options),
    ...(values.controls && { controls: await compareControls(scenario, seeds, options) }),
    ...(values.forecast && { forecast: await learnForecast(scenario) }),
  }
  process.stdout.write(values.format === 'json' ? jsonOf(findings) : tableOf(findings))
}

try {
  await main()
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`)
  process.exitCode = 2
}
