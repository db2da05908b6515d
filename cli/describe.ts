import { defaultOf, expectation, type Parameter, type ParameterValue } from '../engine/config.ts'
import { describeSchedule, scheduleAsMermaid } from '../engine/describe.ts'
import { bytesByComponent } from '../engine/world.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { jsonText } from '../outputs/json.ts'
import { indented, layOut, printable } from '../outputs/text.ts'
import { WORLD_BYTES_MAX } from '../simulation/assembly.ts'
import { planSimulation, type SimulationPlan } from '../simulation/plan.ts'
import { populationOf, type Scenario } from '../simulation/scenario.ts'
import { oddText } from './odd.ts'
import { loadNamed, type ScenarioOptions } from './options.ts'
import { logTo, type ResultOutput } from './output.ts'

export const DESCRIPTION_FORMATS = ['text', 'json', 'mermaid'] as const

export interface DescribeOptions extends ScenarioOptions {
  readonly format: (typeof DESCRIPTION_FORMATS)[number]
}

/** `describe`: what a scenario is made of, read from the declarations. Nothing runs, and nothing is allocated. */
export async function describeCommand(
  given: string,
  options: DescribeOptions,
  output: ResultOutput,
): Promise<void> {
  const scenario = loadNamed(given, options)
  const log = logTo(process.stderr, false)
  for (const warning of scenario.warnings) log(`warning: ${printable(warning)}`)
  const plan = planSimulation(scenario, { plugins: mechanisms })
  if (options.format === 'mermaid') output.write(`${scheduleAsMermaid(plan.systems)}\n`)
  else if (options.format === 'json') output.write(jsonText(descriptionOf(plan)))
  else output.write(descriptionText(plan, output))
}

interface ParameterLine {
  readonly path: string
  readonly value: ParameterValue
  readonly standard: ParameterValue
  readonly parameter: Parameter
}

/** Every parameter of a scenario in path order, with what its profile has for a default. */
export function parametersOf({ scenario, parameterList }: SimulationPlan): ParameterLine[] {
  return [...parameterList].map(([path, parameter]) => ({
    path,
    value: scenario.parameters[path] ?? null,
    standard: defaultOf(parameter, scenario.profile),
    parameter,
  }))
}

/** The description as an object, for programs. */
function descriptionOf(plan: SimulationPlan): object {
  const { scenario, systems, layout, tables, bytes, placingBytes } = plan
  const names = (components: readonly { readonly name: string }[]) => components.map(({ name }) => name)
  return {
    scenario,
    systems: systems.map(({ name, phase, plugin, every, reads, writes, doc }) => ({
      name,
      phase,
      plugin,
      every,
      reads: names(reads),
      writes: names(writes),
      doc,
    })),
    parameters: parametersOf(plan).map(({ path, value, standard, parameter }) => ({
      path,
      value,
      default: standard,
      ...(parameter.kind === 'number' ? { unit: parameter.unit } : {}),
      expected: expectation(parameter),
      live: parameter.live !== false,
      doc: parameter.doc,
    })),
    bytes: {
      total: bytes,
      perAgent: bytesPerAgent(plan),
      whilePlacing: placingBytes,
      byComponent: Object.fromEntries(bytesByComponent(layout)),
    },
    rowsByTable: Object.fromEntries([...tables].sort(([a], [b]) => (a < b ? -1 : 1))),
  }
}

function descriptionText(plan: SimulationPlan, { width, style }: ResultOutput): string {
  const { scenario } = plan
  const parameters = parametersOf(plan)
  const changed = parameters.filter(({ value, standard }) => value !== standard)
  const sections: [title: string, lines: string[]][] = [
    [`Scenario ${printable(scenario.id)}`, headLines(scenario, width)],
    ['Schedule', scheduleLines(plan, width)],
    [`Parameters that differ from profile ${scenario.profile}`, parameterLines(changed, width)],
    ['All parameters', parameterLines(parameters, width)],
    ['Memory', memoryLines(plan, width)],
    ['Interventions', interventionLines(scenario, width)],
    ['Success criteria', criteriaLines(scenario, width)],
    ['Description by the ODD protocol', [oddText(plan, width)]],
  ]
  return sections.map(([title, lines]) => `${style.bold(title)}\n${lines.join('\n')}\n`).join('\n')
}

