/** An interval by percentiles. */
export interface PercentileInterval {
  readonly low: number
  readonly high: number
}

/**
 * Percentile interval of Efron's bootstrap (1979): a statistic over rows drawn with replacement, again and again. Infinite
 * values are kept, so that "beyond all that was looked at" can be an end; NaN is left out.
 * @param rows number of rows that there are
 * @param statistic of the rows with these numbers
 * @param draw uniform numbers in [0, 1)
 * @returns undefined when no resample had a value
 */
export function bootstrapInterval(
  rows: number,
  statistic: (rows: Uint32Array) => number,
  draw: () => number,
  { resamples = 1000, confidence = 0.95 }: { resamples?: number; confidence?: number } = {},
): PercentileInterval | undefined {
  const chosen = new Uint32Array(rows)
  const values: number[] = []
  for (let resample = 0; resample < resamples; resample++) {
    for (let row = 0; row < rows; row++) chosen[row] = Math.floor(draw() * rows)
    const value = statistic(chosen)
    if (!Number.isNaN(value)) values.push(value)
  }
  return percentileInterval(values, confidence)
}

/** The middle part of some values, ends interpolated; undefined without any. */
export function percentileInterval(
  values: readonly number[],
  confidence: number,
): PercentileInterval | undefined {
  if (values.length === 0) return undefined
  const sorted = Float64Array.from(values).sort()
  return { low: quantile(sorted, (1 - confidence) / 2), high: quantile(sorted, (1 + confidence) / 2) }
}

/** Quantile of sorted values, between neighbours by a line (type 7 of Hyndman & Fan, 1996). */
function quantile(sorted: Float64Array, probability: number): number {
  const place = probability * (sorted.length - 1)
  const below = Math.floor(place)
  const low = sorted[below] as number
  const high = sorted[Math.min(below + 1, sorted.length - 1)] as number
  const part = place - below
  // Between an infinite end and anything else there is no number: the nearer one counts.
  if (!Number.isFinite(high - low)) return part < 0.5 ? low : high
  return low + part * (high - low)
}
