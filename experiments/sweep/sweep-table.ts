import { type ParameterValue, snakeCase } from '../../engine/config.ts'
import type { JobResult } from './job.ts'

/** A sweep's runs, one a row. Every column has as many values as there are runs; what a run does not have is null. */
export interface SweepTable {
  readonly rows: number
  readonly columns: readonly SweepColumn[]
}

export interface SweepColumn {
  /** snake_case; of what was varied, its path. */
  readonly name: string
  readonly kind: 'identity' | 'parameter' | 'metric' | 'criterion'
  readonly values: readonly ParameterValue[]
}

/**
 * Results as rows, in the order of cells and replicates, whatever order they come in: what was varied, the run, then metrics,
 * and `criterion.NAME`, true where the run met it.
 */
export function sweepTable(results: readonly JobResult[]): SweepTable {
  const ordered = [...results].sort((a, b) => a.cell - b.cell || a.replicate - b.replicate)
  const column = (
    kind: SweepColumn['kind'],
    name: string,
    read: (result: JobResult) => ParameterValue | undefined,
  ): SweepColumn => ({ kind, name, values: ordered.map((result) => read(result) ?? null) })
  const names = (keysOf: (result: JobResult) => readonly string[]) => [...new Set(ordered.flatMap(keysOf))]
  return {
    rows: ordered.length,
    columns: [
      column('identity', 'cell', ({ cell }) => cell),
      column('identity', 'replicate', ({ replicate }) => replicate),
      column('identity', 'seed', ({ seed }) => seed),
      ...names(({ point }) => Object.keys(point)).map((path) =>
        column('parameter', path, ({ point }) => point[path]),
      ),
      column('identity', 'error', ({ error }) => error),
      column('identity', 'digest', ({ digest }) => digest),
      column('identity', 'key', ({ key }) => key),
      ...names(({ metrics }) => Object.keys(metrics)).map((metric) =>
        column('metric', snakeCase(metric), ({ metrics }) => metrics[metric]),
      ),
      ...names(({ criteria }) => criteria.map(({ name }) => name)).map((name) =>
        column(
          'criterion',
          `criterion.${name}`,
          ({ criteria }) => criteria.find((criterion) => criterion.name === name)?.passed,
        ),
      ),
    ],
  }
}
