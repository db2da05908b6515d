import { Record } from '../../components/ledger.ts'
import { Standing } from '../../components/standing.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { isAstray, isCheckpoint } from '../../formulas/incoherence-levers.ts'
import { Focus, IncoherenceGate } from './columns.ts'
import { controlParameters } from './parameters.ts'

/** Reputation that an agent loses at a checkpoint that finds it astray. */
const PENALTY = 0.05

/**
 * Decomposition: long epochs are cut by checkpoints, where everyone begins afresh, and those who are turned down nearly
 * always lose reputation. Reads Record and the gate. Writes Standing, Focus. Whitepaper §10.
 */
export const incoherenceCheckpointSystem = defineSystem({
  name: 'incoherence-checkpoint',
  phase: 'eligibility',
  every: 'tick',
  before: ['roster'],
  reads: [Record],
  writes: [Standing, Focus, IncoherenceGate],
  doc: 'Cuts long epochs, and fines those who went astray.',
  bind(access) {
    const { initiated, accepted } = access.get(Record)
    const { reputation } = access.get(Standing)
    const { turns } = access.get(Focus)
    const { active, astray } = access.get(IncoherenceGate)
    const { decompositionEnabled, decompositionHorizonThreshold } = access.parameters(controlParameters)
    const { tickOfEpoch, ticksPerEpoch } = access.clock
    return (first, end) => {
      if (decompositionEnabled[0] === 0 || active[0] === 0) return
      if (!isCheckpoint(decompositionHorizonThreshold[0], ticksPerEpoch[0], tickOfEpoch[0])) return
      for (let agent = first; agent < end; agent++) {
        turns[agent] = 0
        if (!isAstray(initiated[agent], accepted[agent])) continue
        reputation[agent] -= PENALTY
        astray[0]++
      }
    }
  },
})
