import { defineComponent, f64, u8, u16, u32 } from '../../engine/columns.ts'
import { SUMS } from '../../formulas/missions.ts'

/** Tables of the mechanism. An agent's memberships are the rows from agent × memberships on. */
export const MISSION_TABLE = 'mission'
export const MEMBERSHIP_TABLE = 'mission-membership'
export const COUNTS_TABLE = 'mission-counts'

/** Objectives that a mission may have: one of each metric. */
export const OBJECTIVES_MAX = 5

/** Who paid the reward pool. Positions are the codes of `Mission.sponsor`. */
export const Sponsor = { founder: 0, treasury: 1 } as const

export const Mission = defineComponent(
  'Mission',
  {
    status: u8({ unit: 'code', range: [0, 5], sight: 'public', doc: 'Position in MISSION_STATUSES.' }),
    founder: u32({ unit: 'rows', sight: 'public', doc: 'Agent that proposed it, its first member.' }),
    sponsor: u8({
      unit: 'code',
      range: [0, 1],
      sight: 'public',
      doc: 'Who paid the pool and gets it back: the founder (0) or the treasury (1).',
    }),
    pool: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Money of the sponsor in escrow.',
    }),
    fee: f64({
      unit: 'money',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      doc: 'Money of each member in escrow.',
    }),
    deadline: u32({ unit: 'epochs', sight: 'public', doc: 'Epoch at whose start it is over.' }),
    members: u32({ unit: 'agents', sight: 'public', doc: 'Members, the founder included.' }),
    head: u32({ unit: 'rows', sight: 'hidden', doc: 'Membership of the latest member, plus 1.' }),
    next: u32({ unit: 'rows', sight: 'hidden', doc: 'Next row that is free again, plus 1.' }),
    score: f64({ unit: 'score', sight: 'public', doc: 'Score when it was last judged.' }),
  },
  { table: MISSION_TABLE },
)

/** What a mission is for: its first `length` objectives. */
export const MissionGoal = defineComponent(
  'MissionGoal',
  {
    length: u8({ unit: 'count', range: [0, OBJECTIVES_MAX], sight: 'public', doc: 'Objectives.' }),
    metric: u8({
      unit: 'code',
      sight: 'public',
      width: OBJECTIVES_MAX,
      doc: 'What is measured: position in OBJECTIVE_METRICS.',
    }),
    target: f64({ unit: 'score', sight: 'public', width: OBJECTIVES_MAX, doc: 'Value to be reached.' }),
    weight: f64({
      unit: 'weight',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'public',
      width: OBJECTIVES_MAX,
      doc: 'Weight in the score.',
    }),
  },
  { table: MISSION_TABLE },
)

/** Places in a row of `Membership.pulse`, and what a whole contribution is in their unit. */
export const PACE = 0
export const OWED = 1
export const PULSE = 2
/** A whole is two to this power. */
export const WHOLE_BITS = 16
export const WHOLE = 65_536

/** An agent in a mission: running sums of what it contributed, and no list of what that was. */
export const Membership = defineComponent(
  'Membership',
  {
    mission: u32({ unit: 'rows', sight: 'own', doc: 'Row of the mission, plus 1; 0 for a free place.' }),
    next: u32({ unit: 'rows', sight: 'hidden', doc: 'Membership of the member before, plus 1.' }),
    effort: f64({
      unit: 'share',
      range: [0, 1],
      sight: 'own',
      doc: 'Share of its interactions that the agent means to contribute.',
    }),
    // Small, since every interaction looks at the pulse of both its sides, and at the rest only when it is contributed.
    pulse: u16({
      unit: 'steps of 1/65,536',
      sight: 'own',
      width: PULSE,
      doc: 'Effort while the mission is active, 0 else; part of the next contribution that has come together.',
    }),
    tally: f64({
      unit: 'sums',
      range: [0, Number.POSITIVE_INFINITY],
      sight: 'own',
      width: SUMS,
      doc: 'Of what it contributed: how many, sum of p, lowest p (1 without any), how many accepted.',
    }),
  },
  { table: MEMBERSHIP_TABLE },
)

/** What agents have learned of missions. */
export const MissionWill = defineComponent('MissionWill', {
  join: f64({
    unit: 'probability',
    range: [-1, 1],
    sight: 'own',
    initial: -1,
    doc: 'Propensity to join, as learned; -1 until a mission of the agent has ended.',
  }),
  earned: f64({ unit: 'money', sight: 'own', doc: 'Rewards ever received.' }),
})

/** To which membership an interaction of the tick was contributed. */
export const Contribution = defineComponent(
  'Contribution',
  { membership: u32({ unit: 'rows', sight: 'public', doc: 'Row of the membership plus 1, 0 for none.' }) },
  { table: 'interaction' },
)

export const MissionTotals = defineComponent(
  'MissionTotals',
  {
    used: u32({ unit: 'rows', sight: 'hidden', doc: 'Rows of missions that were ever in use.' }),
    free: u32({ unit: 'rows', sight: 'hidden', doc: 'First of those that are free again, plus 1.' }),
    open: u32({ unit: 'count', sight: 'public', doc: 'Missions that are proposed or active.' }),
    members: u32({ unit: 'count', sight: 'public', doc: 'Memberships in use.' }),
    held: f64({ unit: 'money', sight: 'public', doc: 'Money in escrow, pools and fees.' }),
    returning: f64({ unit: 'money', sight: 'hidden', doc: 'Money on its way back to the treasury.' }),
    epoch: u32({ unit: 'epochs', sight: 'hidden', doc: 'Epoch of the latest counts.' }),
  },
  { table: 'world' },
)

const count = (doc: string) => u32({ unit: 'count', sight: 'hidden', doc })
const sum = (unit: string, doc: string) => f64({ unit, sight: 'hidden', doc })

/** What happened: row 0 in the latest epoch, row 1 in those before it, without the warm-up. */
export const MissionCounts = defineComponent(
  'MissionCounts',
  {
    proposed: count('Missions proposed.'),
    refused: count('Missions not proposed for want of room or money.'),
    joined: count('Memberships taken, those of founders included.'),
    contributed: count('Interactions contributed.'),
    succeeded: count('Missions that met their objectives.'),
    failed: count('Missions that did not.'),
    expired: count('Missions that never had members enough.'),
    unrewarded: count('Missions that succeeded and had nobody to reward.'),
    paid: sum('money', 'Money paid as rewards.'),
    refunded: sum('money', 'Money given back.'),
    judged: count('Missions that ended with contributions.'),
    score: sum('score', 'Sum of the scores of these.'),
    countGini: sum('coefficient', 'Sum of their Gini coefficients of contributions by count.'),
    qualityGini: sum('coefficient', 'Sum of their Gini coefficients of sums of p.'),
    workers: count('Their members that were no free riders.'),
    riders: count('Their members that were.'),
    workerGain: sum('money', 'Rewards less fees of the former.'),
    riderGain: sum('money', 'Rewards less fees of the latter.'),
  },
  { table: COUNTS_TABLE },
)

export const missionComponents = [
  Mission,
  MissionGoal,
  Membership,
  MissionWill,
  Contribution,
  MissionTotals,
  MissionCounts,
]
