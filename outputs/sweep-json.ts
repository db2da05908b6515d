import type { SweepAnalysis } from '../experiments/sweep/analysis.ts'
import type { JobResult } from '../experiments/sweep/job.ts'
import { planHash, type SweepPlan } from '../experiments/sweep/plan.ts'
import { VERSION } from '../simulation/version.ts'

/** Failures that are listed; the store has all. */
const FAILURES_LISTED = 100

/** What `sweep --format json` prints: the analysis, and what it takes to say where it comes from. */
export function sweepReport(
  plan: SweepPlan,
  analysis: SweepAnalysis,
  results: readonly JobResult[],
  complete: boolean,
): object {
  const failures = results.filter(({ error }) => error !== undefined)
  return {
    sweep: plan.name,
    scenario: plan.scenario.id,
    version: VERSION,
    planHash: planHash(plan),
    seed: plan.seed,
    design: plan.design.kind,
    confidence: plan.confidence,
    metrics: plan.metrics,
    complete,
    runs: results.length,
    failed: failures.length,
    cells: analysis.cells,
    sensitivities: analysis.sensitivities,
    frontier: analysis.frontier.map((line) => ({
      ...line,
      place: placed(line.place),
      low: placed(line.low),
      high: placed(line.high),
    })),
    failures: failures
      .slice(0, FAILURES_LISTED)
      .map(({ cell, replicate, seed, error }) => ({ cell, replicate, seed, error })),
  }
}

/** JSON has no infinite numbers: runs that fail from the start, or never. */
const placed = (place: number): number | 'before' | 'beyond' | null =>
  Number.isFinite(place) ? place : Number.isNaN(place) ? null : place > 0 ? 'beyond' : 'before'
