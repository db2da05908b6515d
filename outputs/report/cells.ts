import type { ParameterValue } from '../../engine/config.ts'
import type { JobResult } from '../../experiments/sweep/job.ts'
import { variedPaths } from '../sweep-columns.ts'

/** Runs of one point of a design. */
export interface Cell {
  readonly number: number
  readonly name: string
  readonly point: JobResult['point']
  /** Runs that came to their end. */
  readonly done: readonly JobResult[]
  readonly failed: number
}

/** The cells of a sweep by number, named by what sets them apart. */
export function cellsOf(results: readonly JobResult[]): Cell[] {
  const byNumber = new Map<number, JobResult[]>()
  for (const result of results) {
    const runs = byNumber.get(result.cell)
    if (runs) runs.push(result)
    else byNumber.set(result.cell, [result])
  }
  const cells = [...byNumber].sort(([a], [b]) => a - b)
  const nameOf = bindNames(cells.map(([, runs]) => runs[0] as JobResult))
  return cells.map(([number, runs]) => {
    const { point } = runs[0] as JobResult
    const done = runs.filter(({ error }) => error === undefined)
    return { number, name: nameOf(point), point, done, failed: runs.length - done.length }
  })
}

/** Says a point by the last words of its paths, where these are enough to tell them apart. */
function bindNames(samples: readonly Pick<JobResult, 'point'>[]): (point: JobResult['point']) => string {
  const paths = variedPaths(samples)
  const varying = paths.filter((path) => new Set(samples.map(({ point }) => point[path])).size > 1)
  const told = varying.length > 0 ? varying : paths
  const shortNames = shortPaths(told)
  return (point) => {
    const parts = told
      .filter((path) => path in point)
      .map((path) => `${shortNames.get(path)} ${valueText(point[path] as ParameterValue)}`)
    return parts.length === 0 ? 'the scenario as it is' : parts.join(', ')
  }
}

/** Paths by their last words, or in full where two end alike. */
export function shortPaths(paths: readonly string[]): Map<string, string> {
  const lastOf = (path: string) => path.slice(path.lastIndexOf('.') + 1)
  return new Map(
    paths.map((path) => {
      const isAlone = paths.filter((other) => lastOf(other) === lastOf(path)).length === 1
      return [path, isAlone && !path.startsWith('agents.') ? lastOf(path) : path]
    }),
  )
}

export const valueText = (value: ParameterValue | undefined): string =>
  value === undefined ? '–' : value === null ? 'none' : String(value)

/** Different values in the order of an axis: numbers from low to high, everything else as it comes. */
export function levelsOf(values: readonly (ParameterValue | undefined)[]): ParameterValue[] {
  const levels = [...new Set(values.filter((value) => value !== undefined))]
  return levels.every((level) => typeof level === 'number')
    ? (levels as number[]).sort((a, b) => a - b)
    : levels
}

/** Share of runs that met all of their criteria; null where there are none. */
export function metShare(runs: readonly JobResult[]): number | null {
  const judged = runs.filter(({ criteria }) => criteria.length > 0)
  if (judged.length === 0) return null
  return judged.filter(({ criteria }) => criteria.every(({ passed }) => passed)).length / judged.length
}
