import { EventCode } from '../components/codes.ts'
import { encode, type ParameterValue, parameterAt } from '../engine/config.ts'
import { bindNote, NOBODY } from '../engine/journal.ts'
import type { World } from '../engine/world.ts'
import type { Scenario } from './scenario.ts'

/** A lever that a host moved by hand while a run went on: what the scenario does not say, and repeating the run needs. */
export interface LeverMove {
  /** Ticks completed before it. */
  readonly tick: number
  readonly path: string
  readonly value: ParameterValue
}

/** Moves a lever and notes it in the journal; whether it may move is checked before. */
export function moveLever(world: World, path: string, value: ParameterValue): void {
  world.setValue(path, value)
  const index = [...world.parameterList.keys()].indexOf(path)
  const stored = encode(parameterAt(world.parameterList, path), value)
  bindNote(world)(EventCode.parameterChanged, NOBODY, index, stored)
}

/** Moves the levers that the scenario wants moved as the epoch on the clock starts. */
export function intervene(world: World, { interventions }: Scenario): void {
  const epoch = world.clock.epoch[0]
  for (const intervention of interventions) {
    if (intervention.epoch !== epoch) continue
    for (const [path, value] of Object.entries(intervention.set)) moveLever(world, path, value)
  }
}
