import { Kind } from '../../components/agent.ts'
import { Parties, Score } from '../../components/interaction.ts'
import { governanceParameters } from '../../components/parameters/governance.ts'
import { f64, u8 } from '../../engine/columns.ts'
import type { PolicyAccess } from '../../engine/policy.ts'

/** The circuit breaker looks at as many of an agent's interactions. The rule is public, so attackers know it. */
const WINDOW = 10
/** Interactions below which a mean says too little to risk a strike. */
const RECORDS_MIN = 4
const MARGIN = 0.04
const STRIKE_TOXICITY = 0.65
const SMOOTHING = 0.2

/** What an attacker keeps of its own interactions. */
export const breakerSense = {
  window: f64({
    unit: 'probability',
    range: [0, 1],
    sight: 'own',
    width: WINDOW,
    doc: 'Ring of the toxicities 1 - p of its last interactions.',
  }),
  length: u8({ unit: 'count', range: [0, WINDOW], sight: 'own', doc: 'Filled places of the ring.' }),
  head: u8({ unit: 'count', range: [0, WINDOW - 1], sight: 'own', doc: 'Next place to fill.' }),
  strikeToxicity: f64({
    unit: 'probability',
    range: [0, 1],
    sight: 'own',
    initial: STRIKE_TOXICITY,
    doc: 'Toxicity that it expects of a strike.',
  }),
} as const

export const BREAKER_SENSE_COLUMNS = [Parties, Score] as const

interface BreakerSense {
  /** Whether one more strike would leave the breaker quiet. */
  mayStrike(agent: number): boolean
  note(interaction: number): void
}

interface SenseState {
  readonly window: Float64Array
  readonly length: Uint8Array
  readonly head: Uint8Array
  readonly strikeToxicity: Float64Array
}

export function bindBreakerSense(access: PolicyAccess, state: SenseState): BreakerSense {
  const { slot } = access.get(Kind)
  const { initiator, hostile } = access.get(Parties)
  const { p } = access.get(Score)
  const { window, length, head, strikeToxicity } = state
  const { circuitBreakerEnabled, freezeThresholdToxicity } = access.parameters(governanceParameters)
  return {
    mayStrike(agent) {
      if (circuitBreakerEnabled[0] === 0) return true
      const row = slot[agent]
      if (length[row] < RECORDS_MIN) return false
      let sum = strikeToxicity[row]
      for (let place = 0; place < length[row]; place++) sum += window[row * WINDOW + place]
      const isFull = length[row] === WINDOW
      if (isFull) sum -= window[row * WINDOW + head[row]]
      const records = isFull ? WINDOW : length[row] + 1
      return sum / records < freezeThresholdToxicity[0] - MARGIN
    },
    note(interaction) {
      const row = slot[initiator[interaction]]
      const toxicity = 1 - p[interaction]
      window[row * WINDOW + head[row]] = toxicity
      head[row] = head[row] === WINDOW - 1 ? 0 : head[row] + 1
      if (length[row] < WINDOW) length[row]++
      if (hostile[interaction] === 1) strikeToxicity[row] += SMOOTHING * (toxicity - strikeToxicity[row])
    },
  }
}
