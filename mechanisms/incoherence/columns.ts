import { defineComponent, f64, i32, u8, u16, u32 } from '../../engine/columns.ts'
import { UNCERTAINTY_WINDOW } from '../../formulas/incoherence-levers.ts'

const hidden = { sight: 'hidden' } as const
const probability = { unit: 'probability', range: [0, 1] } as const

/** Breaker: label uncertainties of the last interactions that the agent initiated. Whitepaper §10. */
export const Wavering = defineComponent('Wavering', {
  window: f64({
    ...hidden,
    ...probability,
    doc: 'Ring of the last ten label uncertainties 1 - |2p - 1|.',
    width: UNCERTAINTY_WINDOW,
  }),
  length: u8({
    ...hidden,
    unit: 'count',
    range: [0, UNCERTAINTY_WINDOW],
    doc: 'Filled places of the ring.',
  }),
  head: u8({ ...hidden, unit: 'count', range: [0, UNCERTAINTY_WINDOW - 1], doc: 'Next place to fill.' }),
  due: u8({ ...hidden, unit: 'flag', range: [0, 1], doc: 'The freeze takes hold at the end of this tick.' }),
  freezeUntil: i32({
    ...hidden,
    unit: 'epochs',
    doc: 'Epoch at which the freeze ends, -1 when none.',
    initial: -1,
  }),
})

/** How far an agent is from where it last began afresh: epochs and decomposition checkpoints are such places. */
export const Focus = defineComponent('Focus', {
  turns: u16({ unit: 'turns', sight: 'own', doc: 'Turns since an epoch or a checkpoint began.' }),
})

/** What the samples of an agent's last turn said. */
export const EnsembleVote = defineComponent('EnsembleVote', {
  samples: u8({ ...hidden, unit: 'count', doc: 'Times that the last turn was drawn; 0 before the first.' }),
  disagreement: f64({
    ...hidden,
    unit: 'share',
    range: [0, 1],
    doc: 'Share of them that were not the most frequent action.',
  }),
})

/** What the levers charged an interaction: part of its governance costs. */
export const IncoherenceCharge = defineComponent(
  'IncoherenceCharge',
  {
    friction: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Dynamic friction, both parties together.',
    }),
    surcharge: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Price of the ensemble’s further samples, both parties together.',
    }),
  },
  { table: 'interaction' },
)

/** What the forecast looks at: the interactions of the epoch so far, by chunk. */
export const UncertaintySums = defineComponent(
  'UncertaintySums',
  {
    completed: u32({ ...hidden, unit: 'count', doc: 'Completed interactions of the epoch.' }),
    accepted: u32({ ...hidden, unit: 'count', doc: 'Accepted ones.' }),
    sum: f64({ ...hidden, unit: 'probability', doc: 'Sum of label uncertainties of the completed ones.' }),
    most: f64({ ...hidden, ...probability, doc: 'Highest of them.' }),
  },
  { table: 'chunk' },
)

/** Whether the levers act in this epoch, and why. */
export const IncoherenceGate = defineComponent(
  'IncoherenceGate',
  {
    risk: f64({
      ...hidden,
      ...probability,
      doc: 'Forecast probability of an incoherent epoch; 1 where none is made.',
      initial: 1,
    }),
    active: u8({ ...hidden, unit: 'flag', range: [0, 1], doc: 'The levers act.', initial: 1 }),
    activeEpochs: u32({ ...hidden, unit: 'epochs', doc: 'Epochs in which they acted, since the start.' }),
    astray: u32({ ...hidden, unit: 'count', doc: 'Agents that checkpoints found astray, since the start.' }),
  },
  { table: 'world' },
)

/** Components of the levers; `Focus` besides belongs to agents whose work depends on it. */
export const incoherenceComponents = [
  Wavering,
  EnsembleVote,
  IncoherenceCharge,
  UncertaintySums,
  IncoherenceGate,
] as const
