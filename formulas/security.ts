/**
 * Signs of attack in what can be observed of interactions, and how they add up to a threat in [0, 1]. Whitepaper, security
 * detection; the numbers are those of its Python reference.
 */

import { trend } from './series.ts'

/** p below which an accepted interaction counts as poor in scores. */
export const POOR_P = 0.3
const ACCEPTED_WEIGHT = 0.3
const MISUSE_WEIGHT = 0.2
const MISUSE_MAX = 0.4
const REJECTION_WEIGHT = 0.15
const REJECTION_MAX = 0.3

/** Part of a score that misused tools and verifiers' rejections make, in [0, 0.7]. */
function signScore(misuse: number, rejections: number): number {
  const tools = MISUSE_WEIGHT * misuse
  const refusals = REJECTION_WEIGHT * rejections
  return (tools < 0.4 ? tools : MISUSE_MAX) + (refusals < 0.3 ? refusals : REJECTION_MAX)
}

/**
 * How much an interaction looks like an injection, in [0, 1]: what was accepted though p is poor, misused tools, and
 * rejections by verifiers.
 * @param misuse tool misuse flags, >= 0
 * @param rejections verifiers' rejections, >= 0
 */
export function injectionScore(accepted: boolean, p: number, misuse: number, rejections: number): number {
  const poor = accepted && p < POOR_P ? (ACCEPTED_WEIGHT * (POOR_P - p)) / POOR_P : 0
  const score = poor + signScore(misuse, rejections)
  return score < 1 ? score : 1
}

/** Severity × confidence of an injection: score × min(0.9, score + 0.2). It counts from a threshold of the score up. */
export function injectionRisk(score: number): number {
  return score * (score < 0.7 ? score + 0.2 : 0.9)
}

/** Severity × confidence of an exfiltration: 0.6 × min(1, 0.3 × flags) from two misuse flags up, else 0. */
export function exfiltrationRisk(misuse: number): number {
  if (misuse < 2) return 0
  const severity = 0.3 * misuse
  return (severity < 1 ? severity : 1) * 0.6
}

/**
 * Score by which an interaction is charged while it happens, in [0, 1].
 * @param threat what its initiator was last judged to be, >= 0
 */
export function realtimeScore(
  accepted: boolean,
  p: number,
  misuse: number,
  rejections: number,
  threat: number,
): number {
  const poor = accepted && p < POOR_P ? ACCEPTED_WEIGHT : 0
  const score = poor + signScore(misuse, rejections) + 0.3 * threat
  return score < 1 ? score : 1
}

/** Kinds of threat that one interaction can be taken for. */
export const THREAT_KINDS = [
  'unknown',
  'cross_agent_manipulation',
  'prompt_injection',
  'exfiltration',
] as const

/** What kind of threat an interaction looks like, the gravest first. */
export function threatKind(accepted: boolean, p: number, misuse: number): (typeof THREAT_KINDS)[number] {
  if (misuse >= 2) return 'exfiltration'
  if (misuse >= 1) return 'prompt_injection'
  return accepted && p < 0.2 ? 'cross_agent_manipulation' : 'unknown'
}

/** Severity × confidence of manipulation: rate × min(0.9, 0.5 + 0.4 × rate), of a success rate in [0, 1]. */
export function manipulationRisk(successRate: number): number {
  return successRate * (0.5 + 0.4 * successRate)
}

/** Severity × confidence of laundering: min(1, gain / 0.5) × min(0.8, 0.4 + gain), of a gain in trust in [0, 1]. */
export function launderingRisk(gain: number): number {
  const severity = gain / 0.5
  const confidence = 0.4 + gain
  return (severity < 1 ? severity : 1) * (confidence < 0.8 ? confidence : 0.8)
}

/**
 * Severity × confidence of contagion: min(1, depth / 5) × min(0.9, 0.5 + velocity / 10).
 * @param depth steps from the root to the farthest case
 * @param velocity cases per unit of time
 */
export function contagionRisk(depth: number, velocity: number): number {
  const severity = depth / 5
  const confidence = 0.5 + velocity / 10
  return (severity < 1 ? severity : 1) * (confidence < 0.9 ? confidence : 0.9)
}

/** Chance that one of two independent signs is right: 1 - (1 - a)(1 - b), the noisy or. Pearl (1988). */
export function eitherOf(a: number, b: number): number {
  // Written so that rounding cannot leave [0, 1].
  return 1 - (1 - a) * (1 - b)
}

const Z = 1.96

/**
 * Lower end of the 95% interval of a share after Wilson (1927), in [0, 1]; 0 when nothing has been seen. As trust it makes
 * a few good deals count for less than many.
 * @param sum of values in [0, 1], at most `count`
 */
export function wilsonLowerBound(sum: number, count: number): number {
  if (count === 0) return 0
  const mean = sum / count
  const square = Z * Z
  const middle = mean + square / (2 * count)
  const spread = Z * Math.sqrt((mean * (1 - mean)) / count + square / (4 * count * count))
  const bound = (middle - spread) / (1 + square / count)
  return bound > 0 ? bound : 0
}

/** Set bits of a word of 32. Warren, "Hacker's Delight" (2002), 5-1. */
export function bitCount(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555)
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333)
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

/** Counts behind the threat to a society. */
export interface SocietyThreat {
  /** Signs found in the period. */
  readonly indicators: number
  readonly flagged: number
  readonly manipulators: number
  /** Depth of the deepest chain of contagion. */
  readonly depth: number
  readonly agents: number
}

/** Threat to a society, in [0, 1]: a quarter signs, a quarter flagged agents, three tenths contagion, a fifth manipulators. */
export function societyThreat({ indicators, flagged, manipulators, depth, agents }: SocietyThreat): number {
  if (agents === 0) return 0
  const signs = (0.25 * indicators) / (5 * agents)
  const level =
    signs + (0.25 * flagged) / agents + 0.3 * Math.min(1, depth / 5) + (0.2 * manipulators) / agents
  return Math.min(1, level)
}

/** Where the threat is heading. */
export interface ThreatTrend {
  /** Change per period, by least squares. */
  readonly trend: number
  /** Slope of the later half less that of the earlier; 0 below four levels. */
  readonly acceleration: number
  readonly current: number | null
  readonly highest: number | null
}

const STEADY: ThreatTrend = { trend: 0, acceleration: 0, current: null, highest: null }

/** Trend over the last `window` levels; without a level to name below two. */
export function threatTrend(levels: ArrayLike<number>, window: number): ThreatTrend {
  if (levels.length < 2) return STEADY
  const recent = Array.from(levels).slice(-window)
  const middle = Math.floor(recent.length / 2)
  const acceleration =
    recent.length < 4 ? 0 : trend(recent.slice(middle)).slope - trend(recent.slice(0, middle)).slope
  return {
    trend: trend(recent).slope,
    acceleration,
    current: recent.at(-1) as number,
    highest: Math.max(...recent),
  }
}
