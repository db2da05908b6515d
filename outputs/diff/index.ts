import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { reading } from '../disk.ts'
import { MANIFEST } from '../folder.ts'
import { LoggedRun } from '../log/logged-run.ts'
import { logPathOf } from '../log/replay.ts'
import { loadManifest, type RunManifest, simulationOf } from '../rerun.ts'
import { diffLogs } from './logs.ts'
import { type DiffOptions, diffSimulations, type Parting, type RunsDiff } from './runs.ts'
import { type ScenarioDifference, scenarioDifferences } from './scenarios.ts'
import { ownPaths } from './worlds.ts'

/** What comparing two runs came to. */
export interface DiffReport {
  readonly a: string
  readonly b: string
  /** Whether the runs were run again, or their logs were read. */
  readonly by: 'running' | 'logs'
  /** What their scenarios say differently. */
  readonly scenario: readonly ScenarioDifference[]
  /** Columns that only one of them has. */
  readonly onlyA: readonly string[]
  readonly onlyB: readonly string[]
  /** Ticks in which all columns that both have were the same. */
  readonly ticks: number
  /** Ticks that each run has. */
  readonly ticksA: number
  readonly ticksB: number
  /** Where they part first; null when they are the same as long as both run. */
  readonly first: Parting | null
  readonly equal: boolean
}

/**
 * Compares two runs: what their scenarios say, then the runs themselves up to the first tick, system, column and agent in which
 * they are not the same. Folders of runs are run again side by side; a log is held against a log.
 * @param a a folder of a run, or a log
 * @param b the other
 * @throws UserError when one is neither
 */
export async function diffRuns(a: string, b: string, options: DiffOptions = {}): Promise<DiffReport> {
  const isFolder = (path: string) => existsSync(join(path, MANIFEST)) || !existsSync(path)
  return isFolder(a) && isFolder(b) ? diffFolders(a, b, options) : diffLogFiles(a, b, options)
}

async function diffFolders(a: string, b: string, options: DiffOptions): Promise<DiffReport> {
  const [first, second] = [loadManifest(a), loadManifest(b)]
  const one = await stepped(first)
  try {
    const other = await stepped(second)
    try {
      const [left, right] = [one.simulation.world, other.simulation.world]
      const own = { onlyA: ownPaths(left, right), onlyB: ownPaths(right, left) }
      const found = await diffSimulations(one, other, options)
      const ticks = { ticksA: first.ticks, ticksB: second.ticks }
      return reportOf(
        { a, b, by: 'running', scenario: scenarioDifferences(first, second), ...own, ...ticks },
        found,
      )
    } finally {
      other.simulation.dispose()
    }
  } finally {
    one.simulation.dispose()
  }
}

async function stepped(manifest: RunManifest) {
  const simulation = await simulationOf(manifest)
  return { simulation, moves: manifest.moves, ticks: manifest.ticks }
}

function diffLogFiles(a: string, b: string, options: DiffOptions): Promise<DiffReport> {
  const [first, second] = [logPathOf(a), logPathOf(b)]
  return reading(first, 'a log', (one) =>
    reading(second, 'a log', async (other) => {
      const [left, right] = [
        new LoggedRun(one, first, { computes: false }),
        new LoggedRun(other, second, { computes: false }),
      ]
      const own = { onlyA: ownPaths(left.world, right.world), onlyB: ownPaths(right.world, left.world) }
      const scenario = scenarioDifferences(left.start, right.start)
      const found = await diffLogs(left, right, options)
      const ticks = { ticksA: left.end?.tick ?? left.tick + 1, ticksB: right.end?.tick ?? right.tick + 1 }
      return reportOf({ a, b, by: 'logs', scenario, ...own, ...ticks }, found)
    }),
  )
}

function reportOf(
  about: Omit<DiffReport, 'first' | 'equal' | 'ticks'>,
  { ticks, first }: RunsDiff,
): DiffReport {
  const equal = first === undefined && about.ticksA === about.ticksB
  return { ...about, ticks, first: first ?? null, equal }
}
