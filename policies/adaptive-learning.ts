import type { Columns } from '../engine/columns.ts'
import { defineComponent, f64, u8, u16, u32 } from '../engine/columns.ts'
import { defineParameters, number } from '../engine/config.ts'
import type { DrawSource } from '../engine/random.ts'
import { PROBABILITY, traitColumns } from './shared/traits.ts'

/** Strategies of an adaptive adversary; a strategy's code is its position. */
export const STRATEGIES = [
  'reputation_farming',
  'collusion',
  'sybil',
  'griefing',
  'low_profile',
  'intermittent',
  'mimicry',
  'threshold_dancing',
  'governance_gaming',
  'information_laundering',
  'timing_attack',
  'adaptive_blend',
] as const

const codes = Object.fromEntries(STRATEGIES.map((name, code) => [name, code]))
export const Strategy = codes as { readonly [K in (typeof STRATEGIES)[number]]: number }

const COUNT = STRATEGIES.length
/** What it falls back to when it feels watched. */
const STEALTHY = [Strategy.low_profile, Strategy.intermittent, Strategy.mimicry] as const
const ATTEMPTS_MIN = 3
const PAYOFF_SCALE = 5
const DETECTION_HEAT = 0.3
const PENALTY_HEAT = 0.2
const COOLING = 0.1
const ESTIMATE_SHRINKAGE = 0.95
const COUNT_MAX = 65_535

export const adaptiveAgentParameters = defineParameters('agents.config', {
  explorationRate: number({
    ...PROBABILITY,
    default: 0.2,
    doc: 'Probability that an adaptive adversary tries any strategy rather than the best one.',
  }),
  heatThreshold: number({
    unit: 'level',
    range: [0, 1],
    default: 0.6,
    doc: 'Heat, a level that detections and penalties raise, above which it lies low.',
  }),
})

const perStrategy = { sight: 'own', width: COUNT } as const

export const AdaptiveState = defineComponent(
  'AdaptiveAdversary',
  {
    ...traitColumns(adaptiveAgentParameters),
    strategy: u8({ unit: 'code', range: [0, COUNT - 1], sight: 'own', doc: 'Strategy that it last chose.' }),
    heat: f64({ unit: 'level', range: [0, 1], sight: 'own', doc: 'How closely it feels watched.' }),
    started: u8({ unit: 'flag', range: [0, 1], sight: 'own', doc: 'Has seen an epoch start.' }),
    sinceDetection: u16({
      unit: 'count',
      sight: 'own',
      doc: 'Outcomes and epochs since it was last detected.',
    }),
    sincePenalty: u16({ unit: 'count', sight: 'own', doc: 'Outcomes since its last penalty.' }),
    toxicityEstimate: f64({
      unit: 'probability',
      sight: 'own',
      doc: 'Toxicity that it believes goes unnoticed.',
      initial: 0.7,
    }),
    frequencyEstimate: f64({
      unit: 'deviations',
      sight: 'own',
      doc: 'Frequency of a pair that it believes goes unnoticed.',
      initial: 2,
    }),
    cooldown: u8({ unit: 'turns', sight: 'own', doc: 'Turns that it still lies low after a timed attack.' }),
    sightRow: u32({ unit: 'rows', sight: 'own', doc: 'Its number among the agents that keep sightings.' }),
    attempts: u16({ ...perStrategy, unit: 'count', doc: 'Outcomes by strategy.' }),
    successes: u16({ ...perStrategy, unit: 'count', doc: 'Outcomes with a positive payoff, by strategy.' }),
    detected: u16({ ...perStrategy, unit: 'count', doc: 'Outcomes at which it was detected, by strategy.' }),
    payoff: f64({ ...perStrategy, unit: 'payoff', doc: 'Sum of payoffs by strategy.' }),
    penalty: f64({ ...perStrategy, unit: 'score', doc: 'Sum of penalties by strategy.' }),
  },
  { table: 'policy:adaptiveAdversary' },
)

/** How often strategies were tried, did well and were detected, and what they earned. */
type Tallies = Pick<Columns<typeof AdaptiveState.fields>, 'attempts' | 'successes' | 'detected' | 'payoff'>

/**
 * How well a strategy has done: 0.3 × success rate + 0.4 × share undetected + 0.3 × mean payoff / 5, losses counted as 0;
 * 0.5 below three attempts.
 */
