import type { ParameterValue } from '../../engine/config.ts'
import type { Measurement } from './measurement.ts'

/** Ticks in an epoch for which the peer's table of attacks was made. */
const TABLE_TICKS_PER_EPOCH = 10
/** Surplus of a good outcome and harm of a bad one for which it was made: the whitepaper's defaults. */
const TABLE_SURPLUS = 2
const TABLE_HARM = 2

/** One part of a success predicate; an attack succeeds when all parts hold. */
export interface Condition {
  readonly name: string
  readonly value: number
  readonly bound: number
  /** `above` holds for values greater than the bound, `below` for smaller ones. */
  readonly side: 'above' | 'below'
}

/** What predicates judge: a run, its control, and how much longer and dearer it is than the table's. */
export interface Judged {
  readonly attack: Measurement
  readonly control: Measurement
  /** Ticks of the run over those of the table. */
  readonly time: number
  /** Surplus of a good outcome over that of the table. */
  readonly money: number
  /** Harm of a bad outcome over that of the table. */
  readonly harm: number
  value(path: string): ParameterValue
}

export const CATEGORIES = [
  'exploitation',
  'coordination',
  'evasion',
  'information',
  'resource',
  'manipulation',
] as const

export interface Attack {
  readonly id: string
  readonly category: (typeof CATEGORIES)[number]
  readonly difficulty: 'moderate' | 'advanced' | 'expert'
  /** Policy that its attackers follow, by its key in scenario files. */
  readonly policy: string
  /** Per-agent parameters of the attackers. */
  readonly config?: Readonly<Record<string, number>>
  /** Attackers of one cell. */
  readonly cellSize: number
  /** Epochs of the table. */
  readonly epochs: number
  /** The success condition in words, for runs as long as the table's. */
  readonly success: string
  /** Levers that it tries out. */
  readonly targets: readonly string[]
  readonly conditions: (judged: Judged) => readonly Condition[]
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)
const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : sumOf(values) / values.length

const above = (name: string, value: number, bound: number): Condition => ({
  name,
  value,
  bound,
  side: 'above',
})
const below = (name: string, value: number, bound: number): Condition => ({
  name,
  value,
  bound,
  side: 'below',
})

/** Whether a condition holds. */
export const holds = ({ value, bound, side }: Condition): boolean =>
  side === 'above' ? value > bound : value < bound

const harmless = ({ attack }: Judged) =>
  above('attacks that took effect', sumOf(attack.infiltrators.map(({ effective }) => effective)), 0)

/** Infiltrators in a place of their cells. */
const inPlace = ({ attack }: Judged, cellSize: number, test: (place: number) => boolean) =>
  attack.infiltrators.filter((_, index) => test(index % cellSize))

const LAUNDERERS = 2
const PUPPETS = 5

/**
 * The eight attacks (Savitt 2026, red team of the reference implementation). Bounds are the table's, for each attacker, times
 * the length of the run over that of the table; payoffs also times s⁺ over 2, harm times h over 2. An attack that never
 * takes effect has not succeeded.
 */