const NONE = ['  none']

function headLines(
  { description, profile, seed, epochs, stepsPerEpoch, agents }: Scenario,
  width: number,
): string[] {
  const facts = `profile ${profile}, seed "${printable(seed)}", ${epochs} epochs of ${stepsPerEpoch} steps, ${populationOf({ agents })} agents`
  const groups = layOut([['type', 'agents'], ...agents.map(({ type, count }) => [type, String(count)])], {
    width,
  })
  const about = description.trim() === '' ? [] : [indented(printable(description.trim()), width)]
  return [...about, indented(facts, width), ...groups.map((line) => `  ${line}`)]
}

/** The schedule; where every system comes from the core, that is not said in each line. */
function scheduleLines({ systems }: SimulationPlan, width: number): string[] {
  const rows = describeSchedule(systems)
  const origin = rows[0]?.indexOf('from') ?? -1
  const isTold = new Set(systems.map(({ plugin }) => plugin)).size > 1
  return layOut(isTold ? rows : rows.map((row) => row.filter((_, column) => column !== origin)), { width })
}

function parameterLines(lines: readonly ParameterLine[], width: number): string[] {
  if (lines.length === 0) return NONE
  const rows = lines.map(({ path, value, standard, parameter }) => [
    path,
    shown(value),
    value === standard ? '' : shown(standard),
    parameter.kind === 'number' ? parameter.unit : '',
    expectation(parameter),
  ])
  return layOut([['parameter', 'value', 'default', 'unit', 'expected'], ...rows], { width })
}

const shown = (value: ParameterValue): string => (value === null ? 'none' : printable(String(value)))

const bytesPerAgent = ({ bytes, scenario }: SimulationPlan): number =>
  bytes / Math.max(1, populationOf(scenario))

function memoryLines(plan: SimulationPlan, width: number): string[] {
  const { layout, scenario, bytes, placingBytes } = plan
  const agents = Math.max(1, populationOf(scenario))
  const slots = new Map(layout.map((slot) => [slot.component.name, slot]))
  const rows = [...bytesByComponent(layout)]
    .filter(([, taken]) => taken > 0)
    .map(([name, taken]) => {
      const slot = slots.get(name)
      return [
        name,
        String(taken),
        (taken / agents).toFixed(1),
        String(slot?.rows),
        slot?.component.table ?? '',
      ]
    })
  const total = ['all', String(bytes), bytesPerAgent(plan).toFixed(1), '', '']
  const besides = `Placing the agents takes about ${placingBytes} bytes more for a while.`
  const isTooLarge = bytes > WORLD_BYTES_MAX
  return [
    ...layOut([['component', 'bytes', 'bytes per agent', 'rows', 'of table'], ...rows, total], { width }),
    indented(besides, width, 0),
    ...(isTooLarge
      ? [indented(`One world takes at most ${WORLD_BYTES_MAX} bytes: this would not run.`, width, 0)]
      : []),
  ]
}

function interventionLines({ interventions }: Scenario, width: number): string[] {
  if (interventions.length === 0) return NONE
  const rows = interventions.flatMap(({ epoch, set }) =>
    Object.entries(set).map(([path, value]) => [String(epoch), path, shown(value)]),
  )
  return layOut([['epoch', 'parameter', 'value'], ...rows], { width })
}

function criteriaLines({ successCriteria }: Scenario, width: number): string[] {
  const rows = Object.entries(successCriteria).map(([name, bound]) => [name, String(bound)])
  return rows.length === 0 ? NONE : layOut([['criterion', 'bound'], ...rows], { width })
}
