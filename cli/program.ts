import { Command } from 'commander'
import { parseShard } from '../experiments/sweep/shard.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { scenarioJsonSchemaText } from '../scenarios/json-schema.ts'
import { vocabulary } from '../simulation/assembly.ts'
import { VERSION } from '../simulation/version.ts'
import { convertCommand } from './convert.ts'
import { DESCRIPTION_FORMATS, type DescribeOptions, describeCommand } from './describe.ts'
import { type DiffCommandOptions, diffCommand } from './diff.ts'
import { EXIT_HELP, Exit, RECORD_EXIT_HELP } from './exit.ts'
import { listCommand } from './list.ts'
import { numberFor, oneOf, someOf, withScenarioOptions } from './options.ts'
import type { ResultOutput } from './output.ts'
import { ATTACK_IDS, REDTEAM_FORMATS, type RedTeamOptions, redTeamCommand, SEEDS } from './redteam.ts'
import { LAYOUT_KINDS, type RenderOptions, renderCommand, THEME_NAMES } from './render.ts'
import { REPORT_FORMATS, type ReportOptions as RecordOptions, replayCommand } from './replay.ts'
import { type ReportOptions, reportCommand } from './report.ts'
import { FORMATS, RECORDS, type RunOptions, runCommand } from './run.ts'
import type { ResumeOptions, SweepOptions } from './sweep.ts'
import { THEORY_FORMATS, type TheoryOptions, theoryCommand } from './theory.ts'
import { type VerifyCommandOptions, verifyCommand } from './verify.ts'
import { type ViewOptions, viewCommand } from './view.ts'
import type { WorkerOptions } from './worker.ts'

const SWEEP_FORMATS = ['table', 'json'] as const

/**
 * Runs one command line.
 * @param words arguments without `node` and the script
 * @returns the exit status; throws UserError, CommanderError and what a run throws
 */
export async function runProgram(words: readonly string[], output: ResultOutput): Promise<number> {
  let status: number = Exit.good
  const program = new Command('patchwork-ecs')
    .description('Simulates societies of AI agents under market rules and safeguards.')
    .version(VERSION)
    .configureOutput({ writeOut: (text) => output.write(text) })
    .exitOverride()
    .addHelpText('after', EXIT_HELP)
  const end = (code: number) => {
    status = code
  }
  addRun(program, output, end)
  addSweep(program, output, end)
  addWorker(program, end)
  addRedTeam(program, output, end)
  addRecordCommands(program, output, end)
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
  withScenarioOptions(program.command('view [scenario]'))
    .description('watch a scenario, or a recorded run by its folder, in the browser')
    .option('--port <n>', 'port on this machine, 0 for any that is free', numberFor('--port'), 0)
    .option('--no-open', 'print the address and open nothing')
    .action((given: string | undefined, options: ViewOptions) => viewCommand(given, options, output))
  addRender(program, output)
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(() => output.write(scenarioJsonSchemaText(vocabulary(mechanisms))))
  addTheory(program, output, end)
  program
    .command('report <folder>')
    .description('write a report of a run or a sweep as one HTML file: plots, tables, criteria and the model')
    .option('--out <file>', 'where to; report.html in the folder when left out')
    .action((folder: string, options: ReportOptions) => reportCommand(folder, options, output))
  await program.parseAsync([...words], { from: 'user' })
  return status
}

/** Commands that look at what runs have written. */
function addRecordCommands(program: Command, output: ResultOutput, end: (status: number) => void): void {
  const add = (name: string, description: string) =>
    program
      .command(name)
      .description(description)
      .option('--format <format>', REPORT_FORMATS.join(', '), oneOf('--format', REPORT_FORMATS), 'table')
      .addHelpText('after', RECORD_EXIT_HELP)
  add('replay <run>', 'compute the results of a run again from its log of interactions').action(
    (run: string, options: RecordOptions) => end(replayCommand(run, options, output)),
  )
  add('verify <run>', 'check the files of a run, and run it again from its manifest')
    .option('--threads <n>', 'threads to run on, or auto; results do not depend on it', threadsFrom)
    .option('--quiet', 'no progress or warnings')
    .action(async (run: string, options: VerifyCommandOptions) =>
      end(await verifyCommand(run, options, output)),
    )
  add('diff <a> <b>', 'find the first tick, system, column and agent where two runs part')
    .option('--quiet', 'no progress')
    .action(async (a: string, b: string, options: DiffCommandOptions) =>
      end(await diffCommand(a, b, options, output)),
    )
  add('convert <from> <to>', 'turn a log into .jsonl or .parquet, and these into one another').action(
    async (from: string, to: string, options: RecordOptions) =>
      end(await convertCommand(from, to, options, output)),
  )
}

