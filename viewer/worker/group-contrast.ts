import { Kind } from '../../components/agent.ts'
import { Custody } from '../../components/custody.ts'
import type { World } from '../../engine/world.ts'
import { isDeparted } from '../../metrics/presence.ts'
import type { GroupContrast } from '../protocol/host.ts'
import type { AgentColumns } from './agent-columns.ts'

/** Units whose mean says nothing: names in numbers. */
const NAMES: readonly string[] = ['code', 'bits', 'rows']

const OUT = 0
const REST = 1
const GROUP = 2

/**
 * A group of agents against all others, column by column. Those who have departed count on neither side, nor does an agent count
 * in a column that has no value for it.
 */
export function contrastOf(
  world: World,
  columns: AgentColumns,
  agents: Uint32Array,
  policyCount: number,
): GroupContrast {
  const { policy } = world.get(Kind)
  const { reasons } = world.get(Custody)
  const total = world.clock.agentCount[0] as number
  const sides = new Uint8Array(total)
  for (let agent = 0; agent < total; agent++) sides[agent] = isDeparted(reasons[agent] as number) ? OUT : REST
  for (const agent of agents) if (sides[agent] === REST) sides[agent] = GROUP
  const byPolicy = new Array<number>(policyCount).fill(0)
  let count = 0
  let rest = 0
  for (let agent = 0; agent < total; agent++) {
    if (sides[agent] === REST) rest++
    if (sides[agent] !== GROUP) continue
    count++
    const code = policy[agent] as number
    byPolicy[code] = (byPolicy[code] as number) + 1
  }
  const numbers = new Float64Array(total)
  const compared = columns.faces.filter(({ unit }) => !NAMES.includes(unit))
  return {
    count,
    rest,
    byPolicy,
    columns: compared.map(({ path }) => {
      // Columns of one kind, so that one loop serves them all.
      numbers.set(columns.get(path).values().subarray(0, total))
      return { path, ...compare(numbers, sides) }
    }),
  }
}

/** Means of both sides and Cohen's d with the pooled standard deviation (Cohen 1988, 2.5.1). */
function compare(
  values: Float64Array,
  sides: Uint8Array,
): Pick<GroupContrast['columns'][number], 'mean' | 'restMean' | 'effect'> {
  const counts = new Float64Array(3)
  const sums = new Float64Array(3)
  for (let agent = 0; agent < sides.length; agent++) {
    const value = values[agent] as number
    if (Number.isNaN(value)) continue
    const side = sides[agent] as number
    counts[side] = (counts[side] as number) + 1
    sums[side] = (sums[side] as number) + value
  }
  const [, restCount = 0, count = 0] = counts
  const mean = (sums[GROUP] as number) / count
  const restMean = (sums[REST] as number) / restCount
  let squares = 0
  for (let agent = 0; agent < sides.length; agent++) {
    const value = values[agent] as number
    const side = sides[agent] as number
    if (Number.isNaN(value) || side === OUT) continue
    const deviation = value - (side === GROUP ? mean : restMean)
    squares += deviation * deviation
  }
  const deviation = Math.sqrt(squares / (count + restCount - 2))
  const isKnown = count > 0 && restCount > 0 && count + restCount > 2 && deviation > 0
  return { mean, restMean, effect: isKnown ? (mean - restMean) / deviation : null }
}
