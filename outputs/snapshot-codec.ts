import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { isObject } from '../engine/shape.ts'
import type { LeverMove } from '../simulation/levers.ts'
import type { AgentSeries, EpochResult, Snapshot } from '../simulation/results.ts'
import type { Scenario } from '../simulation/scenario.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { VERSION } from '../simulation/version.ts'

/**
 * The form of a snapshot outside memory. A file is, all numbers little-endian:
 *
 * | bytes | what |
 * |---|---|
 * | 8 | `PWSNAP`, CR and LF: what turns line ends or cuts the eighth bit shows at once |
 * | 4, 4 | version of the form; length of the head in bytes |
 * | 8, 8 | length of the series and of the world in bytes |
 * | head | JSON in UTF-8: version, scenario, epochs, moved levers, tick; filled up with spaces |
 * | series | sampled agents, one double a value, row by row |
 * | world | all columns and parameters, as `engine/snapshot.ts` copies them |
 * | 32 | SHA-256 of everything before |
 *
 * Nothing here touches a file or Node, so a page can send and take snapshots too.
 */
export const SNAPSHOT_FORMAT = 1
const MAGIC = Uint8Array.from('PWSNAP\r\n', (letter) => letter.charCodeAt(0))
/** Bytes before the head. */
export const PREFIX_BYTES = 32
export const SEAL_BYTES = 32

const SERIES_FIELDS = [
  'epoch',
  'agent',
  'policy',
  'frozen',
  'reputation',
  'resources',
  'totalPayoff',
] as const satisfies readonly (keyof AgentSeries)[]

/** A simulation as a snapshot file keeps it. */
export interface SavedRun {
  /** Version of the package that wrote it. */
  readonly version: string
  /** As it was being run: its epochs are those asked for. */
  readonly scenario: Scenario
  readonly plannedEpochs: number
  /** Agent rows of the world. */
  readonly capacity: number
  /** Ticks completed. */
  readonly tick: number
  readonly snapshot: Snapshot
}

/** Lengths of the parts of a file, in bytes. */
export interface SnapshotSizes {
  readonly head: number
  readonly series: number
  readonly world: number
}

/** Bytes of a whole file. */
export const fileBytesOf = ({ head, series, world }: SnapshotSizes): number =>
  PREFIX_BYTES + head + series + world + SEAL_BYTES

/** The parts of a snapshot in order, its seal left out: a SHA-256 of them follows. The world is not copied. */
export function encodeSnapshot(
  { scenario, plannedEpochs, world }: Pick<Simulation, 'scenario' | 'plannedEpochs' | 'world'>,
  snapshot: Snapshot,
): [prefix: Uint8Array, head: Uint8Array, series: Uint8Array, world: ArrayBuffer] {
  const saved = {
    version: VERSION,
    scenario,
    plannedEpochs,
    capacity: world.rowsOf('agent'),
    tick: world.clock.tick[0],
    moves: snapshot.moves,
    results: epochText(snapshot.epochs),
    seriesFields: SERIES_FIELDS,
  }
  const text = JSON.stringify(saved)
  const unpadded = new TextEncoder().encode(text)
  const head = new Uint8Array(Math.ceil(unpadded.length / 8) * 8).fill(0x20)
  head.set(unpadded)
  const series = encodeSeries(snapshot.series)
  const prefix = new Uint8Array(PREFIX_BYTES)
  prefix.set(MAGIC)
  const view = new DataView(prefix.buffer)
  view.setUint32(8, SNAPSHOT_FORMAT, true)
  view.setUint32(12, head.length, true)
  view.setFloat64(16, series.length, true)
  view.setFloat64(24, snapshot.world.byteLength, true)
  return [prefix, head, series, snapshot.world]
}

/**
 * Reads the first bytes of a file.
 * @param name what messages call it
 * @throws UserError for what is no snapshot, or one of a newer form
 */
