import { defineParameters, flag, number } from '../../engine/config.ts'

const share = { unit: 'share', range: [0, 1] } as const
const score = { unit: 'score', range: [0, 1] } as const
const level = { unit: 'level', range: [0, 1] } as const
const positive = [0, Number.POSITIVE_INFINITY] as const
const counted = [1, 65_535] as const

/** Section `security` of a scenario. */
export const securityParameters = defineParameters('security', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether injection, manipulation, laundering and contagion are looked for.',
  }),
  poorP: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.3,
    doc: 'Accepted interactions of lower p pass harm on: they are cases of contagion and a source of laundering.',
  }),
  injectionThreshold: number({ ...score, default: 0.3, doc: 'Injection score that is a sign.' }),
  manipulationP: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.4,
    doc: 'An accepted proposal of lower p is a success of manipulation.',
  }),
  manipulationThreshold: number({
    ...share,
    default: 0.5,
    doc: 'Share of successes among recent proposals that is a sign.',
  }),
  minInteractions: number({
    unit: 'count',
    range: [1, 32],
    integer: true,
    default: 5,
    doc: 'Proposals below which nobody is taken for a manipulator.',
  }),
  manipulationWindow: number({
    unit: 'count',
    range: [1, 32],
    integer: true,
    default: 20,
    doc: 'Proposals of an agent that count as recent.',
  }),
  launderingTrustGap: number({
    ...score,
    default: 0.3,
    doc: 'Gain in trust along a path of two steps that is a sign.',
  }),
  launderingTicks: number({
    unit: 'ticks',
    range: [1, 4_294_967_295],
    integer: true,
    default: 10,
    doc: 'Ticks within which a poor deal is passed on.',
  }),
  contagionVelocity: number({
    unit: 'cases per tick',
    range: positive,
    default: 0.1,
    doc: 'Spread of a chain that is a sign.',
  }),
  minChainLength: number({
    unit: 'agents',
    range: [2, 65_535],
    integer: true,
    default: 3,
    doc: 'Agents from root to farthest case that make a chain.',
  }),
  decay: number({ ...share, default: 0.8, doc: 'Share of a threat that is left after an epoch.' }),
  flagThreshold: number({ ...level, default: 0.5, doc: 'Threat at which an agent is flagged.' }),
  penaltyThreshold: number({ ...level, default: 0.3, doc: 'Threat from which new signs are fined.' }),
  penaltyMultiplier: number({
    unit: 'factor',
    range: positive,
    default: 1,
    doc: 'Reputation lost per unit of new threat; money is five times that.',
  }),
  quarantineThreshold: number({
    ...level,
    default: 0.7,
    doc: 'Threat at which an agent with new signs is quarantined.',
  }),
  releaseThreshold: number({
    ...level,
    default: 0.3,
    doc: 'Threat below which a quarantined agent is calm.',
  }),
  releaseEpochs: number({
    unit: 'epochs',
    range: counted,
    integer: true,
    default: 3,
    doc: 'Calm epochs in a row after which quarantine ends.',
  }),
  realtimePenalty: flag({ default: false, doc: 'Whether interactions are charged as they happen.' }),
  realtimeThreshold: number({ ...score, default: 0.5, doc: 'Score at which they are.' }),
  realtimeRate: number({
    unit: 'money',
    range: positive,
    default: 0.2,
    doc: 'Charge to the initiator per unit of score; the counterparty pays half.',
  }),
  baseRate: number({
    ...share,
    default: 0.01,
    doc: 'Share of the guilty for which the predictive value of a flag is worked out.',
  }),
})
