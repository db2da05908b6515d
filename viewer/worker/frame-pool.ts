/** Frames that may be on their way at once: one shown, one sent, one being filled. */
export const POOL_BUFFERS = 3

/**
 * Buffers that carry frames' numbers to the page and come back. When all are away a frame is dropped: whoever waits for the page
 * goes on stepping.
 */
export class FramePool {
  #away = 0
  #free: ArrayBuffer[] = []

  /** A buffer of at least this length, or undefined when all are away. */
  take(bytes: number): ArrayBuffer | undefined {
    if (this.#away >= POOL_BUFFERS) return undefined
    this.#away++
    const place = this.#free.findIndex(({ byteLength }) => byteLength >= bytes)
    if (place >= 0) return this.#free.splice(place, 1)[0]
    // Those at hand are too short, or there is none: a longer one takes the place of one.
    this.#free.pop()
    return new ArrayBuffer(bytes)
  }

  /** Takes a buffer back; one that is too many, or has been detached on the way, is let go. */
  giveBack(buffer: ArrayBuffer): void {
    if (this.#away === 0) return
    this.#away--
    if (buffer.byteLength > 0) this.#free.push(buffer)
  }
}

/** Cuts typed arrays out of a buffer one after the other, each where its elements may lie. */
export class BufferCutter {
  #at = 0
  readonly #buffer: ArrayBuffer

  constructor(buffer: ArrayBuffer) {
    this.#buffer = buffer
  }

  bytes(length: number): Uint8Array<ArrayBuffer> {
    const cut = new Uint8Array(this.#buffer, this.#at, length)
    this.#at += length
    return cut
  }

  floats(length: number): Float32Array<ArrayBuffer> {
    this.#at = Math.ceil(this.#at / 4) * 4
    const cut = new Float32Array(this.#buffer, this.#at, length)
    this.#at += length * 4
    return cut
  }
}
