import type { TargetName } from './targets.ts'

/** One measured figure, and a digest of what was computed to get it. */
export interface BenchRow {
  readonly bench: string
  readonly label: string
  /** Unit of the figure: ×, ns, ms, s, B, kB, rows/s, ... */
  readonly unit: string
  /** Median over rounds, or over processes; null when it could not be measured, and `note` says why. */
  readonly figure: number | null
  /** Lowest and highest of what the median was taken of; equal to the figure when that was one value. */
  readonly low: number | null
  readonly high: number | null
  /** 16 hexadecimal digits, empty when nothing was computed. */
  readonly digest: string
  /** The target that this figure is measured by. */
  readonly target?: TargetName
  /** What a reader should know about the figure. */
  readonly note?: string
  /** Where the figure lies on a curve over the number of agents. */
  readonly point?: { readonly curve: string; readonly agents: number }
}

/** What rows of one benchmark share. */
export interface RowExtras {
  readonly target?: TargetName
  readonly note?: string
  readonly point?: { readonly curve: string; readonly agents: number }
}

/** Makes the rows of one benchmark. */
export interface RowMaker {
  /** The median of some values, with the lowest and the highest. */
  (
    label: string,
    values: readonly number[] | number,
    unit: string,
    digest: string,
    extras?: RowExtras,
  ): BenchRow
  /** A row for what could not be measured. */
  missing(label: string, unit: string, note: string, target?: TargetName): BenchRow
}

/** A number of agents in a label: 500, 20k, 1M. */
export function sizeText(agents: number): string {
  if (agents >= 1_000_000 && agents % 1_000_000 === 0) return `${agents / 1_000_000}M`
  return agents >= 1000 && agents % 1000 === 0 ? `${agents / 1000}k` : String(agents)
}

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export function rowsOf(bench: string): RowMaker {
  const make: RowMaker = (label, values, unit, digest, extras = {}) => {
    const all = typeof values === 'number' ? [values] : values
    const [low, high] = [Math.min(...all), Math.max(...all)]
    return { bench, label, unit, figure: median(all), low, high, digest, ...extras }
  }
  make.missing = (label, unit, note, target) => {
    const nothing = { figure: null, low: null, high: null, digest: '', note }
    return { bench, label, unit, ...nothing, ...(target === undefined ? {} : { target }) }
  }
  return make
}

/** Ratios of values taken in the same rounds. */
export const ratios = (above: readonly number[], below: readonly number[]): number[] =>
  above.map((value, round) => value / (below[round] ?? Number.NaN))
