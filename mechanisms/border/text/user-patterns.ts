import { RE2JS, RE2JSException } from 're2js'
import { UserError } from '../../../engine/errors.ts'

/** A pattern of the user's own, matched in time linear in the text (RE2 syntax: no look-around, no back-references). */
export interface UserPattern {
  readonly name: string
  readonly source: string
  /** Hits that do not overlap, from the left. */
  count(text: string): number
  matches(text: string): boolean
}

/** Programs beyond this many instructions make every text slow, though linearly so. */
const PROGRAM_MAX = 20_000

/** What RE2 leaves out, by how it looks in a pattern. */
const UNSUPPORTED: readonly (readonly [RegExp, string])[] = [
  [/\(\?<?[=!]/, 'look-around'],
  [/\\[1-9]|\\k</, 'a back-reference'],
  [/\(\?>|[*+?}]\+/, 'an atomic group or possessive quantifier'],
  [/\(\?\(/, 'a conditional group'],
]

/**
 * Compiles a pattern, upper and lower case alike.
 * @param name what errors call it, for example a path in a configuration
 * @throws UserError naming the pattern and what in it is not supported
 */
export function compilePattern(name: string, source: string): UserPattern {
  const compiled = compile(name, source)
  if (compiled.programSize() > PROGRAM_MAX) {
    throw new UserError(
      name,
      `pattern ${source} is too large: ${compiled.programSize()} steps, at most ${PROGRAM_MAX}`,
      {
        hint: 'lower its repeat counts',
      },
    )
  }
  const count = (text: string): number => {
    const matcher = compiled.matcher(text)
    let hits = 0
    while (matcher.find()) hits++
    return hits
  }
  return { name, source, count, matches: (text) => compiled.test(text) }
}

function compile(name: string, source: string): RE2JS {
  if (typeof source !== 'string' || source === '') {
    throw new UserError(name, 'the pattern is empty, expected a regular expression in RE2 syntax')
  }
  try {
    return RE2JS.compile(source, RE2JS.CASE_INSENSITIVE)
  } catch (thrown) {
    if (!(thrown instanceof RE2JSException)) throw thrown
    const construct = UNSUPPORTED.find(([looks]) => looks.test(source))?.[1]
    const reason = thrown.message.replace(/^error parsing regexp: /, '')
    const problem = construct
      ? `uses ${construct}, which is not supported`
      : 'is no regular expression in RE2 syntax'
    throw new UserError(name, `pattern ${source} ${problem} (${reason})`, {
      hint: 'patterns run in linear time; write it without look-around and back-references',
      cause: thrown,
    })
  }
}
