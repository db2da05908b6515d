import seedrandom from 'seedrandom/seedrandom.js'
import { CHUNK_ROWS } from './block.ts'

/**
 * Keyed random draws. A draw is a function of (seed, stream, tick, entity, n): no generator is passed around, so adding
 * a draw moves no other and the order of agents or threads cannot matter.
 * Threefry4x32 of Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */

const PARITY = 0x1bd11bda
const ROTATIONS_FIRST = [10, 11, 13, 23, 6, 17, 25, 18] as const
const ROTATIONS_SECOND = [26, 21, 27, 5, 20, 11, 10, 20] as const

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
  /**
   * Takes the first four draws of many entities at once, at a third of the price: those of rows `first` to `end - 1`,
   * whose entities `entities` holds by row. Afterwards `beginRow` starts at a row, and `words` has its draws as they are.
   */
  fill(entities: Uint32Array, first: number, end: number): void
  /** Like `begin(entities[row])`, for a row that was filled. */
  beginRow(row: number): void
}

const UNIT = 1 / 4294967296
const BLOCK_WORDS = 4
/** The block before the first, modulo 2^32. */
const NO_BLOCK = 0xffffffff
/** A block of the words lies behind the filled ones: draws taken one entity at a time go there. */
const SINGLE_BLOCK = BLOCK_WORDS * CHUNK_ROWS

/** The draws of one stream: pick an entity with `begin`, then take as many as the rule needs. */
export class KeyedSource implements EntitySource {
  readonly #words = new Uint32Array(SINGLE_BLOCK + BLOCK_WORDS)
  readonly #key: Int32Array
  /** Entity, tick, stream and block. */
  readonly #counter = new Uint32Array(4)
  readonly #tick: Uint32Array
  readonly #register = new Float64Array(1)
  readonly #rounds: number
  #entities: Uint32Array = new Uint32Array(0)
  #first = 0
  #next = SINGLE_BLOCK + BLOCK_WORDS
  #end = SINGLE_BLOCK + BLOCK_WORDS

  /** @param key a typed array is held, so that a world that starts anew changes its sources; a list is copied */
  constructor(key: Int32Array | RandomKey, stream: Stream, tick: Uint32Array, rounds: number) {
    this.#key = key instanceof Int32Array ? key : Int32Array.from(key)
    this.#counter[2] = stream.id
    this.#tick = tick
    this.#rounds = rounds
  }

  /** From here on it draws from another stream. */
  follow({ id }: Stream): void {
    this.#counter[2] = id
  }

  /** Starts at draw number 0 of this entity at the current tick. */
  begin(entity: number): void {
    const counter = this.#counter
    counter[0] = entity
    counter[1] = this.#tick[0]
    counter[3] = NO_BLOCK
    this.#end = SINGLE_BLOCK + BLOCK_WORDS
    this.#next = this.#end
  }

  fill(entities: Uint32Array, first: number, end: number): void {
    this.#entities = entities
    this.#first = first
    this.#counter[1] = this.#tick[0]
    this.#counter[3] = 0
    if (this.#rounds === 12) threefry12(this.#key, this.#counter, entities, first, end, this.#words, 0)
    else {
      for (let row = first; row < end; row++) {
        this.#counter[0] = entities[row]
        this.#block((row - first) * BLOCK_WORDS)
      }
    }
  }

  beginRow(row: number): void {
    const counter = this.#counter
    counter[0] = this.#entities[row]
    counter[3] = 0
    this.#next = (row - this.#first) * BLOCK_WORDS
    this.#end = this.#next + BLOCK_WORDS
  }

  next(): Float64Array {
    if (this.#next === this.#end) this.#further()
    this.#register[0] = this.#words[this.#next++] * UNIT
    return this.#register
  }

  /** The next block of the entity at hand. */
  #further(): void {
    this.#counter[3] = this.#counter[3] + 1
    this.#next = SINGLE_BLOCK
    this.#end = SINGLE_BLOCK + BLOCK_WORDS
    this.#block(SINGLE_BLOCK)
  }

  #block(at: number): void {
    if (this.#rounds === 12) threefry12(this.#key, this.#counter, this.#counter, 0, 1, this.#words, at)
    else threefry4x32(this.#key, this.#counter, this.#rounds, this.#words.subarray(at, at + BLOCK_WORDS))
  }
}

/**
 * `threefry4x32` at 12 rounds, unrolled, over the entities of rows `first` to `end - 1`: the draws behind every rule. A
 * test holds the two equal.
 * @param counter tick, stream and block in words 1 to 3; word 0 is the entity's own and is not read
 * @param out receives four words a row, from `at` on
 */
// biome-ignore format: one round a line reads as the definition does
export function threefry12(
  key: Int32Array, counter: Uint32Array, entities: Uint32Array, first: number, end: number, out: Uint32Array, at: number,
): void {
  const k0 = key[0]
  const k1 = key[1]
  const k2 = key[2]
  const k3 = key[3]
  const k4 = k0 ^ k1 ^ k2 ^ k3 ^ PARITY
  const c1 = (counter[1] + k1) | 0
  const c2 = (counter[2] + k2) | 0
  const c3 = (counter[3] + k3) | 0
  let place = at
  for (let row = first; row < end; row++) {
  let x0 = (entities[row] + k0) | 0
  let x1 = c1
  let x2 = c2
  let x3 = c3
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
  out[place] = x0 + k3
  out[place + 1] = x1 + k4
  out[place + 2] = x2 + k0
  out[place + 3] = x3 + k1 + 3
  place += 4
  }
}
