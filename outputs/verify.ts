import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { SimulationOptions } from '../simulation/options.ts'
import { VERSION } from '../simulation/version.ts'
import { csvOf } from './csv.ts'
import { fingerprint } from './disk.ts'
import { epochColumns } from './epoch-columns.ts'
import { loadManifest, moveAsBefore, type RunManifest, simulationOf } from './rerun.ts'

/** What checking one thing came to. */
export interface Check {
  /** A file of the run, or `digest`, or `epochs.csv run again`. */
  readonly what: string
  readonly passed: boolean
  readonly written: string
  readonly found: string
}

export interface VerifyReport {
  readonly folder: string
  readonly scenario: string
  readonly seed: string
  /** Version that wrote the run, and this one. */
  readonly version: string
  readonly thisVersion: string
  readonly ticks: number
  readonly checks: readonly Check[]
  readonly passed: boolean
}

export interface VerifyOptions extends Pick<SimulationOptions, 'threads' | 'plugins' | 'pluginModules'> {
  /** Called after every tick; a promise is waited for. */
  readonly onTick?: (tick: number, ticks: number) => void | Promise<void>
  readonly signal?: { readonly aborted: boolean }
}

/**
 * Checks a run's folder: every file against its hash in the manifest, and the run itself by running it again, as the manifest
 * has it, levers that were moved by hand included.
 * @throws UserError when the folder is not one of a run, or this version cannot run it
 */
export async function verifyRun(folder: string, options: VerifyOptions = {}): Promise<VerifyReport> {
  const manifest = loadManifest(folder)
  const checks = [...fileChecks(folder, manifest), ...(await runChecks(manifest, options))]
  const { scenario, version, ticks } = manifest
  return {
    folder,
    scenario: scenario.id,
    seed: scenario.seed,
    version,
    thisVersion: VERSION,
    ticks,
    checks,
    passed: checks.every(({ passed }) => passed),
  }
}

function fileChecks(folder: string, { files }: RunManifest): Check[] {
  return Object.entries(files).map(([name, { bytes, sha256 }]) => {
    const path = join(folder, name)
    if (!existsSync(path)) return { what: name, passed: false, written: sha256, found: 'missing' }
    const found = fingerprint(path)
    const passed = found.bytes === bytes && found.sha256 === sha256
    return { what: name, passed, written: sha256, found: found.sha256 }
  })
}

async function runChecks(manifest: RunManifest, options: VerifyOptions): Promise<Check[]> {
  const { onTick, signal, ...more } = options
  const { ticks, moves, files, digest } = manifest
  const simulation = await simulationOf(manifest, more)
  try {
    const clock = simulation.world.clock
    while ((clock.tick[0] as number) < ticks && signal?.aborted !== true) {
      moveAsBefore(simulation, moves)
      simulation.tick()
      const pause = onTick?.(clock.tick[0] as number, ticks)
      if (pause) await pause
    }
    moveAsBefore(simulation, moves)
    const found = simulation.digest()
    const checks = [{ what: 'digest', passed: found === digest, written: digest, found }]
    const csv = files['epochs.csv']
    if (csv === undefined) return checks
    const again = createHash('sha256')
      .update(csvOf(epochColumns(simulation)))
      .digest('hex')
    const passed = again === csv.sha256
    return [...checks, { what: 'epochs.csv, run again', passed, written: csv.sha256, found: again }]
  } finally {
    simulation.dispose()
  }
}
