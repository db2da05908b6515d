import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../engine/errors.ts'
import { isObject } from '../../engine/shape.ts'
import type { EpochResult } from '../../simulation/results.ts'
import { csvOf } from '../csv.ts'
import { reading } from '../disk.ts'
import { epochColumns } from '../epoch-columns.ts'
import { INTERACTION_LOG, MANIFEST, readManifest } from '../folder.ts'
import { LoggedRun } from './logged-run.ts'

/** A figure that a log gives another value than what was written. */
export interface ReplayDifference {
  /** What holds the other value: the log's own results, a file of the run's folder, or its manifest. */
  readonly against: string
  /** Epoch, or null for the whole run. */
  readonly epoch: number | null
  readonly column: string
  readonly written: unknown
  readonly computed: unknown
}

/** What came of computing a run's results again from its log. */
export interface ReplayReport {
  readonly log: string
  readonly scenario: string
  readonly seed: string
  /** Interactions read, unanswered proposals included. */
  readonly interactions: number
  readonly ticks: number
  /** Epochs computed again, and those of before the log began, which are taken as told. */
  readonly epochs: number
  readonly epochsBefore: number
  /** Figures compared in each epoch. */
  readonly columns: number
  /** What they were compared with. */
  readonly against: readonly string[]
  readonly differences: readonly ReplayDifference[]
  readonly equal: boolean
}

/** Where a run's log is: the file itself, or a folder of a run that has one. Throws UserError. */
export function logPathOf(given: string): string {
  if (!existsSync(join(given, MANIFEST))) return given
  const path = join(given, INTERACTION_LOG)
  if (existsSync(path)) return path
  throw new UserError(given, `has no ${INTERACTION_LOG}`, { hint: 'run it with --record interactions' })
}

/**
 * Computes the epochs of a run again from its log, with the engine's own metrics, and compares every figure with what the log
 * was told and, in the folder of a run, with `epochs.csv` and the manifest. Equal means to the last bit.
 * @param given a log, or the folder of a run
 * @throws UserError when there is no log, or it cannot be read
 */
export function replayLog(given: string): ReplayReport {
  const path = logPathOf(given)
  return reading(path, 'a log', (descriptor) => {
    const run = new LoggedRun(descriptor, path)
    while (run.next());
    const differences = [...epochDifferences(run), ...summaryDifferences(run)]
    const against = ['log']
    if (path !== given) {
      against.push('epochs.csv', MANIFEST)
      differences.push(...csvDifferences(run, given), ...manifestDifferences(run, given))
    }
    return {
      log: path,
      scenario: run.scenario.id,
      seed: run.scenario.seed,
      interactions: run.rows,
      ticks: run.end?.tick ?? 0,
      epochs: run.epochs.length - run.epochsBefore,
      epochsBefore: run.epochsBefore,
      columns: Object.keys(run.metricColumns).length,
      against,
      differences,
      equal: differences.length === 0,
    }
  })
}

function epochDifferences({ epochs, told }: LoggedRun): ReplayDifference[] {
  return epochs.flatMap((computed, place) => {
    const written = told[place] as EpochResult
    return differing(flat(written), flat(computed)).map(([column, was, is]) => ({
      against: 'log',
      epoch: computed.epoch,
      column,
      written: was,
      computed: is,
    }))
  })
}

/** An epoch's figures by name; those by policy as `byType.honest.agents`. */
function flat({ epoch, metrics, byType }: EpochResult): Map<string, unknown> {
  const census = Object.entries(byType).flatMap(([policy, entry]) =>
    Object.entries(entry).map(([name, value]) => [`byType.${policy}.${name}`, value] as const),
  )
  return new Map<string, unknown>([['epoch', epoch], ...Object.entries(metrics), ...census])
}

function differing(
  written: ReadonlyMap<string, unknown>,
  computed: ReadonlyMap<string, unknown>,
): [column: string, written: unknown, computed: unknown][] {
  const names = new Set([...written.keys(), ...computed.keys()])
  return [...names].flatMap((name): [string, unknown, unknown][] => {
    const [was, is] = [written.get(name), computed.get(name)]
    return Object.is(was, is) ? [] : [[name, was, is]]
  })
}

/** The figures over the whole run, and what criteria made of them. */
function summaryDifferences(run: LoggedRun): ReplayDifference[] {
  const { end, rows } = run
  if (end === undefined) return []
  const computed = run.summary()
  const judged = new Set(computed.criteria.map(({ name }) => name))
  const figures = ({ metrics, meanEpochToxicity, criteria }: typeof end.summary, read: number) =>
    new Map<string, unknown>([
      ...Object.entries(metrics),
      ['meanEpochToxicity', meanEpochToxicity],
      ...criteria.filter(({ name }) => judged.has(name)).map(({ name, value }) => [name, value] as const),
      ['rows', read],
    ])
  return differing(figures(end.summary, end.rows), figures(computed, rows)).map(([column, written, is]) => ({
    against: 'log',
    epoch: null,
    column,
    written,
    computed: is,
  }))
}

function csvDifferences(run: LoggedRun, folder: string): ReplayDifference[] {
  const path = join(folder, 'epochs.csv')
  const written = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const computed = csvOf(epochColumns(run))
  if (written === computed) return []
  const [was, is] = [linesOf(written), linesOf(computed)]
  const place = is.findIndex((line, index) => line !== was[index])
  const line = place < 0 ? is.length : place
  const cells = (text: string | undefined) => text?.split(',') ?? []
  const [theirs, ours] = [cells(was[line]), cells(is[line])]
  const cell = ours.findIndex((text, index) => text !== theirs[index])
  return [
    {
      against: 'epochs.csv',
      epoch: line === 0 ? null : line - 1,
      column: cells(is[0])[cell] ?? 'row',
      written: theirs[cell] ?? null,
      computed: ours[cell] ?? null,
    },
  ]
}

const linesOf = (text: string): string[] => text.trimEnd().split('\n')

function manifestDifferences(run: LoggedRun, folder: string): ReplayDifference[] {
  const manifest = readManifest(folder) ?? {}
  const { criteria } = run.end?.summary ?? {}
  const expected = {
    digest: run.end?.digest,
    ticks: run.end?.tick,
    epochs: run.epochs.length,
    seed: run.scenario.seed,
    criteria: JSON.stringify(criteria),
  }
  const written = isObject(manifest) ? (manifest as Record<string, unknown>) : {}
  const told = { ...written, criteria: JSON.stringify(written['criteria']) } as Record<string, unknown>
  return Object.entries(expected)
    .filter(([name, value]) => told[name] !== value)
    .map(([column, computed]) => ({
      against: MANIFEST,
      epoch: null,
      column,
      written: told[column],
      computed,
    }))
}
