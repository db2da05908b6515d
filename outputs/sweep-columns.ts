import { type ParameterValue, snakeCase } from '../engine/config.ts'
import type { JobResult } from '../experiments/sweep/job.ts'
import type { Cell, OutputColumn } from './columns.ts'
import { measuredColumns } from './epoch-columns.ts'

/** Where a column comes from: says what is put before its name when another column has it already. */
type Origin = 'parameter' | 'metric' | 'criterion'

/**
 * Results of a sweep as columns, one row a run in the order given: what the run is (`key`, `cell`, `replicate`, `seed`), how it
 * went (`status` is done or failed, `error`, `digest`), what was varied, what was measured, and the criteria that it met.
 * Parameters and metrics have a column each by their names in snake_case, dots made underscores. A run without a value has
 * none: failed ones have no metrics.
 */
export function sweepResults(results: readonly JobResult[]): OutputColumn[] {
  const names = new ColumnNames()
  const head = headColumns(results, names)
  const outcome: OutputColumn[] = [
    { name: 'status', kind: 'text', values: results.map(({ error }) => statusOf(error)) },
    { name: 'error', kind: 'text', values: results.map(({ error }) => error ?? null) },
    { name: 'digest', kind: 'text', values: results.map(({ digest }) => (digest === '' ? null : digest)) },
    { name: 'criteria', kind: 'integer', values: results.map(({ criteria }) => criteria.length) },
    { name: 'criteria_passed', kind: 'integer', values: results.map(passedOf) },
  ]
  for (const { name } of outcome) names.take(name)
  const parameters = parameterColumns(results, names)
  const metrics = keysOf(results, ({ metrics }) => Object.keys(metrics)).map(
    (key): OutputColumn => ({
      name: names.give('metric', key),
      kind: 'number',
      values: results.map((result) => result.metrics[key] ?? null),
    }),
  )
  return [...head, ...outcome, ...parameters, ...metrics, ...criteriaColumns(results, names)]
}

/**
 * Epochs of all runs of a sweep as columns, one row a run and epoch: what the run is and what was varied, then what
 * `epochs.parquet` of a single run has. Runs that failed have no rows.
 */
export function sweepEpochs(results: readonly JobResult[]): OutputColumn[] {
  const layout = new EpochLayout()
  for (const result of results) layout.add(result)
  return layout.columnsOf(results)
}

/**
 * Which columns the epochs of a sweep have. It looks at every run once, and can then make the columns of a few at a time, with
 * the same names and types as if it had them all.
 */
export class EpochLayout {
  readonly #metrics = new Set<string>()
  readonly #policies = new Set<string>()
  /** What the columns of what was varied follow from. */
  readonly #kinds = new Map<string, OutputColumn['kind'] | undefined>()

  add({ point, epochs }: Pick<JobResult, 'point' | 'epochs'>): void {
    for (const [path, value] of Object.entries(point)) {
      this.#kinds.set(path, togetherWith(this.#kinds.get(path), value))
    }
    for (const { metrics, byType } of epochs) {
      for (const key of Object.keys(metrics)) this.#metrics.add(key)
      for (const policy of Object.keys(byType)) this.#policies.add(policy)
    }
  }

