import seedrandom from 'seedrandom/seedrandom.js'

/**
 * Keyed random draws. A draw is a function of (seed, stream, tick, entity, n): no generator is passed around, so adding
 * a draw moves no other and the order of agents or threads cannot matter.
 * Threefry4x32 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */

const PARITY = 0x1bd11bda
const ROTATIONS_FIRST = [10, 11, 13, 23, 6, 17, 25, 18] as const
const ROTATIONS_SECOND = [26, 21, 27, 5, 20, 11, 10, 20] as const
const UNIT = 1 / 4294967296

export type RandomKey = readonly [number, number, number, number]

/** Turns a seed's text into key words. Numbers and their text are one seed: always pass text. */
export function keyOfSeed(seed: string): RandomKey {
  const generator = seedrandom(seed)
  return [generator.int32(), generator.int32(), generator.int32(), generator.int32()]
}

/**
 * Threefry4x32 with any number of rounds; the engine draws with 12, or 20 on request.
 * @param counter four 32-bit words
 * @param out receives four 32-bit words
 */
export function threefry4x32(
  key: ArrayLike<number>,
  counter: ArrayLike<number>,
  rounds: number,
  out: Uint32Array,
): void {
  const [k0, k1, k2, k3] = [key[0] ?? 0, key[1] ?? 0, key[2] ?? 0, key[3] ?? 0]
  const schedule = [k0, k1, k2, k3, k0 ^ k1 ^ k2 ^ k3 ^ PARITY]
  let x0 = ((counter[0] ?? 0) + k0) | 0
  let x1 = ((counter[1] ?? 0) + k1) | 0
  let x2 = ((counter[2] ?? 0) + k2) | 0
  let x3 = ((counter[3] ?? 0) + k3) | 0
  for (let round = 0; round < rounds; round++) {
    const first = ROTATIONS_FIRST[round & 7]
    const second = ROTATIONS_SECOND[round & 7]
    if ((round & 1) === 0) {
      x0 = (x0 + x1) | 0
      x1 = ((x1 << first) | (x1 >>> (32 - first))) ^ x0
      x2 = (x2 + x3) | 0
      x3 = ((x3 << second) | (x3 >>> (32 - second))) ^ x2
    } else {
      x0 = (x0 + x3) | 0
      x3 = ((x3 << first) | (x3 >>> (32 - first))) ^ x0
      x2 = (x2 + x1) | 0
      x1 = ((x1 << second) | (x1 >>> (32 - second))) ^ x2
    }
    if ((round & 3) === 3) {
      const injection = (round + 1) >> 2
      x0 = (x0 + schedule[injection % 5]) | 0
      x1 = (x1 + schedule[(injection + 1) % 5]) | 0
      x2 = (x2 + schedule[(injection + 2) % 5]) | 0
      x3 = (x3 + schedule[(injection + 3) % 5] + injection) | 0
    }
  }
  out[0] = x0
  out[1] = x1
  out[2] = x2
  out[3] = x3
}

export interface Stream {
  readonly name: string
  /** Third word of the counter: a hash of the name, so that registration order cannot matter. */
  readonly id: number
}

/** Names a family of draws. Names are unique in an app; the build checks it. */
export function defineStream(name: string): Stream {
  let id = 0x811c9dc5 // FNV-1a
  for (let i = 0; i < name.length; i++) id = Math.imul(id ^ name.charCodeAt(i), 0x01000193)
  return { name, id: id >>> 0 }
}

/**
 * Uniform draws in [0, 1), taken lazily in the order in which a rule asks for them: `draws.next()[0]`. A draw comes in a
 * register, an array of one number that the next draw overwrites: a number returned by a call that is not inlined would be
 * boxed on the heap, 16 bytes each, and a rule may take several a turn.
 */
export interface DrawSource {
  next(): Float64Array
}

/** Draws of one stream: `begin` picks the entity, then `next` as often as the rule needs. */
export interface EntitySource extends DrawSource {
  begin(entity: number): void
}

/** The draws of one stream: pick an entity with `begin`, then take as many as the rule needs. */
export class KeyedSource implements EntitySource {
  readonly #key: Int32Array
  readonly #counter = new Int32Array(4)
  readonly #tick: Uint32Array
  readonly #words = new Uint32Array(4)
  readonly #register = new Float64Array(1)
  readonly #rounds: number
  #next = 4

  constructor(key: RandomKey, stream: Stream, tick: Uint32Array, rounds: number) {
    this.#key = Int32Array.from(key)
    this.#counter[2] = stream.id
    this.#tick = tick
    this.#rounds = rounds
  }

