import { Allegiance, Kind } from '../components/agent.ts'
import { AgentType, EventCode } from '../components/codes.ts'
import { Members } from '../components/members.ts'
import { Origin, SpawnRequest, SpawnTotals } from '../components/spawning.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import type { ColumnArray } from '../engine/columns.ts'
import { defaultOf, snakeCase } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { bindNote, NOBODY } from '../engine/journal.ts'
import type { Policy } from '../engine/policy.ts'
import { defineStream, type EntitySource } from '../engine/random.ts'
import type { World } from '../engine/world.ts'
import type { AgentGroup, Scenario } from './scenario.ts'
import { drawTrait, type Trait } from './traits.ts'

export const TRAIT_STREAM = defineStream('traits')

const STARTING_RESOURCES = 100

/** Gives agents their rows: at the start, and when some come later. */
export interface Population {
  /** Places `count` agents of a group in the next rows as far as there is room; returns how many it placed. */
  place(group: AgentGroup, count: number): number
  /** Places the newcomers that systems asked for as the epoch ended, in the order of their rows, and empties the list. */
  admit(): void
}

/** Policies in name order: the order of the codes in `Kind.policy`. */
export const policiesInOrder = (policies: readonly Policy[]): Policy[] =>
  [...policies].sort((a, b) => (a.name < b.name ? -1 : 1))

export function bindPopulation(world: World, policies: readonly Policy[], scenario: Scenario): Population {
  const { agentCount, refusedSpawns } = world.clock
  const { count: members } = world.get(Members)
  const draws = world.source(TRAIT_STREAM)
  const note = bindNote(world)
  const settling = bindPlacing(world, policies, scenario, draws)
  const origin = world.has(Origin) ? world.get(Origin) : undefined
  const place = (group: AgentGroup, count: number): number => {
    const code = policies.findIndex((policy) => policy.key === group.type)
    const room = policies[code]?.traits
      ? world.rowsOf(`${policies[code].traits.table}`)
      : world.rowsOf('agent')
    const settle = settling(group, code)
    let placed = 0
    for (; placed < count; placed++) {
      if (agentCount[0] === world.rowsOf('agent') || members[code] === room) break
      const agent = agentCount[0]++
      settle(agent, members[code]++)
      if (origin) origin.epoch[agent] = world.clock.epoch[0]
      if (world.clock.tick[0] > 0) note(EventCode.agentCreated, agent, NOBODY, code)
    }
    refusedSpawns[0] += count - placed
    return placed
  }
  return { place, admit: bindAdmission(world, policies, scenario, place) }
}

/** Newcomers take the traits of the first group of their type, which may be one of 0 agents. */
function bindAdmission(
  world: World,
  policies: readonly Policy[],
  scenario: Scenario,
  place: Population['place'],
): Population['admit'] {
  if (!world.has(SpawnRequest)) return () => {}
  const request = world.get(SpawnRequest)
  const { pending, turnedDown } = world.get(SpawnTotals)
  const { sponsor } = world.get(Origin)
  const { agentCount } = world.clock
  const groups = policies.map(
    ({ key }) => scenario.agents.find(({ type }) => type === key) ?? { type: key, count: 0 },
  )
  return () => {
    for (let row = 0; row < pending[0]; row++) {
      if (request.refused[row] === 1) turnedDown[0]++
      else if (place(groups[request.policy[row]], 1) === 1) sponsor[agentCount[0] - 1] = request.sponsor[row]
    }
    pending[0] = 0
  }
}

/** What the agents of a group have in common is looked up once: what is returned places one agent after the other. */
type Placing = (group: AgentGroup, code: number) => (agent: number, slot: number) => void

/** Writes what makes an agent: its kind, its traits, where it starts, whom it knows. */
function bindPlacing(
  world: World,
  policies: readonly Policy[],
  scenario: Scenario,
  draws: EntitySource,
): Placing {
  const { type, policy: policyCode, slot: slotOf } = world.get(Kind)
  const { reputation } = world.get(Standing)
  const { resources } = world.get(Stake)
  const { ring } = world.get(Allegiance)
  const ringSize = world.value('observation.ally_ring_size') as number
  const columns: Readonly<Record<string, ColumnArray>>[] = policies.map((policy) =>
    policy.traits ? world.get(policy.traits) : {},
  )
  const { count: members } = world.get(Members)
  /** Adversaries placed before this one: counted from the columns, so that a restored world goes on as it was. */
  const adversariesBefore = () =>
    policies.reduce((sum, { type }, code) => sum + (type === AgentType.adversarial ? members[code] : 0), -1)
  /** The same of those that keep sightings, which is what their table has room for. */
  const watchersBefore = () =>
    columns.reduce((sum, { sightRow }, code) => sum + (sightRow ? members[code] : 0), -1)
  const settling: Placing = (group, code) => {
    const policy = policies[code]
    const traits = traitsOf(policy, columns[code], group, scenario)
    const { sightRow } = columns[code] as Readonly<Record<string, ColumnArray | undefined>>
    return (agent, slot) => {
      type[agent] = policy.type
      policyCode[agent] = code
      slotOf[agent] = slot
      draws.begin(agent)
      reputation[agent] = drawTrait(group.initial?.reputation ?? 0, draws)
      resources[agent] = drawTrait(group.initial?.resources ?? STARTING_RESOURCES, draws)
      for (const { column, trait, isWhole } of traits) {
        const value = drawTrait(trait, draws)
        column[slot] = isWhole ? Math.round(value) : value
      }
      if (policy.type !== AgentType.adversarial) return
      const adversaries = adversariesBefore()
      if (ringSize > 1) ring[agent] = Math.floor(adversaries / ringSize) + 1
      if (sightRow) sightRow[slot] = watchersBefore()
    }
  }
  return settling
}

/** What a group says of one parameter of its policy, and the column that takes it. */
interface GroupTrait {
  readonly column: ColumnArray
  readonly trait: Trait
  readonly isWhole: boolean
}

function traitsOf(
  policy: Policy,
  columns: Readonly<Record<string, ColumnArray>>,
  group: AgentGroup,
  { profile }: Scenario,
): GroupTrait[] {
  return Object.entries(policy.parameters.parameters).map(([name, parameter]) => {
    const column = columns[name]
    if (!column) {
      throw new UserError(
        `policy ${policy.name}`,
        `declares parameter ${name} but its component has no such column`,
      )
    }
    const trait = group.config?.[snakeCase(name)] ?? (Number(defaultOf(parameter, profile)) as Trait)
    return { column, trait, isWhole: parameter.kind === 'number' && parameter.integer === true }
  })
}
