import { Command } from 'commander'
import { UserError } from '../engine/errors.ts'
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

/** Commands of other versions: asked for, they are refused by name instead of being taken for a slip. */
const ELSEWHERE: readonly string[] = [
  'sweep',
  'resume',
  'replay',
  'diff',
  'verify',
  'theory',
  'render',
  'worker',
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
