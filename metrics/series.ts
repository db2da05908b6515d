import { Kind } from '../components/agent.ts'
import { Custody } from '../components/custody.ts'
import { defineStream, KeyedSource } from '../engine/random.ts'
import type { World } from '../engine/world.ts'
import { isDeparted, isFrozen } from './presence.ts'

export const SERIES_STREAM = defineStream('series')

/** Columns of an agent's time series, by the name that a row gives them. */
export const SERIES_COLUMNS = {
  reputation: 'Standing.reputation',
  resources: 'Stake.resources',
  totalPayoff: 'Ledger.totalPayoff',
} as const

/** One agent at one time: besides the columns asked for, when, who, its policy's code and whether it is frozen (1 or 0). */
export type SeriesRow<C extends string> = Readonly<
  Record<'epoch' | 'agent' | 'policy' | 'frozen' | C, number>
>

/** Draws for `chooseSample` that do not depend on the clock, whenever they are taken. */
export const seriesSource = (world: World): KeyedSource =>
  new KeyedSource(world.key, SERIES_STREAM, new Uint32Array(1), world.rounds)

/**
 * Chooses the agents whose series are recorded: of each policy the given share of its agents, rounded, and at least one
 * where there are any. Choose once, before agents are spawned or depart: the sample is to stay the same through a run.
 * @param policyCount policies of the world: codes lie below it
 * @param share in [0, 1]; nobody is chosen at 0
 * @param source draws by agent row: see `seriesSource`
 * @returns agent rows, ascending
 */
export function chooseSample(
  world: World,
  policyCount: number,
  share: number,
  source: KeyedSource,
): Uint32Array {
  if (share <= 0) return new Uint32Array(0)
  const { policy } = world.get(Kind)
  const { reasons } = world.get(Custody)
  const agents = world.clock.agentCount[0] as number
  const members: { agent: number; draw: number }[][] = Array.from({ length: policyCount }, () => [])
  for (let agent = 0; agent < agents; agent++) {
    if (isDeparted(reasons[agent] as number)) continue
    source.begin(agent)
    members[policy[agent] as number]?.push({ agent, draw: source.next()[0] })
  }
  const chosen = members.flatMap((group) => {
    const wanted = Math.min(group.length, Math.max(1, Math.round(share * group.length)))
    group.sort((a, b) => a.draw - b.draw || a.agent - b.agent)
    return group.slice(0, wanted).map(({ agent }) => agent)
  })
  return Uint32Array.from(chosen).sort()
}

/**
 * Rows of the sampled agents as they are now, in order; departed agents have none any more. `epoch` is what the clock
 * says: epochs completed.
 * @param columns paths of columns along agents, one value a row, by the name in the row; throws UserError on an unknown one
 */
export function readSeries<C extends string>(
  world: World,
  sample: Uint32Array,
  columns: Readonly<Record<C, string>>,
): SeriesRow<C>[] {
  const { policy } = world.get(Kind)
  const { reasons } = world.get(Custody)
  const epoch = world.clock.epoch[0] as number
  const named = Object.entries<string>(columns).map(([name, path]) => [name, world.column(path)] as const)
  const rows: SeriesRow<C>[] = []
  for (const agent of sample) {
    const held = reasons[agent] as number
    if (isDeparted(held)) continue
    const row: Record<string, number> = { epoch, agent, policy: policy[agent] as number }
    for (const [name, values] of named) row[name] = values[agent] as number
    row.frozen = isFrozen(held) ? 1 : 0
    rows.push(row as SeriesRow<C>)
  }
  return rows
}
