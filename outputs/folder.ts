import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { UserError } from '../engine/errors.ts'
import { fingerprint, flush, isMissing, LineWriter, onDisk } from './disk.ts'
import { BlockWriter } from './log/blocks.ts'
import { MANIFEST_FORMAT } from './manifest-format.ts'
import { isReport, REPORT } from './report/report-file.ts'
import { clearStale, isTemporary, temporaryMark } from './temporary.ts'

export const MANIFEST = 'manifest.json'
/** Names of everything that a run may leave in its folder. */
export const RUN_FILES = [
  'epochs.csv',
  'epochs.parquet',
  'agents.parquet',
  'series.parquet',
  'events.jsonl',
  REPORT,
  'interactions.pwlog',
] as const
export type RunFile = (typeof RUN_FILES)[number]
/** The file of RUN_FILES that holds every interaction. */
export const INTERACTION_LOG = 'interactions.pwlog'

/** Length and SHA-256 of the files of a run by name. */
export type Fingerprints = Readonly<Record<string, { readonly bytes: number; readonly sha256: string }>>

/**
 * A folder that a run writes to. Everything is written under a temporary name and takes its place at the end, all files
 * or none: until `commit`, and after any failure, the folder is as it was.
 */
export class RunFolder {
  readonly path: string
  readonly #given: string
  readonly #mark = temporaryMark()
  readonly #staged: RunFile[] = []
  readonly #writers: { discard(): void }[] = []
  /** The outermost folder that was made for this run. */
  readonly #made: string | undefined

