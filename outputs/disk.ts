import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import { messageOf, UserError } from '../engine/errors.ts'
import { temporaryFor } from './temporary.ts'

const READ_BYTES = 1_048_576
const BUFFERED_CHARACTERS = 262_144

/** Does something on disk; what the disk refuses is said as a UserError that names the path. */
export function onDisk<T>(path: string, action: () => T): T {
  try {
    return action()
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('code' in thrown)) throw thrown
    throw new UserError(path, `cannot be written: ${messageOf(thrown)}`, { cause: thrown })
  }
}

/** Whether an error says that a file or folder is not there. */
export const isMissing = (thrown: unknown): boolean =>
  thrown instanceof Error && 'code' in thrown && (thrown.code === 'ENOENT' || thrown.code === 'ENOTDIR')

export function withFile<T>(path: string, flags: string, action: (descriptor: number) => T): T {
  const descriptor = openSync(path, flags)
  try {
    return action(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Waits until a file, or a folder's list of names, is on the disk itself. */
export function flush(path: string, flags: 'r' | 'r+'): void {
  withFile(path, flags, fsyncSync)
}

/** Writes all of some bytes at the end of an open file. */
export function writeWhole(descriptor: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written)
}

/**
 * Writes a file under a temporary name and puts it in its place at the end: until then, and after any failure or crash, what
 * was there stays. Throws UserError when the disk refuses.
 * @param shown what messages call the file
 */
export function replaceFile(path: string, write: (descriptor: number) => void, shown = path): void {
  const whole = resolve(path)
  const temporary = temporaryFor(whole)
  onDisk(shown, () => {
    if (statSync(whole, { throwIfNoEntry: false })?.isDirectory()) {
      throw new UserError(shown, 'is a folder, expected a file to write')
    }
    try {
      writeNew(temporary, write)
      renameSync(temporary, whole)
    } catch (thrown) {
      rmSync(temporary, { force: true })
      throw thrown
    }
    flush(dirname(whole), 'r')
  })
}

/** Puts a text, or bytes, into a file as `replaceFile` does. */
export function replaceContent(path: string, content: string | Uint8Array, shown = path): void {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content
  replaceFile(path, (descriptor) => writeWhole(descriptor, bytes), shown)
}

/**
 * Lets files be written under temporary names, which may take its time, and puts them in their places when all are whole.
 * Throws UserError when the disk refuses.
 */
export async function replaceFiles<T>(
  files: readonly [string, ...string[]],
  write: (temporary: readonly [string, ...string[]]) => T | Promise<T>,
): Promise<T> {
  const temporary = files.map((path) => temporaryFor(resolve(path)))
  try {
    const result = await write(temporary as [string, ...string[]])
    onDisk(files[0], () => {
      for (const path of temporary) flush(path, 'r+')
      temporary.forEach((path, place) => {
        renameSync(path, files[place] as string)
      })
      for (const folder of new Set(temporary.map(dirname))) flush(folder, 'r')
    })
    return result
  } catch (thrown) {
    for (const path of temporary) rmSync(path, { force: true })
    return onDisk(files[0], () => {
      throw thrown
    })
  }
}

/**
 * Writes a file unless there is one: whoever comes first wins, and what the others wrote is nowhere. On file systems without
 * links the last one wins instead. Whole or not at all in any case; throws UserError when the disk refuses.
 */
export function claimFile(path: string, text: string): void {
  const whole = resolve(path)
  const temporary = temporaryFor(whole)
  onDisk(path, () => {
    try {
      writeNew(temporary, (descriptor) => writeWhole(descriptor, Buffer.from(text)))
      linkSync(temporary, whole)
    } catch (thrown) {
      const code = thrown instanceof Error && 'code' in thrown ? thrown.code : ''
      if (code === 'EPERM' || code === 'ENOTSUP' || code === 'ENOSYS') renameSync(temporary, whole)
      else if (code !== 'EEXIST') throw thrown
    } finally {
      rmSync(temporary, { force: true })
    }
    flush(dirname(whole), 'r')
  })
}

/** Writes a file that is not there yet and waits until the disk has it. */
function writeNew(path: string, write: (descriptor: number) => void): void {
  withFile(path, 'wx', (descriptor) => {
    write(descriptor)
    fsyncSync(descriptor)
  })
}

/** Finds out whether a file can be written, before anything that takes long. Throws UserError. */
export function probe(path: string): void {
  const temporary = temporaryFor(resolve(path))
  onDisk(path, () => withFile(temporary, 'wx', () => {}))
  rmSync(temporary, { force: true })
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  throw new UserError(path, 'is a folder, expected a file to write')
}

/**
 * Opens a file for reading, until the action, or the promise that it returns, is done. Throws UserError in words when it is missing,
 * a folder, or closed to us.
 */
export function reading<T>(path: string, expected: string, action: (descriptor: number) => T): T {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) throw new UserError(path, 'no such file')
  if (found.isDirectory()) throw new UserError(path, `is a folder, expected ${expected}`)
  const descriptor = opened(path)
  const close = () => closeSync(descriptor)
  let result: T
  try {
    result = action(descriptor)
  } catch (thrown) {
    close()
    throw thrown
  }
  if (result instanceof Promise) return result.finally(close) as T
  close()
  return result
}

function opened(path: string): number {
  try {
    return openSync(path, 'r')
  } catch (thrown) {
    throw new UserError(path, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}

/** Fills bytes from a place in an open file. Returns how many there were. */
export function readInto(descriptor: number, bytes: Uint8Array, position: number): number {
  let read = 0
  while (read < bytes.length) {
    const more = readSync(descriptor, bytes, read, bytes.length - read, position + read)
    if (more === 0) break
    read += more
  }
  return read
}

/** SHA-256 and length of a file, read piece by piece. */
export function fingerprint(path: string): { bytes: number; sha256: string } {
  const hash = createHash('sha256')
  const piece = new Uint8Array(READ_BYTES)
  const bytes = withFile(path, 'r', (descriptor) => {
    let total = 0
    for (let read = readSync(descriptor, piece); read > 0; read = readSync(descriptor, piece)) {
      hash.update(piece.subarray(0, read))
      total += read
    }
    return total
  })
  return { bytes, sha256: hash.digest('hex') }
}

/** Writes lines to a new file, many at a time. */
export class LineWriter {
  readonly #shown: string
  readonly #descriptor: number
  #waiting: string[] = []
  #characters = 0
  #open = true

  /** @param shown what messages call the file */
  constructor(path: string, shown: string) {
    this.#shown = shown
    this.#descriptor = onDisk(shown, () => openSync(path, 'wx'))
  }

  line(text: string): void {
    this.#waiting.push(text, '\n')
    this.#characters += text.length + 1
    if (this.#characters >= BUFFERED_CHARACTERS) this.#drain()
  }

  /** Writes what is still waiting and closes the file. */
  close(): void {
    this.#drain()
    this.discard()
  }

  /** Closes the file without writing what is still waiting. */
  discard(): void {
    if (this.#open) closeSync(this.#descriptor)
    this.#open = false
  }

  #drain(): void {
    const bytes = Buffer.from(this.#waiting.join(''))
    this.#waiting = []
    this.#characters = 0
    onDisk(this.#shown, () => writeWhole(this.#descriptor, bytes))
  }
}
