import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Origin } from '../../components/spawning.ts'
import { defineMetric, type MetricColumn, type MetricValue } from '../../engine/metric.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { detectionQuality, positivePredictiveValue } from '../../formulas/detection.ts'
import { SwarmMember, SybilSuspicion, SybilTotals } from './columns.ts'

type Row = Record<string, MetricValue>
type MetricAccess = Pick<SystemAccess, 'get' | 'parameters' | 'clock' | 'world'>

const agents = (doc: string): MetricColumn => ({ unit: 'agents', doc })
const share = (doc: string): MetricColumn => ({ unit: 'share', doc })

/** How large the swarms are. Reads SwarmMember, Custody. */
export const swarmMetric = defineMetric({
  name: 'sybil-swarm',
  doc: 'Members of swarms.',
  sums: [],
  columns: { sybils: agents('Agents of swarms, operators with Sybils included, that have not departed.') },
  reads: [Custody, SwarmMember],
  bind(access) {
    const { reasons } = access.get(Custody)
    const { operator } = access.get(SwarmMember)
    const { agentCount } = access.clock
    return {
      report() {
        let guilty = 0
        for (let agent = 0; agent < agentCount[0]; agent++) {
          if ((reasons[agent] & CustodyReason.departed) === 0 && operator[agent] !== 0) guilty++
        }
        return { sybils: guilty }
      },
    }
  },
})

/** What the detector did. Reads SybilSuspicion, SybilTotals, Custody. */
export const sybilActivity = defineMetric({
  name: 'sybil-activity',
  doc: 'Clusters that the detector holds for one agent each.',
  sums: [],
  columns: {
    sybilClusters: { unit: 'clusters', doc: 'Clusters found at the last start of an epoch.' },
    sybilFlagged: agents('Agents in a cluster.'),
    sybilLargestCluster: agents('Members of the largest cluster.'),
    sybilBlocked: agents('Agents that may not act for belonging to a large cluster.'),
    sybilCompared: {
      unit: 'pairs',
      doc: 'Pairs of agents that were compared at the last start of an epoch.',
    },
    sybilPatternEvictions: {
      unit: 'count',
      doc: 'Counterparties that gave way in a pattern since the start: a running total, in every epoch too.',
    },
  },
  reads: [SybilSuspicion, SybilTotals, Custody],
  bind(access) {
    const { clusterSize } = access.get(SybilSuspicion)
    const { clusters, compared, evictions } = access.get(SybilTotals)
    const { reasons } = access.get(Custody)
    const { agentCount } = access.clock
    return {
      report() {
        let flagged = 0
        let largest = 0
        let blocked = 0
        for (let agent = 0; agent < agentCount[0]; agent++) {
          if (clusterSize[agent] > 0) flagged++
          if (clusterSize[agent] > largest) largest = clusterSize[agent]
          if ((reasons[agent] & CustodyReason.sybil) !== 0) blocked++
        }
        return {
          sybilClusters: clusters[0],
          sybilFlagged: flagged,
          sybilLargestCluster: largest,
          sybilBlocked: blocked,
          sybilCompared: compared[0],
          sybilPatternEvictions: evictions[0],
        }
      },
    }
  },
})

/**
 * How well the detector tells swarms from the rest: in an epoch by who is flagged, over a run by who ever was. Reads
 * Origin, Custody, SwarmMember, SybilSuspicion.
 */
export const sybilQuality = defineMetric({
  name: 'sybil-quality',
  doc: 'Flags against the truth. An epoch counts those flagged in it, a run those that ever were.',
  sums: [],
  columns: {
    sybilPrecision: share('Members of swarms among the flagged.'),
    sybilRecall: share('Flagged among the members of swarms.'),
    sybilF1: share('Harmonic mean of both.'),
    sybilFalseAlarmRate: share('Flagged among all others.'),
    sybilBaseRate: share('Members of swarms among all agents.'),
    sybilPredictiveValue: share(
      'Probability that a flagged agent belongs to a swarm, from recall, false alarms and base rate.',
    ),
    sybilDetectionDelay: {
      unit: 'epochs',
      doc: 'Mean time of members from their first epoch to their first flag, over those that were flagged.',
    },
    sybilCollateral: agents('Agents of no swarm that are flagged.'),
  },
  reads: [Origin, Custody, SwarmMember, SybilSuspicion],
  bind(access) {
    const count = bindCounts(access)
    return { report: (_sums, scope) => qualityRow(count(scope === 'run')) }
  },
})

interface Counts {
  truePositives: number
  falsePositives: number
  falseNegatives: number
  trueNegatives: number
  delay: number
  delayed: number
}

/** Counts agents by flag and truth, without those that departed or have never had a turn. */
function bindCounts(access: MetricAccess): (ever: boolean) => Counts {
  const { reasons } = access.get(Custody)
  const { epoch } = access.get(Origin)
  const { clusterSize, firstFlagged } = access.get(SybilSuspicion)
  const { agentCount, epoch: now } = access.clock
  const { operator } = access.get(SwarmMember)
  return (ever) => {
    const counts: Counts = {
      truePositives: 0,
      falsePositives: 0,
      falseNegatives: 0,
      trueNegatives: 0,
      delay: 0,
      delayed: 0,
    }
    for (let agent = 0; agent < agentCount[0]; agent++) {
      const isNew = epoch[agent] >= now[0] + (ever ? 0 : 1)
      if (isNew || (reasons[agent] & CustodyReason.departed) !== 0) continue
      const flagged = ever ? firstFlagged[agent] > 0 : clusterSize[agent] > 0
      const guilty = operator[agent] !== 0
      if (flagged && guilty) counts.truePositives++
      else if (flagged) counts.falsePositives++
      else if (guilty) counts.falseNegatives++
      else counts.trueNegatives++
      if (!guilty || firstFlagged[agent] === 0) continue
      counts.delay += firstFlagged[agent] - 1 - epoch[agent]
      counts.delayed++
    }
    return counts
  }
}

function qualityRow(counts: Counts): Row {
  const { precision, recall, f1, falseAlarmRate } = detectionQuality(counts)
  const guilty = counts.truePositives + counts.falseNegatives
  const all = guilty + counts.falsePositives + counts.trueNegatives
  const baseRate = all === 0 ? null : guilty / all
  const isKnown = recall !== null && falseAlarmRate !== null && baseRate !== null
  return {
    sybilPrecision: precision,
    sybilRecall: recall,
    sybilF1: f1,
    sybilFalseAlarmRate: falseAlarmRate,
    sybilBaseRate: baseRate,
    sybilPredictiveValue: isKnown ? positivePredictiveValue(recall, falseAlarmRate, baseRate) : null,
    sybilDetectionDelay: counts.delayed === 0 ? null : counts.delay / counts.delayed,
    sybilCollateral: counts.falsePositives,
  }
}
