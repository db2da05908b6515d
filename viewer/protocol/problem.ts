import { messageOf } from '../../engine/errors.ts'
import type { Problem } from './host.ts'

/** A problem that is thrown: its fields say the same as the plain object that crosses between threads. */
export class HostProblem extends Error implements Problem {
  override readonly name = 'HostProblem'
  readonly line?: number
  readonly column?: number
  readonly hint?: string

  constructor({ message, line, column, hint }: Problem, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    if (line !== undefined) this.line = line
    if (column !== undefined) this.column = column
    if (hint !== undefined) this.hint = hint
  }
}

/** The advice that ends most messages of the engine. */
const ADVICE = /^([\s\S]*) \((did you mean [^()]*\?)\)$/
const PLACE = /^:(\d+):(\d+): ([\s\S]*)$/

/**
 * Anything thrown as a person reads it: the place in the file and the advice are taken out of the message.
 * @param source name of the file that an error may start with
 */
export function problemOf(thrown: unknown, source = ''): Problem {
  if (thrown instanceof HostProblem) {
    const { message, line, column, hint } = thrown
    return { message, ...definedOnly({ line, column, hint }) }
  }
  const whole = messageOf(thrown)
  const [, line, column, rest] =
    source !== '' && whole.startsWith(source) ? (PLACE.exec(whole.slice(source.length)) ?? []) : []
  const text = rest ?? whole
  const [, message, hint] = ADVICE.exec(text) ?? []
  return {
    message: message ?? text,
    ...definedOnly({
      line: line === undefined ? undefined : Number(line),
      column: column === undefined ? undefined : Number(column),
      hint,
    }),
  }
}

const definedOnly = (fields: {
  readonly line?: number | undefined
  readonly column?: number | undefined
  readonly hint?: string | undefined
}): Omit<Problem, 'message'> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
