import { defineComponent, f32, f64, u8, u16, u32 } from '../../engine/columns.ts'
import { TALLY_NAMES } from './codes.ts'

const SHARE = [0, 1] as const
const POSITIVE = [0, Number.POSITIVE_INFINITY] as const

/** Flows of the tick, packed: interactions first, then requests, then what a host handed in. Whitepaper §9. */
export const Flow = defineComponent(
  'Flow',
  {
    agent: u32({ unit: 'rows', sight: 'hidden', doc: 'Agent that sends, or receives.' }),
    interaction: u32({
      unit: 'rows',
      sight: 'hidden',
      doc: 'Interaction it belongs to, plus 1; 0 for none.',
    }),
    submission: u32({ unit: 'rows', sight: 'hidden', doc: 'Submission it belongs to, plus 1; 0 for none.' }),
    key: u32({ unit: 'code', sight: 'hidden', doc: 'Entity of its random draws.' }),
    bytes: u32({ unit: 'bytes', sight: 'hidden', doc: 'Length of the content.' }),
    sensitivity: f32({ unit: 'score', range: SHARE, sight: 'hidden', doc: 'Estimated from what was seen.' }),
    entity: u8({ unit: 'rows', sight: 'hidden', doc: 'Entity outside.' }),
    origin: u8({ unit: 'code', sight: 'hidden', doc: 'Position in FLOW_ORIGINS.' }),
    direction: u8({ unit: 'code', sight: 'hidden', doc: '0 outbound, 1 inbound.' }),
    type: u8({ unit: 'code', sight: 'hidden', doc: 'Position in FLOW_TYPES.' }),
    truth: u8({ unit: 'bits', sight: 'hidden', doc: 'Bits of Feature that are in it; 255 when unknown.' }),
    seen: u8({ unit: 'bits', sight: 'hidden', doc: 'Bits of Feature that the scan found.' }),
    outcome: u8({ unit: 'code', sight: 'hidden', doc: 'Position in FLOW_OUTCOMES.' }),
  },
  { table: 'flow' },
)

export const FlowHead = defineComponent(
  'FlowHead',
  {
    count: u32({ unit: 'rows', sight: 'hidden', doc: 'Flows of this tick.' }),
    dropped: u32({ unit: 'count', sight: 'hidden', doc: 'Flows of this tick that found no room.' }),
  },
  { table: 'world' },
)

/** What the border knows of each agent. */
export const Traffic = defineComponent('Traffic', {
  advanced: u32({ unit: 'ticks', sight: 'hidden', doc: 'Tick up to which its window is cleared, plus 1.' }),
  clearance: f32({ unit: 'score', range: SHARE, sight: 'own', doc: 'Sensitivity that it is cleared for.' }),
  sent: u32({ unit: 'count', sight: 'own', doc: 'Flows that left.' }),
  stopped: u32({ unit: 'count', sight: 'own', doc: 'Flows that were stopped.' }),
  leaks: u16({ unit: 'count', sight: 'hidden', doc: 'Leaks found in its flows.' }),
  maxSeverity: f32({ unit: 'score', range: SHARE, sight: 'hidden', doc: 'Highest severity found.' }),
  firstLeak: u32({ unit: 'ticks', sight: 'hidden', doc: 'Tick of its first true leak, plus 1; 0 for none.' }),
  caught: u8({ unit: 'flag', range: [0, 1], sight: 'hidden', doc: 'One of its true leaks has been found.' }),
})

/** Sliding window of the rate limit: a slot for each tick of it, by tick modulo length; rows agent by agent. */
export const RateWindow = defineComponent(
  'RateWindow',
  {
    flows: u16({ unit: 'count', sight: 'hidden', doc: 'Flows charged in the tick of the slot.' }),
    bytes: u32({ unit: 'bytes', sight: 'hidden', doc: 'Bytes charged in the tick of the slot.' }),
  },
  { table: 'rateWindow' },
)

/** Entities outside, one row each. */
export const External = defineComponent(
  'External',
  {
    calls: u32({ unit: 'count', sight: 'public', doc: 'Calls it has had.' }),
    failures: u32({ unit: 'count', sight: 'public', doc: 'Calls that failed.' }),
    bytes: f64({ unit: 'bytes', range: POSITIVE, sight: 'hidden', doc: 'Bytes it has been sent.' }),
  },
  { table: 'external' },
)

export const Membrane = defineComponent(
  'Membrane',
  {
    threat: f64({ unit: 'level', range: SHARE, sight: 'public', doc: 'Moving average of harm and alerts.' }),
    permeability: f64({
      unit: 'probability',
      range: SHARE,
      sight: 'public',
      doc: 'Permeability π at neutral trust after threat (§14).',
    }),
    flows: u32({ unit: 'count', sight: 'hidden', doc: 'Flows of the tick.' }),
    harm: f64({
      unit: 'harm',
      range: POSITIVE,
      sight: 'hidden',
      doc: 'Severity of alerts and harm spilled in the tick.',
    }),
    escapes: u32({ unit: 'count', sight: 'hidden', doc: 'Leaks and spills of the tick that got out.' }),
  },
  { table: 'world' },
)

/** The epidemic outside. */
export const Outside = defineComponent(
  'Outside',
  {
    susceptible: u32({ unit: 'count', sight: 'hidden', doc: 'Not yet infected.' }),
    infected: u32({ unit: 'count', sight: 'hidden', doc: 'Infected in this generation.' }),
    removed: u32({ unit: 'count', sight: 'hidden', doc: 'Infected in earlier ones.' }),
    seeds: u32({ unit: 'count', sight: 'hidden', doc: 'Escapes that infected somebody.' }),
  },
  { table: 'world' },
)

/** Sums that metrics report: row 0 of the epoch so far, row 1 of the finished epochs after the warm-up. */
export const BorderTally = defineComponent(
  'BorderTally',
  {
    sums: f64({
      unit: 'sum',
      sight: 'hidden',
      width: TALLY_NAMES.length,
      doc: 'Sums by name, in the order of TALLY_NAMES.',
    }),
  },
  { table: 'borderTally' },
)

/** Crossings that a host handed in, in a ring. */
export const Submission = defineComponent(
  'Submission',
  {
    agent: u32({ unit: 'rows', sight: 'hidden', doc: 'Agent that sends or receives.' }),
    bytes: u32({ unit: 'bytes', sight: 'hidden', doc: 'Length of the content.' }),
    sensitivity: f32({ unit: 'score', range: SHARE, sight: 'hidden', doc: 'Estimated by the scan.' }),
    entity: u8({ unit: 'rows', sight: 'hidden', doc: 'Entity outside.' }),
    direction: u8({ unit: 'code', sight: 'hidden', doc: '0 outbound, 1 inbound.' }),
    seen: u8({ unit: 'bits', sight: 'hidden', doc: 'Bits of Feature that the scan found.' }),
    truth: u8({ unit: 'bits', sight: 'hidden', doc: 'Bits of Feature that are in it; 255 when unknown.' }),
    outcome: u8({ unit: 'code', sight: 'hidden', doc: 'Position in FLOW_OUTCOMES.' }),
  },
  { table: 'submission' },
)

export const SubmissionHead = defineComponent(
  'SubmissionHead',
  {
    written: u32({ unit: 'count', sight: 'hidden', doc: 'Submissions ever handed in.' }),
    taken: u32({ unit: 'count', sight: 'hidden', doc: 'Of them taken up.' }),
  },
  { table: 'world' },
)
