import { defineSystem } from '../../engine/schedule.ts'
import { effectivePermeability } from '../../formulas/contagion.ts'
import { Membrane } from './columns.ts'
import { borderParameters } from './parameters.ts'

const NEUTRAL_TRUST = 0.5

/**
 * Threat is a moving average, over the flows of a tick, of the severity of alerts and of harm that spilled; it tightens
 * the membrane from the next tick on. Writes Membrane. Whitepaper §14, adaptive permeability.
 */
export const borderTighteningSystem = defineSystem({
  name: 'border-tightening',
  phase: 'boundary',
  every: 'tick',
  reads: [],
  writes: [Membrane],
  doc: 'Updates the threat level and the permeability it leaves.',
  bind(access) {
    const { threat, permeability, flows, harm } = access.get(Membrane)
    const rule = access.parameters(borderParameters)
    return () => {
      const level = flows[0] === 0 ? 0 : Math.min(1, harm[0] / flows[0])
      threat[0] += rule.threatSmoothing[0] * (level - threat[0])
      permeability[0] = effectivePermeability(
        rule.basePermeability[0],
        threat[0],
        NEUTRAL_TRUST,
        rule.threatSensitivity[0],
        rule.adaptive[0] === 1,
      )
    }
  },
})
