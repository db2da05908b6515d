import { createSimulation } from '../../simulation/create.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'

/** A small mixed society under every lever, so that every kind of event can happen. */
export const smallSociety: ScenarioInput = {
  id: 'small',
  seed: '7',
  epochs: 4,
  stepsPerEpoch: 5,
  agents: [
    { type: 'honest', count: 8 },
    { type: 'opportunistic', count: 4 },
    { type: 'deceptive', count: 4 },
    { type: 'adaptive_adversary', count: 4 },
  ],
  parameters: {
    'acceptance.mode': 'both',
    'governance.transaction_tax_rate': 0.1,
    'governance.reputation_decay_rate': 0.9,
    'governance.circuit_breaker_enabled': true,
    'governance.freeze_threshold_toxicity': 0.3,
    'governance.audit_enabled': true,
    'governance.audit_probability': 0.5,
    'metrics.series_share': 0.5,
  },
  interventions: [{ epoch: 1, set: { 'governance.audit_probability': 0.25 } }],
  successCriteria: { min_epochs: 4, max_toxicity: 1 },
}

/** A finished run of the small society, some of it replaced. */
export async function smallRun(changes: ScenarioInput = {}): Promise<Simulation> {
  const simulation = await createSimulation({ ...smallSociety, ...changes })
  await simulation.run()
  return simulation
}