function addRun(program: Command, output: ResultOutput, end: (status: number) => void): void {
  withScenarioOptions(program.command('run [scenario]'))
    .description('run a scenario: a file, or one of those that list shows')
    .option('--threads <n>', 'threads to run on, or auto; results do not depend on it', threadsFrom)
    .option('--out <folder>', 'write the results to a new folder, or over those of an earlier run')
    .option('--snapshot <file>', 'leave a snapshot when the run ends or is interrupted, to go on from')
    .option('--snapshot-at <tick>', 'leave it after this tick instead', numberFor('--snapshot-at'))
    .option('--from <file>', 'go on from a snapshot; --set moves levers, --epochs n runs n more')
    .option('--record <what>', `also write ${RECORDS.join(', ')}`, someOf('--record', RECORDS))
    .option('--format <format>', FORMATS.join(', '), oneOf('--format', FORMATS), 'table')
    .option('--profile-systems', 'tell where the time went, system by system')
    .option('--quiet', 'no progress, warnings or notes')
    .addHelpText('after', EXIT_HELP)
    .action(async (given: string | undefined, options: RunOptions) =>
      end(await runCommand(given, options, output)),
    )
}

function addRender(program: Command, output: ResultOutput): void {
  withScenarioOptions(program.command('render <scenario>'))
    .description('draw a scenario, or a recorded run by its folder, at a tick as PNG; no browser is needed')
    .requiredOption('-o, --out <file>', 'the picture to write')
    .option('--tick <n>', 'tick to show; the last one when left out', numberFor('--tick'))
    .option('--width <n>', 'pixels', numberFor('--width'), 1280)
    .option('--height <n>', 'pixels', numberFor('--height'), 800)
    .option('--theme <name>', THEME_NAMES.join(' or '), oneOf('--theme', THEME_NAMES), 'dark')
    .option('--layout <kind>', LAYOUT_KINDS.join(', '), oneOf('--layout', LAYOUT_KINDS), 'groups')
    .option('--x <column>', 'column that a grid is sorted by, or of a scatter’s axis', 'reputation')
    .option('--y <column>', 'column of a scatter’s other axis', 'total_payoff')
    .option('--colour-by <what>', 'type, held, or a column of agents such as reputation', 'type')
    .option('--no-flows', 'leave out the interactions of the tick')
    .option('--quiet', 'no progress, warnings or notes')
    .action((given: string, options: RenderOptions) => renderCommand(given, options, output))
}

function addTheory(program: Command, output: ResultOutput, end: (status: number) => void): void {
  program
    .command('theory [checks...]')
    .description('hold the engine against closed forms of the literature: all of them, or those so named')
    .option('--format <format>', THEORY_FORMATS.join(', '), oneOf('--format', THEORY_FORMATS), 'table')
    .option('--quiet', 'no progress, and no words on what failed')
    .addHelpText('after', THEORY_HELP)
    .action(async (names: readonly string[], options: TheoryOptions) =>
      end(await theoryCommand(names, options, output)),
    )
}

const THEORY_HELP = `
A name may be the beginning of names: kyle stands for kyle-lambda, kyle-beta, ...
Exit status: 0 all checks passed, 1 one failed, 2 bad input, 70 a fault of the engine.`

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
      .option('--report', 'also write report.html, a page of plots and tables, when all runs are there')
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
function addRedTeam(program: Command, output: ResultOutput, end: (status: number) => void): void {
  withScenarioOptions(program.command('redteam <scenario>'))
    .description('attack a scenario under its governance, and grade what it withstands')
    .option('--against <what>', 'compare with another scenario, or with path=value set; may repeat', listed)
    .option('--attacks <ids>', `only some of ${ATTACK_IDS.join(', ')}`, someOf('--attacks', ATTACK_IDS))
    .option('--seeds <n>', `seeds of each attack and its control (${SEEDS})`, numberFor('--seeds'))
    .option('--out <folder>', 'write report.md and report.json, and go on from what is there')
    .option('--format <format>', REDTEAM_FORMATS.join(', '), oneOf('--format', REDTEAM_FORMATS), 'table')
    .option('--quiet', 'no progress, warnings or notes')
    .addHelpText('after', EXIT_HELP)
    .action(async (given: string, options: RedTeamOptions) =>
      end(await redTeamCommand(given, options, output)),
    )
}

const listed = (text: string, before: readonly string[] = []): readonly string[] => [...before, text]

const threadsFrom = (text: string): number | 'auto' => (text === 'auto' ? text : numberFor('--threads')(text))