  /** @throws UserError when the folder holds something else, or cannot be written to */
  constructor(path: string) {
    this.#given = path
    this.path = resolve(path)
    // It would be the current folder, and `--out "$UNSET"` is a slip.
    if (path === '') throw new UserError('folder', 'got "", expected a path to write to')
    refuseForeign(path)
    this.#made = onDisk(path, () => makeFolder(this.path))
    clearStale(this.path)
    try {
      onDisk(path, () => {
        writeFileSync(this.#temporary('probe'), '')
        rmSync(this.#temporary('probe'))
      })
    } catch (thrown) {
      this.abandon()
      throw thrown
    }
  }

  /** Where a file waits for its place until `commit`. */
  #temporary(name: string): string {
    return join(this.path, this.#mark + name)
  }

  write(name: RunFile, content: string | Uint8Array): void {
    this.#staged.push(name)
    onDisk(this.#shown(name), () => writeFileSync(this.#temporary(name), content, { flag: 'wx' }))
  }

  /** A file to be written line by line while a run goes on. */
  lines(name: RunFile): LineWriter {
    this.#staged.push(name)
    const writer = new LineWriter(this.#temporary(name), this.#shown(name))
    this.#writers.push(writer)
    return writer
  }

  /** A file to be written block by block while a run goes on. */
  blocks(name: RunFile): BlockWriter {
    this.#staged.push(name)
    const writer = new BlockWriter(this.#temporary(name), this.#shown(name))
    this.#writers.push(writer)
    return writer
  }

  /**
   * Puts all files in their places, the manifest last, and takes away those of an earlier run in the folder.
   * @param manifestOf text of the manifest, given the files' fingerprints
   * @returns names of the files, the manifest first
   */
  commit(manifestOf: (files: Fingerprints) => string): string[] {
    const names = [...this.#staged].sort()
    return onDisk(this.#given, () => {
      const files: Record<string, { bytes: number; sha256: string }> = {}
      for (const name of names) {
        flush(this.#temporary(name), 'r+')
        files[name] = fingerprint(this.#temporary(name))
      }
      writeFileSync(this.#temporary(MANIFEST), manifestOf(files), { flag: 'wx' })
      flush(this.#temporary(MANIFEST), 'r+')
      const stale = staleFiles(this.path, names)
      this.#swap([...names, MANIFEST], stale)
      flush(this.path, 'r')
      return [MANIFEST, ...names]
    })
  }

  /** Takes everything back that was not committed, and the folder itself if it was made for this run. */
  abandon(): void {
    for (const writer of this.#writers) writer.discard()
    for (const name of [...this.#staged, MANIFEST, 'probe']) rmSync(this.#temporary(name), { force: true })
    if (this.#made === undefined) return
    for (let folder = this.path; ; folder = dirname(folder)) {
      try {
        rmdirSync(folder)
      } catch {
        return // Someone else has put something there meanwhile.
      }
      if (folder === this.#made) return
    }
  }

  /** Renames files into place; when one fails, those before it go back. */
  #swap(placed: readonly string[], stale: readonly string[]): void {
    const undo: (() => void)[] = []
    const move = (from: string, to: string) => {
      renameSync(from, to)
      undo.unshift(() => renameSync(to, from))
    }
    const kept = [...stale, ...placed].filter((name) => existsSync(join(this.path, name)))
    for (const name of kept) {
      if (!statSync(join(this.path, name)).isDirectory()) continue
      throw new UserError(this.#shown(name), 'is a folder, expected a file to replace')
    }
    try {
      for (const name of kept) move(join(this.path, name), this.#temporary(`old-${name}`))
      for (const name of placed) move(this.#temporary(name), join(this.path, name))
    } catch (thrown) {
      for (const back of undo) back()
      throw thrown
    }
    for (const name of kept) rmSync(this.#temporary(`old-${name}`), { force: true })
  }

  #shown(name: string): string {
    return join(this.#given, name)
  }
}

/**
 * Makes a folder and those above it, one by one: Node's recursive way does not come back from places that take no
 * folders and say that they are not there, such as /proc.
 * @returns the outermost folder made, undefined when all were there
 */
export function makeFolder(path: string): string | undefined {
  const missing: string[] = []
  for (let folder = path; !existsSync(folder); folder = dirname(folder)) missing.unshift(folder)
  missing.forEach((folder, index) => {
    try {
      mkdirSync(folder)
    } catch (thrown) {
      const isThere = thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST'
      if (isThere) return // Another run made it meanwhile.
      for (const made of missing.slice(0, index).reverse()) rmdirSync(made)
      throw thrown
    }
  })
  return missing[0]
}

/**
 * Files of an earlier run that the new one does not replace. Of names in a manifest only our own are believed. A report is
 * written later and in no manifest, so it is known by what it says itself.
 */
function staleFiles(path: string, names: readonly string[]): string[] {
  const listed = Object.keys(readManifest(path)?.files ?? {})
  if (isReport(join(path, REPORT))) listed.push(REPORT)
  return RUN_FILES.filter((name) => listed.includes(name) && !names.includes(name))
}

/** The manifest of a run in a folder; undefined when there is none, or one of something else. */
export function readManifest(path: string): { files?: Record<string, unknown> } | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(join(path, MANIFEST), 'utf8'))
    return isOurs(manifest) ? manifest : undefined
  } catch (thrown) {
    if (isMissing(thrown) || thrown instanceof SyntaxError) return undefined
    throw thrown
  }
}

const isOurs = (manifest: unknown): manifest is { files?: Record<string, unknown> } =>
  typeof manifest === 'object' &&
  manifest !== null &&
  'format' in manifest &&
  manifest.format === MANIFEST_FORMAT

function refuseForeign(path: string): void {
  const names = onDisk(path, () => namesIn(path))
  const foreign = names.filter((name) => !isTemporary(name))
  if (foreign.length === 0 || onDisk(path, () => readManifest(path))) return
  throw new UserError(path, `holds ${basename(foreign[0] as string)} and is no folder of a run`, {
    hint: 'name a new or empty folder',
  })
}

function namesIn(path: string): string[] {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) return []
  if (!found.isDirectory()) throw new UserError(path, 'is a file, expected a folder')
  return readdirSync(path)
}
