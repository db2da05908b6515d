import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ParameterValue } from '../engine/config.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { loadScenario, type Overrides } from '../scenarios/index.ts'
import {
  createSimulation,
  type Plugin,
  type Scenario,
  type ScenarioInput,
  type Simulation,
  vocabulary,
} from '../simulation/index.ts'
import { now, processorSince, wallSince } from './clocks.ts'
import { corePolicyPlugin, coreScenario } from './core-policy.ts'

/** A world to measure. */
export interface WorldRequest {
  readonly of: 'core' | 'metropolis'
  readonly agents: number
  readonly threads?: number
  /** Parameters that differ from the scenario's. */
  readonly parameters?: Readonly<Record<string, ParameterValue>>
}

/** A scenario that ships, with parts of it replaced. */
export function shippedScenario(root: string, name: string, overrides: Overrides): Scenario {
  const text = readFileSync(join(root, 'scenarios', `${name}.yaml`), 'utf8')
  return loadScenario(text, { name: `${name}.yaml`, vocabulary: vocabulary(mechanisms), overrides })
}

/** What `createSimulation` is given for a world. */
export function askedFor(root: string, { of, agents }: WorldRequest): [ScenarioInput, readonly Plugin[]] {
  if (of === 'core') return [coreScenario(agents), [corePolicyPlugin]]
  return [shippedScenario(root, 'metropolis', { agents }), mechanisms]
}

export async function makeWorld(root: string, request: WorldRequest): Promise<Simulation> {
  const [scenario, plugins] = askedFor(root, request)
  const { threads, parameters } = request
  const changed = { ...scenario, parameters: { ...scenario.parameters, ...parameters } }
  return createSimulation(changed, { plugins, ...(threads === undefined ? {} : { threads }) })
}

/** How long some epochs took, and what happened in them. */
export interface EpochTime {
  /** Processor time. */
  readonly nanoseconds: number
  /** Time on the clock, which is what threads shorten. */
  readonly wallNanoseconds: number
  readonly ticks: number
  readonly interactions: number
}

/** Runs whole epochs, so that each round has its share of what epochs begin and end with. */
export function timeEpochs(simulation: Simulation, epochs: number): EpochTime {
  const first = simulation.epochs.length
  const start = now()
  for (let epoch = 0; epoch < epochs; epoch++) simulation.runEpoch()
  const [nanoseconds, wallNanoseconds] = [processorSince(start), wallSince(start)]
  const ran = simulation.epochs.slice(first)
  const interactions = ran.reduce((sum, { metrics }) => sum + (metrics['totalInteractions'] ?? 0), 0)
  return { nanoseconds, wallNanoseconds, ticks: epochs * simulation.scenario.stepsPerEpoch, interactions }
}
