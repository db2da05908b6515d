import { Kind } from '../../components/agent.ts'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { bindSpawnRequest } from '../../components/lookup/spawning.ts'
import { SpawnRequest, SpawnTotals } from '../../components/spawning.ts'
import { NOBODY } from '../../engine/journal.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { TurnoverMix } from './columns.ts'
import { turnoverParameters } from './parameters.ts'

export const BIRTH_STREAM = defineStream('turnover-birth')

const PRESENT = turnoverParameters.parameters.mix.choices.indexOf('present')

/**
 * Asks for newcomers as an epoch ends: the whole part of the rate times the starting population, and one more with
 * the probability of what is left. Each takes its policy by the mix. Reads Kind, Custody, TurnoverMix. Writes
 * SpawnRequest, SpawnTotals.
 */
export const turnoverBirthSystem = defineSystem({
  name: 'turnover-birth',
  phase: 'epoch-end',
  every: 'epoch-end',
  after: ['turnover-exit'],
  reads: [Kind, Custody, TurnoverMix],
  writes: [SpawnRequest, SpawnTotals],
  doc: 'Asks for newcomers.',
  bind(access) {
    const { start } = access.get(TurnoverMix)
    const { birthRate, mix } = access.parameters(turnoverParameters)
    const request = bindSpawnRequest(access)
    const countPresent = bindPresentCount(access)
    const draws = access.source(BIRTH_STREAM)
    return (first, end) => {
      const weights = mix[0] === PRESENT ? countPresent(first, end) : start
      const starting = sumOf(start)
      const total = sumOf(weights)
      draws.begin(0)
      const births = Math.floor(birthRate[0] * starting + draws.next()[0])
      if (total === 0) return
      for (let birth = 1; birth <= births; birth++) {
        draws.begin(birth)
        request(policyAt(weights, Math.floor(draws.next()[0] * total)), NOBODY)
      }
    }
  },
})

function sumOf(counts: Uint32Array): number {
  let sum = 0
  for (let code = 0; code < counts.length; code++) sum += counts[code]
  return sum
}

/** Policy of the nth of so many agents, lined up by policy. */
function policyAt(counts: Uint32Array, nth: number): number {
  let before = nth
  let code = 0
  while (before >= counts[code]) before -= counts[code++]
  return code
}

/** Agents present, by policy. */
function bindPresentCount(access: SystemAccess): (first: number, end: number) => Uint32Array {
  const { policy } = access.get(Kind)
  const { reasons } = access.get(Custody)
  const counts = new Uint32Array(access.registry.policies.length)
  return (first, end) => {
    counts.fill(0)
    for (let agent = first; agent < end; agent++) {
      if ((reasons[agent] & CustodyReason.departed) === 0) counts[policy[agent]]++
    }
    return counts
  }
}
