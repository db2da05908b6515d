import { defineComponent, f64, u32 } from '../engine/columns.ts'

/** Members of each policy, one row a policy in name order: agents are numbered within their policy as they come. */
export const Members = defineComponent(
  'Members',
  { count: u32({ unit: 'rows', sight: 'hidden', doc: 'Rows in use of the table of the policy.' }) },
  { table: 'policies' },
)

/** Sums of metrics over the interactions of a tick, chunk after chunk: threads fill them, one adds them up. */
export const MetricChunkSums = defineComponent(
  'MetricChunkSums',
  { tick: f64({ unit: 'sum', sight: 'hidden', doc: 'Sums of a chunk, in the order of MetricSums.' }) },
  { table: 'metricChunk', digested: false },
)

/** Running sums of metrics, so that a snapshot taken in mid-epoch carries them. */
export const MetricSums = defineComponent(
  'MetricSums',
  {
    epoch: f64({ unit: 'sum', sight: 'hidden', doc: 'Sums over the epoch so far.' }),
    run: f64({ unit: 'sum', sight: 'hidden', doc: 'Sums over the finished epochs after the warm-up.' }),
  },
  { table: 'metric', digested: false },
)
