import { closeSync, fstatSync, openSync, writeSync, writev } from 'node:fs'
import { UserError } from '../../engine/errors.ts'
import { onDisk, readInto } from '../disk.ts'

/**
 * The form of an interaction log: 16 bytes (magic, version of the form, nothing), then blocks, all numbers little-endian. A
 * block has its kind and the length of its head (4 bytes each), the length of its body (8 bytes), the head (JSON), and the
 * body; both are filled up to whole doubles, so that columns in it can be viewed where they lie. It is only ever added to: what
 * a crash cuts off is the last block.
 */
export const LOG_FORMAT = 1
const MAGIC = Uint8Array.from('PWLOG\r\n\0', (letter) => letter.charCodeAt(0))
const PREFIX_BYTES = 16
const BLOCK_BYTES = 16

/** What blocks hold: how a run began, agents' states, interactions and events, an epoch's results, how the run ended. */
export const BlockKind = { start: 1, state: 2, rows: 3, epoch: 4, end: 5 } as const
export type BlockKindCode = (typeof BlockKind)[keyof typeof BlockKind]

const padded = (bytes: number): number => Math.ceil(bytes / 8) * 8

const bytesOf = (view: NodeJS.ArrayBufferView): Uint8Array =>
  new Uint8Array(view.buffer, view.byteOffset, view.byteLength)

/** Where parts of a body will lie, one after the other. */
export class BodyPlan {
  bytes = 0
  readonly parts: NodeJS.ArrayBufferView[] = []

  /** @returns where the part begins in the body */
  add(part: NodeJS.ArrayBufferView): number {
    const start = this.bytes
    this.parts.push(part)
    this.bytes += padded(part.byteLength)
    return start
  }
}

/** Blocks that may be on their way to the disk at once: whoever never waits writes by himself from there on. */
const PENDING_MAX = 4

/** A block on its way to the disk. */
interface Pending {
  readonly views: readonly NodeJS.ArrayBufferView[]
  readonly position: number
  readonly bytes: number
}

/** Writes blocks to a new file. Large ones may be written beside what the caller does next. */
export class BlockWriter {
  readonly #descriptor: number
  readonly #shown: string
  readonly #pending = new Set<Pending>()
  #position = 0
  #failure: unknown
  #open = true

  /** @param shown what messages call the file */
  constructor(path: string, shown: string) {
    this.#shown = shown
    this.#descriptor = onDisk(shown, () => openSync(path, 'wx'))
    const prefix = new Uint8Array(PREFIX_BYTES)
    prefix.set(MAGIC)
    new DataView(prefix.buffer).setUint32(8, LOG_FORMAT, true)
    this.#write(this.#placed([prefix]))
  }

  /**
   * Adds a block.
   * @param done when given, the block may be written later: until it is called, parts of the body must stay as they are
   */
  block(kind: BlockKindCode, head: object, body = new BodyPlan(), done?: () => void): void {
    this.#check()
    const text = new TextEncoder().encode(JSON.stringify(head))
    const opening = new Uint8Array(BLOCK_BYTES + padded(text.length)).fill(0x20, BLOCK_BYTES)
    const view = new DataView(opening.buffer)
    view.setUint32(0, kind, true)
    view.setUint32(4, padded(text.length), true)
    view.setFloat64(8, body.bytes, true)
    opening.set(text, BLOCK_BYTES)
    const block = this.#placed([opening, ...body.parts.flatMap(withPadding)])
    if (done === undefined || this.#pending.size === PENDING_MAX) {
      this.#write(block)
      done?.()
      return
    }
    this.#pending.add(block)
    const { views, position, bytes } = block
    writev(this.#descriptor, views, position, (error, written) => {
      this.#pending.delete(block)
      if (error === null && written < bytes && this.#open) this.#retry(block)
      this.#failure ??= error ?? undefined
      done()
      if (!this.#open && this.#pending.size === 0) closeSync(this.#descriptor)
    })
  }

  /** Makes sure that all blocks are written. Throws UserError when the disk refused one. */
  settle(): void {
    // What is under way may end whenever it likes: it writes the same bytes to the same place.
    for (const block of this.#pending) this.#write(block)
    this.#check()
  }

  /** Closes the file, once nothing is on its way any more. */
  discard(): void {
    if (this.#open && this.#pending.size === 0) closeSync(this.#descriptor)
    this.#open = false
  }

  #placed(views: readonly NodeJS.ArrayBufferView[]): Pending {
    const bytes = views.reduce((sum, { byteLength }) => sum + byteLength, 0)
    const position = this.#position
    this.#position += bytes
    return { views, position, bytes }
  }

  #retry(block: Pending): void {
    try {
      this.#write(block)
    } catch (thrown) {
      this.#failure ??= thrown
    }
  }

  #write({ views, position }: Pending): void {
    onDisk(this.#shown, () => {
      let at = position
      for (const view of views) {
        const bytes = bytesOf(view)
        for (let written = 0; written < bytes.length; ) {
          written += writeSync(this.#descriptor, bytes, written, bytes.length - written, at + written)
        }
        at += bytes.length
      }
    })
  }

