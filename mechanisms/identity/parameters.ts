import { defineParameters, flag, number } from '../../engine/config.ts'

const COUNT_MAX = 65_535
const share = { unit: 'share', range: [0, 1] } as const

/** Section `identity`: credentials, proof of personhood, trust and the registry of newcomers. Whitepaper §15. */
export const identityParameters = defineParameters('identity', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether agents have identities with credentials and trust.',
  }),
  creationCost: number({
    unit: 'money',
    range: [0, Number.POSITIVE_INFINITY],
    default: 10,
    doc: 'Money that a new identity costs whoever brings it, paid into the treasury.',
  }),
  proofOfPersonhoodRequired: flag({
    default: false,
    doc: 'Whether newcomers without proof of personhood are turned down.',
  }),
  personhoodShare: number({
    ...share,
    default: 0.5,
    doc: 'Share of agents that can prove personhood; an agent that another one brings never can.',
  }),
  maxIdentitiesPerPrincipal: number({
    unit: 'count',
    range: [1, COUNT_MAX],
    integer: true,
    default: 1,
    doc: 'Identities that one principal may hold, as far as the registry knows of them.',
  }),
  disclosedShare: number({
    ...share,
    default: 1,
    doc: 'Probability that the registry learns on whose behalf a newcomer comes.',
  }),
  credentialExpiryEpochs: number({
    unit: 'epochs',
    range: [1, 10_000],
    integer: true,
    default: 50,
    live: false,
    doc: 'Epochs for which a credential is in force.',
  }),
  credentialSlots: number({
    unit: 'count',
    range: [1, 32],
    integer: true,
    default: 9,
    live: false,
    doc: 'Credentials that an agent holds, one of each type and issuer by default; when all are taken, the one that expires soonest gives way.',
  }),
  checks: flag({
    default: true,
    doc: 'Whether a credential counts only when its issuer is trusted, it is about its holder, it is not dated ahead, and no other of its type and issuer counts already.',
  }),
  issuers: number({
    unit: 'count',
    range: [1, 255],
    integer: true,
    default: 3,
    doc: 'Issuers that hand out credentials; which one does is drawn.',
  }),
  trustedIssuers: number({
    unit: 'count',
    range: [0, 255],
    integer: true,
    default: 2,
    doc: 'Issuers, the first so many, whose word counts under checks.',
  }),
  tasksMin: number({
    unit: 'interactions',
    range: [1, COUNT_MAX],
    integer: true,
    default: 3,
    doc: 'Accepted interactions of good quality, initiated within an epoch, that earn a task_completion.',
  }),
  qualityMin: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.5,
    doc: 'Probability p from which an interaction is of good quality.',
  }),
  historyEpochs: number({
    unit: 'epochs',
    range: [1, COUNT_MAX],
    integer: true,
    default: 5,
    doc: 'Epochs in a row, each ended with enough reputation, that earn a reputation_history.',
  }),
  historyReputationMin: number({
    unit: 'score',
    range: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    default: 0.5,
    doc: 'Reputation that is enough for that.',
  }),
})
