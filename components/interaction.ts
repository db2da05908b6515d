import { defineComponent, f64, i8, u8, u32 } from '../engine/columns.ts'

const along = { table: 'interaction' } as const

export const Parties = defineComponent(
  'Parties',
  {
    initiator: u32({ unit: 'rows', sight: 'public', doc: 'Agent that proposed.' }),
    counterparty: u32({ unit: 'rows', sight: 'public', doc: 'Agent that was asked.' }),
    key: u32({ unit: 'code', sight: 'hidden', doc: 'Entity of the random draws of this interaction.' }),
    kind: u8({ unit: 'code', sight: 'public', doc: 'Position in INTERACTION_KINDS.' }),
    hostile: u8({ unit: 'flag', range: [0, 1], sight: 'hidden', doc: 'Proposed as attack or exploitation.' }),
    answer: u8({
      unit: 'code',
      sight: 'hidden',
      doc: 'Answer given in the counterparty’s own turn, or still to be asked.',
    }),
    transfer: f64({ unit: 'money', sight: 'public', doc: 'Transfer τ that the initiator pays (§2).' }),
  },
  along,
)

/** What can be observed of an interaction; made from the initiator's type, behaviour and reputation. */
export const Signals = defineComponent(
  'Signals',
  {
    progress: f64({ unit: 'score', range: [-1, 1], sight: 'public', doc: 'Task progress.' }),
    engagement: f64({
      unit: 'score',
      range: [-1, 1],
      sight: 'public',
      doc: 'Engagement of the counterparty.',
    }),
    rework: u8({ unit: 'count', sight: 'public', doc: 'Times that work was done again.' }),
    rejections: u8({ unit: 'count', sight: 'public', doc: 'Rejections by verifiers.' }),
    misuse: u8({ unit: 'count', sight: 'public', doc: 'Tool misuse flags.' }),
  },
  along,
)

export const Score = defineComponent(
  'Score',
  {
    proxy: f64({ unit: 'score', range: [-1, 1], sight: 'public', doc: 'Weighted signal v̂ (§1).' }),
    p: f64({ unit: 'probability', range: [0, 1], sight: 'public', doc: 'P(v = +1 | v̂) (§1).', initial: 0.5 }),
    truth: i8({
      unit: 'sign',
      range: [-1, 1],
      sight: 'hidden',
      doc: 'Ground truth: +1 beneficial, -1 harmful, 0 not drawn.',
    }),
  },
  along,
)

export const Verdict = defineComponent(
  'Verdict',
  {
    status: u8({ unit: 'code', sight: 'public', doc: 'Position in STATUSES.' }),
    asked: u8({
      unit: 'flag',
      range: [0, 1],
      sight: 'own',
      doc: 'The counterparty was asked outside its own turn.',
    }),
  },
  along,
)

/** Costs only ever add here; settlement alone moves money. */
export const Cost = defineComponent(
  'Cost',
  {
    initiator: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Governance cost of the initiator.',
    }),
    counterparty: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Governance cost of the counterparty.',
    }),
    tax: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Part of both costs that is tax.',
    }),
  },
  along,
)

/** What oversight found: an audit's penalty hits reputation at once and is a cost besides. */
export const Finding = defineComponent(
  'Finding',
  {
    audited: u8({ unit: 'flag', range: [0, 1], sight: 'public', doc: 'A random audit looked at it.' }),
    violations: u8({ unit: 'bits', sight: 'public', doc: 'Bits of Violation.' }),
    penalty: f64({
      unit: 'score',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Audit penalty of the initiator.',
    }),
  },
  along,
)

export const Payoff = defineComponent(
  'Payoff',
  {
    initiator: f64({ unit: 'payoff', sight: 'public', doc: 'Payoff of the initiator (§2).' }),
    counterparty: f64({ unit: 'payoff', sight: 'public', doc: 'Payoff of the counterparty (§2).' }),
  },
  along,
)
