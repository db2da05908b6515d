import { UserError } from '../engine/errors.ts'
import type { SavedRun } from '../outputs/snapshot-codec.ts'
import { readSnapshot, resumeRun } from '../outputs/snapshot-file.ts'
import { type Setting, settingValue } from '../scenarios/overrides.ts'
import { moveTo } from '../scenarios/source.ts'
import { createSimulation } from '../simulation/create.ts'
import type { SimulationOptions } from '../simulation/options.ts'
import { populationOf, type Scenario } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { loadNamed, type ScenarioOptions } from './options.ts'

/** Options of a scenario that a run which has begun cannot take any more. */
const SETTLED = [
  'agents',
  'seed',
  'steps',
  'profile',
  'lenient',
] as const satisfies readonly (keyof ScenarioOptions)[]

export interface BeginningOptions extends ScenarioOptions {
  /** Snapshot to go on from. */
  readonly from?: string
}

/** Where a run begins: at a scenario's start, or where a snapshot was taken. */
export interface Beginning {
  readonly scenario: Scenario
  /** Ticks completed before. */
  readonly tick: number
  make(options: SimulationOptions): Promise<Simulation>
}

/**
 * Reads what a run is to begin with.
 * @param given a scenario, unless the options name a snapshot
 * @throws UserError when there is none, or both, or an option does not fit a run that has begun
 */
export function beginningOf(given: string | undefined, options: BeginningOptions): Beginning {
  const { from } = options
  if (from !== undefined) return resumed(from, given, options)
  if (given === undefined) {
    throw new UserError('run', "missing required argument 'scenario', or a snapshot with --from")
  }
  const scenario = loadNamed(given, options)
  if (populationOf(scenario) === 0) {
    const nobody = new UserError('agents', 'the scenario has no agents, and a run needs at least one')
    throw moveTo(given, nobody)
  }
  return { scenario, tick: 0, make: (more) => createSimulation(scenario, more) }
}

function resumed(from: string, given: string | undefined, options: BeginningOptions): Beginning {
  if (given !== undefined) {
    throw new UserError('--from', `goes on with the run in ${from}, and takes no scenario beside it`)
  }
  const settled = SETTLED.find((name) => options[name] !== undefined)
  if (settled !== undefined) {
    throw new UserError(`--${settled}`, 'cannot be given with --from: the run has begun', {
      hint: '--set moves levers, and --epochs says how many epochs more',
    })
  }
  const saved = readSnapshot(from)
  const epochs = epochsOf(saved, options.epochs)
  return {
    scenario: { ...saved.scenario, epochs },
    tick: saved.tick,
    async make(more) {
      const simulation = await resumeRun(saved, { ...more, epochs })
      for (const setting of options.set ?? []) moveLever(simulation, setting)
      return simulation
    },
  }
}

/** Epochs of the whole run: those that it was to have, or some more than are finished. */
function epochsOf({ snapshot, scenario }: SavedRun, more: number | undefined): number {
  const finished = snapshot.epochs.length
  if (more !== undefined) {
    if (Number.isInteger(more) && more >= 1) return finished + more
    throw new UserError('--epochs', `got ${more}, expected a whole number of epochs more, at least 1`)
  }
  if (finished < scenario.epochs) return scenario.epochs
  throw new UserError('--from', `the run is over after ${finished} epochs`, {
    hint: '--epochs 10 goes on for 10 more',
  })
}

function moveLever(simulation: Simulation, setting: Setting): void {
  try {
    simulation.set(setting.path, settingValue(setting))
  } catch (thrown) {
    simulation.dispose()
    throw thrown instanceof UserError ? moveTo('--set', thrown) : thrown
  }
}
