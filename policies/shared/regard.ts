import { Allegiance, Kind } from '../../components/agent.ts'
import { AgentType } from '../../components/codes.ts'
import type { Candidates, Filter, Partners } from '../../components/lookup/partners.ts'
import { Sighting } from '../../components/memory.ts'
import { observationParameters } from '../../components/parameters/society.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { PolicyAccess } from '../../engine/policy.ts'

/** Own columns that `bindRegard` reads besides; ring members know one another, so rings of two agents are compared. */
export const REGARD_COLUMNS = [Allegiance] as const
export const REGARD_WRITES = [Sighting] as const
/** Types of others are read only where everyone may see them. */
export const REGARD_WHEN_VISIBLE = [{ component: Kind, parameter: 'observation.type_visible' }] as const

/** Whether an agent takes another one for something. */
type Suits = (agent: number, other: number) => boolean

const TARGET_RESOURCES = 50
/** Rows on either side of an agent in which it looks for members of its ring. */
const RING_REACH_MAX = 8

/**
 * Whom an adversary takes for a target or an ally. Where types are visible and sightings kept, both are sets that only
 * grow as it looks around; else it judges by what it sees now: without types, by reputation and resources, and its
 * allies are the members of its ring.
 */
export interface Regard {
  /** Adds those whom the agent sees to its sets. */
  look(agent: number): void
  isTarget: Suits
  isAlly: Suits
  /** Whether the other is honest or, where types are hidden, might be. */
  looksHonest: Suits
  readonly keepTargets: Filter
  readonly keepHonest: Filter
  /** Allies that the agent sees; where partners are drawn, ring members in rows near its own, which is where they are. */
  readonly allies: Candidates
}

/** Which of those who look honest are targets; `typeVisible` says how it was known. */
export type TargetRule = (agent: number, other: number, typeVisible: boolean) => boolean

/** @param sightRow by row of the policy's table, the agent's number among those that keep sightings */
export function bindRegard(
  access: PolicyAccess,
  partners: Partners,
  sightRow: Uint32Array,
  fits: TargetRule,
): Regard {
  const typeVisible = access.parameters(observationParameters).typeVisible[0] === 1
  const { isAlly, looksHonest } = typeVisible ? bindByType(access) : bindByLook(access)
  const isTarget: Suits = (agent, other) => looksHonest(agent, other) && fits(agent, other, typeVisible)
  const keepsSightings = access.get(Sighting).targets.length > 0 && typeVisible && !partners.drawn
  if (keepsSightings) {
    const sets = bindSightings(access, partners, sightRow, { isTarget, isAlly })
    return { ...sets, looksHonest, ...bindFilters(partners, { ...sets, looksHonest }) }
  }
  const now = { isTarget, isAlly, looksHonest }
  const filters = bindFilters(partners, now)
  const near = partners.drawn && !typeVisible
  return { look: () => {}, ...now, ...filters, ...(near ? { allies: bindRingNearby(access, partners) } : {}) }
}

function bindFilters(
  partners: Partners,
  { isTarget, isAlly, looksHonest }: Pick<Regard, 'isTarget' | 'isAlly' | 'looksHonest'>,
): Pick<Regard, 'keepTargets' | 'keepHonest' | 'allies'> {
  const keepTargets: Filter = (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) if (isTarget(agent, rows[place])) rows[kept++] = rows[place]
    return kept
  }
  const keepHonest: Filter = (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++)
      if (looksHonest(agent, rows[place])) rows[kept++] = rows[place]
    return kept
  }
  const keepAllies: Filter = (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) if (isAlly(agent, rows[place])) rows[kept++] = rows[place]
    return kept
  }
  return { keepTargets, keepHonest, allies: partners.among('visible', keepAllies) }
}

function bindByType(access: PolicyAccess): Pick<Regard, 'isAlly' | 'looksHonest'> {
  const { type } = access.get(Kind)
  return {
    isAlly: (_agent, other) => type[other] === AgentType.adversarial,
    looksHonest: (_agent, other) => type[other] === AgentType.honest,
  }
}

function bindByLook(access: PolicyAccess): Pick<Regard, 'isAlly' | 'looksHonest'> {
  const { ring } = access.get(Allegiance)
  const { reputation } = access.get(Standing)
  const { resources } = access.get(Stake)
  const isAlly: Suits = (agent, other) => ring[agent] !== 0 && ring[agent] === ring[other]
  return {
    isAlly,
    looksHonest: (agent, other) =>
      reputation[other] > 0 && resources[other] > TARGET_RESOURCES && !isAlly(agent, other),
  }
}

function bindSightings(
  access: PolicyAccess,
  partners: Partners,
  sightRow: Uint32Array,
  now: Pick<Regard, 'isTarget' | 'isAlly'>,
): Pick<Regard, 'look' | 'isTarget' | 'isAlly'> {
  const { slot } = access.get(Kind)
  const { targets, allies } = access.get(Sighting)
  const words = Math.ceil(access.world.rowsOf('agent') / 32)
  const holds = (set: Uint32Array, agent: number, other: number) =>
    ((set[sightRow[slot[agent]] * words + (other >>> 5)] >>> (other & 31)) & 1) === 1
  const add = (set: Uint32Array, agent: number, other: number) => {
    set[sightRow[slot[agent]] * words + (other >>> 5)] |= 1 << (other & 31)
  }
  const { rows } = partners
  const look = (agent: number) => {
    const found = partners.look(agent)
    for (let place = 0; place < found; place++) {
      if (now.isTarget(agent, rows[place])) add(targets, agent, rows[place])
      if (now.isAlly(agent, rows[place])) add(allies, agent, rows[place])
    }
  }
  return {
    look,
    isTarget: (agent, other) => holds(targets, agent, other),
    isAlly: (agent, other) => holds(allies, agent, other),
  }
}

/** Members of a ring get their rows one after the other, so a look at the rows around finds them. */
export function bindRingNearby(access: PolicyAccess, { sees }: Partners): Candidates {
  const { ring } = access.get(Allegiance)
  const { allyRingSize } = access.parameters(observationParameters)
  const isMate: Suits = (agent, other) => ring[other] === ring[agent] && sees(agent, other)
  const reach = () => Math.min(RING_REACH_MAX, allyRingSize[0] - 1)
  const count = (agent: number) => {
    if (ring[agent] === 0) return 0
    let mates = 0
    for (let other = agent - reach(); other <= agent + reach(); other++) if (isMate(agent, other)) mates++
    return mates
  }
  const nth = (agent: number, wanted: number) => {
    let before = wanted
    for (let other = agent - reach(); other <= agent + reach(); other++) {
      if (isMate(agent, other) && before-- === 0) return other
    }
    return NOBODY
  }
  const pick: Candidates['pick'] = (agent, mates, draws) =>
    mates === 0 ? NOBODY : nth(agent, Math.floor(draws.next()[0] * mates))
  return {
    count,
    pick,
    choose: (agent, draws) => pick(agent, count(agent), draws),
    first: (agent) => (ring[agent] === 0 ? NOBODY : nth(agent, 0)),
  }
}