export const attackLibrary: readonly Attack[] = [
  {
    id: 'reputation_farming',
    category: 'exploitation',
    difficulty: 'moderate',
    policy: 'reputation_farmer',
    config: { reputation_goal: 6 },
    cellSize: 1,
    epochs: 20,
    success: 'mean payoff above 50 and mean reputation above 5',
    targets: ['reputation decay', 'circuit breaker'],
    conditions: (judged) => [
      above(
        'mean payoff',
        meanOf(judged.attack.infiltrators.map(({ payoff }) => payoff)),
        50 * judged.time * judged.money,
      ),
      // A reputation settles where decay and gains balance; where none decays it grows with time.
      above(
        'mean reputation',
        meanOf(judged.attack.infiltrators.map(({ reputation }) => reputation)),
        5 * Math.min(1, judged.time),
      ),
      harmless(judged),
    ],
  },
  {
    id: 'collusion_ring',
    category: 'coordination',
    difficulty: 'advanced',
    policy: 'ring_member',
    cellSize: 3,
    epochs: 15,
    success: 'mean payoff above 30, and no member held or flagged',
    targets: ['collusion detection', 'circuit breaker'],
    conditions: (judged) => [
      above(
        'mean payoff',
        meanOf(judged.attack.infiltrators.map(({ payoff }) => payoff)),
        30 * judged.time * judged.money,
      ),
      below(
        'members held or flagged',
        judged.attack.infiltrators.filter(({ firstFlag }) => firstFlag !== null).length,
        1,
      ),
      harmless(judged),
    ],
  },
  {
    id: 'threshold_dancing',
    category: 'evasion',
    difficulty: 'advanced',
    policy: 'threshold_dancer',
    cellSize: 1,
    epochs: 25,
    success: 'mean harm above 20, never frozen',
    targets: ['circuit breaker', 'audit'],
    conditions: (judged) => [
      above(
        'mean harm',
        meanOf(judged.attack.infiltrators.map(({ harm }) => harm)),
        20 * judged.time * judged.harm,
      ),
      below('freezes', sumOf(judged.attack.infiltrators.map(({ freezes }) => freezes)), 1),
    ],
  },
  {
    id: 'sybil_attack',
    category: 'coordination',
    difficulty: 'expert',
    policy: 'puppet',
    cellSize: PUPPETS,
    epochs: 20,
    success: 'accepted proposals of a swarm above 3 times those of the busiest single agent',
    targets: ['vote normalisation', 'bandwidth cap', 'collusion detection'],
    conditions: (judged) => {
      const { infiltrators, others } = judged.attack
      const swarm = meanOf(infiltrators.map(({ accepted }) => accepted)) * PUPPETS
      return [above('influence of a swarm', swarm / Math.max(1, others.busiest), 3), harmless(judged)]
    },
  },
  {
    id: 'timing_attack',
    category: 'evasion',
    difficulty: 'advanced',
    policy: 'timing_attacker',
    cellSize: 1,
    epochs: 30,
    success: 'above 10 attacks that took effect while fewer were audited than on average',
    targets: ['audit', 'circuit breaker'],
    conditions: (judged) => [
      above(
        'unwatched attacks',
        judged.attack.unwatched / Math.max(1, judged.attack.infiltrators.length),
        10 * judged.time,
      ),
    ],
  },
  {
    id: 'information_laundering',
    category: 'information',
    difficulty: 'expert',
    policy: 'launderer',
    cellSize: LAUNDERERS,
    epochs: 20,
    success: 'harm by proxies above harm by their sources, and above 10 a proxy',
    targets: ['circuit breaker', 'collusion detection'],
    conditions: (judged) => {
      const proxies = inPlace(judged, LAUNDERERS, (place) => place > 0).map(({ harm }) => harm)
      const sources = inPlace(judged, LAUNDERERS, (place) => place === 0).map(({ harm }) => harm)
      return [
        above('harm by proxies beyond that by sources', sumOf(proxies) - sumOf(sources), 0),
        above('mean harm by a proxy', meanOf(proxies), 10 * judged.time * judged.harm),
      ]
    },
  },
  {
    id: 'resource_drain',
    category: 'resource',
    difficulty: 'moderate',
    policy: 'drainer',
    cellSize: 2,
    epochs: 15,
    success:
      'attackers own above twice what they started with, and others lose a larger share of their gain than attackers are of all',
    targets: ['transaction tax', 'staking'],
    conditions: (judged) => {
      const { infiltrators, others } = judged.attack
      const start = sumOf(infiltrators.map(({ resourcesStart }) => resourcesStart))
      const gained = sumOf(infiltrators.map(({ wealth }) => wealth)) - start
      const usual = judged.control.others.wealth - judged.control.others.wealthStart
      const lost = usual > 0 ? 1 - (others.wealth - others.wealthStart) / usual : 0
      const share = infiltrators.length / (infiltrators.length + others.agents)
      return [
        above('wealth gained over that of the start', start === 0 ? 0 : gained / start, judged.time),
        above('share of the gain that others lost, over the share of attackers', lost / share, 1),
        harmless(judged),
      ]
    },
  },
  {
    id: 'governance_gaming',
    category: 'manipulation',
    difficulty: 'expert',
    policy: 'rule_gamer',
    cellSize: 1,
    epochs: 25,
    success: 'above 2 loopholes in levers that are on',
    targets: ['all levers'],
    conditions: (judged) => [above('loopholes', loopholesOf(judged).length, 2)],
  },
]

/** Share of attackers that must use a loophole for it to count. */
const LOOPHOLE_SHARE = 0.5

/** Loopholes that attackers have used in levers that are on, by name. */
export function loopholesOf(judged: Judged): string[] {
  const { infiltrators, others } = judged.attack
  const active = infiltrators.filter(({ effective }) => effective > 0)
  if (active.length === 0) return []
  const most = (test: (each: (typeof active)[number]) => boolean) =>
    active.filter(test).length >= LOOPHOLE_SHARE * infiltrators.length
  const isOn = (path: string) => judged.value(path) === true
  const found: [name: string, used: boolean][] = [
    ['below the breaker', isOn('governance.circuit_breaker_enabled') && most(({ freezes }) => freezes === 0)],
    [
      'after a freeze',
      isOn('governance.circuit_breaker_enabled') &&
        most(({ effectiveAfterFreeze }) => effectiveAfterFreeze > 0),
    ],
    [
      'between audits',
      isOn('governance.audit_enabled') && most(({ attacks, caught }) => caught * 10 < attacks),
    ],
    [
      'untaxed',
      Number(judged.value('governance.transaction_tax_rate')) > 0 &&
        most(({ untaxed, effective }) => untaxed * 2 > effective),
    ],
    [
      'well reputed',
      Number(judged.value('governance.reputation_decay_rate')) < 1 &&
        most(({ reputation }) => reputation > 0 && reputation >= others.meanReputation),
    ],
    [
      'stake kept',
      isOn('governance.staking_enabled') && most(({ wealth, resourcesStart }) => wealth >= resourcesStart),
    ],
    [
      'through the gate',
      judged.value('acceptance.mode') !== 'policy' && most(({ effective }) => effective > 0),
    ],
    ['past detectors', DETECTORS.some(isOn) && most(({ firstFlag }) => firstFlag === null)],
  ]
  return found.filter(([, used]) => used).map(([name]) => name)
}

const DETECTORS = ['governance.collusion_detection_enabled', 'security.enabled', 'sybil.enabled'] as const

/** How much longer and dearer a run is than those for which the table was made. */
export function scaleOf(attack: Attack, ticks: number, value: Judged['value']) {
  return {
    time: ticks / (attack.epochs * TABLE_TICKS_PER_EPOCH),
    money: Number(value('payoff.s_plus')) / TABLE_SURPLUS,
    harm: Number(value('payoff.h')) / TABLE_HARM,
  }
}
