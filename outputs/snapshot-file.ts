import { createHash } from 'node:crypto'
import { fstatSync } from 'node:fs'
import { UserError } from '../engine/errors.ts'
import { createSimulation } from '../simulation/create.ts'
import type { SimulationOptions } from '../simulation/options.ts'
import type { Snapshot } from '../simulation/results.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { VERSION } from '../simulation/version.ts'
import { readInto, reading, replaceFile, writeWhole } from './disk.ts'
import {
  damaged,
  decodePrefix,
  decodeSnapshot,
  encodeSnapshot,
  fileBytesOf,
  PREFIX_BYTES,
  type SavedRun,
  SEAL_BYTES,
  truncated,
} from './snapshot-codec.ts'

/** Bytes that are hashed and moved at once: hosts refuse very long views, though not buffers. */
const PIECE_BYTES = 16_777_216

/**
 * Writes a simulation, as far as it has come, to a file with a checksum. The file takes its place when it is whole: until then, and
 * after any failure, what was there stays.
 * @param snapshot taken before; the simulation as it is when left out
 * @throws UserError when the file cannot be written
 */
export function writeSnapshot(path: string, simulation: Simulation, snapshot?: Snapshot): void {
  const parts = encodeSnapshot(simulation, snapshot ?? simulation.snapshot())
  const hash = createHash('sha256')
  replaceFile(path, (descriptor) => {
    for (const part of parts) {
      for (const piece of piecesOf(part)) {
        hash.update(piece)
        writeWhole(descriptor, piece)
      }
    }
    writeWhole(descriptor, hash.digest())
  })
}

/** Reads a snapshot file. Throws UserError for one that is cut off, damaged, foreign or newer than this version. */
export function readSnapshot(path: string): SavedRun {
  return reading(path, 'a snapshot', (descriptor) => {
    const hash = createHash('sha256')
    let position = 0
    const take = (length: number): ArrayBuffer => {
      const part = new ArrayBuffer(length)
      for (const piece of piecesOf(part)) {
        if (readInto(descriptor, piece, position) < piece.length) throw truncated(path, bytes, expected)
        hash.update(piece)
        position += piece.length
      }
      return part
    }
    const { size: bytes } = fstatSync(descriptor)
    const prefix = new Uint8Array(Math.min(bytes, PREFIX_BYTES))
    readInto(descriptor, prefix, 0)
    const sizes = decodePrefix(prefix, path)
    const expected = fileBytesOf(sizes)
    if (bytes < expected) throw truncated(path, bytes, expected)
    if (bytes > expected) throw new UserError(path, `has ${bytes} bytes, expected ${expected}`)
    hash.update(prefix)
    position = PREFIX_BYTES
    const head = new Uint8Array(take(sizes.head))
    const series = new Uint8Array(take(sizes.series))
    const world = take(sizes.world)
    const seal = new Uint8Array(SEAL_BYTES)
    readInto(descriptor, seal, position)
    if (Buffer.compare(seal, hash.digest()) !== 0) throw damaged(path)
    return decodeSnapshot(head, series, world, path)
  })
}

function* piecesOf(part: Uint8Array | ArrayBuffer): Generator<Uint8Array> {
  const [buffer, start] = part instanceof Uint8Array ? [part.buffer, part.byteOffset] : [part, 0]
  for (let at = 0; at < part.byteLength; at += PIECE_BYTES) {
    yield new Uint8Array(buffer, start + at, Math.min(PIECE_BYTES, part.byteLength - at))
  }
}

export interface ResumeOptions extends Omit<SimulationOptions, 'capacity' | 'epochs' | 'world'> {
  /** Epochs to run in all; those that the saved run was to have when left out. */
  readonly epochs?: number
}

/**
 * Makes a simulation that stands where a saved run stood; what follows is equal bit for bit, on any number of threads. Levers that
 * are moved from here on make it a branch.
 * @throws UserError when the plugins are not those of the saved run, or another version laid its world out in another way
 */
export async function resumeRun(saved: SavedRun, options: ResumeOptions = {}): Promise<Simulation> {
  const { scenario, plannedEpochs, capacity, snapshot, version } = saved
  if (version !== VERSION) {
    options.onWarning?.(
      `version ${version} wrote the snapshot: what follows may differ from what it would have done`,
    )
  }
  const simulation = await createSimulation(
    { ...scenario, epochs: plannedEpochs },
    { ...options, capacity, epochs: options.epochs ?? scenario.epochs },
  )
  try {
    simulation.restore(snapshot)
  } catch (thrown) {
    simulation.dispose()
    throw thrown
  }
  return simulation
}
