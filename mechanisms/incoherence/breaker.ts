import { CustodyReason, EventCode, Status } from '../../components/codes.ts'
import { Custody, LeverEffect } from '../../components/custody.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { bindNote, Journal, JournalHead, NOBODY } from '../../engine/journal.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { UNCERTAINTY_WINDOW } from '../../formulas/incoherence-levers.ts'
import { ringMean } from '../../formulas/levers.ts'
import { IncoherenceGate, Wavering } from './columns.ts'
import { controlParameters, incoherenceParameters } from './parameters.ts'

/**
 * Incoherence breaker: an initiator whose last ten interactions were too uncertain on average is to be frozen, whatever
 * became of them. A freeze for this reason ends on its own, and no other lever's release ends it. Reads Parties, Score,
 * Verdict and the gate. Writes Wavering. Whitepaper §10.
 */
export const incoherenceBreakerSystem = defineSystem({
  name: 'incoherence-breaker',
  phase: 'breaker',
  every: 'interaction',
  reads: [Parties, Score, Verdict, IncoherenceGate],
  writes: [Wavering],
  doc: 'Finds initiators whose outcomes are too uncertain.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const { active } = access.get(IncoherenceGate)
    const { window, length, head, due, freezeUntil } = access.get(Wavering)
    const { incoherenceBreakerEnabled, incoherenceBreakerThreshold } = access.parameters(controlParameters)
    const { freezeEpochs, breakerMinInteractions } = access.parameters(incoherenceParameters)
    const { epoch } = access.clock
    return (first, end) => {
      if (incoherenceBreakerEnabled[0] === 0 || active[0] === 0) return
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const agent = initiator[row]
        const ring = agent * UNCERTAINTY_WINDOW
        window[ring + head[agent]] = 1 - Math.abs(2 * p[row] - 1)
        head[agent] = head[agent] === UNCERTAINTY_WINDOW - 1 ? 0 : head[agent] + 1
        if (length[agent] < UNCERTAINTY_WINDOW) length[agent]++
        if (length[agent] < breakerMinInteractions[0]) continue
        const uncertainty = ringMean(window, ring, UNCERTAINTY_WINDOW, head[agent], length[agent])
        if (uncertainty < incoherenceBreakerThreshold[0]) continue
        freezeUntil[agent] = epoch[0] + freezeEpochs[0]
        due[agent] = 1
      }
    }
  },
})

/** Freezes that fell due in this tick take hold, after everything that others decide by. Writes Wavering, Custody. */
export const incoherenceCustodySystem = defineSystem({
  name: 'incoherence-custody',
  phase: 'reputation',
  every: 'agent',
  after: ['custody'],
  reads: [],
  writes: [Wavering, Custody, Journal, JournalHead],
  doc: 'Holds the agents that the incoherence breaker found.',
  bind(access) {
    const { due } = access.get(Wavering)
    const { reasons, freezes } = access.get(Custody)
    const note = bindNote(access.world)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if (due[agent] === 0) continue
        due[agent] = 0
        if (reasons[agent] === 0) {
          freezes[agent]++
          note(EventCode.agentFrozen, agent, NOBODY, CustodyReason.incoherence)
        }
        reasons[agent] |= CustodyReason.incoherence
      }
    }
  },
})

/** Freezes end with their epoch, also once the breaker is off; the window of uncertainties stays. Writes Wavering, LeverEffect. */
export const incoherenceThawSystem = defineSystem({
  name: 'incoherence-thaw',
  phase: 'epoch-levers',
  every: 'epoch-start',
  before: ['lever-merge'],
  reads: [],
  writes: [Wavering, LeverEffect],
  doc: 'Asks for the release of agents whose freeze for incoherence has run out.',
  bind(access) {
    const { freezeUntil } = access.get(Wavering)
    const { thaw } = access.get(LeverEffect)
    const { epoch } = access.clock
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if (freezeUntil[agent] < 0 || epoch[0] < freezeUntil[agent]) continue
        thaw[agent] |= CustodyReason.incoherence
        freezeUntil[agent] = -1
      }
    }
  },
})
