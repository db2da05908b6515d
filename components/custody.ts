import { defineComponent, f64, i32, u8, u16 } from '../engine/columns.ts'

/** Whether an agent is held, and why. An agent with any reason neither acts nor is seen as a partner. */
export const Custody = defineComponent('Custody', {
  reasons: u8({
    unit: 'bits',
    sight: 'public',
    doc: 'Reasons for being held, bits of CustodyReason; 0 when free.',
  }),
  freezes: u16({ unit: 'count', sight: 'own', doc: 'Times it went from free to held.' }),
})

/** Circuit breaker: the last interactions that the agent initiated. Whitepaper §8. */
export const Breaker = defineComponent('Breaker', {
  window: f64({
    unit: 'probability',
    range: [0, 1],
    sight: 'hidden',
    doc: 'Ring of the last ten toxicities 1 - p.',
    width: 10,
  }),
  length: u8({ unit: 'count', range: [0, 10], sight: 'hidden', doc: 'Filled places of the ring.' }),
  head: u8({ unit: 'count', range: [0, 9], sight: 'hidden', doc: 'Next place to fill.' }),
  violations: u16({
    unit: 'count',
    sight: 'hidden',
    doc: 'Interactions at which the mean reached the threshold.',
  }),
  freezeUntil: i32({
    unit: 'epochs',
    sight: 'hidden',
    doc: 'Epoch at which the freeze ends, -1 when none.',
    initial: -1,
  }),
})

/** What the levers of an epoch's start ask for, merged before it is applied once. */
export const LeverEffect = defineComponent(
  'LeverEffect',
  {
    reputation: f64({ unit: 'score', sight: 'hidden', doc: 'Change of reputation.' }),
    resources: f64({ unit: 'money', sight: 'hidden', doc: 'Change of resources.' }),
    freeze: u8({ unit: 'bits', sight: 'hidden', doc: 'Reasons to hold the agent for.' }),
    thaw: u8({ unit: 'bits', sight: 'hidden', doc: 'Reasons to release it from.' }),
  },
  { digested: false, commutes: true },
)
