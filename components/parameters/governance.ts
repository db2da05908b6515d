import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const unitInterval = { unit: 'probability', range: [0, 1] } as const
const positive = [0, Number.POSITIVE_INFINITY] as const
const counted = [1, 65_535] as const

const off = (what: string) => flag({ default: false, doc: what })

export const governanceParameters = defineParameters('governance', {
  transactionTaxRate: number({
    unit: 'share',
    range: [0, 1],
    advised: [0, 0.5],
    default: 0,
    doc: 'Share of the surplus taken as tax (§8).',
  }),
  transactionTaxSplit: number({
    unit: 'share',
    range: [0, 1],
    default: 0.5,
    doc: 'Share of the tax that the initiator pays.',
  }),
  reputationDecayRate: number({
    unit: 'share',
    range: [0, 1],
    advised: [0.8, 1],
    default: 1,
    doc: 'Share of reputation kept at an epoch’s start (§8).',
  }),
  voteNormalizationEnabled: flag({
    default: false,
    live: false,
    doc: 'Whether a voter’s weight falls with the votes that it has cast in the epoch.',
  }),
  maxVoteWeightPerAgent: number({
    unit: 'weight',
    range: positive,
    aboveLow: true,
    default: 10,
    doc: 'Votes at which the weight has halved: weight 1 / (1 + votes / this).',
  }),
  bandwidthCap: number({
    unit: 'count',
    range: positive,
    default: 10,
    doc: 'Part of the peer’s files; it limits nothing there either.',
  }),
  stakingEnabled: off('Whether only agents with a minimum stake may act (§8).'),
  minStakeToParticipate: number({
    unit: 'money',
    range: positive,
    default: 0,
    doc: 'Resources needed to act.',
  }),
  stakeSlashRate: number({
    unit: 'share',
    range: [0, 1],
    default: 0.1,
    doc: 'Share of resources slashed on a violation.',
  }),
  circuitBreakerEnabled: off('Whether toxic initiators are frozen (§8).'),
  freezeThresholdToxicity: number({
    ...unitInterval,
    advised: [0.3, 1],
    default: 0.7,
    doc: 'Mean toxicity of the last ten interactions that counts as a violation.',
  }),
  freezeThresholdViolations: number({
    unit: 'count',
    range: counted,
    integer: true,
    default: 3,
    doc: 'Violations that freeze an agent.',
  }),
  freezeDurationEpochs: number({
    unit: 'epochs',
    range: counted,
    integer: true,
    default: 2,
    doc: 'Epochs that a freeze lasts.',
  }),
  auditEnabled: off('Whether interactions are audited at random (§8).'),
  auditProbability: number({
    ...unitInterval,
    advised: [0, 0.5],
    default: 0.1,
    doc: 'Probability that an interaction is audited.',
  }),
  auditPenaltyMultiplier: number({
    unit: 'factor',
    range: positive,
    default: 2,
    doc: 'Penalty per unit of p below the threshold.',
  }),
  auditThresholdP: number({
    ...unitInterval,
    default: 0.5,
    doc: 'Audited interactions of lower p are fined.',
  }),
})

export const taxParameters = defineParameters('tax', {
  surplusFrom: choice(['config', 'constants'], {
    default: 'config',
    reference: 'constants',
    doc: 'Whether the tax base uses the payoff’s own s+ and s-, or 2 and 1 always.',
  }),
  treasury: flag({ default: true, reference: false, doc: 'Whether taxes are kept, or vanish.' }),
  redistribute: choice(['equal', 'none'], {
    default: 'equal',
    reference: 'none',
    doc: 'Whether the treasury is paid out in equal shares at each epoch’s end (§8).',
  }),
})

export const stakingParameters = defineParameters('staking', {
  slashOn: choice(['both', 'audit', 'freeze', 'none'], {
    default: 'both',
    reference: 'none',
    doc: 'Violations on which a stake is slashed, at most once an interaction.',
  }),
})

export const auditParameters = defineParameters('audit', {
  reputationHit: choice(['direct+cost', 'cost'], {
    default: 'direct+cost',
    doc: 'Whether a penalty lowers reputation at once and again as a cost, or as a cost only.',
  }),
})
