import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'

const hidden = { sight: 'hidden' } as const
const count = { ...hidden, unit: 'count' } as const

/**
 * What the red team writes down of every agent while a run goes on. An interaction is an attack when its proposal was
 * hostile or asked for money; it takes effect when it is accepted.
 */
export const Trace = defineComponent('RedTeamTrace', {
  infiltrated: u8({
    ...hidden,
    unit: 'flag',
    range: [0, 1],
    doc: 'Row of an attacker, or of the honest agent in its place.',
  }),
  accepted: u32({ ...count, doc: 'Accepted proposals to others than infiltrated rows.' }),
  attacks: u32({ ...count, doc: 'Attacks that were completed, whatever came of them.' }),
  effective: u32({ ...count, doc: 'Attacks that took effect.' }),
  caught: u32({ ...count, doc: 'Attacks at which an audit or the breaker found a violation.' }),
  unfound: u32({ ...count, doc: 'Attacks that took effect at which neither found one.' }),
  untaxed: u32({ ...count, doc: 'Attacks that took effect and paid no tax.' }),
  violations: u32({ ...count, doc: 'Violations found at any of its proposals.' }),
  harm: f64({
    ...hidden,
    unit: 'harm',
    doc: 'Expected harm of its attacks that took effect on others than infiltrated rows.',
  }),
  across: f64({ ...hidden, unit: 'payoff', doc: 'Payoff of dealings with infiltrated rows.' }),
  costs: f64({ ...hidden, unit: 'money', doc: 'Governance costs of completed interactions in either role.' }),
  before: f64({ ...hidden, unit: 'money', doc: 'Resources as the last epoch ended.' }),
  taken: f64({ ...hidden, unit: 'money', doc: 'Resources lost at starts of epochs, less those gained.' }),
})

/** The latest tick in numbers. */
export const TraceTick = defineComponent(
  'RedTeamTick',
  {
    completed: u32({ ...count, doc: 'Completed interactions.' }),
    audited: u32({ ...count, doc: 'Of them audited.' }),
    effective: u32({ ...count, doc: 'Attacks of infiltrated rows that took effect.' }),
  },
  { table: 'world' },
)

export const redteamComponents = [Trace, TraceTick] as const
