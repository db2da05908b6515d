import type { ParameterGroup } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { DrawSource } from '../../engine/random.ts'
import type { ParameterViews } from '../../engine/world.ts'
import { halfEdgeIndex } from '../../formulas/graph-csr.ts'
import { Custody } from '../custody.ts'
import { Edge, Neighbours } from '../network.ts'
import { partnerParameters } from '../parameters/society.ts'
import { Roster, RosterTotals } from '../roster.ts'
import type { LookupAccess } from './acquaintances.ts'
import { bindAdjacency } from './network.ts'

/** Components that `bindPartners` reads: a policy that uses it lists them among its `others`. */
export const PARTNER_COLUMNS = [Custody, Neighbours, Edge, Roster, RosterTotals] as const

/** Lists of up to this many agents are looked through; longer ones are drawn from, this often at most. */
export const PARTNER_TRIES_MAX = 16

export type PartnerAccess = LookupAccess & {
  parameters<G extends ParameterGroup>(group: G): ParameterViews<G>
}

/** Whether an agent that another one sees is a candidate of its. Bound once; called for many pairs. */
export type Suits = (agent: number, other: number) => boolean

/** Candidates of an agent: those that it sees and that suit it. */
export interface Candidates {
  /** How many there are, counted or, in a list that is drawn from, bounded: agents on it. */
  count(agent: number): number
  /** One of `count` candidates, each as likely; NOBODY when none was found. Takes one draw where they were counted. */
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
  /** Candidates by a condition; `list` names a list of Roster that holds them all, where lists are drawn from. */
  among(list: 'visible' | 'prosperous' | 'attractive', suits: Suits): Candidates
  /** Calls for every agent that one sees, in row order; only where agents are looked through. */
  forEachSeen(agent: number, visit: (agent: number, other: number) => void): void
}

/** Agents that one may look at, in `list` at `first(agent)` to `end(agent) - 1`. */
interface Range {
  readonly list: Uint32Array
  first(agent: number): number
  end(agent: number): number
}

const REGISTRATION = partnerParameters.parameters.tieBreak.choices.indexOf('registration')

export function bindPartners(access: PartnerAccess): Partners {
  const { reasons } = access.get(Custody)
  const { agentCount } = access.clock
  const adjacency = bindAdjacency(access)
  const drawn = !adjacency && access.parameters(partnerParameters).tieBreak[0] !== REGISTRATION
  const everyone = drawn || adjacency ? undefined : rangeOfAll(access)
  const sees = (agent: number, other: number) =>
    other !== agent &&
    other < agentCount[0] &&
    reasons[other] === 0 &&
    (!adjacency || halfEdgeIndex(adjacency, agent, other) >= 0)
  const free = (agent: number, other: number) => other !== agent && reasons[other] === 0
  const rangeOf = (list: 'visible' | 'prosperous' | 'attractive'): Range => {
    if (adjacency) {
      const { target, offset, degree } = adjacency
      return {
        list: target,
        first: (agent) => offset[agent],
        end: (agent) => offset[agent] + degree[agent],
      }
    }
    if (everyone) return everyone
    const total = access.get(RosterTotals)[list]
    return { list: access.get(Roster)[list], first: () => 0, end: () => total[0] }
  }
  const among: Partners['among'] = (list, suits) => bindCandidates(rangeOf(list), free, suits, drawn)
  const seen = rangeOf('visible')
  const forEachSeen: Partners['forEachSeen'] = (agent, visit) => {
    const end = seen.end(agent)
    for (let place = seen.first(agent); place < end; place++) {
      const other = seen.list[place]
      if (free(agent, other)) visit(agent, other)
    }
  }
  return { drawn, sees, among, forEachSeen }
}

/** Every agent row; the list never changes, so it needs no place in the world. */
function rangeOfAll(access: PartnerAccess): Range {
  const { agentCount } = access.clock
  const list = new Uint32Array(access.world.rowsOf('agent'))
  for (let row = 0; row < list.length; row++) list[row] = row
  return { list, first: () => 0, end: () => agentCount[0] }
}

function bindCandidates({ list, first, end }: Range, free: Suits, suits: Suits, drawn: boolean): Candidates {
  const isLong = (agent: number) => drawn && end(agent) - first(agent) > PARTNER_TRIES_MAX
  const count = (agent: number) => {
    const last = end(agent)
    if (isLong(agent)) return last - first(agent)
    let found = 0
    for (let place = first(agent); place < last; place++) {
      if (free(agent, list[place]) && suits(agent, list[place])) found++
    }
    return found
  }
  const nth = (agent: number, wanted: number) => {
    const last = end(agent)
    let before = wanted
    for (let place = first(agent); place < last; place++) {
      if (free(agent, list[place]) && suits(agent, list[place]) && before-- === 0) return list[place]
    }
    return NOBODY
  }
  const pick: Candidates['pick'] = (agent, candidates, draws) => {
    if (candidates === 0) return NOBODY
    if (!isLong(agent)) return nth(agent, Math.floor(draws.next()[0] * candidates))
    for (let attempt = 0; attempt < PARTNER_TRIES_MAX; attempt++) {
      const other = list[first(agent) + Math.floor(draws.next()[0] * candidates)]
      if (free(agent, other) && suits(agent, other)) return other
    }
    return NOBODY
  }
  return {
    count,
    pick,
    choose: (agent, draws) => pick(agent, count(agent), draws),
    first: (agent) => nth(agent, 0),
  }
}
