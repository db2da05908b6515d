import { Kind } from '../../components/agent.ts'
import { ACTIONS, AgentType, INTERACTION_KINDS } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Intent, Offer } from '../../components/intent.ts'
import { Parties, Verdict } from '../../components/interaction.ts'
import { bindNoteOutcome } from '../../components/lookup/acquaintances.ts'
import { Edge, Neighbours } from '../../components/network.ts'
import { Inbox, Proposal } from '../../components/queue.ts'
import { Roster, RosterTotals } from '../../components/roster.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { Policy } from '../../engine/policy.ts'
import { ScriptedSource } from '../../engine/scripted-source.ts'
import type { World } from '../../engine/world.ts'
import { type Bench, buildBench } from '../../experiments/conformance/bench-world.ts'

/** The agent whose policy is tried. */
export const SELF = 0
const SLOTS = 6

export interface Society {
  readonly agents: number
  readonly reputation?: readonly number[]
  readonly resources?: readonly number[]
  readonly type?: readonly number[]
  readonly held?: readonly number[]
  /** Rows that agent 0 is joined to; without it there is no network. */
  readonly neighbours?: readonly number[]
  readonly values?: Readonly<Record<string, ParameterValue>>
  readonly rows?: Readonly<Record<string, number>>
}

/** A society under profile whitepaper in which agent 0 follows the policy, with partner lists as at a tick's start. */
export function aSociety(policy: Policy, society: Society): Bench {
  const { agents, neighbours, values = {} } = society
  const bench = buildBench({
    policy,
    agents,
    profile: 'whitepaper',
    values,
    rows: {
      acquaintance: agents * SLOTS,
      roster: agents,
      proposal: 1,
      neighbours: neighbours ? agents + 1 : 0,
      edge: neighbours?.length ?? 0,
      // A dynamic network: an agent may remember one that it is no longer joined to.
      edgeWeight: neighbours ? Math.max(1, neighbours.length) : 0,
      ...society.rows,
    },
  })
  const { world } = bench
  world.get(Standing).reputation.set(society.reputation ?? [])
  world.get(Stake).resources.set(society.resources ?? [])
  world.get(Kind).type.set(society.type ?? [])
  for (const row of society.held ?? []) world.get(Custody).reasons[row] = 1
  if (neighbours) join(world, neighbours)
  listPartners(world, values['observation.type_visible'] === true)
  return bench
}

function join(world: World, neighbours: readonly number[]): void {
  const { offset, degree } = world.get(Neighbours)
  offset.fill(neighbours.length)
  offset[SELF] = 0
  degree[SELF] = neighbours.length
  world.get(Edge).target.set(neighbours)
}

function listPartners(world: World, typeVisible: boolean): void {
  const { reputation } = world.get(Standing)
  const { resources } = world.get(Stake)
  const { type } = world.get(Kind)
  const { reasons } = world.get(Custody)
  const everyone = Array.from(reasons.keys()).filter((row) => reasons[row] === 0)
  const isRich = (row: number) => resources[row]! > 50
  const isLiked = (row: number) => reputation[row]! > 0
  const lists = {
    visible: everyone,
    prosperous: everyone.filter((row) => resources[row]! > 80 || reputation[row]! > 0.5),
    attractive: everyone.filter((row) =>
      typeVisible
        ? type[row] === AgentType.honest && (isRich(row) || isLiked(row))
        : isRich(row) && isLiked(row),
    ),
  }
  for (const name of ['visible', 'prosperous', 'attractive'] as const) {
    world.get(Roster)[name].set(lists[name])
    world.get(RosterTotals)[name][0] = lists[name].length
  }
}

/** Lets agent 0 take its turn with these draws, and says what it chose. */
export function turn({ world, rules }: Bench, draws: readonly number[] = []) {
  const source = new ScriptedSource(draws)
  rules.act(SELF, source)
  const { action, target, kind, hostile, direction } = world.get(Intent)
  const chosen = ACTIONS[action[SELF]!]
  return {
    action: chosen,
    target: target[SELF],
    kind: chosen === 'proposeInteraction' ? INTERACTION_KINDS[kind[SELF]!] : undefined,
    hostile: hostile[SELF],
    direction: direction[SELF],
    transfer: chosen === 'proposeInteraction' ? world.get(Offer).transfer[0] : undefined,
    drawn: source.taken,
  }
}

/** Puts a proposal of an initiator to agent 0: does it consent, and with how many draws? */
export function ask(
  { world, rules }: Bench,
  initiator: number,
  kind: number,
  { transfer = 0, draws = [] as readonly number[] } = {},
) {
  placeInteraction(world, initiator, kind, transfer)
  const source = new ScriptedSource(draws)
  return { consents: rules.consents(0, source), drawn: source.taken }
}

export function placeInteraction(world: World, initiator: number, kind: number, transfer = 0): void {
  const parties = world.get(Parties)
  parties.initiator[0] = initiator
  parties.counterparty[0] = SELF
  parties.kind[0] = kind
  parties.transfer[0] = transfer
  world.get(Verdict).asked[0] = 1
}

/** Leaves a proposal of an initiator waiting for agent 0. */
export function leaveWaiting(world: World, initiator: number, transfer = 0): void {
  const proposal = world.get(Proposal)
  proposal.initiator[0] = initiator
  proposal.counterparty[0] = SELF
  proposal.transfer[0] = transfer
  proposal.open[0] = 1
  world.get(Inbox).head[SELF] = 1
}

/** Agent 0 remembers accepted interactions with a partner, each of quality p. */
export function rememberAccepted(world: World, partner: number, p: number, times = 1): void {
  const note = bindNoteOutcome({ get: world.get.bind(world), world, clock: world.clock })
  for (let n = 0; n < times; n++) note(SELF, partner, true, p)
}
