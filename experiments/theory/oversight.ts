import { Custody } from '../../components/custody.ts'
import { Record } from '../../components/ledger.ts'
import type { TheoryCheck } from './check.ts'
import { allOfP, numberOf, observe, type Society, STANDARD_ERRORS, summaryOf } from './society.ts'

const P = 0.2
const THRESHOLD = 0.5
const MULTIPLIER = 2
const FINE = MULTIPLIER * (THRESHOLD - P)

const toxic = (parameters: Society['parameters']): Society => ({
  agents: { honest: 300, opportunistic: 200 },
  parameters: { ...allOfP(P), 'acceptance.mode': 'policy', ...parameters },
  epochs: 10,
  steps: 10,
})

/** Mean fine of an interaction of p 0.2. */
async function meanFine(probability: number) {
  const row = await summaryOf(
    toxic({
      'governance.audit_enabled': true,
      'governance.audit_probability': probability,
      'governance.audit_penalty_multiplier': MULTIPLIER,
      'governance.audit_threshold_p': THRESHOLD,
    }),
  )
  const interactions = numberOf(row, 'totalInteractions')
  const error = FINE * Math.sqrt((probability * (1 - probability)) / interactions)
  return { value: numberOf(row, 'auditPenalties') / interactions, band: STANDARD_ERRORS * error }
}

/** Audit lever and circuit breaker in simulation. */
export const oversightChecks: readonly TheoryCheck[] = [
  {
    name: 'audit-mean-fine',
    claim:
      'Audited with a = 0.1, multiplier 2, threshold 0.5, work of p = 0.2 is fined a m (th - p) on average.',
    source: 'Whitepaper §8; Becker (1968)',
    measure: async () => ({ ...(await meanFine(0.1)), expected: 0.06 }),
  },
  {
    name: 'audit-deterring-probability',
    claim: 'An audit probability of 1/6 takes a gain of 0.1 away.',
    source: 'Whitepaper §8; Becker (1968)',
    measure: async () => ({ ...(await meanFine(1 / 6)), expected: 0.1 }),
  },
  {
    name: 'breaker-third-interaction',
    claim:
      'Every agent that is always toxic is frozen at exactly its third interaction: the furthest from it.',
    source: 'Whitepaper §8, circuit breaker',
    measure: async () => ({ value: await furthestFreeze(), expected: 3, band: 0 }),
  },
]

/** Interactions of the agent whose freeze came furthest from its third. NaN when nobody was frozen, or it did not hold. */
function furthestFreeze(): Promise<number> {
  const society = toxic({
    'governance.circuit_breaker_enabled': true,
    'governance.freeze_duration_epochs': 1000,
  })
  return observe(society, ({ world }) => {
    const { reasons } = world.get(Custody)
    const { initiated } = world.get(Record)
    let furthest = Number.NaN
    for (let agent = 0; agent < (world.clock.agentCount[0] as number); agent++) {
      const count = initiated[agent] as number
      // One who has had three and is free would be a freeze that did not come.
      if (reasons[agent] === 0 && count < 3) continue
      if (!(Math.abs(count - 3) <= Math.abs(furthest - 3))) furthest = count
    }
    return furthest
  })
}
