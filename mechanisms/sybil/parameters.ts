import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const COUNT_MAX = 1_000_000
const share = { unit: 'share', range: [0, 1] } as const
const count = { unit: 'count', range: [0, COUNT_MAX], integer: true } as const
const money = { unit: 'money', range: [0, Number.POSITIVE_INFINITY] } as const

/** Targets that an operator has at most: the width of a column. */
export const TARGETS_MAX = 16

/** Section `sybil`: the detector, what it does to those it flags, and the swarm that it is up against. Whitepaper §15. */
export const sybilParameters = defineParameters('sybil', {
  enabled: flag({ default: false, live: false, doc: 'Whether there are Sybil operators and a detector.' }),
  detection: flag({
    default: true,
    live: false,
    doc: 'Whether interaction patterns are kept and looked at; without it a swarm goes unhindered.',
  }),
  slots: number({
    unit: 'count',
    range: [2, 64],
    integer: true,
    default: 16,
    live: false,
    doc: 'Counterparties in the pattern of an agent; when all are taken, the one met least gives way.',
  }),
  similarityThreshold: number({
    ...share,
    default: 0.8,
    doc: 'Similarity of two patterns, mean of Jaccard and cosine, from which two agents are taken for one.',
  }),
  decay: number({ ...share, default: 0.9, doc: 'Share of each count that is left an epoch later.' }),
  recordMin: number({
    unit: 'interactions',
    range: [0, COUNT_MAX],
    default: 1.5,
    doc: 'Interactions that the agent initiated, after decay, from which a counterparty belongs to its pattern.',
  }),
  minInteractions: number({
    unit: 'interactions',
    range: [0, COUNT_MAX],
    default: 5,
    doc: 'Interactions, after decay, that an agent has to have initiated before it can be suspected.',
  }),
  sharedMin: number({
    ...count,
    default: 3,
    doc: 'Counterparties other than hubs that two suspects must share.',
  }),
  initiatedShareMin: number({
    ...share,
    default: 0.5,
    doc: 'Share of its interactions with shared counterparties that each of two suspects must have initiated itself.',
  }),
  hubPartnersMax: number({
    unit: 'count',
    range: [1, COUNT_MAX],
    integer: true,
    default: 100,
    doc: 'Suspects beyond which a counterparty that they share is a hub and no evidence.',
  }),
  candidates: choice(['index', 'minhash'], {
    default: 'index',
    live: false,
    doc: 'How pairs to compare are found: by counterparties that they share, or by bands of MinHash signatures.',
  }),
  minhashBands: number({
    unit: 'count',
    range: [1, 256],
    integer: true,
    default: 16,
    live: false,
    doc: 'Bands of a signature.',
  }),
  minhashRows: number({
    unit: 'count',
    range: [1, 16],
    integer: true,
    default: 4,
    live: false,
    doc: 'Hash functions of a band.',
  }),
  penaltyMultiplier: number({
    unit: 'factor',
    range: [0, COUNT_MAX],
    default: 1,
    doc: 'A flagged agent loses 0.1 of reputation and 1 of money times this at each start of an epoch.',
  }),
  maxClusterSize: number({
    ...count,
    range: [1, COUNT_MAX],
    default: 3,
    doc: 'Members up to which those of a cluster may still act.',
  }),
  realtimePenalty: flag({
    default: false,
    doc: 'Whether an interaction between two flagged agents costs both.',
  }),
  realtimeRate: number({ ...money, default: 0.1, doc: 'That cost, to each of the two.' }),
  swarmSize: number({
    ...count,
    default: 10,
    live: false,
    doc: 'Sybils that an operator keeps at most.',
  }),
  spawnedPerEpoch: number({
    ...count,
    default: 2,
    doc: 'Sybils that an operator asks for as an epoch ends.',
  }),
  targets: number({
    unit: 'count',
    range: [1, TARGETS_MAX],
    integer: true,
    default: 4,
    doc: 'Agents that an operator has its Sybils work on.',
  }),
  coverProbability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.1,
    doc: 'Probability that a Sybil turns to anyone instead of a target, as cover.',
  }),
  exploitProbability: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.3,
    doc: 'Probability that a proposal of a Sybil exploits the one it turns to.',
  }),
})
