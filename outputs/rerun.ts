import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf, UserError } from '../engine/errors.ts'
import { isObject } from '../engine/shape.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { createSimulation } from '../simulation/create.ts'
import type { LeverMove } from '../simulation/levers.ts'
import type { SimulationOptions } from '../simulation/options.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { type Fingerprints, MANIFEST } from './folder.ts'
import { MANIFEST_FORMAT } from './manifest-format.ts'

/** What a manifest says that repeating and checking its run takes. */
export interface RunManifest {
  readonly version: string
  readonly digest: string
  /** Ticks completed. */
  readonly ticks: number
  readonly files: Fingerprints
  readonly scenario: Scenario
  readonly plannedEpochs: number
  readonly capacity: number
  readonly moves: readonly LeverMove[]
}

/** Reads the manifest of a run's folder. Throws UserError when there is none, or it is not one of ours. */
export function loadManifest(folder: string): RunManifest {
  const path = join(folder, MANIFEST)
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(
      folder,
      existsSync(folder) ? 'is a file, expected the folder of a run' : 'no such folder',
    )
  }
  if (!existsSync(path)) {
    throw new UserError(folder, `has no ${MANIFEST} and is no folder of a run`, {
      hint: 'run --out writes such folders',
    })
  }
  const manifest = parsed(path)
  if (!isObject(manifest) || manifest['format'] !== MANIFEST_FORMAT || !isObject(manifest['scenario'])) {
    throw new UserError(path, 'is not the manifest of a run')
  }
  // Manifests of before levers moved by hand were kept say nothing of them.
  const { scenario } = manifest as unknown as RunManifest
  const defaults = { moves: [], plannedEpochs: scenario.epochs, files: {} }
  return { ...defaults, ...(manifest as unknown as RunManifest) }
}

function parsed(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (thrown) {
    throw new UserError(path, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}

/** Makes the simulation of a manifest, before its first tick. Throws UserError when this version cannot. */
export function simulationOf(manifest: RunManifest, options: SimulationOptions = {}): Promise<Simulation> {
  const { scenario, plannedEpochs, capacity } = manifest
  return createSimulation(
    { ...scenario, epochs: plannedEpochs },
    {
      plugins: mechanisms,
      ...(capacity === undefined ? {} : { capacity }),
      epochs: scenario.epochs,
      ...options,
    },
  )
}

/** Moves the levers that were moved by hand before the tick that is to come. */
export function moveAsBefore(simulation: Simulation, moves: readonly LeverMove[]): void {
  const tick = simulation.world.clock.tick[0]
  for (const move of moves) if (move.tick === tick) simulation.set(move.path, move.value)
}
