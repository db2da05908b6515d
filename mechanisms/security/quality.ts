import { Kind } from '../../components/agent.ts'
import { AgentType, CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { defineMetric } from '../../engine/metric.ts'
import { areaUnderRoc, detectionQuality, positivePredictiveValue } from '../../formulas/detection.ts'
import { Threat, Trail } from './columns.ts'
import { securityParameters } from './parameters.ts'

const isGuilty = (type: number) => type === AgentType.adversarial || type === AgentType.deceptive
const isInnocent = (type: number) => type === AgentType.honest

/**
 * How well the lever tells the guilty from the innocent, by what agents are and the lever does not know: adversarial and
 * deceptive agents are guilty, honest ones innocent, others are not judged. Who was ever flagged counts as flagged, agents
 * that have left included. Reads Kind, Custody, Threat, Trail.
 */
export const securityQualityMetric = defineMetric({
  name: 'security-quality',
  doc: 'Flags of the security lever against what agents are.',
  sums: [],
  columns: {
    securityPrecision: { unit: 'share', doc: 'Guilty among the flagged; null when none is flagged.' },
    securityRecall: { unit: 'share', doc: 'Flagged among the guilty; null when nobody is guilty.' },
    securityF1: { unit: 'share', doc: 'Harmonic mean of precision and recall.' },
    securityFalseAlarmRate: { unit: 'share', doc: 'Flagged among the honest; null when nobody is honest.' },
    securityAuc: {
      unit: 'probability',
      doc: 'That a guilty agent’s highest threat lies above an honest one’s (area under the ROC curve).',
    },
    securityPredictiveValue: {
      unit: 'probability',
      doc: 'That a flag is right where only the share security.base_rate is guilty.',
    },
    securityDelay: {
      unit: 'ticks',
      doc: 'Mean time from the first hostile proposal to the flag, over the guilty that were flagged after one.',
    },
    securityHonestFlagged: { unit: 'count', doc: 'Honest agents ever flagged.' },
    securityHonestQuarantined: { unit: 'count', doc: 'Honest agents in quarantine at the end.' },
    securityHonestFines: { unit: 'money', doc: 'Money fined from honest agents since the start.' },
  },
  reads: [Kind, Custody, Threat, Trail],
  bind(access) {
    const { agentCount } = access.clock
    const { type } = access.get(Kind)
    const { reasons } = access.get(Custody)
    const { highest, flagged, fined } = access.get(Threat)
    const { offended } = access.get(Trail)
    const { baseRate } = access.parameters(securityParameters)
    const rows = access.world.rowsOf('agent')
    const guilty = new Float64Array(rows)
    const innocent = new Float64Array(rows)
    return {
      report() {
        let guiltyCount = 0
        let innocentCount = 0
        let truePositives = 0
        let falsePositives = 0
        let delay = 0
        let delayed = 0
        let honestQuarantined = 0
        let honestFines = 0
        for (let agent = 0; agent < (agentCount[0] as number); agent++) {
          const isFlagged = flagged[agent] !== 0
          if (isGuilty(type[agent] as number)) {
            guilty[guiltyCount++] = highest[agent] as number
            if (!isFlagged) continue
            truePositives++
            const waited = (flagged[agent] as number) - (offended[agent] as number)
            if (offended[agent] === 0 || waited < 0) continue
            delay += waited
            delayed++
          } else if (isInnocent(type[agent] as number)) {
            innocent[innocentCount++] = highest[agent] as number
            if (isFlagged) falsePositives++
            if (((reasons[agent] as number) & CustodyReason.quarantine) !== 0) honestQuarantined++
            honestFines += fined[agent] as number
          }
        }
        const quality = detectionQuality({
          truePositives,
          falsePositives,
          falseNegatives: guiltyCount - truePositives,
          trueNegatives: innocentCount - falsePositives,
        })
        const { recall, falseAlarmRate } = quality
        return {
          securityPrecision: quality.precision,
          securityRecall: recall,
          securityF1: quality.f1,
          securityFalseAlarmRate: falseAlarmRate,
          securityAuc: areaUnderRoc(
            guilty.subarray(0, guiltyCount).sort(),
            innocent.subarray(0, innocentCount).sort(),
          ),
          securityPredictiveValue:
            recall === null || falseAlarmRate === null
              ? null
              : positivePredictiveValue(recall, falseAlarmRate, baseRate[0] as number),
          securityDelay: delayed === 0 ? null : delay / delayed,
          securityHonestFlagged: falsePositives,
          securityHonestQuarantined: honestQuarantined,
          securityHonestFines: honestFines,
        }
      },
    }
  },
})
