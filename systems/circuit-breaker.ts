import { Status, Violation } from '../components/codes.ts'
import { Breaker } from '../components/custody.ts'
import { Finding, Parties, Score, Verdict } from '../components/interaction.ts'
import { governanceParameters } from '../components/parameters/governance.ts'
import { defineSystem } from '../engine/schedule.ts'
import { ringMean } from '../formulas/levers.ts'

export const BREAKER_WINDOW = 10

/**
 * Freezes initiators whose last ten interactions were too toxic, accepted or not. Each interaction at which the mean
 * reaches the threshold counts as a violation; from the Nth on the agent is frozen. Reads Parties, Score, Verdict.
 * Writes Breaker, Finding; the freeze itself falls due at the end of the tick. Whitepaper §8, circuit breaker.
 */
export const circuitBreakerSystem = defineSystem({
  name: 'circuit-breaker',
  phase: 'breaker',
  every: 'interaction',
  spread: 'chunks',
  reads: [Parties, Score, Verdict],
  writes: [Breaker, Finding],
  doc: 'Counts violations and asks for freezes.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { window, length, head, violations, freezeUntil } = access.get(Breaker)
    const { violations: found } = access.get(Finding)
    const lever = access.parameters(governanceParameters)
    const {
      circuitBreakerEnabled,
      freezeThresholdToxicity,
      freezeThresholdViolations,
      freezeDurationEpochs,
    } = lever
    const { epoch } = access.clock
    return (first, end) => {
      if (circuitBreakerEnabled[0] === 0) return
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const agent = initiator[row]
        const ring = agent * BREAKER_WINDOW
        window[ring + head[agent]] = 1 - p[row]
        head[agent] = head[agent] === BREAKER_WINDOW - 1 ? 0 : head[agent] + 1
        if (length[agent] < BREAKER_WINDOW) length[agent]++
        const toxicity = ringMean(window, ring, BREAKER_WINDOW, head[agent], length[agent])
        if (toxicity < freezeThresholdToxicity[0]) continue
        violations[agent]++
        if (violations[agent] < freezeThresholdViolations[0]) continue
        freezeUntil[agent] = epoch[0] + freezeDurationEpochs[0]
        found[row] |= Violation.freeze
      }
    }
  },
})
