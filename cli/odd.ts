import type { Sight } from '../engine/columns.ts'
import type { PlacedSystem } from '../engine/schedule.ts'
import { mechanisms } from '../mechanisms/index.ts'
import type { Paragraph } from '../outputs/report/model.ts'
import type { OddElement } from '../outputs/report/parts.ts'
import { indented, printable } from '../outputs/text.ts'
import { vocabulary } from '../simulation/assembly.ts'
import type { SimulationPlan } from '../simulation/plan.ts'
import { populationOf, type Scenario } from '../simulation/scenario.ts'
import type { Trait } from '../simulation/traits.ts'

/** A heading, or a paragraph under the last one, moved in by its depth. */
type Block = Paragraph

/** A description of a model by the ODD protocol as text of some width. */
export const oddText = (plan: SimulationPlan, width: number): string =>
  oddElements(plan)
    .map(({ title, paragraphs }) =>
      [title, ...paragraphs.map(([depth, text]) => indented(text, width, 2 * depth))].join('\n'),
    )
    .join('\n\n')

/**
 * A description of a model by the ODD protocol (Grimm et al. 2020, JASSS 23(2) 7), its seven elements in order. All of
 * it is read from the declarations, so it cannot fall behind the code.
 */
export function oddElements(plan: SimulationPlan): OddElement[] {
  return [
    { title: '1. Purpose and patterns', paragraphs: purpose(plan) },
    { title: '2. Entities, state variables, and scales', paragraphs: entities(plan) },
    { title: '3. Process overview and scheduling', paragraphs: processes(plan) },
    { title: '4. Design concepts', paragraphs: concepts(plan) },
    { title: '5. Initialisation', paragraphs: initialisation(plan) },
    { title: '6. Input data', paragraphs: inputs(plan.scenario) },
    { title: '7. Submodels', paragraphs: submodels(plan) },
  ]
}

function purpose({ scenario, metricColumns }: SimulationPlan): Block[] {
  const about = printable(scenario.description.trim())
  return [
    [1, `${about === '' ? 'The scenario gives no description.' : about}`],
    [
      1,
      'The model asks which market rules and safeguards keep a society of AI agents safe. Interactions are judged by ' +
        'the probability p that they are beneficial, and the model is judged by the patterns that arise in ' +
        `${Object.keys(metricColumns).length} metrics over epochs, above all toxicity, the quality gap and welfare.`,
    ],
  ]
}

function entities({ layout, tables: rowsOf, scenario }: SimulationPlan): Block[] {
  const tables = [...new Set(layout.map(({ component }) => component.table))].sort()
  const columns = tables
    .filter((table) => (rowsOf.get(table) ?? 0) > 0)
    .flatMap((table): Block[] => [
      [1, `${table}: ${rowsOf.get(table)} rows`],
      ...layout
        .filter(({ component }) => component.table === table)
        .map(({ path, field }): Block => [2, `${path} (${field.unit}): ${field.doc}`]),
    ])
  return [
    [
      1,
      `Time runs in ticks, called steps in scenario files; ${scenario.stepsPerEpoch} make an epoch, and ` +
        `${scenario.epochs} epochs a run. There is no space but the network, where the scenario has one.`,
    ],
    ...columns,
  ]
}

function processes({ systems }: SimulationPlan): Block[] {
  const named = (found: readonly PlacedSystem[]) => found.map(({ name }) => name).join(', ') || 'nothing'
  const every = (...cadences: string[]) => systems.filter((system) => cadences.includes(system.every))
  return [
    [1, `At the start of an epoch: ${named(every('epoch-start'))}.`],
    [1, `In each tick: ${named(every('agent', 'interaction', 'tick'))}.`],
    [1, `At the end of an epoch: ${named(every('epoch-end'))}.`],
    [
      1,
      'The order is fixed; systems see agents in ascending rows. The schedule says what each reads and writes.',
    ],
  ]
}