  /** Starts at draw number 0 of this entity at the current tick. */
  begin(entity: number): void {
    const counter = this.#counter
    counter[0] = entity
    counter[1] = this.#tick[0]
    counter[3] = -1
    this.#next = 4
  }

  next(): Float64Array {
    if (this.#next === 4) {
      this.#counter[3] = this.#counter[3] + 1
      if (this.#rounds === 12) threefry12(this.#key, this.#counter, this.#words)
      else threefry4x32(this.#key, this.#counter, this.#rounds, this.#words)
      this.#next = 0
    }
    this.#register[0] = this.#words[this.#next++] * UNIT
    return this.#register
  }
}

/** `threefry4x32` at 12 rounds, unrolled: the draw behind every rule. A test holds the two equal. */
// biome-ignore format: one round a line reads as the definition does
export function threefry12(key: Int32Array, counter: Int32Array, out: Uint32Array): void {
  const k0 = key[0]
  const k1 = key[1]
  const k2 = key[2]
  const k3 = key[3]
  const k4 = k0 ^ k1 ^ k2 ^ k3 ^ PARITY
  let x0 = (counter[0] + k0) | 0
  let x1 = (counter[1] + k1) | 0
  let x2 = (counter[2] + k2) | 0
  let x3 = (counter[3] + k3) | 0
  x0 = (x0 + x1) | 0; x1 = ((x1 << 10) | (x1 >>> 22)) ^ x0; x2 = (x2 + x3) | 0; x3 = ((x3 << 26) | (x3 >>> 6)) ^ x2
  x0 = (x0 + x3) | 0; x3 = ((x3 << 11) | (x3 >>> 21)) ^ x0; x2 = (x2 + x1) | 0; x1 = ((x1 << 21) | (x1 >>> 11)) ^ x2
  x0 = (x0 + x1) | 0; x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0; x2 = (x2 + x3) | 0; x3 = ((x3 << 27) | (x3 >>> 5)) ^ x2
  x0 = (x0 + x3) | 0; x3 = ((x3 << 23) | (x3 >>> 9)) ^ x0; x2 = (x2 + x1) | 0; x1 = ((x1 << 5) | (x1 >>> 27)) ^ x2
  x0 = (x0 + k1) | 0; x1 = (x1 + k2) | 0; x2 = (x2 + k3) | 0; x3 = (x3 + k4 + 1) | 0
  x0 = (x0 + x1) | 0; x1 = ((x1 << 6) | (x1 >>> 26)) ^ x0; x2 = (x2 + x3) | 0; x3 = ((x3 << 20) | (x3 >>> 12)) ^ x2
  x0 = (x0 + x3) | 0; x3 = ((x3 << 17) | (x3 >>> 15)) ^ x0; x2 = (x2 + x1) | 0; x1 = ((x1 << 11) | (x1 >>> 21)) ^ x2
  x0 = (x0 + x1) | 0; x1 = ((x1 << 25) | (x1 >>> 7)) ^ x0; x2 = (x2 + x3) | 0; x3 = ((x3 << 10) | (x3 >>> 22)) ^ x2
  x0 = (x0 + x3) | 0; x3 = ((x3 << 18) | (x3 >>> 14)) ^ x0; x2 = (x2 + x1) | 0; x1 = ((x1 << 20) | (x1 >>> 12)) ^ x2
  x0 = (x0 + k2) | 0; x1 = (x1 + k3) | 0; x2 = (x2 + k4) | 0; x3 = (x3 + k0 + 2) | 0
  x0 = (x0 + x1) | 0; x1 = ((x1 << 10) | (x1 >>> 22)) ^ x0; x2 = (x2 + x3) | 0; x3 = ((x3 << 26) | (x3 >>> 6)) ^ x2
  x0 = (x0 + x3) | 0; x3 = ((x3 << 11) | (x3 >>> 21)) ^ x0; x2 = (x2 + x1) | 0; x1 = ((x1 << 21) | (x1 >>> 11)) ^ x2
  x0 = (x0 + x1) | 0; x1 = ((x1 << 13) | (x1 >>> 19)) ^ x0; x2 = (x2 + x3) | 0; x3 = ((x3 << 27) | (x3 >>> 5)) ^ x2
  x0 = (x0 + x3) | 0; x3 = ((x3 << 23) | (x3 >>> 9)) ^ x0; x2 = (x2 + x1) | 0; x1 = ((x1 << 5) | (x1 >>> 27)) ^ x2
  out[0] = x0 + k3
  out[1] = x1 + k4
  out[2] = x2 + k0
  out[3] = x3 + k1 + 3
}