export function decodePrefix(prefix: Uint8Array, name: string): SnapshotSizes {
  if (prefix.length < MAGIC.length || MAGIC.some((byte, place) => prefix[place] !== byte)) {
    throw new UserError(name, 'is not a snapshot of patchwork-ecs')
  }
  if (prefix.length < PREFIX_BYTES) throw truncated(name, prefix.length, 'more')
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefix.byteLength)
  const format = view.getUint32(8, true)
  if (format !== SNAPSHOT_FORMAT) {
    throw new UserError(name, `is a snapshot of form ${format}, expected form ${SNAPSHOT_FORMAT}`, {
      hint: format > SNAPSHOT_FORMAT ? 'a newer version of patchwork-ecs wrote it' : 'the file is damaged',
    })
  }
  const sizes = {
    head: view.getUint32(12, true),
    series: view.getFloat64(16, true),
    world: view.getFloat64(24, true),
  }
  const isSize = (bytes: number) => Number.isSafeInteger(bytes) && bytes >= 0
  if (!Object.values(sizes).every(isSize)) throw damaged(name)
  return sizes
}

/**
 * Puts the parts together again, once their seal has been found whole.
 * @throws UserError when a newer version wrote them, or they make no sense
 */
export function decodeSnapshot(
  head: Uint8Array,
  series: Uint8Array,
  world: ArrayBuffer,
  name: string,
): SavedRun {
  const saved: unknown = parsed(new TextDecoder().decode(head), name)
  if (!isObject(saved) || typeof saved['version'] !== 'string') throw damaged(name)
  const { version } = saved
  if (isNewer(version)) {
    throw new UserError(name, `was written by version ${version}, and this is version ${VERSION}`, {
      hint: 'resume it with that version',
    })
  }
  const { scenario, plannedEpochs, capacity, tick, moves, results } = saved as unknown as Omit<
    SavedRun,
    'snapshot'
  > & { moves: readonly LeverMove[]; results: string }
  const epochs = epochsOfText(results, name)
  const snapshot = { world, epochs, series: decodeSeries(series), moves }
  return { version, scenario, plannedEpochs, capacity, tick, snapshot }
}

export const truncated = (name: string, bytes: number, expected: number | string): UserError =>
  new UserError(name, `is cut off: it has ${bytes} bytes, expected ${expected}`)

export const damaged = (name: string): UserError =>
  new UserError(name, 'is damaged: its checksum does not fit', { hint: 'nothing of it has been used' })

/** Results as JSON with the numbers that JSON itself cannot say: they are written as texts. */
export const epochText = (results: readonly unknown[]): string =>
  JSON.stringify(results, (_, value) => textOfOdd(value))

/** The other way. Throws UserError naming the file. */
export const epochsOfText = (text: string, name: string): EpochResult[] =>
  parsed(text, name, (_, value) => oddOfText(value)) as EpochResult[]

function textOfOdd(value: unknown): unknown {
  if (typeof value !== 'number' || (Number.isFinite(value) && !Object.is(value, -0))) return value
  return Object.is(value, -0) ? '-0' : String(value)
}

const ODD: ReadonlySet<unknown> = new Set(['-0', 'NaN', 'Infinity', '-Infinity'])
const oddOfText = (value: unknown): unknown => (ODD.has(value) ? Number(value) : value)

function parsed(text: string, name: string, revive?: (key: string, value: unknown) => unknown): unknown {
  try {
    return JSON.parse(text, revive)
  } catch {
    throw damaged(name)
  }
}

function encodeSeries(series: readonly AgentSeries[]): Uint8Array {
  const values = new Float64Array(series.length * SERIES_FIELDS.length)
  series.forEach((row, index) => {
    SERIES_FIELDS.forEach((field, place) => {
      values[index * SERIES_FIELDS.length + place] = row[field]
    })
  })
  return new Uint8Array(values.buffer)
}

function decodeSeries(bytes: Uint8Array): AgentSeries[] {
  const values = new Float64Array(bytes.slice().buffer)
  return Array.from({ length: values.length / SERIES_FIELDS.length }, (_, index) => {
    const entries = SERIES_FIELDS.map((field, place) => [field, values[index * SERIES_FIELDS.length + place]])
    return Object.fromEntries(entries) as AgentSeries
  })
}

/** Whether a version, as package.json writes it, is newer than this one; pre-releases count as what they lead to. */
export function isNewer(version: string, than: string = VERSION): boolean {
  const numbers = (text: string) => text.split(/[-+]/)[0]?.split('.').map(Number) ?? []
  const [theirs, ours] = [numbers(version), numbers(than)]
  if (theirs.length !== 3 || theirs.some(Number.isNaN)) {
    throw new UserError('version', `got ${display(version)}, expected one such as ${VERSION}`)
  }
  const place = theirs.findIndex((number, index) => number !== ours[index])
  return place >= 0 && (theirs[place] as number) > (ours[place] as number)
}
