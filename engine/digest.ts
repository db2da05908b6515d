/**
 * A 64-bit digest of columns, fed by name and rows in order: two 32-bit lanes of multiply-and-rotate mixing
 * (the finaliser is MurmurHash3's fmix32, Appleby 2011). It tells runs apart; it is not a cryptographic hash.
 */
export class Digest {
  #low = 0x9e3779b9 | 0
  #high = 0x85ebca6b | 0

  /** Mixes in one 32-bit word. */
  word(value: number): void {
    let low = Math.imul(this.#low ^ value, 0x21f0aaad)
    low ^= low >>> 15
    let high = Math.imul(this.#high ^ low, 0xd35a2d97)
    high ^= high >>> 13
    this.#low = (low + Math.imul(high, 0x9e3779b1)) | 0
    this.#high = ((high << 13) | (high >>> 19)) ^ value
  }

  text(value: string): void {
    this.word(value.length)
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i))
  }

  /** Mixes in `length` bytes from `offset`; a tail shorter than a word is padded with zeros. */
  bytes(buffer: ArrayBufferLike, offset: number, length: number): void {
    const aligned = (offset & 3) === 0
    const words = aligned ? Math.floor(length / 4) : 0
    const view = aligned ? new Uint32Array(buffer, offset, words) : new Uint32Array(0)
    for (let i = 0; i < words; i++) this.word(view[i])
    const tail = new Uint8Array(buffer, offset + words * 4, length - words * 4)
    for (let i = 0; i < tail.length; i++) this.word(tail[i])
  }

  /** 16 hexadecimal digits. */
  hex(): string {
    return [this.#high, this.#low].map((lane) => finish(lane).toString(16).padStart(8, '0')).join('')
  }
}

function finish(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}
