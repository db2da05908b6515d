import { messageOf, UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import { agrees, type Measured, type TheoryCheck, theoryChecks } from '../experiments/theory/index.ts'
import type { Style } from '../outputs/style.ts'
import { fitNumber, printable, TEXT_WIDTH, wrap } from '../outputs/text.ts'
import { Exit } from './exit.ts'
import { type Log, logTo, type ResultOutput } from './output.ts'
import { CheckProgress } from './progress.ts'

export const THEORY_FORMATS = ['table', 'json', 'ndjson'] as const

export interface TheoryOptions {
  readonly format: (typeof THEORY_FORMATS)[number]
  readonly quiet?: boolean
}

/** What came of one check. */
export interface TheoryFinding {
  readonly name: string
  readonly claim: string
  readonly source: string
  readonly value: number | null
  readonly expected: number | null
  readonly band: number | null
  /** Which side of the band is judged. */
  readonly side: 'both' | 'atMost' | 'atLeast'
  readonly passed: boolean
  /** What went wrong where nothing could be measured. */
  readonly problem?: string
}

/**
 * `theory`: what the engine computes beside what the literature says. Returns the exit status, 1 when a check fails.
 * @param names checks to make, or the beginnings of their names; all when there are none
 */
export async function theoryCommand(
  names: readonly string[],
  { format, quiet = false }: TheoryOptions,
  output: ResultOutput,
  checks: readonly TheoryCheck[] = theoryChecks,
): Promise<number> {
  const chosen = choose(names, checks)
  const log = logTo(process.stderr, quiet)
  const progress = new CheckProgress(process.stderr, quiet)
  const findings: TheoryFinding[] = []
  if (format === 'table') output.write(heading(output.style))
  for (const [place, check] of chosen.entries()) {
    if (output.closed) break
    progress.show(place, chosen.length, check.name)
    const finding = await find(check)
    progress.clear()
    findings.push(finding)
    if (format === 'ndjson') output.write(`${JSON.stringify(finding)}\n`)
    if (format === 'table') output.write(lineOf(finding, output.style))
  }
  const failed = findings.filter(({ passed }) => !passed)
  const counts = { passed: findings.length - failed.length, failed: failed.length }
  if (format === 'json') output.write(`${JSON.stringify({ checks: findings, ...counts }, null, 2)}\n`)
  else if (format === 'ndjson') output.write(`${JSON.stringify(counts)}\n`)
  else output.write(`${counts.passed} of ${findings.length} checks passed, ${counts.failed} failed\n`)
  tellFailures(failed, log)
  return failed.length === 0 ? Exit.good : Exit.criteriaFailed
}

/** Checks by name or by the beginning of names, in their own order. */
function choose(names: readonly string[], checks: readonly TheoryCheck[]): readonly TheoryCheck[] {
  if (names.length === 0) return checks
  for (const name of names) {
    if (checks.some((check) => isMeant(name, check))) continue
    const hint = didYouMean(
      name,
      checks.map((check) => check.name),
    )
    throw new UserError(name, 'no such check of theory', {
      hint: hint ?? `names begin with ${[...new Set(checks.map(familyOf))].join(', ')}`,
    })
  }
  return checks.filter((check) => names.some((name) => isMeant(name, check)))
}

const familyOf = ({ name }: TheoryCheck): string => name.split('-', 1)[0] ?? name

const isMeant = (asked: string, { name }: TheoryCheck): boolean =>
  name === asked || name.startsWith(`${asked}-`)

async function find(check: TheoryCheck): Promise<TheoryFinding> {
  const { name, claim, source } = check
  try {
    const measured = await check.measure()
    const { value, expected, band, side = 'both' } = measured
    const numbers = { value: known(value), expected: known(expected), band: known(band) }
    return { name, claim, source, ...numbers, side, passed: isFinding(measured) && agrees(measured) }
  } catch (thrown) {
    const nothing = { value: null, expected: null, band: null, side: 'both', passed: false } as const
    return { name, claim, source, ...nothing, problem: messageOf(thrown) }
  }
}

const known = (value: number): number | null => (Number.isFinite(value) ? value : null)

/** A band that is no number would let everything pass, or nothing. */
const isFinding = ({ value, expected, band }: Measured): boolean =>
  [value, expected, band].every((number) => Number.isFinite(number))

const NUMBER_WIDTH = 10
const VERDICT_WIDTH = 4
const NAME_WIDTH = TEXT_WIDTH - 3 * (NUMBER_WIDTH + 2) - VERDICT_WIDTH - 2

const columns = (cells: readonly string[]): string =>
  cells.map((cell) => `  ${cell.padStart(NUMBER_WIDTH)}`).join('')

function heading(style: Style): string {
  const text = `${'check'.padEnd(NAME_WIDTH)}${columns(['value', 'expected', 'band'])}`
  return `${style.bold(text)}\n`
}

/** A line of the table; a name too long for its column goes on below. */
function lineOf(finding: TheoryFinding, style: Style): string {
  const { name, passed, side } = finding
  const [first = '', ...rest] = wrap(printable(name), NAME_WIDTH)
  const sign = side === 'atMost' ? '<=' : side === 'atLeast' ? '>=' : ''
  const expected = sign + short(finding.expected, NUMBER_WIDTH - sign.length)
  const numbers = columns([short(finding.value, NUMBER_WIDTH), expected, short(finding.band, NUMBER_WIDTH)])
  const verdict = passed ? style.good('pass') : style.bad('FAIL')
  const more = rest.map((part) => `${part}\n`).join('')
  return `${first.padEnd(NAME_WIDTH)}${numbers}  ${verdict}\n${more}`
}

/** Six digits after the point where they fit, since closed forms are known to so many. */
function short(value: number | null, width: number): string {
  if (value === null || Number.isInteger(value)) return fitNumber(value, width)
  const text = value.toFixed(6)
  return Math.abs(value) >= 0.0001 && text.length <= width ? text : fitNumber(value, width)
}

function tellFailures(failed: readonly TheoryFinding[], log: Log): void {
  for (const { name, claim, source, problem } of failed) {
    log(`${name}: ${claim} (${source})${problem === undefined ? '' : ` ${printable(problem)}`}`)
  }
}