function concepts({ scenario, layout, metricColumns, systems }: SimulationPlan): Block[] {
  const seen = (sight: Sight) =>
    layout
      .filter(({ component, field }) => component.table === 'agent' && field.sight === sight)
      .map(({ path }) => path)
      .join(', ')
  const turns = scenario.parameters['turns']
  const streams = `Threefry4x32-${scenario.parameters['random.rounds']}`
  return [
    [1, 'Basic principles: soft labels. Governance and metrics work on p, not on a verdict of good or bad.'],
    [
      1,
      'Emergence: toxicity, adverse selection, inequality and the fate of each policy arise from interactions.',
    ],
    [1, `Adaptation and learning: agents follow their policies; ${learners(systems)}`],
    [1, `Sensing: an agent sees of the others ${seen('public')}; of itself besides ${seen('own')}.`],
    [
      1,
      `Interaction: proposals between two agents, answered by consent and an acceptance threshold; turns are ${turns}.`,
    ],
    [
      1,
      `Stochasticity: every draw is a function of seed, stream, tick and entity (${streams}); nothing else varies.`,
    ],
    [
      1,
      `Collectives: adversaries know one another in rings of ${scenario.parameters['observation.ally_ring_size']}.`,
    ],
    [1, 'Observation, once an epoch:'],
    ...Object.entries(metricColumns).map(([name, { unit, doc }]): Block => [2, `${name} (${unit}): ${doc}`]),
  ]
}

const learners = (systems: readonly PlacedSystem[]): string => {
  const found = systems.filter(({ calls }) => calls !== undefined && calls !== 'act' && calls !== 'consents')
  return `what they take from experience enters by ${found.map(({ name }) => name).join(', ') || 'no system'}.`
}

function initialisation({ scenario, policyNames }: SimulationPlan): Block[] {
  const traits = (given: Readonly<Record<string, Trait | undefined>> = {}) =>
    Object.entries(given).map(([name, trait]) => `${name} ${traitText(trait)}`)
  const groups = scenario.agents.map(({ type, count, config, initial }): Block => {
    const drawn = [...traits(config), ...traits(initial).map((each) => `initial ${each}`)]
    return [2, `${count} ${type}${drawn.length === 0 ? '' : `: ${drawn.join('; ')}`}`]
  })
  return [
    [1, `${populationOf(scenario)} agents of ${policyNames.length} known policies, in rows in this order:`],
    ...groups,
    [1, `Traits that are not named take their defaults. The seed is "${printable(scenario.seed)}".`],
  ]
}

function traitText(trait: Trait | undefined): string {
  if (trait === undefined || typeof trait === 'number') return String(trait)
  const { dist, ...numbers } = trait
  return `${dist}(${Object.entries(numbers)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ')})`
}

function inputs({ interventions, edges }: Scenario): Block[] {
  const moves = interventions.map(({ epoch, set }): Block => {
    const changes = Object.entries(set).map(([path, value]) => `${path} to ${value}`)
    return [2, `at the start of epoch ${epoch}: ${changes.join(', ')}`]
  })
  const network = edges.length === 0 ? 'none' : `${edges.length} edges of the network`
  return [
    [1, `Data from outside: ${network}.`],
    [1, moves.length === 0 ? 'No lever moves while it runs.' : 'Levers that move while it runs:'],
    ...moves,
  ]
}

function submodels({ scenario, systems }: SimulationPlan): Block[] {
  const { policies } = vocabulary(mechanisms)
  const types = [...new Set(scenario.agents.map(({ type }) => type))]
  const followed = types.flatMap((type): Block[] => {
    const policy = policies.get(type)
    return policy ? [[2, `${type}: ${policy.doc}`]] : []
  })
  return [
    [1, 'Policies:'],
    ...followed,
    [1, 'Systems, in order:'],
    ...systems.map(({ name, doc }): Block => [2, `${name}: ${doc}`]),
    [1, 'Their parameters are in the tables above.'],
  ]
}
