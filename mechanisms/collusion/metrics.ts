import { defineMetric, type MetricValue } from '../../engine/metric.ts'
import { detectionQuality, positivePredictiveValue } from '../../formulas/detection.ts'
import { CollusionTotals, CollusionTruth } from './columns.ts'

/** What the analysis at an epoch's start found; of a run, what the last one found. Reads what it wrote. Whitepaper §8. */
export const collusionFindings = defineMetric({
  name: 'collusionFindings',
  doc: 'What the collusion analysis at the epoch’s start found; of a run, the last one (§8).',
  sums: [],
  columns: {
    collusionPairs: { unit: 'count', doc: 'Pairs with interactions enough to be judged.' },
    flaggedPairs: { unit: 'count', doc: 'Pairs found suspicious.' },
    sparedPairs: { unit: 'count', doc: 'Pairs of a suspicious score that chance may have made.' },
    collusionGroups: { unit: 'count', doc: 'Groups of suspicious pairs that keep to themselves.' },
    groupedAgents: { unit: 'count', doc: 'Agents in those groups.' },
    meanPairScore: { unit: 'score', doc: 'Mean score of the judged pairs.' },
    maxPairScore: { unit: 'score', doc: 'Highest score of a pair.' },
    maxGroupScore: { unit: 'score', doc: 'Highest score of a group.' },
    ecosystemCollusionRisk: { unit: 'score', doc: 'Risk of the whole society.' },
    penalisedAgents: { unit: 'count', doc: 'Agents fined at the epoch’s start.' },
    collusionFines: { unit: 'money', doc: 'Money taken at starts of epochs since the beginning.' },
    collusionEvictions: { unit: 'count', doc: 'Pairs that gave way to another since the beginning.' },
  },
  reads: [CollusionTotals],
  bind(access) {
    const totals = access.get(CollusionTotals)
    return {
      report: () => ({
        collusionPairs: totals.pairs[0],
        flaggedPairs: totals.suspiciousPairs[0],
        sparedPairs: totals.spared[0],
        collusionGroups: totals.groups[0],
        groupedAgents: totals.groupedAgents[0],
        meanPairScore: totals.meanPair[0],
        maxPairScore: totals.worstPair[0],
        maxGroupScore: totals.worstGroup[0],
        ecosystemCollusionRisk: totals.ecosystemRisk[0],
        penalisedAgents: totals.penalisedAgents[0],
        collusionFines: totals.fines[0],
        collusionEvictions: totals.evictions[0],
      }),
    }
  },
})

const less = (whole: number, part: MetricValue): MetricValue => (part === null ? null : whole - part)

/**
 * Suspicions against the truth. An epoch's row is about the pairs judged at its start; a run's about all pairs since the
 * beginning, each found once suspicious for the first time. Reads what was counted.
 */
export const collusionDetection = defineMetric({
  name: 'collusionDetection',
  doc: 'Suspicious pairs against pairs of one ring, of those with interactions enough to be judged: in the epoch’s analysis; of a run, ever.',
  sums: [],
  columns: {
    collusionPrecision: { unit: 'share', doc: 'Guilty among the suspicious pairs; null without any.' },
    collusionRecall: { unit: 'share', doc: 'Suspicious among the guilty pairs; null without any.' },
    collusionF1: { unit: 'share', doc: 'Harmonic mean of both.' },
    collusionFalseDiscoveryRate: {
      unit: 'share',
      doc: 'Innocent among the suspicious pairs, 0 without any.',
    },
    collusionFalseAlarmRate: { unit: 'share', doc: 'Suspicious among the innocent pairs.' },
    collusionBaseRate: { unit: 'share', doc: 'Guilty among the judged pairs.' },
    collusionPredictiveValue: {
      unit: 'probability',
      doc: 'Probability that a suspicious pair is guilty, by Bayes’ rule at that base rate.',
    },
    collusionDelay: {
      unit: 'epochs',
      doc: 'Mean time from a guilty pair’s first dealing to its first suspicion, since the beginning.',
    },
    honestPenalised: {
      unit: 'count',
      doc: 'Honest agents fined for collusion at the epoch’s start; of a run, ever.',
    },
    honestFines: { unit: 'money', doc: 'Money taken from honest agents that way since the beginning.' },
  },
  reads: [CollusionTruth],
  bind(access) {
    const truth = access.get(CollusionTruth)
    const quality = (hits: number, misses: number, alarms: number, passes: number) => {
      const counts = {
        truePositives: hits,
        falseNegatives: misses,
        falsePositives: alarms,
        trueNegatives: passes,
      }
      const { precision, recall, f1, falseAlarmRate } = detectionQuality(counts)
      const held = hits + misses + alarms + passes
      const baseRate = held === 0 ? null : (hits + misses) / held
      const known = recall !== null && falseAlarmRate !== null && baseRate !== null
      return {
        collusionPrecision: precision,
        collusionRecall: recall,
        collusionF1: f1,
        collusionFalseDiscoveryRate: less(1, precision) ?? 0,
        collusionFalseAlarmRate: falseAlarmRate,
        collusionBaseRate: baseRate,
        collusionPredictiveValue: known ? positivePredictiveValue(recall, falseAlarmRate, baseRate) : null,
      }
    }
    return {
      report(_sums, scope) {
        const found = truth.hitsEver[0]
        const alarms = truth.alarmsEver[0]
        const pooled = scope === 'run'
        return {
          ...(pooled
            ? quality(found, truth.guiltyEver[0] - found, alarms, truth.innocentEver[0] - alarms)
            : quality(truth.hits[0], truth.misses[0], truth.alarms[0], truth.passes[0])),
          collusionDelay: found === 0 ? null : truth.delay[0] / found,
          honestPenalised: pooled ? truth.honestFinedEver[0] : truth.honestFined[0],
          honestFines: truth.honestFines[0],
        }
      },
    }
  },
})
