import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Plugin, ScenarioInput } from '../../simulation/index.ts'
import { type BuiltPackage, builtPackage } from '../kit/built-package.ts'

let built: BuiltPackage
let mechanisms: readonly Plugin[]
beforeAll(async () => {
  built = await builtPackage({ mechanisms: 'mechanisms/index.ts' }, { kernels: 'simulation/core.ts' })
  mechanisms = ((await import(built.url('mechanisms'))) as { mechanisms: readonly Plugin[] }).mechanisms
})
afterAll(() => built.remove())

/** A town in which everything is on that can be on at once: the border takes the place of the boundary. */
const scenario: ScenarioInput = {
  agents: [
    { type: 'honest', count: 1500 },
    { type: 'deceptive', count: 200 },
    { type: 'adversarial', count: 200 },
    { type: 'adaptive_adversary', count: 100 },
    { type: 'colluder', count: 50 },
    { type: 'exfiltrator', count: 50 },
    { type: 'erratic', count: 50 },
    { type: 'rule_gamer', count: 10 },
    { type: 'puppet', count: 10, config: { cell_size: 5 } },
    { type: 'launderer', count: 10, config: { cell_size: 2 } },
  ],
  parameters: {
    'governance.staking_enabled': true,
    'governance.circuit_breaker_enabled': true,
    'governance.audit_enabled': true,
    'governance.transaction_tax_rate': 0.05,
    'governance.collusion_detection_enabled': true,
    'auction.enabled': true,
    'border.enabled': true,
    'dealer.enabled': true,
    'feed.enabled': true,
    'identity.enabled': true,
    'insiders.enabled': true,
    'lemons.enabled': true,
    'governance.self_ensemble_enabled': true,
    'governance.self_ensemble_samples': 3,
    'governance.incoherence_breaker_enabled': true,
    'governance.decomposition_enabled': true,
    'governance.decomposition_horizon_threshold': 4,
    'governance.incoherence_friction_enabled': true,
    'marketplace.enabled': true,
    'microstructure.enabled': true,
    'missions.enabled': true,
    'missions.targets.total_count': 10,
    'missions.reward_distribution': 'shapley',
    'missions.duration_epochs': 1,
    'negotiation.enabled': true,
    'redteam.enabled': true,
    'security.enabled': true,
    'sybil.enabled': true,
    'turnover.enabled': true,
    'votes.enabled': true,
  },
  epochs: 3,
  stepsPerEpoch: 5,
}

async function digestOf(plugins: readonly Plugin[], threads: number): Promise<string> {
  const simulation = await built.core.createSimulation(scenario, { plugins, threads })
  while (!simulation.finished) simulation.tick()
  const digest = simulation.digest()
  simulation.dispose()
  return digest
}

it('all mechanisms run together, equally in any order and on any number of threads', async () => {
  const digest = await digestOf(mechanisms, 1)
  expect(await digestOf([...mechanisms].reverse(), 1)).toBe(digest)
  for (const threads of [2, 3]) expect(await digestOf(mechanisms, threads)).toBe(digest)
})
