import { createSimulation, type ScenarioInput } from '../../simulation/index.ts'

/** Runs whose digests `digests.json` keeps: Node, Chromium and workers must all arrive at them. Nothing here needs Node. */
export const GOLDEN_RUNS: Readonly<Record<string, ScenarioInput>> = {
  town: {
    id: 'golden town',
    seed: 'golden',
    agents: [
      {
        type: 'honest',
        count: 120,
        config: { acceptance_threshold: { dist: 'normal', mean: 0.4, sd: 0.05, low: 0.2, high: 0.6 } },
      },
      { type: 'opportunistic', count: 30, initial: { resources: { dist: 'uniform', low: 50, high: 150 } } },
      { type: 'deceptive', count: 24 },
      { type: 'adversarial', count: 16, config: { attack_probability: { dist: 'beta', a: 6, b: 4 } } },
      { type: 'adaptive_adversary', count: 10 },
    ],
    parameters: {
      'network.enabled': true,
      'network.topology': 'small_world',
      'network.k_neighbors': 6,
      'network.dynamic': true,
      'governance.transaction_tax_rate': 0.05,
      'governance.reputation_decay_rate': 0.95,
      'governance.staking_enabled': true,
      'governance.min_stake_to_participate': 10,
      'governance.circuit_breaker_enabled': true,
      'governance.freeze_threshold_toxicity': 0.5,
      'governance.audit_enabled': true,
      'governance.audit_probability': 0.2,
      'boundary.enabled': true,
    },
    interventions: [{ epoch: 2, set: { 'governance.audit_probability': 0.5 } }],
    epochs: 5,
    stepsPerEpoch: 8,
  },
  village: {
    id: 'golden village',
    seed: 'golden',
    profile: 'reference',
    agents: [
      { type: 'honest', count: 12 },
      { type: 'opportunistic', count: 5 },
      { type: 'deceptive', count: 3 },
      { type: 'adversarial', count: 3 },
    ],
    epochs: 6,
    stepsPerEpoch: 10,
  },
}

/** @param create the `createSimulation` of another build */
export async function digestOfRun(name: string, create = createSimulation): Promise<string> {
  const scenario = GOLDEN_RUNS[name]
  if (!scenario) throw new Error(`no golden run ${name}`)
  const simulation = await create(scenario)
  await simulation.run()
  return simulation.digest()
}
