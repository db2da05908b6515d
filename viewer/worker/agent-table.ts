import { Kind } from '../../components/agent.ts'
import type { World } from '../../engine/world.ts'
import type { TableOrder, TablePage } from '../protocol/host.ts'
import type { AgentColumns } from './agent-columns.ts'
import type { ReadFlags } from './flags.ts'
import { sortedRows } from './sorted-rows.ts'

/** Rows that one page has at most. */
const PAGE_MAX = 1000

/** Pages of the table of agents. The order of the last page is kept, so that scrolling sorts once a tick. */
export class AgentTable {
  readonly #world: World
  readonly #columns: AgentColumns
  readonly #readFlags: ReadFlags
  readonly #flags: Uint8Array
  #key = ''
  #agents: Uint32Array | undefined
  #rows: Uint32Array = new Uint32Array(0)

  constructor(world: World, columns: AgentColumns, readFlags: ReadFlags) {
    this.#world = world
    this.#columns = columns
    this.#readFlags = readFlags
    this.#flags = new Uint8Array(world.rowsOf('agent'))
  }

  /** The world has changed, and with it the order. */
  forget(): void {
    this.#key = ''
  }

  /** Throws UserError for columns that there are not. */
  page(order: TableOrder): TablePage {
    const rows = this.#sorted(order)
    const first = Math.max(0, Math.floor(order.first))
    const end = Math.min(rows.length, first + Math.min(PAGE_MAX, Math.max(0, Math.floor(order.count))))
    const { policy } = this.#world.get(Kind)
    const shown = Array.from(rows.subarray(first, end))
    const values = order.paths.map((path) => {
      const column = this.#columns.get(path).values()
      return shown.map((agent) => column[agent] as number)
    })
    this.#readFlags(this.#flags)
    return {
      total: rows.length,
      rows: shown.map((agent, place) => ({
        agent,
        policy: policy[agent] as number,
        flags: this.#flags[agent] as number,
        values: values.map((column) => column[place] as number),
      })),
    }
  }

  #sorted({ agents, sortBy, descending = false }: TableOrder): Uint32Array {
    const key = `by ${sortBy ?? ''} ${descending}`
    if (key === this.#key && sameRows(agents, this.#agents)) return this.#rows
    const total = this.#world.clock.agentCount[0] as number
    const rows = agents ? agents.filter((agent) => agent < total) : ascending(total)
    this.#rows = sortBy === undefined ? rows : this.#sort(rows, sortBy, descending)
    if (sortBy === undefined && descending) this.#rows.reverse()
    this.#key = key
    this.#agents = agents?.slice()
    return this.#rows
  }

  #sort(rows: Uint32Array, sortBy: string, descending: boolean): Uint32Array {
    const values = sortBy === 'type' ? this.#world.get(Kind).policy : this.#columns.get(sortBy).values()
    return sortedRows(rows, values, descending)
  }
}

function ascending(count: number): Uint32Array {
  const rows = new Uint32Array(count)
  for (let row = 0; row < count; row++) rows[row] = row
  return rows
}

function sameRows(first: Uint32Array | undefined, second: Uint32Array | undefined): boolean {
  if (first === undefined || second === undefined) return first === second
  return first.length === second.length && first.every((row, place) => row === second[place])
}
