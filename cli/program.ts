import { Command } from 'commander'
import { UserError } from '../engine/errors.ts'
import { parseShard } from '../experiments/sweep/shard.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { scenarioJsonSchemaText } from '../scenarios/json-schema.ts'
import { vocabulary } from '../simulation/assembly.ts'
import { VERSION } from '../simulation/version.ts'
import { DESCRIPTION_FORMATS, type DescribeOptions, describeCommand } from './describe.ts'
import { EXIT_HELP, Exit } from './exit.ts'
import { listCommand } from './list.ts'
import { numberFor, oneOf, someOf, withScenarioOptions } from './options.ts'
import type { ResultOutput } from './output.ts'
import { FORMATS, RECORDS, type RunOptions, runCommand } from './run.ts'
import type { ResumeOptions, SweepOptions } from './sweep.ts'
import type { WorkerOptions } from './worker.ts'

const SWEEP_FORMATS = ['table', 'json'] as const

/** Commands of other versions: asked for, they are refused by name instead of being taken for a slip. */
const ELSEWHERE: readonly string[] = [
  'replay',
  'diff',
  'verify',
  'theory',
  'render',
  'convert',
  'view',
  'redteam',
]

/**
 * Runs one command line.
 * @param words arguments without `node` and the script
 * @returns the exit status; throws UserError, CommanderError and what a run throws
 */
export async function runProgram(words: readonly string[], output: ResultOutput): Promise<number> {
  const command = words.find((word) => !word.startsWith('-'))
  if (command !== undefined && ELSEWHERE.includes(command)) {
    throw new UserError(command, 'is not a command of this version')
  }
  let status: number = Exit.good
  const program = new Command('patchwork-ecs')
    .description('Simulates societies of AI agents under market rules and safeguards.')
    .version(VERSION)
    .configureOutput({ writeOut: (text) => output.write(text) })
    .exitOverride()
    .addHelpText('after', EXIT_HELP)
  addRun(program, output, (code) => {
    status = code
  })
  addSweep(program, output, (code) => {
    status = code
  })
  addWorker(program, (code) => {
    status = code
  })
  program
    .command('list')
    .description('list the scenarios that come with the package')
    .action(() => listCommand(output))
  withScenarioOptions(program.command('describe <scenario>'))
    .description('show a scenario: schedule, parameters, memory, and a description by the ODD protocol')
    .option(
      '--format <format>',
      `${DESCRIPTION_FORMATS.join(', ')}`,
      oneOf('--format', DESCRIPTION_FORMATS),
      'text',
    )
    .action((given: string, options: DescribeOptions) => describeCommand(given, options, output))
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(() => output.write(scenarioJsonSchemaText(vocabulary(mechanisms))))
  await program.parseAsync([...words], { from: 'user' })
  return status
}

function addRun(program: Command, output: ResultOutput, end: (status: number) => void): void {
  withScenarioOptions(program.command('run <scenario>'))
    .description('run a scenario: a file, or one of those that list shows')
    .option('--threads <n>', 'threads to run on, or auto; results do not depend on it', threadsFrom)
    .option('--out <folder>', 'write the results to a new folder, or over those of an earlier run')
    .option('--record <what>', `also write ${RECORDS.join(', ')}`, someOf('--record', RECORDS))
    .option('--format <format>', FORMATS.join(', '), oneOf('--format', FORMATS), 'table')
    .option('--profile-systems', 'tell where the time went, system by system')
    .option('--quiet', 'no progress, warnings or notes')
    .addHelpText('after', EXIT_HELP)
    .action(async (given: string, options: RunOptions) => end(await runCommand(given, options, output)))
}

/** Loaded when asked for: a single run starts without it. */
const sweeps = () => import('./sweep.ts')

function addSweep(program: Command, output: ResultOutput, end: (status: number) => void): void {
  const withSweepOptions = (command: Command): Command =>
    command
      .option('--threads <n>', 'runs at a time, or auto: one a processor', threadsFrom, 'auto')
      .option('--shard <i/n>', 'only this part of the runs, such as 2/8', parseShard)
      .option('--redis [url]', 'have workers run it, over this Redis server or the one of REDIS_URL')
      .option('--queue <name>', 'queue on that server (sweeps)')
      .option('--store <folder>', 'folder that workers share (the one that holds the results folder)')
      .option('--format <format>', SWEEP_FORMATS.join(', '), oneOf('--format', SWEEP_FORMATS), 'table')
      .option('--quiet', 'no progress, warnings or notes')
      .addHelpText('after', EXIT_HELP)
  withSweepOptions(program.command('sweep <plan>'))
    .description('run a scenario over many settings and seeds, as a plan file says')
    .option('--out <folder>', 'keep the results in a new folder, or in that of the same plan')
    .option('--dry-run', 'show what would be run')
    .action(async (given: string, options: SweepOptions) =>
      end(await (await sweeps()).sweepCommand(given, options, output)),
    )
  withSweepOptions(program.command('resume <folder>'))
    .description('go on with a sweep that was interrupted, or show its results again')
    .action(async (folder: string, options: ResumeOptions) =>
      end(await (await sweeps()).resumeCommand(folder, options, output)),
    )
}

function addWorker(program: Command, end: (status: number) => void): void {
  program
    .command('worker')
    .description('run what sweeps put on a queue, until it is told to end')
    .option('--redis <url>', 'Redis server of the queue (the one that REDIS_URL names)')
    .option('--store <folder>', 'shared folder that holds the results folders of sweeps', '.')
    .option('--concurrency <n>', 'runs at a time, or auto: one a processor', concurrencyFrom, 'auto')
    .option('--queue <name>', 'queue on that server (sweeps)')
    .option('--lock-seconds <n>', 'silence after which it counts as dead (30)', numberFor('--lock-seconds'))
    .option('--quiet', 'log nothing')
    .action(async (options: WorkerOptions) => end(await (await import('./worker.ts')).workerCommand(options)))
}

const concurrencyFrom = (text: string): number | 'auto' =>
  text === 'auto' ? text : numberFor('--concurrency')(text)
const threadsFrom = (text: string): number | 'auto' => (text === 'auto' ? text : numberFor('--threads')(text))
