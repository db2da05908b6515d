import { createHash } from 'node:crypto'
import {
  closeSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { messageOf, UserError } from '../engine/errors.ts'

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

function withFile<T>(path: string, flags: string, action: (descriptor: number) => T): T {
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

/** Writes a file at once or not at all: under a temporary name beside it, flushed, then renamed over what was there. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.tmp`
  onDisk(path, () => {
    try {
      writeFileSync(temporary, content)
      flush(temporary, 'r+')
      renameSync(temporary, path)
    } catch (thrown) {
      rmSync(temporary, { force: true })
      throw thrown
    }
  })
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
    onDisk(this.#shown, () => {
      for (let written = 0; written < bytes.length; ) {
        written += writeSync(this.#descriptor, bytes, written)
      }
    })
  }
}
