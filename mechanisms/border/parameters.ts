import { choice, defineParameters, flag, number } from '../../engine/config.ts'
import { RULE_SETS } from './text/findings.ts'
import { DEFAULT_ENTITIES, type ExternalEntity } from './text/handler.ts'

const POSITIVE = [0, Number.POSITIVE_INFINITY] as const
const PROBABILITY = { unit: 'probability', range: [0, 1] } as const
const SCORE = { unit: 'score', range: [0, 1] } as const
const COUNT_MAX = 4_294_967_295

export const borderParameters = defineParameters('border', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether there is a border with a world outside, policies and leak scans (§9, §14); it takes the place of boundary.',
  }),
  crossingProbability: number({
    ...PROBABILITY,
    default: 0.05,
    doc: 'Share of accepted interactions that try to cross.',
  }),
  requestProbability: number({
    ...PROBABILITY,
    default: 0.02,
    doc: 'Probability that an agent sends a request of its own outside in a tick.',
  }),
  basePermeability: number({
    ...PROBABILITY,
    default: 0.5,
    doc: 'Permeability π without threat, at full trust (§14): the share of flows that the membrane lets through.',
  }),
  adaptive: flag({ default: true, doc: 'Whether threat and distrust tighten permeability.' }),
  threatSensitivity: number({
    unit: 'factor',
    range: POSITIVE,
    default: 1,
    doc: 'How strongly threat tightens permeability.',
  }),
  threatSmoothing: number({
    unit: 'share',
    range: [0, 1],
    default: 0.1,
    doc: 'Weight of a tick in the moving average of harm and alerts per flow that is the threat level.',
  }),
  contagionRate: number({ ...PROBABILITY, default: 0.05, doc: 'Base contagion rate r_c (§14).' }),
  spilloverAmplification: number({
    unit: 'factor',
    range: POSITIVE,
    default: 1.5,
    doc: 'Harm outside for harm inside.',
  }),
  secondBarrier: flag({
    default: false,
    doc: 'Whether harm that the membrane lets through must pass a second barrier, of strength 1 - π (0.5 + 0.5 p).',
  }),
  harmWeight: number({
    unit: 'factor',
    range: POSITIVE,
    default: 1,
    doc: 'Weight of harm outside against the quality of what crosses, in the value of the border and its optimum.',
  }),
  informationDecay: number({
    unit: 'share',
    range: [0, 1],
    default: 0.1,
    doc: 'Share of quality that a crossing loses.',
  }),
  reputationPenalty: number({
    unit: 'score',
    range: POSITIVE,
    default: 0,
    doc: 'Reputation that an agent loses for a leak that was stopped.',
  }),
  submissions: number({
    unit: 'rows',
    range: [0, 1_048_576],
    integer: true,
    default: 64,
    live: false,
    doc: 'Crossings that a host may hand in for one tick.',
  }),
})

export const policyParameters = defineParameters('border.policies', {
  windowTicks: number({
    unit: 'ticks',
    range: [1, 60],
    integer: true,
    default: 10,
    live: false,
    doc: 'Length of the sliding window of the rate limit.',
  }),
  crossingsPerWindow: number({
    unit: 'count',
    range: [0, 65_535],
    integer: true,
    default: 5,
    doc: 'Flows that an agent may send in a window.',
  }),
  bytesPerWindow: number({
    unit: 'bytes',
    range: POSITIVE,
    default: 100_000,
    doc: 'Bytes that an agent may send in a window.',
  }),
  maxBytes: number({ unit: 'bytes', range: POSITIVE, default: 50_000, doc: 'Longest flow.' }),
  patterns: flag({
    default: true,
    doc: 'Whether the content filter looks for assigned passwords and keys, with the measured quality of its patterns.',
  }),
  maxOutboundSensitivity: number({
    ...SCORE,
    default: 0.6,
    doc: 'Flows estimated more sensitive may not leave.',
  }),
  approvalAbove: number({
    ...SCORE,
    default: 0.8,
    doc: 'Flows estimated more sensitive wait for an approval that nobody gives.',
  }),
  clearance: number({
    ...SCORE,
    default: 0.6,
    live: false,
    doc: 'Sensitivity that agents are cleared for, in either direction, at the start.',
  }),
})

const measured = (what: string) =>
  number({ ...PROBABILITY, default: null, doc: `${what}; null for what the rule set was measured at.` })

