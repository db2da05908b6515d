import { defineComponent, f64, u8, u16, u32 } from '../../engine/columns.ts'
import { NOBODY } from '../../engine/journal.ts'

const hidden = { sight: 'hidden' } as const
/** Times are stored as tick + 1, so that 0 can stand for never. */
const tick = { ...hidden, unit: 'ticks' } as const

/** What is held against an agent. */
export const Threat = defineComponent('Threat', {
  level: f64({
    ...hidden,
    unit: 'level',
    range: [0, 1],
    doc: 'Threat as judged when the epoch began; it decays with every epoch.',
  }),
  highest: f64({ ...hidden, unit: 'level', range: [0, 1], doc: 'Highest threat so far.' }),
  suspicion: f64({
    ...hidden,
    unit: 'level',
    range: [0, 1],
    doc: 'Chance that a sign of this epoch is right, each being wrong on its own.',
  }),
  fined: f64({
    ...hidden,
    unit: 'money',
    range: [0, Number.POSITIVE_INFINITY],
    doc: 'Money ever fined.',
  }),
  flagged: u32({ ...tick, doc: 'Tick in which it was first flagged, plus 1; 0 for never.' }),
  quarantined: u32({ ...tick, doc: 'Tick in which it was last quarantined, plus 1; 0 for never.' }),
  calm: u16({ ...hidden, unit: 'epochs', doc: 'Epochs in a row that it has been calm in quarantine.' }),
})

/** What detectors remember of an agent: a constant amount each, written as interactions pass by. */
export const Trail = defineComponent('Trail', {
  successes: u32({
    ...hidden,
    unit: 'bits',
    doc: 'Its last 32 proposals, the latest in the lowest bit: 1 where manipulation succeeded.',
  }),
  proposals: u8({ ...hidden, unit: 'count', range: [0, 32], doc: 'Proposals among these 32.' }),
  source: u32({
    ...hidden,
    unit: 'rows',
    doc: 'Least trusted agent from which it lately took a poor deal; NOBODY for none.',
    initial: NOBODY,
  }),
  sourceTick: u32({ ...tick, doc: 'Tick of that deal, plus 1.' }),
  offended: u32({
    ...tick,
    doc: 'Tick of its first hostile proposal, plus 1; 0 for never. Detectors do not look at it, metrics do.',
  }),
})

/**
 * The infection forest. An agent that passes a poor deal on to a clean one infects it: the receiver becomes its child, a
 * giver that was clean becomes a root. Nobody is infected twice, so paths are exact and the forest has no cycles.
 */
export const Infection = defineComponent('Infection', {
  at: u32({ ...tick, doc: 'Tick of infection, plus 1; 0 while clean.' }),
  by: u32({
    ...hidden,
    unit: 'rows',
    doc: 'Agent that infected it; NOBODY for roots and the clean.',
    initial: NOBODY,
  }),
  root: u32({ ...hidden, unit: 'rows', doc: 'Root of its tree; NOBODY while clean.', initial: NOBODY }),
  depth: u16({ ...hidden, unit: 'steps', doc: 'Steps from its root.' }),
  size: u32({ ...hidden, unit: 'agents', doc: 'Of a root: agents in its tree, itself included.' }),
  deepest: u16({ ...hidden, unit: 'steps', doc: 'Of a root: depth of its tree.' }),
  last: u32({ ...tick, doc: 'Of a root: tick of the latest case, plus 1.' }),
})

/** Kinds of signs, as bits of Alarm. */
export const Sign = { injection: 1, exfiltration: 2, manipulation: 4, laundering: 8, contagion: 16 } as const

/** Signs that one interaction gave. */
export const Alarm = defineComponent(
  'Alarm',
  {
    signs: u8({ ...hidden, unit: 'bits', doc: 'Bits of Sign.' }),
    charge: f64({
      ...hidden,
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      doc: 'What both parties paid at once.',
    }),
  },
  { table: 'interaction' },
)

const HISTORY = 5

export const SecurityTotals = defineComponent(
  'SecurityTotals',
  {
    fines: f64({
      ...hidden,
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      doc: 'Fines on their way to the treasury.',
    }),
    indicators: u32({ ...hidden, unit: 'count', doc: 'Signs found in the epoch so far.' }),
    levels: f64({
      ...hidden,
      unit: 'level',
      range: [0, 1],
      doc: 'Threat to the society at the end of the last epochs, the latest last.',
      width: HISTORY,
    }),
    known: u8({ ...hidden, unit: 'count', range: [0, HISTORY], doc: 'Epochs among these that have been.' }),
  },
  { table: 'world' },
)

export const securityComponents = [Threat, Trail, Infection, Alarm, SecurityTotals] as const
