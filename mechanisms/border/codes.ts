/** Codes that columns of the border hold: positions in these lists, which are also their names. */

/** Where a flow comes from: an accepted interaction, an agent's own request, the host by `submitCrossing`. */
export const FLOW_ORIGINS = ['interaction', 'request', 'submission'] as const
export const FlowOrigin = { interaction: 0, request: 1, submission: 2 } as const

export const FlowDirectionCode = { outbound: 0, inbound: 1 } as const

/**
 * What became of a flow, in the order in which it is asked: `passed` and `failed` (the call outside failed, the content is
 * out) have crossed, `sealed` met the membrane, the others a policy or the leak scan.
 */
export const FLOW_OUTCOMES = [
  'waiting',
  'passed',
  'failed',
  'rate',
  'bandwidth',
  'length',
  'pattern',
  'outboundSensitivity',
  'clearance',
  'approval',
  'leak',
  'sealed',
] as const
export type FlowOutcomeName = (typeof FLOW_OUTCOMES)[number]
export const FlowOutcome = {
  waiting: 0,
  passed: 1,
  failed: 2,
  rate: 3,
  bandwidth: 4,
  length: 5,
  pattern: 6,
  outboundSensitivity: 7,
  clearance: 8,
  approval: 9,
  leak: 10,
  sealed: 11,
} as const

/** Mask that stands for "nobody has said what is in it": such flows count in no measure of detection. */
export const UNKNOWN_TRUTH = 255

/** Bit of a `leak_detected` event that says its flow was stopped, beside those of Feature. */
export const ALERT_STOPPED = 256

/** Sums of an epoch or run, by their places. */
export const Tally = {
  tried: 0,
  passed: 1,
  answered: 2,
  bytesOut: 3,
  bytesIn: 4,
  answersRefused: 5,
  dropped: 6,
  rate: 7,
  bandwidth: 8,
  length: 9,
  pattern: 10,
  outboundSensitivity: 11,
  clearance: 12,
  approval: 13,
  leak: 14,
  sealed: 15,
  alertsPii: 16,
  alertsCredential: 17,
  alertsCode: 18,
  alertsKeyword: 19,
  alertsCustom: 20,
  leaksTried: 21,
  escapedLow: 22,
  escapedMedium: 23,
  escapedHigh: 24,
  escapedCritical: 25,
  leakHarmTried: 26,
  leakHarm: 27,
  spillsTried: 28,
  spillsEscaped: 29,
  spillHarmTried: 30,
  spillHarm: 31,
  truePositives: 32,
  falsePositives: 33,
  falseNegatives: 34,
  trueNegatives: 35,
  delaySum: 36,
  delayCount: 37,
  honestInnocent: 38,
  honestStopped: 39,
  value: 40,
  gainSum: 41,
  lossSum: 42,
  toxicitySum: 43,
  interactions: 44,
  calls: 45,
  failures: 46,
  latencySum: 47,
  costSum: 48,
  sensitivitySum: 49,
  infections: 50,
} as const
export type TallyName = keyof typeof Tally
export const TALLY_NAMES = Object.keys(Tally) as readonly TallyName[]
