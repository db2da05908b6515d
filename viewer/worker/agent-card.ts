import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Acquaintance } from '../../components/memory.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { widthOf } from '../../engine/columns.ts'
import type { World } from '../../engine/world.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { AgentCard, ComponentCard, Counterparty } from '../protocol/host.ts'
import { bindCustodyWords } from './custody-words.ts'

/** Counterparties that a card lists at most. */
const COUNTERPARTIES_MAX = 12

/** bitECS numbers its entities from 1, and a world of our own gives them to agents in row order. */
const FIRST_ENTITY = 1

/** Everything that is known of an agent now. */
export function agentCard({ world, policyNames }: Simulation, agent: number): AgentCard {
  const { policy, slot } = world.get(Kind)
  const code = policy[agent] as number
  return {
    agent,
    tick: world.clock.tick[0] as number,
    policy: code,
    entity: agent + FIRST_ENTITY,
    held: bindCustodyWords(world)(agent),
    components: componentsOf(world, agent, `policy:${policyNames[code]}`, slot[agent] as number),
    counterparties: counterpartiesOf(world, agent),
  }
}

/** Components along the agents, and the one of the agent's policy, whose rows are its members. */
function componentsOf(world: World, agent: number, policyTable: string, slot: number): ComponentCard[] {
  const cards = new Map<string, { name: string; fields: ComponentCard['fields'][number][] }>()
  for (const { path, component, field } of world.layout) {
    if (component.table !== 'agent' && component.table !== policyTable) continue
    const row = component.table === 'agent' ? agent : slot
    const width = widthOf(field)
    const card = cards.get(component.name) ?? { name: component.name, fields: [] }
    card.fields.push({
      name: path.slice(component.name.length + 1),
      unit: field.unit,
      doc: field.doc,
      values: Array.from(world.column(path).subarray(row * width, (row + 1) * width)),
    })
    cards.set(component.name, card)
  }
  return [...cards.values()]
}

/** Those whom it remembers, the most frequent first; without a memory, those of the last tick. */
function counterpartiesOf(world: World, agent: number): Counterparty[] {
  const { policy } = world.get(Kind)
  const remembered = rememberedBy(world, agent)
  const met = remembered.length > 0 ? remembered : metInLastTick(world, agent)
  return met
    .sort((first, second) => second.interactions - first.interactions || first.agent - second.agent)
    .slice(0, COUNTERPARTIES_MAX)
    .map((each) => ({ ...each, policy: policy[each.agent] as number }))
}

type Met = Omit<Counterparty, 'policy'>

function rememberedBy(world: World, agent: number): Met[] {
  const { partner, completed, accepted, acceptedSumP } = world.get(Acquaintance)
  const slots = partner.length / Math.max(1, world.rowsOf('agent'))
  const met: Met[] = []
  for (let row = agent * slots; row < (agent + 1) * slots; row++) {
    const interactions = completed[row] as number
    if (partner[row] === 0 || interactions === 0) continue
    met.push({
      agent: (partner[row] as number) - 1,
      interactions,
      meanP: (acceptedSumP[row] as number) / (accepted[row] as number),
    })
  }
  return met
}

function metInLastTick(world: World, agent: number): Met[] {
  const { count } = world.get(Batch)
  const { initiator, counterparty } = world.get(Parties)
  const { status } = world.get(Verdict)
  const { p } = world.get(Score)
  const sums = new Map<number, { interactions: number; sumP: number }>()
  for (let chunk = 0; chunk < count.length; chunk++) {
    const first = chunk * CHUNK_ROWS
    for (let row = first; row < first + (count[chunk] as number); row++) {
      if (initiator[row] !== agent && counterparty[row] !== agent) continue
      const outcome = status[row]
      if (outcome === Status.void || outcome === Status.expired || outcome === Status.none) continue
      const other = (initiator[row] === agent ? counterparty[row] : initiator[row]) as number
      const sum = sums.get(other) ?? { interactions: 0, sumP: 0 }
      sum.interactions++
      sum.sumP += p[row] as number
      sums.set(other, sum)
    }
  }
  return [...sums].map(([other, { interactions, sumP }]) => ({
    agent: other,
    interactions,
    meanP: sumP / interactions,
  }))
}