export const detectorParameters = defineParameters('border.detector', {
  enabled: flag({ default: true, doc: 'Whether contents are scanned for leaks.' }),
  rules: choice(RULE_SETS, {
    default: 'standard',
    reference: 'reference',
    live: false,
    doc: 'Rule set whose measured quality the scan has.',
  }),
  blockSeverity: number({
    ...SCORE,
    default: 0.7,
    doc: 'Flows with a leak found of at least this severity are stopped: pii 0.7, credential 0.95, code 0.5, keyword 0.3.',
  }),
  piiRecall: measured('Probability of finding personal data'),
  piiFalseAlarm: measured('Probability of finding personal data where there are none'),
  credentialRecall: measured('Probability of finding a credential'),
  credentialFalseAlarm: measured('Probability of finding a credential where there is none'),
  codeRecall: measured('Probability of finding code'),
  codeFalseAlarm: measured('Probability of finding code where there is none'),
  keywordRecall: measured('Probability of finding a marked text'),
  keywordFalseAlarm: measured('Probability of finding a marked text where there is none'),
})

export const contentParameters = defineParameters('border.content', {
  meanBytes: number({
    unit: 'bytes',
    range: POSITIVE,
    default: 2000,
    doc: 'Mean length of a flow, drawn exponentially.',
  }),
  baseSensitivity: number({
    ...SCORE,
    default: 0.3,
    doc: 'Sensitivity that a flow has without a leak, at most: drawn uniformly from 0.',
  }),
  honestLeak: number({ ...PROBABILITY, default: 0.002, doc: 'Share of honest agents’ flows that leak.' }),
  opportunisticLeak: number({
    ...PROBABILITY,
    default: 0.01,
    doc: 'Share of opportunistic agents’ flows that leak.',
  }),
  deceptiveLeak: number({
    ...PROBABILITY,
    default: 0.05,
    doc: 'Share of deceptive agents’ flows that leak.',
  }),
  adversarialLeak: number({
    ...PROBABILITY,
    default: 0.15,
    doc: 'Share of adversarial agents’ flows that leak.',
  }),
  otherLeak: number({
    ...PROBABILITY,
    default: 0.002,
    doc: 'Share of flows that leak, of policies without a type; exfiltrators have their own.',
  }),
})

export const OUTSIDE_MODELS = ['none', 'sir', 'branching'] as const

export const outsideParameters = defineParameters('border.outside', {
  model: choice(OUTSIDE_MODELS, {
    default: 'none',
    live: false,
    doc: 'How harm spreads outside: an epidemic in a finite population, a branching process, or not at all.',
  }),
  population: number({
    unit: 'count',
    range: [1, 1_000_000],
    integer: true,
    default: 10_000,
    live: false,
    doc: 'Population outside: all that can be infected, and where a branching process ends.',
  }),
  contacts: number({
    unit: 'count',
    range: POSITIVE,
    default: 20,
    doc: 'Contacts of an infected one in its generation, a tick.',
  }),
  reproductionNumber: number({
    unit: 'factor',
    range: POSITIVE,
    default: null,
    doc: 'Cases that one case causes, R0; null for r_c × contacts × mean toxicity of what tried to cross × π.',
  }),
  seedsMax: number({
    unit: 'count',
    range: [0, COUNT_MAX],
    integer: true,
    default: null,
    doc: 'Escapes that may start an outbreak, over the run; null for all.',
  }),
})

/** What a scenario may say of one entity outside. */
function entityParameters({ name, trust, reliability, latency, sensitivity, cost }: ExternalEntity) {
  return defineParameters(`border.external.${name}`, {
    share: number({
      unit: 'weight',
      range: POSITIVE,
      default: 1,
      doc: 'Share of calls, relative to the others.',
    }),
    trust: number({
      ...SCORE,
      default: trust,
      doc: 'Trust in the entity: the share of its answers that are let in, as far as the agent is cleared for them.',
    }),
    reliability: number({ ...PROBABILITY, default: reliability, doc: 'Probability that a call succeeds.' }),
    latency: number({
      unit: 'milliseconds',
      range: POSITIVE,
      default: latency,
      doc: 'Mean latency of a call.',
    }),
    sensitivity: number({ ...SCORE, default: sensitivity, doc: 'Sensitivity of its answers.' }),
    cost: number({
      unit: 'money',
      range: POSITIVE,
      default: cost,
      doc: 'Price of a call, reported and not charged.',
    }),
  })
}

/** Entities outside, in the order of their rows. */
export const ENTITY_NAMES: readonly string[] = DEFAULT_ENTITIES.map(({ name }) => name)
export const externalParameters = DEFAULT_ENTITIES.map(entityParameters)

export const allBorderParameters = [
  borderParameters,
  policyParameters,
  detectorParameters,
  contentParameters,
  outsideParameters,
  ...externalParameters,
] as const
