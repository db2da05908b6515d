import type { ParameterGroup } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { DrawSource } from '../../engine/random.ts'
import { boundOnce } from '../../engine/sharing.ts'
import type { ParameterViews } from '../../engine/world.ts'
import { type Adjacency, halfEdgeIndex } from '../../formulas/graph-csr.ts'
import { Custody } from '../custody.ts'
import { Edge, EdgeWeight, Neighbours } from '../network.ts'
import { partnerParameters } from '../parameters/society.ts'
import { Roster, RosterTotals } from '../roster.ts'
import type { LookupAccess } from './acquaintances.ts'
import { bindAdjacency } from './network.ts'
import { scratchOf } from './scratch.ts'

/** Components that `bindPartners` reads: a policy that uses it lists them among its `others`. */
export const PARTNER_COLUMNS = [Custody, Neighbours, Edge, EdgeWeight, Roster, RosterTotals] as const

/** Lists of up to this many agents are looked through; longer ones are drawn from, this often at most. */
export const PARTNER_TRIES_MAX = 16

export type PartnerAccess = LookupAccess & {
  parameters<G extends ParameterGroup>(group: G): ParameterViews<G>
}

/**
 * Keeps those of the first `found` rows that suit an agent, at the front and in order; returns how many. It loops by
 * itself, so that its condition is compiled into its loop.
 */
export type Filter = (agent: number, rows: Uint32Array, found: number) => number

/** Candidates of an agent: those that it sees and that suit it. */
export interface Candidates {
  /** How many there are, counted or, in a list that is drawn from, bounded: agents on it. */
  count(agent: number): number
  /**
   * One of `count` candidates, each as likely; NOBODY when none was found. Takes one draw where they were counted. It
   * picks from what was counted last: call it right after `count`.
   */
  pick(agent: number, count: number, draws: DrawSource): number
  /** `count` and `pick` in one; takes no draw when there are none. */
  choose(agent: number, draws: DrawSource): number
  /** The first in row order, without a draw; NOBODY when there is none. */
  first(agent: number): number
}

/**
 * Whom agents see as partners: others that are not held and, with a network, are neighbours. Along a network neighbours
 * are looked through; with `partners.tie_break: registration`, everyone is; otherwise partners are drawn from the lists
 * of Roster, so that a choice costs the same in any population.
 */
export interface Partners {
  /** Agents are drawn from lists instead of looked through. */
  readonly drawn: boolean
  sees(agent: number, other: number): boolean
  /** `sees` of one whom the agent has met: along a static network that one is a neighbour, and stays one. */
  seesStill(agent: number, met: number): boolean
  /** What `look` found; the next look overwrites it. */
  readonly rows: Uint32Array
  /** Writes everyone whom the agent sees into `rows`, in row order, and returns how many; where agents are looked through. */
  look(agent: number): number
  /** Candidates by a condition; `list` names a list of Roster that holds them all, where lists are drawn from. */
  among(list: RosterList, keep: Filter): Candidates
}

type RosterList = 'visible' | 'prosperous' | 'attractive'

const REGISTRATION = partnerParameters.parameters.tieBreak.choices.indexOf('registration')

export const bindPartners = boundOnce(PARTNER_COLUMNS, (access: PartnerAccess): Partners => {
  const { reasons } = access.get(Custody)
  const { agentCount } = access.clock
  const adjacency = bindAdjacency(access)
  const isStatic = access.get(EdgeWeight).weight.length === 0
  const drawn = !adjacency && access.parameters(partnerParameters).tieBreak[0] !== REGISTRATION
  const rows = drawn ? new Uint32Array(PARTNER_TRIES_MAX) : scratchOf(access.world).rows
  const isFree = (agent: number, other: number) =>
    other !== agent && other < agentCount[0] && reasons[other] === 0
  const sees = (agent: number, other: number) =>
    isFree(agent, other) && (!adjacency || halfEdgeIndex(adjacency, agent, other) >= 0)
  const look = adjacency ? bindNeighbourLook(access, adjacency, rows) : bindLookAtAll(access, rows)
  const among: Partners['among'] = (list, keep) =>
    drawn ? bindDrawn(access, list, rows, keep) : bindCounted(look, rows, keep)
  return { drawn, sees, seesStill: adjacency && isStatic ? isFree : sees, rows, look, among }
})

function bindNeighbourLook(
  access: PartnerAccess,
  { target, offset, degree }: Adjacency,
  rows: Uint32Array,
): Partners['look'] {
  const { reasons } = access.get(Custody)
  return (agent) => {
    const first = offset[agent]
    const end = first + degree[agent]
    let found = 0
    for (let half = first; half < end; half++) {
      const other = target[half]
      rows[found] = other
      if (reasons[other] === 0) found++
    }
    return found
  }
}

function bindLookAtAll(access: PartnerAccess, rows: Uint32Array): Partners['look'] {
  const { reasons } = access.get(Custody)
  const { agentCount } = access.clock
  return (agent) => {
    const end = agentCount[0]
    let found = 0
    for (let other = 0; other < end; other++)
      if (reasons[other] === 0 && other !== agent) rows[found++] = other
    return found
  }
}

/** Candidates that are counted before one of them is picked. */
function bindCounted(look: Partners['look'], rows: Uint32Array, keep: Filter): Candidates {
  const count = (agent: number) => keep(agent, rows, look(agent))
  const pick: Candidates['pick'] = (_agent, candidates, draws) =>
    candidates === 0 ? NOBODY : rows[Math.floor(draws.next()[0] * candidates)]
  return {
    count,
    pick,
    choose: (agent, draws) => pick(agent, count(agent), draws),
    first: (agent) => (count(agent) === 0 ? NOBODY : rows[0]),
  }
}

/** Candidates on a list of Roster: a short one is looked through, from a long one agents are drawn until one suits. */
function bindDrawn(access: PartnerAccess, name: RosterList, rows: Uint32Array, keep: Filter): Candidates {
  const { reasons } = access.get(Custody)
  const list = access.get(Roster)[name]
  const total = access.get(RosterTotals)[name]
  const isFree = (agent: number, other: number) => other !== agent && reasons[other] === 0
  const look = (agent: number) => {
    let found = 0
    for (let place = 0; place < total[0]; place++) {
      if (isFree(agent, list[place])) rows[found++] = list[place]
    }
    return found
  }
  const counted = bindCounted(look, rows, keep)
  const isLong = () => total[0] > PARTNER_TRIES_MAX
  const count = (agent: number) => (isLong() ? total[0] : counted.count(agent))
  const pick: Candidates['pick'] = (agent, candidates, draws) => {
    if (!isLong()) return counted.pick(agent, candidates, draws)
    for (let attempt = 0; attempt < PARTNER_TRIES_MAX; attempt++) {
      const other = list[Math.floor(draws.next()[0] * candidates)]
      rows[0] = other
      if (isFree(agent, other) && keep(agent, rows, 1) === 1) return other
    }
    return NOBODY
  }
  const first = (agent: number) => {
    for (let place = 0; place < total[0]; place++) {
      rows[0] = list[place]
      if (isFree(agent, rows[0]) && keep(agent, rows, 1) === 1) return list[place]
    }
    return NOBODY
  }
  return { count, pick, choose: (agent, draws) => pick(agent, count(agent), draws), first }
}
