import { metricParameters } from '../../components/parameters/society.ts'
import { defineMetric, type MetricValue } from '../../engine/metric.ts'
import { Membership, MissionCounts, MissionTotals } from './columns.ts'
import { missionParameters } from './parameters.ts'

/** Columns of results by the count that each reports. */
const COUNTS = {
  proposed: 'missionsProposed',
  refused: 'missionsRefused',
  joined: 'missionJoins',
  contributed: 'missionContributions',
  succeeded: 'missionsSucceeded',
  failed: 'missionsFailed',
  expired: 'missionsExpired',
  unrewarded: 'missionsUnrewarded',
  paid: 'missionRewards',
  refunded: 'missionRefunds',
} as const

/** What became of missions, who worked for them and who rode free. Reads MissionCounts, MissionTotals, Membership. Whitepaper §5, §6. */
export const missionsMetric = defineMetric({
  name: 'missions',
  doc: 'Missions, contributions, rewards and free riders. Missions end as the next epoch begins and count in its row.',
  sums: [],
  columns: {
    missionsProposed: { unit: 'count', doc: 'Missions proposed.' },
    missionsRefused: {
      unit: 'count',
      doc: 'Missions not proposed for want of room, money or a free founder.',
    },
    missionJoins: { unit: 'count', doc: 'Memberships taken, those of founders included.' },
    missionContributions: { unit: 'count', doc: 'Interactions contributed to missions.' },
    missionsSucceeded: { unit: 'count', doc: 'Missions that met their objectives.' },
    missionsFailed: { unit: 'count', doc: 'Missions that did not by their deadline.' },
    missionsExpired: { unit: 'count', doc: 'Missions that never had members enough.' },
    missionsUnrewarded: { unit: 'count', doc: 'Missions that succeeded with nobody to reward.' },
    missionRewards: { unit: 'money', doc: 'Money paid as rewards.' },
    missionRefunds: { unit: 'money', doc: 'Money given back to sponsors and members.' },
    missionsOpen: { unit: 'count', doc: 'Missions under way at the end.' },
    missionMembers: { unit: 'count', doc: 'Memberships of missions at the end.' },
    missionEscrow: { unit: 'money', doc: 'Pools and fees in escrow at the end.' },
    missionSuccessRate: { unit: 'share', doc: 'Successes among missions that ended; null without any.' },
    missionScore: { unit: 'score', doc: 'Mean score of missions that ended with contributions.' },
    missionCountGini: {
      unit: 'coefficient',
      doc: 'Their free-rider index by count: mean Gini coefficient of members’ contributions.',
    },
    missionQualityGini: { unit: 'coefficient', doc: 'The same of members’ sums of p.' },
    freeRiderShare: { unit: 'share', doc: 'Free riders among members at the end; null without any.' },
    freeRiderGain: { unit: 'money', doc: 'Mean gain of a free rider from a mission: reward less fee.' },
    missionWorkerGain: { unit: 'money', doc: 'Mean gain of the other members.' },
  },
  reads: [MissionCounts, MissionTotals, Membership],
  bind(access) {
    const counts = access.get(MissionCounts)
    const totals = access.get(MissionTotals)
    const { mission, effort } = access.get(Membership)
    const { warmUpEpochs } = access.parameters(metricParameters)
    const { freeRiderEffort } = access.parameters(missionParameters)
    const riders = (): number => {
      let found = 0
      for (let row = 0; row < mission.length; row++)
        if (mission[row] !== 0 && effort[row] < freeRiderEffort[0]) found++
      return found
    }
    return {
      report(_sums, scope) {
        const latest = scope === 'epoch' || totals.epoch[0] >= warmUpEpochs[0]
        const of = (name: keyof typeof counts): number =>
          (scope === 'run' ? counts[name][1] : 0) + (latest ? counts[name][0] : 0)
        const ratio = (part: number, whole: number): MetricValue => (whole === 0 ? null : part / whole)
        const row: Record<string, MetricValue> = {}
        for (const [name, column] of Object.entries(COUNTS)) row[column] = of(name as keyof typeof COUNTS)
        const ended = of('succeeded') + of('failed') + of('expired')
        return {
          ...row,
          missionsOpen: totals.open[0],
          missionMembers: totals.members[0],
          missionEscrow: totals.held[0],
          missionSuccessRate: ratio(of('succeeded'), ended),
          missionScore: ratio(of('score'), of('judged')),
          missionCountGini: ratio(of('countGini'), of('judged')),
          missionQualityGini: ratio(of('qualityGini'), of('judged')),
          freeRiderShare: ratio(riders(), totals.members[0]),
          freeRiderGain: ratio(of('riderGain'), of('riders')),
          missionWorkerGain: ratio(of('workerGain'), of('workers')),
        }
      },
    }
  },
})
