import { readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { display } from '../engine/config.ts'
import { messageOf, UserError } from '../engine/errors.ts'
import { firstDifference } from '../experiments/sweep/canonical.ts'
import type { JobResult, ResultStore } from '../experiments/sweep/job.ts'
import { planHash, type SweepPlan } from '../experiments/sweep/plan.ts'
import { resultText } from '../experiments/sweep/run-job.ts'
import { VERSION } from '../simulation/version.ts'
import { claimFile, isMissing, onDisk, readInto, withFile } from './disk.ts'
import { makeFolder } from './folder.ts'
import { jsonText } from './json.ts'
import { SWEEP_FORMAT } from './manifest-format.ts'
import { isPart, type LinePlace, readPart, writePart } from './sweep-parts.ts'
import { clearStale, isTemporary } from './temporary.ts'

export const PLAN_FILE = 'plan.json'
const PARTS = 'parts'
/** A part that is this large is written without waiting for more. */
const PART_CHARACTERS = 4_000_000
/** Parts beyond which a finished sweep is put together into fewer: file systems of clusters count files. */
const PARTS_KEPT = 16
const LINGER_MS = 200

/** Whether a folder has the plan of a sweep in it, be it whole or not. */
export const isSweepFolder = (path: string): boolean =>
  statSync(join(path, PLAN_FILE), { throwIfNoEntry: false })?.isFile() ?? false

/** What `plan.json` holds. */
interface Manifest {
  readonly format: typeof SWEEP_FORMAT
  readonly version: string
  readonly planHash: string
  readonly plan: SweepPlan
}

interface Waiting {
  readonly lines: string[]
  characters: number
  readonly resolve: () => void
  readonly reject: (thrown: unknown) => void
  readonly done: Promise<void>
  timer?: NodeJS.Timeout
}

export interface SweepStoreOptions {
  /**
   * Milliseconds that a result may wait for others, so that many short runs share a file. With 0 each is on the disk before
   * `write` resolves, in a file of its own.
   */
  readonly lingerMs?: number
}

/**
 * A folder with the results of a sweep: `plan.json`, and parts of some results each. Any number of processes, on any machines
 * that see the folder, may write to it at once: parts are named by their content and appear whole, and equal jobs give equal
 * results.
 */
export class SweepStore implements ResultStore {
  readonly path: string
  readonly plan: SweepPlan
  readonly #folder: string
  readonly #lingerMs: number
  readonly #seen = new Set<string>()
  readonly #places = new Map<string, LinePlace>()
  readonly #damaged: string[] = []
  #waiting: Waiting | undefined

  private constructor(path: string, plan: SweepPlan, { lingerMs = LINGER_MS }: SweepStoreOptions) {
    this.path = path
    this.plan = plan
    this.#folder = join(path, PARTS)
    this.#lingerMs = lingerMs
    onDisk(path, () => makeFolder(resolve(this.#folder)))
    for (const place of [path, this.#folder]) clearStale(place)
    this.#scan()
  }

  /**
   * A new store for a plan, or one that was begun with the very same.
   * @throws UserError when the folder holds something else, another plan (naming the first difference), or another version's
   */
  static create(path: string, plan: SweepPlan, options: SweepStoreOptions = {}): SweepStore {
    // It would be the current folder, and `--out "$UNSET"` is a slip.
    if (path === '') throw new UserError('folder', 'got "", expected a path to write to')
    const manifest: Manifest = { format: SWEEP_FORMAT, version: VERSION, planHash: planHash(plan), plan }
    const there = readManifest(path)
    if (!there) {
      refuseForeign(path)
      onDisk(path, () => makeFolder(resolve(path)))
      claimFile(join(path, PLAN_FILE), jsonText(manifest))
    }
    const claimed = there ?? readManifest(path)
    if (!claimed) throw new UserError(join(path, PLAN_FILE), 'has vanished while it was written')
    refuseOther(path, claimed, manifest)
    return new SweepStore(path, claimed.plan, options)
  }

  /**
   * The store in a folder, with its plan.
   * @throws UserError when there is none, it is another version's, or its plan has been changed by hand
   */
  static open(path: string, options: SweepStoreOptions = {}): SweepStore {
    const manifest = readManifest(path)
    if (!manifest) {
      throw new UserError(path, `has no ${PLAN_FILE} of a sweep`, {
        hint: 'patchwork-ecs sweep PLAN --out makes one',
      })
    }
    refuseOther(path, manifest, { ...manifest, version: VERSION })
    if (planHash(manifest.plan) !== manifest.planHash) {
      throw new UserError(
        join(path, PLAN_FILE),
        'does not match its own hash: it has been changed or damaged',
      )
    }
    return new SweepStore(path, manifest.plan, options)
  }

  /** Part files that were damaged and have been set aside; their runs count as missing. */
  get damaged(): readonly string[] {
    return this.#damaged
  }

  async keys(): Promise<ReadonlySet<string>> {
    this.#scan()
    return new Set(this.#places.keys())
  }

  write(result: JobResult): Promise<void> {
    return this.writeText(resultText(result))
  }

  writeText(line: string): Promise<void> {
    this.#waiting ??= newBatch()
    const batch = this.#waiting
    batch.lines.push(line)
    batch.characters += line.length
    if (this.#lingerMs === 0 || batch.characters >= PART_CHARACTERS) this.flush()
    else batch.timer ??= setTimeout(() => this.flush(), this.#lingerMs)
    return batch.done
  }

  /** Writes what waits for others now. What cannot be written is told to those who wait for it. */
  flush(): void {
    const batch = this.#waiting
    if (!batch) return
    this.#waiting = undefined
    clearTimeout(batch.timer)
    try {
      writePart(this.#folder, batch.lines)
      batch.resolve()
    } catch (thrown) {
      batch.reject(thrown)
    }
  }

  async read(key: string): Promise<JobResult> {
    if (!this.#places.has(key)) this.#scan()
    try {
      return this.#read(key)
    } catch (thrown) {
      if (!isMissing(thrown)) throw thrown
      // Someone has put parts together meanwhile.
      this.#forget()
      this.#scan()
      return this.#read(key)
    }
  }

  /** Puts many parts together into few. Whoever reads meanwhile finds every result, if need be at a second look. */
  compact(): void {
    this.#scan()
    const small = [...this.#seen].sort()
    if (small.length <= PARTS_KEPT) return
    onDisk(this.#folder, () => {
      const written = new Set<string>()
      let lines: string[] = []
      let characters = 0
      const close = () => {
        if (lines.length > 0) written.add(writePart(this.#folder, lines))
        lines = []
        characters = 0
      }
      for (const key of [...this.#places.keys()].sort()) {
        const line = this.#lineOf(key)
        lines.push(line)
        characters += line.length
        if (characters >= PART_CHARACTERS) close()
      }
      close()
      for (const part of small) if (!written.has(part)) rmSync(join(this.#folder, part), { force: true })
    })
    this.#forget()
    this.#scan()
  }

  #read(key: string): JobResult {
    return JSON.parse(this.#lineOf(key))
  }

  #lineOf(key: string): string {
    const place = this.#places.get(key)
    if (!place) throw new UserError(this.path, `has no result ${key}`)
    // The line alone: neighbours in a plan may lie in any parts.
    const bytes = Buffer.alloc(place.end - place.start)
    withFile(join(this.#folder, place.part), 'r', (part) => readInto(part, bytes, place.start))
    return bytes.toString('utf8')
  }

  #forget(): void {
    this.#seen.clear()
    this.#places.clear()
  }

  #partNames(): string[] {
    try {
      return readdirSync(this.#folder).filter(isPart).sort()
    } catch (thrown) {
      throw new UserError(this.#folder, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
    }
  }

  /** Looks for parts that are new. Damaged ones are set aside. */
  #scan(): void {
    for (const part of this.#partNames()) {
      if (this.#seen.has(part)) continue
      try {
        const found = readPart(this.#folder, part)
        if (found) {
          this.#seen.add(part)
          for (const [key, place] of found.places) this.#places.set(key, place)
          continue
        }
      } catch (thrown) {
        if (isMissing(thrown)) continue // Put together with others meanwhile.
        throw new UserError(join(this.#folder, part), `cannot be read: ${messageOf(thrown)}`, {
          cause: thrown,
        })
      }
      this.#damaged.push(part)
      onDisk(this.#folder, () => setAside(join(this.#folder, part)))
    }
  }
}

function newBatch(): Waiting {
  let [resolve, reject]: [() => void, (thrown: unknown) => void] = [() => {}, () => {}]
  const done = new Promise<void>((fulfil, fail) => {
    ;[resolve, reject] = [fulfil, fail]
  })
  return { lines: [], characters: 0, resolve, reject, done }
}

function setAside(path: string): void {
  try {
    renameSync(path, path.replace(/\.jsonl$/, '.damaged'))
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown // Another process was quicker.
  }
}

function readManifest(path: string): Manifest | undefined {
  const file = join(path, PLAN_FILE)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (thrown) {
    if (isMissing(thrown)) return undefined
    throw new UserError(file, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
  try {
    const manifest: unknown = JSON.parse(text)
    if (typeof manifest === 'object' && Reflect.get(manifest ?? {}, 'format') === SWEEP_FORMAT) {
      return manifest as Manifest
    }
  } catch {
    // Said below.
  }
  throw new UserError(file, 'is no plan of a sweep: it is damaged, or belongs to something else')
}

function refuseOther(path: string, there: Manifest, ours: Manifest): void {
  if (there.version !== ours.version) {
    const problem = `was begun with version ${there.version}, and this is ${ours.version}: results differ between versions`
    throw new UserError(path, problem, { hint: 'name a new folder' })
  }
  if (there.planHash === ours.planHash) return
  const difference = firstDifference(withoutWarnings(there.plan), withoutWarnings(ours.plan))
  const what = difference
    ? `${difference.path} was ${display(difference.before)} and is ${display(difference.after)} now`
    : 'its plan has been damaged'
  throw new UserError(path, `holds results of another plan: ${what}`, {
    hint: 'name a new folder, or go on with the old plan by patchwork-ecs resume',
  })
}

const withoutWarnings = (plan: SweepPlan): object => ({
  ...plan,
  scenario: { ...plan.scenario, warnings: [] },
})

/** Refuses a folder that holds something of someone else. */
function refuseForeign(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return
  if (!found.isDirectory()) throw new UserError(path, 'is a file, expected a folder')
  const [foreign] = onDisk(path, () => readdirSync(path)).filter((name) => !isTemporary(name))
  if (foreign === undefined) return
  // Another process may have claimed the folder between two looks.
  if (foreign === PLAN_FILE || foreign === PARTS) return
  throw new UserError(path, `holds ${foreign} and is no folder of a sweep`, {
    hint: 'name a new or empty folder',
  })
}
