import { Command } from 'commander'
import { UserError } from '../engine/errors.ts'
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
import { REPORT_FORMATS, type ReportOptions, replayCommand } from './replay.ts'
import { FORMATS, RECORDS, type RunOptions, runCommand } from './run.ts'
import { type VerifyCommandOptions, verifyCommand } from './verify.ts'

/** Commands of other versions: asked for, they are refused by name instead of being taken for a slip. */
const ELSEWHERE: readonly string[] = ['sweep', 'resume', 'theory', 'render', 'worker', 'view', 'redteam']

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
  const end = (code: number) => {
    status = code
  }
  addRun(program, output, end)
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
  program
    .command('schema')
    .description('print the JSON Schema of scenario files')
    .action(() => output.write(scenarioJsonSchemaText(vocabulary(mechanisms))))
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
    (run: string, options: ReportOptions) => end(replayCommand(run, options, output)),
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
    async (from: string, to: string, options: ReportOptions) =>
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

const threadsFrom = (text: string): number | 'auto' => (text === 'auto' ? text : numberFor('--threads')(text))
