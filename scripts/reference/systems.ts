import { describeSchedule, scheduleAsMermaid } from '../../engine/describe.ts'
import { assemble } from '../../engine/plugin.ts'
import { orderSystems, type PlacedSystem } from '../../engine/schedule.ts'
import { core, type Scenario } from '../../simulation/index.ts'
import { code, page, table } from './markdown.ts'

/** Systems of a scenario in order, with what they declare themselves; what policies add to those that call them is left out. */
function systemsOf(scenario: Scenario): PlacedSystem[] {
  const app = assemble([core], {
    seed: scenario.seed,
    capacity: 0,
    population: 0,
    epochs: scenario.epochs,
    members: new Map(),
    edges: [],
    value: (path) => scenario.parameters[path] ?? null,
  })
  return orderSystems(app.systemList)
}

/** The schedule of both kinds of turns. */
export function systemsPage(simultaneous: Scenario, sequential: Scenario): string {
  return page(
    'Systems',
    [
      'The order in which a tick runs, as `simulation/core.ts` lists it. `epoch-start` and `epoch-end` systems run once an',
      'epoch, `tick` systems once a tick, `agent` and `interaction` systems chunk by chunk. A system that *calls* a rule of',
      'the policies also reads and writes what the policies declare (see policies.md); `patchwork-ecs describe <scenario>`',
      'shows the schedule with that woven in.',
    ].join('\n'),
    scheduleSection(`Simultaneous turns: ${code(simultaneous.id)}`, simultaneous),
    scheduleSection(`Sequential turns: ${code(sequential.id)}`, sequential),
  )
}

function scheduleSection(title: string, scenario: Scenario): string {
  const systems = systemsOf(scenario)
  const [, ...rows] = describeSchedule(systems)
  const told = rows.map(
    ([number = '', name = '', phase = '', , every = '', reads = '', writes = ''], index) => [
      number,
      code(name),
      phase,
      every,
      systems[index]?.calls ?? '',
      reads,
      writes,
      systems[index]?.doc ?? '',
    ],
  )
  return [
    `## ${title}`,
    table(['#', 'system', 'phase', 'every', 'calls', 'reads', 'writes', 'what it does'], told),
    `\`\`\`mermaid\n${scheduleAsMermaid(systems)}\n\`\`\``,
  ].join('\n\n')
}