  #check(): void {
    const failure = this.#failure
    if (failure === undefined) return
    onDisk(this.#shown, () => {
      throw failure
    })
  }
}

const PADDING = new Uint8Array(8)

const withPadding = (part: NodeJS.ArrayBufferView): NodeJS.ArrayBufferView[] => {
  const rest = padded(part.byteLength) - part.byteLength
  return rest === 0 ? [part] : [part, PADDING.subarray(0, rest)]
}

/** One block as it was written. */
export interface Block {
  readonly kind: number
  readonly head: Readonly<Record<string, unknown>>
  /** Starts at a whole double. It is reused for the next block. */
  readonly body: ArrayBuffer
}

/** Reads the blocks of a log one after the other, whatever its size. */
export class BlockReader {
  readonly #descriptor: number
  readonly #shown: string
  readonly #bytes: number
  #position = PREFIX_BYTES
  #body = new ArrayBuffer(0)

  /**
   * @param descriptor of the file, which whoever opened it closes
   * @throws UserError for what is no log, or one of a newer form
   */
  constructor(descriptor: number, shown: string) {
    this.#descriptor = descriptor
    this.#shown = shown
    this.#bytes = fstatSync(descriptor).size
    const prefix = new Uint8Array(PREFIX_BYTES)
    const read = readInto(descriptor, prefix, 0)
    if (read < PREFIX_BYTES || MAGIC.some((byte, place) => prefix[place] !== byte)) {
      throw new UserError(shown, 'is not an interaction log of patchwork-ecs')
    }
    const format = new DataView(prefix.buffer).getUint32(8, true)
    if (format === LOG_FORMAT) return
    throw new UserError(shown, `is a log of form ${format}, expected form ${LOG_FORMAT}`, {
      hint: format > LOG_FORMAT ? 'a newer version of patchwork-ecs wrote it' : 'the file is damaged',
    })
  }

  /** The next block, undefined at the end. Throws UserError where the file is cut off or damaged. */
  next(): Block | undefined {
    if (this.#position === this.#bytes) return undefined
    const opening = new DataView(new ArrayBuffer(BLOCK_BYTES))
    this.#read(new Uint8Array(opening.buffer))
    const headBytes = opening.getUint32(4, true)
    const bodyBytes = opening.getFloat64(8, true)
    const rest = this.#bytes - this.#position
    if (!Number.isSafeInteger(bodyBytes) || bodyBytes < 0 || headBytes + bodyBytes > rest)
      throw this.#cutOff()
    const text = new Uint8Array(headBytes)
    this.#read(text)
    if (this.#body.byteLength < bodyBytes) this.#body = new ArrayBuffer(bodyBytes)
    this.#read(new Uint8Array(this.#body, 0, bodyBytes))
    return { kind: opening.getUint32(0, true), head: this.#headOf(text), body: this.#body }
  }

  #headOf(text: Uint8Array): Block['head'] {
    try {
      return JSON.parse(new TextDecoder().decode(text)) as Block['head']
    } catch {
      throw this.#cutOff()
    }
  }

  #read(bytes: Uint8Array): void {
    const read = readInto(this.#descriptor, bytes, this.#position)
    if (read < bytes.length) throw this.#cutOff()
    this.#position += read
  }

  #cutOff(): UserError {
    return new UserError(this.#shown, 'is cut off or damaged', {
      hint: `what can be read ends at byte ${this.#position}`,
    })
  }
}
