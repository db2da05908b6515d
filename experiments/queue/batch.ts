import { createHash } from 'node:crypto'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../../engine/errors.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { VERSION } from '../../simulation/version.ts'
import type { Job, Point } from '../sweep/job.ts'

/** Runs of one cell, which differ in their seeds only: what travels over the queue at a time. Plain JSON. */
export interface Batch {
  readonly version: string
  /** Folder of the store, below the one that workers were given, with slashes. */
  readonly store: string
  readonly cell: number
  readonly point: Point
  /** The seed of this one is that of the first run. */
  readonly scenario: Scenario
  readonly runs: readonly { readonly key: string; readonly replicate: number; readonly seed: string }[]
}

/** Most runs that a batch has unless it is said otherwise: a worker's death costs the run it was in, not its batch. */
const RUNS_MAX = 25
/** Batches that a sweep is cut into before they grow, so that many workers find work to the end. */
const BATCHES_MIN = 400

/** Runs in a batch where nothing is said: one, until a sweep has many. */
export const runsPerBatchOf = (total: number): number =>
  Math.max(1, Math.min(RUNS_MAX, Math.floor(total / BATCHES_MIN)))

/** Cuts jobs into batches, in their order. */
export function batchesOf(jobs: readonly Job[], store: string, runsMax: number): Batch[] {
  const batches: Batch[] = []
  for (let first = 0; first < jobs.length; ) {
    const head = jobs[first] as Job
    let end = first + 1
    while (end < jobs.length && end - first < runsMax && isSibling(head, jobs[end] as Job)) end++
    const runs = jobs.slice(first, end).map(({ key, replicate, scenario }) => ({
      key,
      replicate,
      seed: scenario.seed,
    }))
    const { cell, point, scenario } = head
    batches.push({ version: VERSION, store, cell, point, scenario, runs })
    first = end
  }
  return batches
}

const isSibling = (one: Job, other: Job): boolean =>
  one.cell === other.cell &&
  JSON.stringify({ ...one.scenario, seed: '' }) === JSON.stringify({ ...other.scenario, seed: '' })

/** The jobs of a batch. */
export const jobsOf = ({ runs, scenario, ...head }: Batch): Job[] =>
  runs.map(({ key, replicate, seed }) => ({
    key,
    cell: head.cell,
    replicate,
    point: head.point,
    scenario: { ...scenario, seed },
  }))

/** A batch's name on the queue: equal batches for one store have one, so a queue holds them once. */
export function idOf({ store, runs }: Batch): string {
  const place = createHash('sha256').update(store).digest('hex').slice(0, 8)
  const [first] = runs
  const key =
    runs.length === 1 && first
      ? first.key
      : createHash('sha256')
          .update(runs.map((run) => run.key).join())
          .digest('hex')
  return `${place}-${key}`
}

/** A batch in words: `cell 3, replicates 0 to 4`. */
export function titleOf({ cell, runs }: Batch): string {
  const [first, last] = [runs[0]?.replicate, runs.at(-1)?.replicate]
  return first === last ? `cell ${cell}, replicate ${first}` : `cell ${cell}, replicates ${first} to ${last}`
}

/**
 * Checks what came over the queue.
 * @throws Error when it is no batch, or one of another version
 */
export function checkBatch(data: unknown): Batch {
  const { version, store, scenario, runs } = (data ?? {}) as Partial<Batch>
  if (version !== VERSION) throw new Error(`the queue brought runs of version ${version}, this is ${VERSION}`)
  const isWhole =
    typeof store === 'string' &&
    typeof scenario === 'object' &&
    Array.isArray(runs) &&
    runs.every(({ key, seed }) => /^[0-9a-f]{64}$/.test(key) && typeof seed === 'string')
  if (!isWhole) throw new Error('the queue brought something that is no batch of runs')
  return data as Batch
}

/**
 * How a store is called on the queue: its path below the folder that workers are given as `--store`.
 * @param folder the store's folder
 * @param root that folder as it is seen here; the one that holds the store when left out
 * @throws UserError when the store does not lie below it
 */
export function storeNameOf(folder: string, root: string = join(folder, '..')): string {
  const path = relative(resolve(root), resolve(folder))
  if (path !== '' && isBelow(path)) return path.split(sep).join('/')
  throw new UserError(folder, `does not lie below ${root}, the folder that workers share`)
}

/**
 * The folder of a store as a worker sees it.
 * @throws Error when its name leads out of the folder that the worker was given
 */
export function storeFolderOf(name: string, root: string): string {
  const folder = resolve(root, name)
  const path = relative(resolve(root), folder)
  if (name === '' || !isBelow(path))
    throw new Error(`the store ${JSON.stringify(name)} lies outside of --store`)
  return folder
}

const isBelow = (path: string): boolean => path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path)
