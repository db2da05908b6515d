import { CommanderError } from 'commander'
import { InternalError, messageOf, UserError } from '../engine/errors.ts'
import { printable } from '../outputs/text.ts'

/** Exit statuses; 70 is EX_SOFTWARE of sysexits. */
/** `different`: what was checked is not as it was written. */
export const Exit = {
  good: 0,
  criteriaFailed: 1,
  different: 1,
  badInput: 2,
  internalFault: 70,
  interrupted: 130,
} as const

export const EXIT_HELP = `
Exit status: 0 good, 1 the run's own success criteria failed, 2 bad input,
70 a fault of the engine or of a plugin, 130 interrupted.`

export const RECORD_EXIT_HELP = `
Exit status: 0 the same, 1 different, 2 bad input,
70 a fault of the engine or of a plugin, 130 interrupted.`

/** Says what went wrong, once and in words. Returns the exit status. */
export function explain(thrown: unknown, write: (text: string) => void): number {
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? Exit.good : Exit.badInput
  if (thrown instanceof UserError) {
    write(`error: ${printable(thrown.message)}\n`)
    return Exit.badInput
  }
  const cause = thrown instanceof InternalError ? thrown.cause : thrown
  const stack = cause instanceof Error && cause.stack !== undefined ? `${cause.stack}\n` : ''
  write(
    `internal error: ${messageOf(thrown)}\n${stack}` +
      'This is a fault of patchwork-ecs or of a plugin, not of your input. Please report it with these lines,\n' +
      'the command, the scenario file and the seed: the same ones make it happen again.\n',
  )
  return Exit.internalFault
}