export function writeEffectiveness(
  { attempts, successes, detected, payoff }: Tallies,
  at: number,
  into: Float64Array,
  place: number,
): void {
  const times = attempts[at]
  if (times < ATTEMPTS_MIN) {
    // A literal: a constant of the module beside a computed number would have both boxed.
    into[place] = 0.5
    return
  }
  const gain = payoff[at] / times / PAYOFF_SCALE
  into[place] = 0.3 * (successes[at] / times) + 0.4 * (1 - detected[at] / times)
  if (gain > 0) into[place] += 0.3 * gain
}

/** What adaptive adversaries learn, by row of their own table. */
export interface Learning {
  /** Effectiveness of every strategy; the next call overwrites it. */
  effectiveness(row: number): Float64Array
  /** The strategy to follow: a stealthy one when watched, any one to explore, else the best, the first among equals. */
  select(row: number, draws: DrawSource): number
  /** Any strategy but the blend itself, as likely as it is effective: one draw. */
  blend(row: number, draws: DrawSource): number
  /** Learns from an outcome of a strategy. */
  note(row: number, strategy: number, payoff: number, penalty: number, detected: boolean): void
}

export function bindLearning(state: Columns<typeof AdaptiveState.fields>): Learning {
  const { heat, heatThreshold, explorationRate } = state
  const effect = new Float64Array(COUNT)
  const effectiveness = (row: number) => {
    for (let strategy = 0; strategy < COUNT; strategy++) {
      writeEffectiveness(state, row * COUNT + strategy, effect, strategy)
    }
    return effect
  }
  const best = (row: number) => {
    effectiveness(row)
    let chosen = 0
    for (let strategy = 1; strategy < COUNT; strategy++)
      if (effect[strategy] > effect[chosen]) chosen = strategy
    return chosen
  }
  const select = (row: number, draws: DrawSource) => {
    if (heat[row] > heatThreshold[row]) return STEALTHY[Math.floor(draws.next()[0] * STEALTHY.length)]
    if (draws.next()[0] < explorationRate[row]) return Math.floor(draws.next()[0] * COUNT)
    return best(row)
  }
  const blend = (row: number, draws: DrawSource) => {
    effectiveness(row)
    let total = 0
    for (let strategy = 0; strategy < Strategy.adaptive_blend; strategy++) total += effect[strategy]
    let left = draws.next()[0] * total
    for (let strategy = 0; strategy < Strategy.adaptive_blend; strategy++) {
      left -= effect[strategy]
      if (left < 0) return strategy
    }
    return Strategy.low_profile
  }
  return { effectiveness, select, blend, note: bindNoteOutcomes(state) }
}

function bindNoteOutcomes(state: Columns<typeof AdaptiveState.fields>): Learning['note'] {
  const { attempts, successes, detected, payoff, penalty } = state
  const { heat, sinceDetection, sincePenalty, toxicityEstimate, frequencyEstimate } = state
  const feelWatched = (row: number, fine: number, wasDetected: boolean) => {
    if (wasDetected) {
      heat[row] = Math.min(1, heat[row] + DETECTION_HEAT)
      sinceDetection[row] = 0
    } else {
      sinceDetection[row] = Math.min(COUNT_MAX, sinceDetection[row] + 1)
      heat[row] = Math.max(0, heat[row] - COOLING * sinceDetection[row])
    }
    if (fine > 0) {
      heat[row] = Math.min(1, heat[row] + PENALTY_HEAT)
      sincePenalty[row] = 0
    } else sincePenalty[row] = Math.min(COUNT_MAX, sincePenalty[row] + 1)
  }
  return (row, strategy, gain, fine, wasDetected) => {
    const at = row * COUNT + strategy
    if (attempts[at] < COUNT_MAX) {
      attempts[at]++
      payoff[at] += gain
      penalty[at] += fine
      if (gain > 0) successes[at]++
      if (wasDetected) detected[at]++
    }
    feelWatched(row, fine, wasDetected)
    if (!wasDetected) return
    toxicityEstimate[row] *= ESTIMATE_SHRINKAGE
    frequencyEstimate[row] *= ESTIMATE_SHRINKAGE
  }
}
