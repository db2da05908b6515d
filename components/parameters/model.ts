import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const share = { unit: 'share', range: [0, 1] } as const
const positive = [0, Number.POSITIVE_INFINITY] as const
const any = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const

/** Switches at the top level of a scenario. */
export const modelParameters = defineParameters('', {
  turns: choice(['simultaneous', 'sequential'], {
    default: 'simultaneous',
    reference: 'sequential',
    live: false,
    doc: 'Whether all agents decide from the same past, or one after the other within a tick.',
  }),
  transfers: choice(['intended', 'off'], {
    default: 'intended',
    reference: 'off',
    doc: 'Whether proposals carry the transfers that policies mean to offer.',
  }),
  groundTruth: choice(['draw', 'off'], {
    default: 'draw',
    reference: 'off',
    doc: 'Whether each interaction draws its true outcome, against which calibration is measured.',
  }),
})

export const scoringParameters = defineParameters('scoring', {
  sigmoidK: number({
    unit: 'steepness',
    range: positive,
    aboveLow: true,
    default: 2,
    doc: 'Steepness k of the sigmoid (§1).',
  }),
  sigmoidB: number({
    unit: 'score',
    range: any,
    default: 0,
    doc: 'Offset b of the sigmoid: the proxy at which p is 0.5 (§1).',
  }),
  trueK: number({
    unit: 'steepness',
    range: positive,
    aboveLow: true,
    default: null,
    doc: 'Steepness by which true outcomes are drawn; null for the steepness that scores.',
  }),
  trueB: number({
    unit: 'score',
    range: any,
    default: null,
    doc: 'Offset by which true outcomes are drawn; null for the offset that scores.',
  }),
})

const weight = (standard: number, what: string) =>
  number({
    unit: 'weight',
    range: any,
    default: standard,
    doc: `Weight of ${what}; all weights are divided by the sum of their absolute values.`,
  })

export const weightParameters = defineParameters('scoring.weights', {
  taskProgress: weight(0.4, 'task progress'),
  reworkPenalty: weight(0.2, 'rework'),
  verifierPenalty: weight(0.2, 'verifier rejections and tool misuse'),
  engagementSignal: weight(0.2, 'engagement'),
})

const decay = (standard: number, what: string) =>
  number({ ...share, default: standard, doc: `Factor per ${what}: a signal of n is 2 × factor^n - 1.` })

export const decayParameters = defineParameters('scoring.decays', {
  rework: decay(0.3, 'rework'),
  rejection: decay(0.4, 'rejection'),
  misuse: decay(0.5, 'misuse flag'),
})

export const signalParameters = defineParameters('signals', {
  deceptive: choice(['phase', 'fixed'], {
    default: 'phase',
    reference: 'fixed',
    doc: 'Whether deceptive agents signal by phase (honest facade, then exploitation) or always alike.',
  }),
  adaptive: choice(['behaviour', 'fixed'], {
    default: 'behaviour',
    reference: 'fixed',
    doc: 'Whether adaptive adversaries signal by behaviour (honest when innocent) or always as adversaries.',
  }),
  scaleNegative: flag({
    default: false,
    reference: true,
    doc: 'Whether the reputation factor shrinks negative signals too, which raises p as reputation falls.',
  }),
})

export const payoffParameters = defineParameters('payoff', {
  sPlus: number({
    unit: 'payoff',
    range: positive,
    default: 2,
    doc: 'Surplus of a beneficial interaction (§2).',
  }),
  sMinus: number({ unit: 'payoff', range: positive, default: 1, doc: 'Cost of a harmful interaction (§2).' }),
  h: number({
    unit: 'payoff',
    range: positive,
    default: 2,
    doc: 'Harm of a harmful interaction to the ecosystem (§2).',
  }),
  theta: number({ ...share, default: 0.5, doc: 'Share θ of the surplus that the initiator gets (§2).' }),
  rhoA: number({
    unit: 'share',
    range: positive,
    advised: [0, 1],
    default: 0,
    doc: 'Share of the harm that the initiator bears (§2).',
  }),
  rhoB: number({
    unit: 'share',
    range: positive,
    advised: [0, 1],
    default: 0,
    doc: 'Share of the harm that the counterparty bears (§2).',
  }),
  wRep: number({
    unit: 'payoff per score',
    range: any,
    default: 1,
    doc: 'Worth of a unit of reputation change (§2).',
  }),
  reputationTerm: choice(['delta', 'off'], {
    default: 'delta',
    reference: 'off',
    doc: 'Whether payoffs carry the reputation change of the initiator.',
  }),
  creditRejected: choice(['off_ledger', 'none'], {
    default: 'off_ledger',
    reference: 'none',
    doc: 'Whether gated interactions pay into an account that official metrics leave out (§3).',
  }),
  creditResources: flag({
    default: true,
    reference: false,
    doc: 'Whether payoffs of accepted interactions change resources.',
  }),
})

export const acceptanceParameters = defineParameters('acceptance', {
  mode: choice(['both', 'policy', 'threshold'], {
    default: 'both',
    reference: 'policy',
    doc: 'Who decides: the counterparty’s policy, the threshold on p, or both (§3).',
  }),
  threshold: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.5,
    doc: 'Acceptance threshold p̄; p at the threshold passes (§3).',
  }),
})
