/** Adapter of the peer's scores of a red team. */

import {
  damageBeforeDetection,
  detectionLatency,
  effectivenessMetrics,
  evasionMetrics,
  type GovernanceLog,
  gradeOf,
  overallEvasionRate,
  type RecordedAction,
  type RobustnessInput,
  robustnessScore,
} from '../../formulas/red-team.ts'
import type { FamilyRunner } from './family.ts'

interface ScoringCase extends GovernanceLog {
  readonly recordedActions: readonly RecordedAction[]
  readonly robustness: RobustnessInput
  readonly firstDetectionEpoch: number | null
}

function runScoring(input: ScoringCase): unknown {
  const score = robustnessScore(input.robustness)
  return {
    evasion: evasionMetrics(input.recordedActions),
    robustnessScore: score,
    grade: gradeOf(score),
    effectiveness: effectivenessMetrics(input),
    overallEvasionRate: overallEvasionRate(input),
    detectionLatency: detectionLatency(input),
    damageBeforeDetection: damageBeforeDetection(input.actions, input.firstDetectionEpoch),
  }
}

export const redTeamFamilies: Record<string, FamilyRunner> = { 'redteam-scoring': runScoring }
