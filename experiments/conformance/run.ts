import { messageOf } from '../../engine/errors.ts'
import { type Difference, decodeNumbers, firstDifference } from './compare.ts'
import type { FamilyRunner } from './family.ts'

/** `bind` and `theory` must hold; `compat` is the peer's behaviour with its defects; `opt` lies outside the whitepaper. */
export type Level = 'bind' | 'theory' | 'compat' | 'opt'

export interface VectorCase {
  readonly in: unknown
  readonly out: unknown
  readonly level?: Level
}

/** A file of golden vectors. */
export interface VectorFile {
  readonly family: string
  readonly level: Level
  readonly compatKeys?: readonly string[]
  readonly cases: readonly VectorCase[]
}

export interface ConformanceOptions {
  /** Families to run; all when left out. */
  readonly families?: readonly string[]
  readonly compat?: boolean
  readonly opt?: boolean
}

/** The first case of a family that failed. */
export interface Failure {
  /** Position of the case in its file, from 0. */
  readonly index: number
  readonly input: unknown
  /** What went wrong: a difference, or what was thrown. */
  readonly difference?: Difference
  readonly problem?: string
}

export interface FamilyReport {
  readonly family: string
  readonly passed: number
  readonly failed: number
  readonly notRun: number
  readonly firstFailure?: Failure
}

export interface ConformanceReport {
  readonly families: readonly FamilyReport[]
  readonly passed: number
  readonly failed: number
  readonly notRun: number
}

/** What vectors are held against: adapters by family, and how exactly each has to agree. */
export interface Adapters {
  readonly families: ReadonlyMap<string, FamilyRunner>
  toleranceOf(family: string): number
  /** Families without a mode that repeats the peer's defects: their `compat` cases are not run. */
  readonly withoutCompat?: ReadonlySet<string>
}

/** Runs golden vectors. Cases of a family without an adapter fail; cases of levels not asked for are counted neither way. */
export function runVectors(
  files: readonly VectorFile[],
  adapters: Adapters,
  options: ConformanceOptions = {},
): ConformanceReport {
  const { families: wanted } = options
  const reports = files
    .filter(({ family }) => wanted === undefined || wanted.includes(family))
    .map((file) => runFile(file, adapters, options))
  const sum = (count: 'passed' | 'failed' | 'notRun') =>
    reports.reduce((total, report) => total + report[count], 0)
  return { families: reports, passed: sum('passed'), failed: sum('failed'), notRun: sum('notRun') }
}

function runFile(file: VectorFile, adapters: Adapters, options: ConformanceOptions): FamilyReport {
  let passed = 0
  let failed = 0
  let notRun = 0
  let firstFailure: Failure | undefined
  const offered = { ...options, compat: options.compat === true && !adapters.withoutCompat?.has(file.family) }
  for (const [index, vector] of file.cases.entries()) {
    if (!isAsked(vector.level ?? file.level, offered)) {
      notRun++
      continue
    }
    const failure = runCase(file, vector, index, adapters, offered)
    if (failure === undefined) passed++
    else failed++
    firstFailure ??= failure
  }
  return { family: file.family, passed, failed, notRun, ...(firstFailure && { firstFailure }) }
}

function isAsked(level: Level, { compat = false, opt = false }: ConformanceOptions): boolean {
  if (level === 'compat') return compat
  return level === 'opt' ? opt : true
}

function runCase(
  { family, compatKeys = [] }: VectorFile,
  vector: VectorCase,
  index: number,
  { families, toleranceOf }: Adapters,
  { compat = false }: ConformanceOptions,
): Failure | undefined {
  const runner = families.get(family)
  const failure = { index, input: vector.in }
  if (!runner) return { ...failure, problem: 'no part of this project answers to this family' }
  try {
    const expected = decodeNumbers(vector.out)
    const got = runner(decodeNumbers(vector.in), expected)
    const difference = firstDifference(got, expected, {
      tolerance: toleranceOf(family),
      skipped: new Set(compat ? [] : compatKeys),
    })
    return difference && { ...failure, difference }
  } catch (thrown) {
    return { ...failure, problem: `threw ${messageOf(thrown)}` }
  }
}