  /** Columns of some of the runs that were added. */
  columnsOf(results: readonly JobResult[]): OutputColumn[] {
    const epochs = results.flatMap((result) => result.epochs)
    const measured = measuredColumns(epochs, [...this.#metrics], [...this.#policies].sort())
    const names = new ColumnNames()
    for (const { name } of measured) names.take(name)
    const runs = [...headColumns(results, names), ...parameterColumns(results, names, this.#kinds)]
    const runOfRow = results.flatMap(({ epochs: own }, run) => own.map(() => run))
    return [
      ...runs.map(({ name, kind, values }) => ({
        name,
        kind,
        values: runOfRow.map((run) => values[run] as Cell),
      })),
      ...measured,
    ]
  }
}

/** Whether a run came to its end. */
const statusOf = (error: string | undefined): string => (error === undefined ? 'done' : 'failed')

const passedOf = ({ criteria }: JobResult): number => criteria.filter(({ passed }) => passed).length

function headColumns(results: readonly JobResult[], names: ColumnNames): OutputColumn[] {
  const columns: OutputColumn[] = [
    { name: 'key', kind: 'text', values: results.map(({ key }) => key) },
    { name: 'cell', kind: 'integer', values: results.map(({ cell }) => cell) },
    { name: 'replicate', kind: 'integer', values: results.map(({ replicate }) => replicate) },
    { name: 'seed', kind: 'text', values: results.map(({ seed }) => seed) },
  ]
  for (const { name } of columns) names.take(name)
  return columns
}

/** Paths that the points of a sweep vary, in the order in which they come. */
export const variedPaths = (results: readonly Pick<JobResult, 'point'>[]): string[] =>
  keysOf(results, ({ point }) => Object.keys(point))

function parameterColumns(
  results: readonly JobResult[],
  names: ColumnNames,
  kinds: ReadonlyMap<string, OutputColumn['kind'] | undefined> = kindsOf(results),
): OutputColumn[] {
  return [...kinds].map(([path, kind = 'number']) => {
    const values = results.map(({ point }): ParameterValue => point[path] ?? null)
    const cells = kind === 'text' ? values.map((value) => (value === null ? null : String(value))) : values
    return { name: names.give('parameter', path), kind, values: cells }
  })
}

/** What columns of what was varied hold, in the order in which paths come. */
function kindsOf(results: readonly JobResult[]): Map<string, OutputColumn['kind'] | undefined> {
  const kinds = new Map<string, OutputColumn['kind'] | undefined>()
  for (const { point } of results) {
    for (const [path, value] of Object.entries(point)) kinds.set(path, togetherWith(kinds.get(path), value))
  }
  return kinds
}

/**
 * What a column holds when one more value is among them. Numbers are never whole by accident: what a parameter's column holds
 * does not hang on the points chosen.
 * @param kind undefined before there is any value
 */
function togetherWith(
  kind: OutputColumn['kind'] | undefined,
  value: ParameterValue,
): OutputColumn['kind'] | undefined {
  if (value === null) return kind
  const own = typeof value === 'boolean' ? 'flag' : typeof value === 'number' ? 'number' : 'text'
  return kind === undefined || kind === own ? own : 'text'
}

/** Three columns a criterion: its value, the bound, and whether it was met. */
function criteriaColumns(results: readonly JobResult[], names: ColumnNames): OutputColumn[] {
  const found = results.map(({ criteria }) => new Map(criteria.map((each) => [each.name, each])))
  return keysOf(results, ({ criteria }) => criteria.map(({ name }) => name)).flatMap(
    (name): OutputColumn[] => [
      {
        name: names.give('criterion', `${name}_value`),
        kind: 'number',
        values: found.map((criteria) => criteria.get(name)?.value ?? null),
      },
      {
        name: names.give('criterion', `${name}_bound`),
        kind: 'number',
        values: found.map((criteria) => criteria.get(name)?.bound ?? null),
      },
      {
        name: names.give('criterion', `${name}_passed`),
        kind: 'flag',
        values: found.map((criteria) => criteria.get(name)?.passed ?? null),
      },
    ],
  )
}

/** All keys that some result has, each once. */
function keysOf<R>(results: readonly R[], keysIn: (result: R) => readonly string[]): string[] {
  const keys = new Set<string>()
  for (const result of results) for (const key of keysIn(result)) keys.add(key)
  return [...keys]
}

/** Hands out names of columns: snake_case, and none twice. */
class ColumnNames {
  readonly #taken = new Set<string>()

  take(name: string): void {
    this.#taken.add(name)
  }

  give(origin: Origin, key: string): string {
    const plain = columnName(key)
    const apart = `${origin}_${plain}`
    let name = this.#taken.has(plain) ? apart : plain
    for (let twin = 2; this.#taken.has(name); twin++) name = `${apart}_${twin}`
    this.#taken.add(name)
    return name
  }
}

/** A name for a column that needs no quotes in SQL or R: `governance.audit_probability` is `governance_audit_probability`. */
export function columnName(key: string): string {
  const plain = snakeCase(key)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (plain === '') return 'unnamed'
  return /^[0-9]/.test(plain) ? `n_${plain}` : plain
}
