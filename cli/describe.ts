import { defaultOf, expectation, type Parameter, type ParameterValue } from '../engine/config.ts'
import { describeSchedule, scheduleAsMermaid } from '../engine/describe.ts'
import { bytesByComponent } from '../engine/world.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { jsonText } from '../outputs/json.ts'
import { indented, layOut, printable } from '../outputs/text.ts'
import { populationOf, type Scenario } from '../simulation/scenario.ts'
import { createSimulation, type Simulation } from '../simulation/simulation.ts'
import { oddText } from './odd.ts'
import { loadNamed, type ScenarioOptions } from './options.ts'
import { logTo, type ResultOutput } from './output.ts'

export const DESCRIPTION_FORMATS = ['text', 'json', 'mermaid'] as const

export interface DescribeOptions extends ScenarioOptions {
  readonly format: (typeof DESCRIPTION_FORMATS)[number]
}

/** `describe`: what a scenario is made of, read from the declarations. Nothing runs. */
export async function describeCommand(
  given: string,
  options: DescribeOptions,
  output: ResultOutput,
): Promise<void> {
  const scenario = loadNamed(given, options)
  const log = logTo(process.stderr, false)
  for (const warning of scenario.warnings) log(`warning: ${printable(warning)}`)
  const simulation = await createSimulation(scenario, { plugins: mechanisms })
  if (options.format === 'mermaid') output.write(`${scheduleAsMermaid(simulation.systems)}\n`)
  else if (options.format === 'json') output.write(jsonText(descriptionOf(simulation)))
  else output.write(descriptionText(simulation, output))
}

interface ParameterLine {
  readonly path: string
  readonly value: ParameterValue
  readonly standard: ParameterValue
  readonly parameter: Parameter
}

function parametersOf({ scenario, world }: Simulation): ParameterLine[] {
  return [...world.parameterList].map(([path, parameter]) => ({
    path,
    value: scenario.parameters[path] ?? null,
    standard: defaultOf(parameter, scenario.profile),
    parameter,
  }))
}

/** The description as an object, for programs. */
function descriptionOf(simulation: Simulation): object {
  const { scenario, systems, world } = simulation
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
    parameters: parametersOf(simulation).map(({ path, value, standard, parameter }) => ({
      path,
      value,
      default: standard,
      ...(parameter.kind === 'number' ? { unit: parameter.unit } : {}),
      expected: expectation(parameter),
      live: parameter.live !== false,
      doc: parameter.doc,
    })),
    bytes: {
      total: world.buffer.byteLength,
      perAgent: bytesPerAgent(simulation),
      byComponent: Object.fromEntries(bytesByComponent(world.layout)),
    },
  }
}

function descriptionText(simulation: Simulation, { width, style }: ResultOutput): string {
  const { scenario } = simulation
  const parameters = parametersOf(simulation)
  const changed = parameters.filter(({ value, standard }) => value !== standard)
  const sections: [title: string, lines: string[]][] = [
    [`Scenario ${printable(scenario.id)}`, headLines(scenario, width)],
    ['Schedule', scheduleLines(simulation, width)],
    [`Parameters that differ from profile ${scenario.profile}`, parameterLines(changed, width)],
    ['All parameters', parameterLines(parameters, width)],
    ['Memory', memoryLines(simulation, width)],
    ['Interventions', interventionLines(scenario, width)],
    ['Success criteria', criteriaLines(scenario, width)],
    ['Description by the ODD protocol', [oddText(simulation, width)]],
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
function scheduleLines({ systems }: Simulation, width: number): string[] {
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

const bytesPerAgent = ({ world, scenario }: Simulation): number =>
  world.buffer.byteLength / Math.max(1, populationOf(scenario))

function memoryLines(simulation: Simulation, width: number): string[] {
  const { world, scenario } = simulation
  const agents = Math.max(1, populationOf(scenario))
  const rows = [...bytesByComponent(world.layout)]
    .filter(([, bytes]) => bytes > 0)
    .map(([name, bytes]) => [name, String(bytes), (bytes / agents).toFixed(1)])
  const total = ['all', String(world.buffer.byteLength), bytesPerAgent(simulation).toFixed(1)]
  return layOut([['component', 'bytes', 'bytes per agent'], ...rows, total], { width })
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
