/**
 * Incoherence of decisions that were replayed: disagreement D among replays of one agent in one state, error E against a
 * benchmark, and the index I = D / (E + eps). Whitepaper §10.
 *
 * I alone ranks nothing. With a benchmark E is 1 less its share, so D never exceeds E, and I is 1 as soon as the benchmark
 * is the most frequent action and anyone dissents: one deviation in a hundred gives 0.999999. Without a benchmark any
 * dissent gives 1. Always report D, E and the number of replays beside it, and the share of error that is variance.
 */

/** Keeps the index finite where no replay errs. */
export const INCOHERENCE_EPSILON = 1e-8
/** From this index on a harmful decision counts as incoherent. */
export const COHERENCE_THRESHOLD = 0.5

export interface DecisionIncoherence {
  /** Replays that acted. */
  readonly considered: number
  /** D: 1 less the share of the most frequent action, in [0, 1). */
  readonly disagreement: number
  /** E: share of replays whose action is not the benchmark's, in [0, 1]; 0 without a benchmark. */
  readonly error: number
  /** I, in [0, 1]; 0 where all agree. */
  readonly incoherence: number
}

/**
 * D, E and I of one decision. Nothing considered gives 0 throughout.
 * @param counts replays by action, abstentions left out
 * @param benchmark place of the benchmark's action among the counts, outside of them when no replay chose it; null for none
 */
export function decisionIncoherence(
  counts: ArrayLike<number>,
  benchmark: number | null,
): DecisionIncoherence {
  let considered = 0
  let modal = 0
  for (let action = 0; action < counts.length; action++) {
    const count = counts[action] as number
    considered += count
    if (count > modal) modal = count
  }
  if (considered === 0) return { considered, disagreement: 0, error: 0, incoherence: 0 }
  const disagreement = 1 - modal / considered
  const error = benchmark === null ? 0 : (considered - (counts[benchmark] ?? 0)) / considered
  const index = disagreement / (error + INCOHERENCE_EPSILON)
  const incoherence = disagreement <= 0 ? 0 : Math.min(1, Math.max(0, index))
  return { considered, disagreement, error, incoherence }
}

export interface IncoherenceMeans {
  readonly decisions: number
  readonly disagreement: number
  readonly error: number
  readonly incoherence: number
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length

/** Plain means over decisions, however many replays each had; 0 for none. */
export function meanIncoherence(
  decisions: readonly Omit<DecisionIncoherence, 'considered'>[],
): IncoherenceMeans {
  return {
    decisions: decisions.length,
    disagreement: meanOf(decisions.map(({ disagreement }) => disagreement)),
    error: meanOf(decisions.map(({ error }) => error)),
    incoherence: meanOf(decisions.map(({ incoherence }) => incoherence)),
  }
}

/** A decision with who took it and what came of it. */
export interface Incident {
  readonly type: string
  readonly harmful: boolean
  readonly incoherence: number
}

export interface DualFailure {
  readonly harmful: number
  /** Harm done on purpose: adversaries of one mind. */
  readonly coherentAdversarial: number
  /** Harm done by a mess: others who disagree with themselves. */
  readonly incoherentBenign: number
  /** The first by the second; infinite when there is none of the second, 0 when there is none of either. */
  readonly ratio: number
}

/**
 * The two ways to harm: on purpose and by incoherence. Decisions that did no harm are left out.
 * @param threshold index from which a decision is incoherent
 * @param adversarial types whose harm is on purpose
 */
export function dualFailure(
  incidents: readonly Incident[],
  threshold = COHERENCE_THRESHOLD,
  adversarial: readonly string[] = ['deceptive', 'adversarial'],
): DualFailure {
  const harmful = incidents.filter((incident) => incident.harmful)
  const isHostile = ({ type }: Incident) => adversarial.includes(type)
  const coherentAdversarial = harmful.filter((each) => isHostile(each) && each.incoherence < threshold).length
  const incoherentBenign = harmful.filter((each) => !isHostile(each) && each.incoherence >= threshold).length
  const none = coherentAdversarial > 0 ? Number.POSITIVE_INFINITY : 0
  const ratio = incoherentBenign > 0 ? coherentAdversarial / incoherentBenign : none
  return { harmful: harmful.length, coherentAdversarial, incoherentBenign, ratio }
}

export interface Illusion {
  /** Mean p of what one run accepted: how coherent the society looks from there. 0 when it accepted nothing. */
  readonly perceived: number
  /** 1 less mean D: how coherent it is over replays. 1 when no decision was replayed. */
  readonly distributed: number
  /** The first less the second, in [-1, 1]; above 0 the society looks more coherent than it is. */
  readonly delta: number
}

/** Illusion delta: how much more coherent one run looks than its replays are. */
export function illusionDelta(acceptedP: readonly number[], disagreements: readonly number[]): Illusion {
  const perceived = meanOf(acceptedP)
  const distributed = 1 - meanOf(disagreements)
  return { perceived, distributed, delta: perceived - distributed }
}
