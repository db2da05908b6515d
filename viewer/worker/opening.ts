import { UserError } from '../../engine/errors.ts'
import type { Plugin } from '../../engine/plugin.ts'
import { MANIFEST_FORMAT } from '../../outputs/manifest-format.ts'
import { newcomersOf, vocabulary } from '../../simulation/assembly.ts'
import { planSimulation } from '../../simulation/plan.ts'
import {
  checkCount,
  checkMove,
  POPULATION_MAX,
  populationOf,
  resolveScenario,
  type Scenario,
  type ScenarioInput,
  type Vocabulary,
} from '../../simulation/scenario.ts'
import type { LeverMove, OpenOrder } from '../protocol/host.ts'
import { HostProblem, problemOf } from '../protocol/problem.ts'
import { openOrderOf } from './recorded-run.ts'

/** An order that has been found good, before anything is allocated. */
export interface Opening {
  readonly name: string
  readonly question: string
  readonly scenario: Scenario
  readonly moves: readonly LeverMove[]
  readonly tick: number
  readonly warnings: readonly string[]
  /** What the society is to be made with. */
  readonly plugins: readonly Plugin[]
}

/** What a host opens societies with. */
export interface OpeningHost {
  /** Plugins of one's own. */
  readonly plugins: readonly Plugin[]
  /** Fetches the mechanisms that are shipped. */
  readonly loadMechanisms: () => Promise<readonly Plugin[]>
  readonly memoryBytesMax: number
}

/**
 * Reads and checks an order to open a society, without touching the one that runs. A file may be a scenario or the manifest of
 * a recorded run.
 * @throws HostProblem with line and column for what is wrong in a file
 */
export async function prepareOpening(order: OpenOrder, host: OpeningHost): Promise<Opening> {
  try {
    return await prepare(order, host)
  } catch (thrown) {
    const { message, ...place } = problemOf(thrown, order.name)
    // Names of the command line's options mean nothing here.
    throw new HostProblem({ message: message.replace(/^--/, ''), ...place }, thrown)
  }
}

async function prepare(given: OpenOrder, host: OpeningHost): Promise<Opening> {
  const manifest = given.text !== undefined && isManifest(given.text)
  const recorded = manifest ? openOrderOf(given.text as string, given.name) : undefined
  const { text: _, ...rest } = given
  const order = recorded ? { ...recorded.order, ...rest } : given
  const plugins = await pluginsFor(order, host)
  const { scenario, question } = await readOrder(order, vocabulary(plugins))
  if (populationOf(scenario) === 0) {
    throw new UserError('agents', 'the scenario has no agents, and a society needs at least one')
  }
  const capacity = populationOf(scenario) + newcomersOf(scenario, plugins)
  const plan = planSimulation(scenario, { plugins, capacity })
  refuseTooLarge(plan.bytes + plan.placingBytes, host.memoryBytesMax)
  const ticks = scenario.epochs * scenario.stepsPerEpoch
  const moves = (order.moves ?? []).filter(({ side }) => side === 'a')
  moves.forEach(({ tick, path, value }, place) => {
    checkCount(`moves[${place}].tick`, tick, 0, ticks)
    checkMove(path, value, plan.parameterList, `moves[${place}].`)
  })
  return {
    name: order.name,
    question,
    scenario,
    moves,
    tick: order.tick === undefined ? 0 : checkCount('tick', order.tick, 0, ticks),
    warnings: [...scenario.warnings, ...(recorded?.warnings ?? [])],
    plugins,
  }
}

/**
 * Mechanisms are half of the program, so they are fetched for scenarios that say something of them, and for files. What a
 * scenario leaves off brings nothing: one that the core alone understands is the same society without them.
 */
async function pluginsFor({ scenario }: OpenOrder, host: OpeningHost): Promise<readonly Plugin[]> {
  if (host.plugins.length === 0 && scenario !== undefined && isOfCore(scenario)) return []
  return [...(await host.loadMechanisms()), ...host.plugins]
}

/** Whether the core alone understands a scenario, and has nothing to say about it: that may be that a mechanism is missing. */
export function isOfCore(scenario: ScenarioInput): boolean {
  try {
    return resolveScenario(scenario, vocabulary()).warnings.length === 0
  } catch {
    // What is wrong with it is said when it is read with everything at hand.
    return false
  }
}

interface Read {
  readonly scenario: Scenario
  readonly question: string
}

/** Reading files takes a parser and a schema, which only those who open a file, or scale a population, have to load. */
async function readOrder(
  { name, text, scenario, seed, agents }: OpenOrder,
  known: Vocabulary,
): Promise<Read> {
  if ((text === undefined) === (scenario === undefined)) {
    throw new UserError('open', 'expected either the text of a scenario or a scenario in code')
  }
  if (agents !== undefined) checkCount('agents', agents, 1, POPULATION_MAX)
  const seeded = seed === undefined ? {} : { seed }
  if (text === undefined && agents === undefined) {
    return { scenario: resolveScenario({ ...scenario, ...seeded }, known), question: '' }
  }
  const { loadScenario, questionOf, scaleAgents } = await import('../../scenarios/index.ts')
  const scaled = agents === undefined ? {} : { agents }
  if (text !== undefined) {
    const overrides = { ...scaled, ...seeded }
    return {
      scenario: loadScenario(text, { name, vocabulary: known, overrides }),
      question: questionOf(text),
    }
  }
  const mix = scaleAgents(scenario?.agents ?? [], agents as number)
  return { scenario: resolveScenario({ ...scenario, ...seeded, agents: mix }, known), question: '' }
}

/** Whether a text is the manifest of a run rather than a scenario. */
const isManifest = (text: string): boolean =>
  /^\s*\{/.test(text) && text.slice(0, 200).includes(`"${MANIFEST_FORMAT}"`)

function refuseTooLarge(bytes: number, most: number): void {
  if (bytes <= most) return
  const megabytes = (amount: number) => Math.ceil(amount / 1_000_000)
  throw new UserError(
    'agents',
    `the society would take ${megabytes(bytes)} MB, expected at most ${megabytes(most)} MB`,
    { hint: 'take fewer agents' },
  )
}
