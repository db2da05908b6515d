import {
  bindChoices,
  bindPartners,
  CHOICE_COLUMNS,
  createSimulation,
  defineComponent,
  defineParameters,
  definePlugin,
  definePolicy,
  f64,
  InteractionKind,
  Kind,
  NOBODY,
  number,
  PARTNER_COLUMNS,
  Parties,
  Score,
  u32,
} from '../simulation/index.ts'

/**
 * Tutorial 2: a policy of your own, tit for tat.
 *
 * A policy is a rule for one agent: what it does with a turn (`act`), whether it consents when it is asked (`consents`),
 * and what an interaction leaves behind (`answered`, `learn`). This one cooperates; whoever brings it an interaction of
 * poor quality gets a poor one back, once. Then it has forgotten.
 *
 * What the policy reads and writes is declared, and the engine holds it to that: an undeclared component or a hidden
 * column is refused by name when the policy is bound.
 *
 * Run it: node scripts/run.mjs examples/custom-policy.ts
 */

// 1. Parameters that a scenario may set for each group of agents: a number, or a distribution from which every agent
//    draws its own. Scenario files write them in snake_case, under the group's `config`.
const titForTatParameters = defineParameters('agents.config', {
  expectation: number({
    unit: 'probability',
    range: [0, 1],
    default: 0.5,
    doc: 'Quality p below which it feels wronged.',
  }),
})

// 2. Columns along the policy's own table, one row a member: one column for each parameter, by the same name, and state.
const TitForTat = defineComponent(
  'TitForTat',
  {
    expectation: f64({ unit: 'probability', range: [0, 1], sight: 'own', doc: 'Quality that it expects.' }),
    offender: u32({ unit: 'rows', sight: 'own', doc: 'Agent that wronged it last, plus 1; 0 for none.' }),
    retaliations: u32({ unit: 'count', sight: 'own', doc: 'Times that it paid back.' }),
  },
  { table: 'policy:titForTat' },
)

// 3. The rule. `bind` takes the columns once; the functions that it returns are called for every agent and must neither
//    allocate nor draw more than they need.
export const titForTat = definePolicy({
  name: 'titForTat',
  key: 'tit_for_tat',
  doc: 'Cooperates, and pays a poor interaction back once.',
  // A type of its own: its proposals signal like honest ones, hostile ones like an adversary's.
  type: 255,
  parameters: titForTatParameters,
  traits: TitForTat,
  remembers: false,
  own: [Kind],
  others: [...PARTNER_COLUMNS, Parties, Score],
  writes: CHOICE_COLUMNS,
  bind(access) {
    const { slot } = access.get(Kind)
    const { expectation, offender, retaliations } = access.get(TitForTat)
    // Whom an agent may meet: everyone, or its neighbours where there is a network.
    const { sees, among } = bindPartners(access)
    const anyone = among('visible', (_agent, _rows, found) => found)
    const { propose, noop } = bindChoices(access)
    const { initiator, counterparty } = access.get(Parties)
    const { p } = access.get(Score)
    return {
      act(agent, draws) {
        const row = slot[agent]
        const wronged = offender[row] !== 0 && sees(agent, offender[row] - 1)
        const partner = wronged ? offender[row] - 1 : anyone.choose(agent, draws)
        if (partner === NOBODY) return noop(agent)
        propose(agent, partner, InteractionKind.trade, wronged ? 1 : 0, 0)
        if (!wronged) return
        offender[row] = 0
        retaliations[row]++
      },
      // Consent writes nothing: all proposals of a tick meet the same agent.
      consents: (interaction) => offender[slot[counterparty[interaction]]] !== initiator[interaction] + 1,
      answered(interaction) {
        const row = slot[counterparty[interaction]]
        if (p[interaction] < expectation[row]) offender[row] = initiator[interaction] + 1
      },
    }
  },
})

// 4. A plugin brings it in. Scenarios can then name the policy by its key.
export const titForTatPlugin = definePlugin('tit-for-tat', [], (app) => app.needs('core').policies(titForTat))

export async function main(print: (line: string) => void = console.log) {
  const simulation = await createSimulation(
    {
      id: 'tit for tat among adversaries',
      agents: [
        { type: 'tit_for_tat', count: 30, config: { expectation: { dist: 'uniform', low: 0.4, high: 0.6 } } },
        { type: 'honest', count: 30 },
        { type: 'adversarial', count: 20 },
      ],
      epochs: 5,
    },
    { plugins: [titForTatPlugin] },
  )
  const { epochs } = await simulation.run()
  const paidBack = simulation.world.get(TitForTat).retaliations.reduce((sum, count) => sum + count, 0)
  const last = epochs[epochs.length - 1]
  for (const [name, entry] of Object.entries(last?.byType ?? {})) {
    print(`${name}: ${entry.agents} agents, mean payoff ${entry.meanTotalPayoff.toFixed(2)}`)
  }
  print(`poor interactions paid back: ${paidBack}`)
  return { byType: last?.byType ?? {}, paidBack, digest: simulation.digest() }
}

if (process.argv[1]?.endsWith('custom-policy.ts')) await main()
