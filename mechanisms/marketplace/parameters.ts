import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const EPOCHS_MAX = 4_294_967_295
const positive = [0, Number.POSITIVE_INFINITY] as const

export const marketplaceParameters = defineParameters('marketplace', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether there is a market of bounties and tasks; true when the section has any other key.',
  }),
  settlement: choice(['on_work', 'never'], {
    default: 'on_work',
    reference: 'never',
    live: false,
    doc: 'When an escrow is settled: once work is accepted, refused or overdue, a claim taking the bounty at its full reward; or never but by a dispute, claims then leaving the bounty where it is.',
  }),
  listing: choice(['sampled', 'whole'], {
    default: 'sampled',
    reference: 'whole',
    live: false,
    doc: 'What an agent is shown: up to ten bounties and five tasks every second tick, others each time; or all bounties and the ten best paid tasks, which costs each agent a look at all of them.',
  }),
  escrowFeeRate: number({
    unit: 'share',
    range: [0, 1],
    default: 0.02,
    doc: 'Share of an escrow kept as fee when it is settled.',
  }),
  minBountyAmount: number({ unit: 'money', range: positive, default: 1, doc: 'Smallest bounty.' }),
  maxBidsPerBounty: number({
    unit: 'count',
    range: [1, 255],
    integer: true,
    default: 10,
    live: false,
    doc: 'Bids that may be pending on a bounty.',
  }),
  bidDeadlineEpochs: number({
    unit: 'epochs',
    range: [0, EPOCHS_MAX],
    integer: true,
    default: 3,
    doc: 'Epochs after which a bounty that nobody took is refunded, if its own deadline is not earlier; settlement never leaves those without a deadline open.',
  }),
  workDeadlineEpochs: number({
    unit: 'epochs',
    range: [0, EPOCHS_MAX],
    integer: true,
    default: 3,
    doc: 'Epochs from the award in which work has to be handed in; unused with settlement never.',
  }),
  disputeResolutionEpochs: number({
    unit: 'epochs',
    range: [0, EPOCHS_MAX],
    integer: true,
    default: 2,
    doc: 'Epochs after which a dispute is settled.',
  }),
  autoExpireBounties: flag({ default: true, doc: 'Whether bounties past their deadline are refunded.' }),
  disputeDefaultSplit: number({
    unit: 'share',
    range: [0, 1],
    default: 0.5,
    doc: 'Share of a disputed escrow, less the fee, that goes to the worker; the poster gets the rest.',
  }),
})

/** Position of a settlement in `Settlement.choices`, by what it means. */
export const SETTLES_NEVER = marketplaceParameters.parameters.settlement.choices.indexOf('never')
export const LISTS_WHOLE = marketplaceParameters.parameters.listing.choices.indexOf('whole')
