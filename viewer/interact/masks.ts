import type { ColumnArray } from '../../engine/columns.ts'

export const COMPARISONS = ['<', '<=', '>', '>=', '=', '!='] as const
export type Comparison = (typeof COMPARISONS)[number]

/** Agents that an expression is asked of, in arrays of at least `count` rows. */
export interface AgentRows {
  readonly count: number
  /** Policy code of each. */
  readonly policies: Uint8Array
  /** Bits of AgentFlag. */
  readonly flags: Uint8Array
  column(path: string): ColumnArray
}

/** Writes 1 for each agent that meets a condition and 0 for the others. */
export type AgentTest = (agents: AgentRows, mask: Uint8Array) => void

/** Rows of the agents that meet a condition, ascending. */
export function matching(test: AgentTest, agents: AgentRows): Uint32Array {
  const mask = new Uint8Array(agents.count)
  test(agents, mask)
  let found = 0
  for (let agent = 0; agent < mask.length; agent++) found += mask[agent] as number
  const rows = new Uint32Array(found)
  let next = 0
  for (let agent = 0; agent < mask.length; agent++) if (mask[agent] === 1) rows[next++] = agent
  return rows
}

/** Agents of whom some bits of AgentFlag are set. */
export const hasFlag =
  (bit: number): AgentTest =>
  ({ count, flags }, mask) => {
    for (let agent = 0; agent < count; agent++) mask[agent] = ((flags[agent] as number) & bit) === 0 ? 0 : 1
  }

export const isAgent =
  (row: number): AgentTest =>
  ({ count }, mask) => {
    mask.fill(0, 0, count)
    mask[row] = 1
  }

export const negate =
  (test: AgentTest): AgentTest =>
  (agents, mask) => {
    test(agents, mask)
    for (let agent = 0; agent < agents.count; agent++) mask[agent] = 1 - (mask[agent] as number)
  }

export const and = (left: AgentTest, right: AgentTest): AgentTest => joined(left, right, true)
export const or = (left: AgentTest, right: AgentTest): AgentTest => joined(left, right, false)

function joined(left: AgentTest, right: AgentTest, both: boolean): AgentTest {
  return (agents, mask) => {
    const other = new Uint8Array(agents.count)
    left(agents, mask)
    right(agents, other)
    if (both) for (let agent = 0; agent < other.length; agent++) mask[agent] &= other[agent] as number
    else for (let agent = 0; agent < other.length; agent++) mask[agent] |= other[agent] as number
  }
}

/** A column, or `type` for policy codes, against a number. NaN stands for no value and meets nothing. */
export const compareNumber =
  (path: string, comparison: Comparison, bound: number): AgentTest =>
  (agents, mask) => {
    const values = path === 'type' ? agents.policies : agents.column(path)
    // A column of single precision holds 0.6 as the nearest single, so that is what it is compared with.
    const limit = values instanceof Float32Array ? Math.fround(bound) : bound
    LOOPS[comparison](values, limit, agents.count, mask)
  }

/** One column against another. */
export const compareColumns =
  (left: string, comparison: Comparison, right: string): AgentTest =>
  (agents, mask) => {
    const { count } = agents
    const difference = new Float64Array(count)
    const [minuend, subtrahend] = [agents.column(left), agents.column(right)]
    for (let agent = 0; agent < count; agent++) {
      const [one, other] = [minuend[agent] as number, subtrahend[agent] as number]
      difference[agent] = one > other ? 1 : one < other ? -1 : one === other ? 0 : Number.NaN
    }
    LOOPS[comparison](difference, 0, count, mask)
  }

type Loop = (values: ColumnArray, bound: number, count: number, mask: Uint8Array) => void

/** One bare loop a comparison. */
const LOOPS: Readonly<Record<Comparison, Loop>> = {
  '<': (values, bound, count, mask) => {
    for (let agent = 0; agent < count; agent++) mask[agent] = (values[agent] as number) < bound ? 1 : 0
  },
  '<=': (values, bound, count, mask) => {
    for (let agent = 0; agent < count; agent++) mask[agent] = (values[agent] as number) <= bound ? 1 : 0
  },
  '>': (values, bound, count, mask) => {
    for (let agent = 0; agent < count; agent++) mask[agent] = (values[agent] as number) > bound ? 1 : 0
  },
  '>=': (values, bound, count, mask) => {
    for (let agent = 0; agent < count; agent++) mask[agent] = (values[agent] as number) >= bound ? 1 : 0
  },
  '=': (values, bound, count, mask) => {
    for (let agent = 0; agent < count; agent++) mask[agent] = values[agent] === bound ? 1 : 0
  },
  '!=': (values, bound, count, mask) => {
    for (let agent = 0; agent < count; agent++) {
      const value = values[agent] as number
      mask[agent] = value < bound || value > bound ? 1 : 0
    }
  },
}
