import { createSimulation } from '../simulation/index.ts'

/**
 * Tutorial 1: a society without files, screens or command lines.
 *
 * A scenario in code is an object: who lives there, for how long, and the parameters that differ from the profile's
 * defaults. `createSimulation` checks it, sizes every column from it and gives back a simulation whose loop is yours.
 * Outside this repository the import reads `from 'patchwork-ecs'`.
 *
 * Run it: node scripts/run.mjs examples/headless.ts
 */
export async function main(print: (line: string) => void = console.log) {
  const simulation = await createSimulation({
    id: 'audits from the fourth epoch on',
    seed: 'headless',
    agents: [
      { type: 'honest', count: 60 },
      {
        type: 'adversarial',
        count: 20,
        config: { attack_probability: { dist: 'uniform', low: 0.2, high: 0.9 } },
      },
    ],
    parameters: { 'governance.transaction_tax_rate': 0.05 },
    epochs: 6,
    stepsPerEpoch: 10,
  })

  // An epoch is ten ticks here. Results of an epoch are plain numbers.
  for (let epoch = 0; epoch < 2; epoch++) simulation.runEpoch()
  const before = simulation.runEpoch()

  // Levers move while a run goes on, within the range that each one declares.
  simulation.set('governance.audit_enabled', true)
  simulation.set('governance.audit_probability', 0.5)
  simulation.runEpoch()
  simulation.runEpoch()
  const after = simulation.runEpoch()

  // Columns can be read at any time, as copies that you may keep.
  const { columns } = simulation.frame(['Standing.reputation', 'Kind.policy'])
  print(`${columns['Standing.reputation']?.length} agents of ${simulation.policyNames.length} known policies`)
  for (const { epoch, metrics, byType } of [before, after]) {
    print(
      `epoch ${epoch}: toxicity ${metrics['toxicityRate']?.toFixed(3)}, audited ${metrics['auditedInteractions']}, ` +
        `adversaries' reputation ${byType['adversarial']?.meanReputation.toFixed(2)}`,
    )
  }
  // Equal scenarios and seeds end in equal digests, on any machine.
  print(`digest ${simulation.digest()}`)
  return { before, after, digest: simulation.digest() }
}

if (process.argv[1]?.endsWith('headless.ts')) await main()
