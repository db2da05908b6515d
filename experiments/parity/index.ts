import { type Ensemble, type Statistics, scenarioOf } from './ensemble.ts'
import { type RunValues, runValues } from './values.ts'

/** Runs beyond which a difference of means is no longer taken for chance. */
const WITHIN = 3
const BEYOND = 5
/** Share of the names that must lie within. */
const SHARE_MIN = 0.95
const AGREEMENT = 1e-9
/** Factor by which standard deviations may differ before it is worth a remark. */
const SPREAD_FACTOR = 1.25

/** One name of an ensemble, ours and the peer's. */
export interface Comparison {
  readonly name: string
  readonly ours: Statistics
  readonly peer: Statistics
  readonly z: number
  /** Whether the standard deviations differ by more than a factor 1.25: for information, not judged. */
  readonly spreadDiffers: boolean
}

export interface ParityReport {
  readonly scenario: string
  readonly runs: number
  readonly comparisons: readonly Comparison[]
  /** Names of the ensemble that this version does not measure, or had in fewer than two runs. */
  readonly unmeasured: readonly string[]
  readonly within: number
  readonly passed: boolean
}

/** Mean and standard deviation (n - 1) of a sample; the latter 0 below two values. */
export function statisticsOf(sample: readonly number[]): Statistics {
  const n = sample.length
  const mean = sample.reduce((sum, value) => sum + value, 0) / n
  const squares = sample.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { n, mean, sd: n < 2 ? 0 : Math.sqrt(squares / (n - 1)) }
}

/** Difference of two means in standard errors; where both are certain, 0 when they agree and infinite otherwise. */
export function zScore(first: Statistics, second: Statistics): number {
  const difference = first.mean - second.mean
  const error = Math.sqrt(first.sd ** 2 / first.n + second.sd ** 2 / second.n)
  if (error > 0) return difference / error
  return Math.abs(difference) <= AGREEMENT ? 0 : Math.sign(difference) * Number.POSITIVE_INFINITY
}

/**
 * Runs our reference profile on the settings of an ensemble and compares the means.
 * @param runs seeded runs, at least 2; their seeds start where the ensemble's do
 */
export async function runParity(ensemble: Ensemble, runs: number): Promise<ParityReport> {
  const { settings, overall } = ensemble
  const scenario = scenarioOf(settings)
  const values: RunValues[] = []
  for (let run = 0; run < runs; run++) {
    values.push(await runValues({ ...scenario, seed: String(settings.seeds.first + run) }))
  }
  const comparisons: Comparison[] = []
  const unmeasured: string[] = []
  for (const [name, peer] of Object.entries(overall)) {
    if (peer.mean === 0 && peer.sd === 0) continue
    const sample = values.flatMap((each) => each[name] ?? [])
    if (sample.length < 2) unmeasured.push(name)
    else comparisons.push(compare(name, statisticsOf(sample), peer))
  }
  return { scenario: settings.scenario, runs, comparisons, unmeasured, ...judge(comparisons) }
}

function compare(name: string, ours: Statistics, peer: Statistics): Comparison {
  const spreadDiffers = ours.sd > peer.sd * SPREAD_FACTOR || peer.sd > ours.sd * SPREAD_FACTOR
  return { name, ours, peer, z: zScore(ours, peer), spreadDiffers }
}

/** At least 95% within 3 standard errors and none beyond 5. */
function judge(comparisons: readonly Comparison[]): Pick<ParityReport, 'within' | 'passed'> {
  const within = comparisons.filter(({ z }) => Math.abs(z) < WITHIN).length
  const farthest = Math.max(0, ...comparisons.map(({ z }) => Math.abs(z)))
  return { within, passed: within >= SHARE_MIN * comparisons.length && farthest <= BEYOND }
}
