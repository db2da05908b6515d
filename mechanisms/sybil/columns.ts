import { defineComponent, f32, u32 } from '../../engine/columns.ts'
import { defineParameters, number } from '../../engine/config.ts'
import { TARGETS_MAX } from './parameters.ts'

/**
 * Whom an agent interacts with, `sybil.slots` rows an agent: filled from its first row on, in the order of counterparties once
 * the epoch's detection has been through. When all are taken, the one with the lowest count gives way, the first of
 * several; a newcomer then starts at 1.
 */
export const SybilPattern = defineComponent(
  'SybilPattern',
  {
    partner: u32({ unit: 'rows', sight: 'hidden', doc: 'Counterparty, its row plus 1; 0 for a free one.' }),
    count: f32({
      unit: 'interactions',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'hidden',
      doc: 'Completed interactions in either role, decayed.',
    }),
    initiated: f32({
      unit: 'interactions',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'hidden',
      doc: 'Of these, those that the agent initiated.',
    }),
  },
  { table: 'sybilPattern' },
)

/** The truth, which the detector cannot see. */
export const SwarmMember = defineComponent('SwarmMember', {
  operator: u32({
    unit: 'rows',
    sight: 'own',
    doc: 'Operator that runs this identity among several, its row plus 1; 0 for none.',
  }),
})

/** What the detector makes of an agent, from one start of an epoch to the next. */
export const SybilSuspicion = defineComponent('SybilSuspicion', {
  cluster: u32({ unit: 'rows', sight: 'hidden', doc: 'Lowest row of its cluster, plus 1; 0 for none.' }),
  clusterSize: u32({ unit: 'count', sight: 'hidden', doc: 'Members of its cluster; 0 for none.' }),
  firstFlagged: u32({
    unit: 'epochs',
    sight: 'hidden',
    doc: 'Epoch at whose start it was first flagged, plus 1; 0 for never.',
  }),
})

export const SybilTotals = defineComponent(
  'SybilTotals',
  {
    evictions: u32({ unit: 'count', sight: 'hidden', doc: 'Counterparties that gave way to new ones.' }),
    compared: u32({ unit: 'count', sight: 'hidden', doc: 'Pairs compared at the last start of an epoch.' }),
    clusters: u32({ unit: 'count', sight: 'hidden', doc: 'Clusters found at the last start of an epoch.' }),
  },
  { table: 'world' },
)

const PROBABILITY = { unit: 'probability', range: [0, 1] } as const

/** What agents of both types may differ in. */
export const swarmParameters = defineParameters('agents.config', {
  interactProbability: number({
    ...PROBABILITY,
    default: 0.6,
    doc: 'Probability of a proposal in a turn.',
  }),
})

const interactProbability = {
  unit: 'probability',
  range: [0, 1],
  sight: 'own',
  doc: 'Probability of a proposal in a turn.',
} as const

export const SybilOperatorState = defineComponent(
  'SybilOperator',
  {
    interactProbability: f32(interactProbability),
    sybils: u32({ unit: 'count', sight: 'own', doc: 'Sybils that it has, as of the start of the epoch.' }),
    targets: u32({
      unit: 'rows',
      sight: 'own',
      doc: 'Agents that the swarm works on, rows plus 1; 0 for a free place.',
      width: TARGETS_MAX,
    }),
  },
  { table: 'policy:sybilOperator' },
)

export const SybilState = defineComponent(
  'Sybil',
  { interactProbability: f32(interactProbability) },
  { table: 'policy:sybil' },
)
