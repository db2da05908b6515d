import { Digest } from './digest.ts'
import { UserError } from './errors.ts'
import { gatherJournal } from './journal.ts'
import type { World } from './world.ts'

const MAGIC = 0x50575331 // "PWS1"
const HEADER_BYTES = 16
/** Copied at once: hosts refuse views of more than 4 GiB, though not buffers. */
const PIECE_BYTES = 1_073_741_824

/** Length in bytes of a snapshot of this world. */
export const snapshotBytes = (world: World): number =>
  HEADER_BYTES + world.parameterStore.byteLength + world.buffer.byteLength

/**
 * The whole world as one buffer: magic, shape, parameters, columns. Random draws are keyed by the clock, which is a
 * column, so there is no generator to save: a run resumed from here is equal bit for bit.
 * @param into reused when it has the right length
 */
export function takeSnapshot(world: World, into?: ArrayBuffer): ArrayBuffer {
  gatherJournal(world) // What a thread has noted and not handed over is no column yet.
  const length = snapshotBytes(world)
  const snapshot = into?.byteLength === length ? into : new ArrayBuffer(length)
  const header = new Uint32Array(snapshot, 0, HEADER_BYTES / 4)
  header[0] = MAGIC
  header.set(shapeOf(world), 1)
  header[3] = world.buffer.byteLength
  new Float64Array(snapshot, HEADER_BYTES, world.parameterStore.length).set(world.parameterStore)
  copy(world.buffer, 0, snapshot, HEADER_BYTES + world.parameterStore.byteLength)
  return snapshot
}

/** Puts a world back to a snapshot of the same shape and seed. Throws UserError on any other buffer and changes nothing. */
export function restoreSnapshot(world: World, snapshot: ArrayBuffer): void {
  const header =
    snapshot.byteLength >= HEADER_BYTES ? new Uint32Array(snapshot, 0, HEADER_BYTES / 4) : undefined
  if (header?.[0] !== MAGIC) throw new UserError('snapshot', 'is not a snapshot of this engine')
  const [first, second] = shapeOf(world)
  if (header[1] !== first || header[2] !== second || snapshot.byteLength !== snapshotBytes(world)) {
    throw new UserError('snapshot', 'belongs to a world of another scenario, seed or version')
  }
  gatherJournal(world) // It would come after the events of the snapshot.
  world.parameterStore.set(new Float64Array(snapshot, HEADER_BYTES, world.parameterStore.length))
  copy(snapshot, HEADER_BYTES + world.parameterStore.byteLength, world.buffer, 0)
}

/** Copies from a place in one buffer to a place in another, as much as both have. */
function copy(from: ArrayBufferLike, fromStart: number, to: ArrayBufferLike, toStart: number): void {
  const length = Math.min(from.byteLength - fromStart, to.byteLength - toStart)
  for (let at = 0; at < length; at += PIECE_BYTES) {
    const piece = Math.min(PIECE_BYTES, length - at)
    new Uint8Array(to, toStart + at, piece).set(new Uint8Array(from, fromStart + at, piece))
  }
}

/** Shapes by world, with the seed that they were found for: hundreds of paths take a millisecond. */
const SHAPES = new WeakMap<World, { readonly seed: string; readonly words: readonly [number, number] }>()

/** Two words that differ between worlds of different columns, sizes, parameters or seeds. */
function shapeOf(world: World): readonly [number, number] {
  const { seed } = world
  const known = SHAPES.get(world)
  if (known?.seed === seed) return known.words
  const words = findShape(world)
  SHAPES.set(world, { seed, words })
  return words
}

function findShape(world: World): [number, number] {
  const digest = new Digest()
  digest.text(world.seed)
  for (const { path, field, rows } of world.layout) {
    digest.text(path)
    digest.text(field.kind)
    digest.word(rows)
  }
  for (const path of world.parameterList.keys()) digest.text(path)
  const hex = digest.hex()
  return [Number.parseInt(hex.slice(0, 8), 16), Number.parseInt(hex.slice(8), 16)]
}
