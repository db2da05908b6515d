import { CustodyReason, Violation } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Finding, Parties } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import type { World } from '../../engine/world.ts'
import { AgentFlag } from '../protocol/host.ts'

/** A column by which a mechanism says that it suspects an agent, when the mechanism is on. */
interface Suspicion {
  readonly path: string
  /** The agent is suspected from here on: a number, or the path of a parameter. */
  readonly from: number | string
  readonly doc: string
}

const SUSPICIONS: readonly Suspicion[] = [
  { path: 'CollusionSuspicion.group', from: 1, doc: 'a group that the search for collusion found' },
  { path: 'SybilSuspicion.clusterSize', from: 1, doc: 'a cluster of identities that behave as one' },
  { path: 'Threat.level', from: 'security.flag_threshold', doc: 'signs of attacks' },
  { path: 'Traffic.caught', from: 1, doc: 'a leak that the border found' },
]

/** One of these in a world that has it. */
export interface BoundSuspicion {
  readonly doc: string
  readonly path: string
  readonly values: ArrayLike<number>
  readonly from: ArrayLike<number>
}

export const suspicionsOf = (world: World): BoundSuspicion[] =>
  SUSPICIONS.filter(({ path }) => world.layout.some((slot) => slot.path === path)).map(
    ({ path, from, doc }) => ({
      path,
      doc,
      values: world.column(path),
      from: typeof from === 'number' ? [from] : world.parameterView(from),
    }),
  )

/** Writes the bits of AgentFlag of all agents, and returns how many are held. */
export type ReadFlags = (flags: Uint8Array) => number

/**
 * Binds the flags of agents. An agent is held for any reason but having departed. It is flagged while a mechanism suspects it, and
 * when an interaction that it initiated in the last tick was found violating: by an audit, or by the circuit breaker.
 */
export function bindFlags(world: World): ReadFlags {
  const { reasons } = world.get(Custody)
  const { agentCount } = world.clock
  const suspicions = suspicionsOf(world)
  const flagViolators = bindViolators(world)
  return (flags) => {
    const agents = agentCount[0]
    const held = markHeld(reasons, agents, flags)
    for (const { values, from } of suspicions) markFrom(values, from[0] as number, agents, flags)
    flagViolators(flags)
    return held
  }
}

function markHeld(reasons: Uint8Array, agents: number, flags: Uint8Array): number {
  let held = 0
  for (let agent = 0; agent < agents; agent++) {
    const why = reasons[agent] as number
    const isGone = (why & CustodyReason.departed) !== 0
    flags[agent] = why === 0 ? 0 : isGone ? AgentFlag.departed : AgentFlag.held
    if (why !== 0 && !isGone) held++
  }
  return held
}

function markFrom(values: ArrayLike<number>, from: number, agents: number, flags: Uint8Array): void {
  for (let agent = 0; agent < agents; agent++) {
    if ((values[agent] as number) >= from) flags[agent] = (flags[agent] as number) | AgentFlag.flagged
  }
}

function bindViolators(world: World): (flags: Uint8Array) => void {
  const { count } = world.get(Batch)
  const { initiator } = world.get(Parties)
  const { violations } = world.get(Finding)
  const found = Violation.audit | Violation.freeze
  return (flags) => {
    for (let chunk = 0; chunk < count.length; chunk++) {
      const first = chunk * CHUNK_ROWS
      const end = first + (count[chunk] as number)
      for (let row = first; row < end; row++) {
        if (((violations[row] as number) & found) === 0) continue
        const agent = initiator[row] as number
        flags[agent] = (flags[agent] as number) | AgentFlag.flagged
      }
    }
  }
}

/** Counts the agents that are held, those that have departed left out. */
export function countHeld(reasons: Uint8Array, agents: number): number {
  let held = 0
  for (let agent = 0; agent < agents; agent++) {
    const why = reasons[agent] as number
    if (why !== 0 && (why & CustodyReason.departed) === 0) held++
  }
  return held
}
