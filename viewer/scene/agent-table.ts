import { AgentFlag, type PolicyKind } from '../protocol/host.ts'
import { kindNumber } from './look.ts'
import type { AgentPicture } from './scene.ts'

/** Bits of an agent's third number. The lowest three hold the kind. */
export const AgentBit = {
  kind: 7,
  held: 8,
  flagged: 16,
  departed: 32,
  muted: 64,
  outside: 128,
  unknown: 256,
} as const

/** Widest row of a data texture: wider ones are slow or refused on some machines. */
export const TABLE_WIDTH = 1024
const NUMBERS_A_ROW = 4
/** Room that is made beyond the agents there are, so that newcomers do not each ask for more. */
const SPARE_ROOM = 1.25

/**
 * What the graphics card reads of agents: four 32-bit floats each, x, y, bits and shade. The shaders look colours and shapes
 * up, so that a tick changes 16 bytes an agent and nothing else. Room is kept between ticks.
 */
export class AgentTable {
  data = new Float32Array(TABLE_WIDTH * NUMBERS_A_ROW)
  count = 0
  /** Rows of flagged agents that are to be ringed; the first `flaggedCount` count. */
  flagged = new Uint32Array(TABLE_WIDTH)
  flaggedCount = 0
  #members: Uint8Array | undefined
  readonly #bitsByPolicy = new Int32Array(256).fill(kindNumber('other'))
  readonly #bitsByFlags = new Int32Array(256)
  readonly #bits = new Int32Array(256)

  constructor() {
    for (let flags = 0; flags < 256; flags++)
      this.#bitsByFlags[flags] =
        (flags & AgentFlag.held ? AgentBit.held : 0) |
        (flags & AgentFlag.flagged ? AgentBit.flagged : 0) |
        (flags & AgentFlag.departed ? AgentBit.departed : 0)
  }

  /** Lines of the texture, TABLE_WIDTH agents each. */
  get height(): number {
    return this.data.length / NUMBERS_A_ROW / TABLE_WIDTH
  }

  setPolicies(kinds: readonly PolicyKind[]): void {
    for (let code = 0; code < 256; code++) this.#bitsByPolicy[code] = kindNumber(kinds[code])
  }

  /** Takes over a tick's picture; none of its arrays is kept. */
  write(picture: AgentPicture): void {
    const { count, shades } = picture
    this.#makeRoom(count)
    for (let code = 0; code < 256; code++)
      this.#bits[code] = (this.#bitsByPolicy[code] as number) | (picture.muted[code] ? AgentBit.muted : 0)
    if (shades === undefined)
      writeRows(
        this.data,
        count,
        picture.positions,
        picture.policies,
        picture.flags,
        this.#bits,
        this.#bitsByFlags,
      )
    else
      writeShadedRows(
        this.data,
        count,
        picture.positions,
        picture.policies,
        picture.flags,
        this.#bits,
        this.#bitsByFlags,
        shades,
      )
    this.count = count
    this.#markOutside()
    this.flaggedCount = listFlagged(this.flagged, count, picture.flags)
  }

  /** Sets all agents but these back; `undefined` ends that. Returns whether anything changed. */
  emphasise(group: Uint32Array | undefined): boolean {
    if (group === undefined && this.#members === undefined) return false
    if (group === undefined) this.#members = undefined
    else {
      const room = this.data.length / NUMBERS_A_ROW
      if (this.#members === undefined || this.#members.length < room) this.#members = new Uint8Array(room)
      this.#members.fill(0)
      for (let place = 0; place < group.length; place++) this.#members[group[place] as number] = 1
    }
    const { data, count } = this
    for (let row = 0, at = 2; row < count; row++, at += NUMBERS_A_ROW)
      data[at] = (data[at] as number) & ~AgentBit.outside
    this.#markOutside()
    return true
  }

  #markOutside(): void {
    const members = this.#members
    if (members === undefined) return
    const { data, count } = this
    for (let row = 0, at = 2; row < count; row++, at += NUMBERS_A_ROW)
      if (members[row] !== 1) data[at] = (data[at] as number) | AgentBit.outside
  }

  #makeRoom(count: number): void {
    if (count * NUMBERS_A_ROW <= this.data.length) return
    const room = Math.ceil((count * SPARE_ROOM) / TABLE_WIDTH) * TABLE_WIDTH
    this.data = new Float32Array(room * NUMBERS_A_ROW)
    this.flagged = new Uint32Array(room)
    if (this.#members === undefined) return
    const members = new Uint8Array(room)
    members.set(this.#members)
    this.#members = members
  }
}

function writeRows(
  data: Float32Array,
  count: number,
  positions: Float32Array,
  policies: Uint8Array,
  flags: Uint8Array,
  bits: Int32Array,
  bitsByFlags: Int32Array,
): void {
  for (let row = 0, at = 0; row < count; row++, at += NUMBERS_A_ROW) {
    data[at] = positions[2 * row] as number
    data[at + 1] = positions[2 * row + 1] as number
    data[at + 2] = (bits[policies[row] as number] as number) | (bitsByFlags[flags[row] as number] as number)
    data[at + 3] = 0
  }
}

function writeShadedRows(
  data: Float32Array,
  count: number,
  positions: Float32Array,
  policies: Uint8Array,
  flags: Uint8Array,
  bits: Int32Array,
  bitsByFlags: Int32Array,
  shades: Float32Array,
): void {
  for (let row = 0, at = 0; row < count; row++, at += NUMBERS_A_ROW) {
    const shade = shades[row] as number
    const known = !Number.isNaN(shade)
    data[at] = positions[2 * row] as number
    data[at + 1] = positions[2 * row + 1] as number
    data[at + 2] =
      (bits[policies[row] as number] as number) |
      (bitsByFlags[flags[row] as number] as number) |
      (known ? 0 : AgentBit.unknown)
    data[at + 3] = known ? shade : 0
  }
}

function listFlagged(rows: Uint32Array, count: number, flags: Uint8Array): number {
  let listed = 0
  for (let row = 0; row < count; row++) {
    const flag = flags[row] as number
    if ((flag & AgentFlag.flagged) !== 0 && (flag & AgentFlag.departed) === 0) rows[listed++] = row
  }
  return listed
}
