import { Signals } from '../../../components/interaction.ts'
import type { ParameterValue } from '../../../engine/config.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { aSimulation, aTown, type GivenInteraction, putInteractions } from '../../kit/a-simulation.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

const on = { 'security.enabled': true }
const plugins = { plugins: mechanisms }

/** Honest agents under the security lever, none of whom does anything by itself here. */
export const guarded = (agents: number, parameters: Parameters = {}, more: Partial<ScenarioInput> = {}) =>
  aSimulation({ honest: agents }, { ...on, ...parameters }, more, plugins)

/** The town of the tests under the security lever. */
export const guardedTown = (parameters: Parameters = {}, more: Partial<ScenarioInput> = {}) =>
  aTown(300, { ...on, 'acceptance.mode': 'policy', ...parameters }, { epochs: 8, ...more }, plugins)

export interface Observed extends GivenInteraction {
  readonly misuse?: number
  readonly rejections?: number
}

/** One tick's interactions pass the detectors. */
export function detect(society: Simulation, given: readonly Observed[]): void {
  putInteractions(society, given)
  const { misuse, rejections } = society.world.get(Signals)
  given.forEach((interaction, row) => {
    misuse[row] = interaction.misuse ?? 0
    rejections[row] = interaction.rejections ?? 0
  })
  society.runSystem('security-detection')
}

/** The levers of an epoch's start, as they run in the schedule. */
export function startEpoch(society: Simulation, epoch: number): void {
  society.world.clock.epoch[0] = epoch
  for (const system of ['thaw', 'security-judgement', 'lever-merge', 'security-purse'])
    society.runSystem(system)
}

export const runOut = (simulation: Simulation): Simulation => {
  while (!simulation.finished) simulation.tick()
  return simulation
}
