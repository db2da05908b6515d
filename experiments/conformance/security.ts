/** Adapters of the families of detection: what interactions look like, what they cost at once, trends. */

import {
  exfiltrationRisk,
  injectionRisk,
  injectionScore,
  realtimeScore,
  threatKind,
  threatTrend,
} from '../../formulas/security.ts'
import type { FamilyRunner } from './family.ts'

/** Score from which the peer takes an interaction for an injection. */
const INJECTION_THRESHOLD = 0.3

interface ObservedCase {
  accepted: boolean
  p: number
  toolMisuseFlags: number
  verifierRejections: number
}

function runInjection(input: ObservedCase & { initiatorThreat: number }): unknown {
  const { accepted, p, toolMisuseFlags, verifierRejections, initiatorThreat } = input
  const score = injectionScore(accepted, p, toolMisuseFlags, verifierRejections)
  return {
    injectionScore: score,
    injectionRisk: score >= INJECTION_THRESHOLD ? injectionRisk(score) : null,
    exfilRisk: exfiltrationRisk(toolMisuseFlags) || null,
    realtimeScore: realtimeScore(accepted, p, toolMisuseFlags, verifierRejections, initiatorThreat),
    threatType: threatKind(accepted, p, toolMisuseFlags),
  }
}

function runTrend({ levels, window }: { levels: number[]; window: number }): unknown {
  const { trend, acceleration, current, highest } = threatTrend(levels, window)
  return { trend, acceleration, currentLevel: current, maxLevel: highest }
}

interface RealtimeCase {
  threshold: number
  rate: number
  /** Null before the first judgement. */
  priorThreat: number | null
  interaction: ObservedCase
}

function runRealtime({ threshold, rate, priorThreat, interaction }: RealtimeCase): unknown {
  const { accepted, p, toolMisuseFlags, verifierRejections } = interaction
  const score = realtimeScore(accepted, p, toolMisuseFlags, verifierRejections, priorThreat ?? 0)
  const charge = score >= threshold ? rate * score : 0
  return {
    score,
    threatType: threatKind(accepted, p, toolMisuseFlags),
    costA: charge,
    costB: charge / 2,
  }
}

export const securityFamilies: Record<string, FamilyRunner> = {
  'security-injection': runInjection,
  'security-trend': runTrend,
  securityRealtime: runRealtime,
}
