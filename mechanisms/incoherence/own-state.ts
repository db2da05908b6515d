import { Kind } from '../../components/agent.ts'
import { CHUNK_BITS } from '../../engine/block.ts'
import { type ColumnArray, type Component, widthOf } from '../../engine/columns.ts'
import type { Policy } from '../../engine/policy.ts'
import type { World } from '../../engine/world.ts'

/** An agent's rows of what its policy writes, saved at places and loaded from them. */
export interface OwnState {
  save(agent: number, place: number): void
  load(agent: number, place: number): void
}

/** How a table's rows belong to agents: by agent, by its row in the policy's table, by its chunk, or the only row. */
const Belongs = { toAgent: 0, toSlot: 1, toChunk: 2, toAll: 3 } as const

interface Place {
  readonly belongs: number
  /** Rows an agent. */
  readonly rows: number
}

/** Columns of one cell size: words of four bytes, or bytes. */
interface Bank<A extends Uint32Array | Uint8Array> {
  readonly columns: A[]
  readonly belongs: number[]
  /** Cells an agent. */
  readonly widths: number[]
}

/**
 * Binds what a policy writes of its own agent. Tables whose rows follow no agent are left out; of the shipped policies only
 * sightings are such: sets that each look fills in the same way, so that looking again changes nothing.
 * @param places how many states can be kept at once
 */
export function bindOwnState(world: World, policy: Policy, places: number): OwnState {
  const { slot } = world.get(Kind)
  const words: Bank<Uint32Array> = { columns: [], belongs: [], widths: [] }
  const bytes: Bank<Uint8Array> = { columns: [], belongs: [], widths: [] }
  fillBanks(world, policy, words, bytes)
  const rows = new Uint32Array(4)
  const locate = (agent: number) => {
    rows[Belongs.toAgent] = agent
    rows[Belongs.toSlot] = slot[agent]
    rows[Belongs.toChunk] = agent >>> CHUNK_BITS
  }
  const wordCopies = bindCopies(words, new Uint32Array(sizeOf(words) * places), rows)
  const byteCopies = bindCopies(bytes, new Uint8Array(sizeOf(bytes) * places), rows)
  return {
    save(agent, place) {
      locate(agent)
      wordCopies.save(place)
      byteCopies.save(place)
    },
    load(agent, place) {
      locate(agent)
      wordCopies.load(place)
      byteCopies.load(place)
    },
  }
}

const sizeOf = ({ widths }: Bank<Uint32Array | Uint8Array>): number =>
  widths.reduce((sum, width) => sum + width, 0)

/** Copies between columns and saved states, cell by cell: an agent has too few of them for anything bulkier to pay. */
function bindCopies<A extends Uint32Array | Uint8Array>(
  bank: Bank<A>,
  saved: A,
  rows: Uint32Array,
): { save(place: number): void; load(place: number): void } {
  const { columns } = bank
  const belongs = Uint8Array.from(bank.belongs)
  const widths = Uint32Array.from(bank.widths)
  const size = sizeOf(bank)
  return {
    save(place) {
      let at = place * size
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i]
        const first = rows[belongs[i]] * widths[i]
        const end = first + widths[i]
        for (let cell = first; cell < end; cell++) saved[at++] = column[cell]
      }
    },
    load(place) {
      let at = place * size
      for (let i = 0; i < columns.length; i++) {
        const column = columns[i]
        const first = rows[belongs[i]] * widths[i]
        const end = first + widths[i]
        for (let cell = first; cell < end; cell++) column[cell] = saved[at++]
      }
    },
  }
}

function fillBanks(world: World, policy: Policy, words: Bank<Uint32Array>, bytes: Bank<Uint8Array>): void {
  const components = new Set([...policy.writes, ...(policy.traits ? [policy.traits] : [])])
  for (const component of components) {
    if (!world.has(component)) continue
    const place = placeOf(component, policy, world.rowsOf(component.table), world.rowsOf('agent'))
    if (!place) continue
    const columns = world.get(component) as Readonly<Record<string, ColumnArray>>
    for (const [name, field] of Object.entries(component.fields)) {
      const { buffer, byteOffset, byteLength, BYTES_PER_ELEMENT } = columns[name]
      const width = BYTES_PER_ELEMENT * widthOf(field) * place.rows
      if (width % 4 === 0 && byteLength % 4 === 0) {
        words.columns.push(new Uint32Array(buffer, byteOffset, byteLength / 4))
        words.belongs.push(place.belongs)
        words.widths.push(width / 4)
      } else {
        bytes.columns.push(new Uint8Array(buffer, byteOffset, byteLength))
        bytes.belongs.push(place.belongs)
        bytes.widths.push(width)
      }
    }
  }
}

/** Undefined for a table that is empty or whose rows follow no agent. */
function placeOf(
  { table, perThread }: Component,
  { traits }: Policy,
  rows: number,
  agents: number,
): Place | undefined {
  if (rows === 0) return undefined
  if (perThread) return { belongs: Belongs.toAll, rows: 1 }
  if (table === 'chunk') return { belongs: Belongs.toChunk, rows: 1 }
  if (table === traits?.table) return { belongs: Belongs.toSlot, rows: 1 }
  if (table !== 'world' && rows % agents === 0) return { belongs: Belongs.toAgent, rows: rows / agents }
  return undefined
}
