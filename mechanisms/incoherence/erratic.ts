import { Kind } from '../../components/agent.ts'
import { AgentType, InteractionKind } from '../../components/codes.ts'
import { Parties } from '../../components/interaction.ts'
import { bindPartners, PARTNER_COLUMNS } from '../../components/lookup/partners.ts'
import { Inbox, Proposal } from '../../components/queue.ts'
import { defineComponent } from '../../engine/columns.ts'
import { defineParameters, number } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { definePolicy, type PolicyAccess } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from '../../policies/shared/choices.ts'
import { bindAllowance, bindWaiting, OWN_SENSES } from '../../policies/shared/senses.ts'
import { PROBABILITY, traitColumns } from '../../policies/shared/traits.ts'
import { Focus } from './columns.ts'

const TURNS_MAX = 65_535
/** What it does by mistake: each of these exploits the client. */
const WRONG_KINDS = [InteractionKind.trade, InteractionKind.reply, InteractionKind.vote] as const

const erraticParameters = defineParameters('agents.config', {
  slipProbability: number({
    ...PROBABILITY,
    default: 0.1,
    doc: 'Probability that an erratic agent does the wrong thing in its first turn.',
  }),
  slipGrowth: number({
    ...PROBABILITY,
    default: 0.02,
    doc: 'What each further turn adds to it, until an epoch or a checkpoint begins.',
  }),
  slipProbabilityMax: number({ ...PROBABILITY, default: 0.5, doc: 'Most that it grows to.' }),
  wrongDeeds: number({
    unit: 'count',
    range: [1, WRONG_KINDS.length],
    integer: true,
    default: WRONG_KINDS.length,
    doc: 'Wrong deeds that slips are spread over: one of them, and slips are as consistent as can be.',
  }),
})

const ErraticTraits = defineComponent('Erratic', traitColumns(erraticParameters), { table: 'policy:erratic' })

/**
 * Means well and knows what to do, but slips, and the longer it has been at it the more: its failures are variance, not
 * bias. Right is to collaborate with the client whose turn it is, wrong to exploit that client in one of several ways. Who is
 * next follows from the tick alone, so that slips are all that replays of a turn differ in. After Hägele et al. (2026); whitepaper §10.
 */
export const erratic = definePolicy({
  name: 'erratic',
  key: 'erratic',
  doc: 'Means well, but slips, and more so the longer it works without a break.',
  type: AgentType.other,
  parameters: erraticParameters,
  traits: ErraticTraits,
  remembers: false,
  own: [Kind, Inbox, ...OWN_SENSES],
  others: [...PARTNER_COLUMNS, Parties, Proposal],
  writes: [...CHOICE_COLUMNS, Focus],
  bind(access) {
    const { slot } = access.get(Kind)
    const { wrongDeeds } = access.get(ErraticTraits)
    const { counterparty } = access.get(Parties)
    const { turns } = access.get(Focus)
    const slips = bindSlips(access)
    const clientOf = bindClient(access)
    const waiting = bindWaiting(access)
    const { canInteract } = bindAllowance(access)
    const { noop, propose, answer } = bindChoices(access)
    return {
      act(agent, draws) {
        const slipped = slips(agent, draws)
        if (turns[agent] < TURNS_MAX) turns[agent]++
        const proposal = waiting(agent)
        if (proposal !== NOBODY) return answer(agent, proposal, !slipped)
        const client = canInteract(agent) ? clientOf(agent) : NOBODY
        if (client === NOBODY) return noop(agent)
        if (!slipped) return propose(agent, client, InteractionKind.collaboration, 0, 0)
        const ways = wrongDeeds[slot[agent]]
        const way = ways === 1 ? 0 : Math.floor(draws.next()[0] * ways)
        propose(agent, client, WRONG_KINDS[way], 1, 0)
      },
      consents: (interaction, draws) => !slips(counterparty[interaction], draws),
      renew(agent) {
        turns[agent] = 0
      },
    }
  },
})

/** One draw: whether an agent slips. */
function bindSlips(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const { slot } = access.get(Kind)
  const { slipProbability, slipGrowth, slipProbabilityMax } = access.get(ErraticTraits)
  const { turns } = access.get(Focus)
  return (agent, draws) => {
    const row = slot[agent]
    const grown = slipProbability[row] + slipGrowth[row] * turns[agent]
    const most =
      slipProbabilityMax[row] > slipProbability[row] ? slipProbabilityMax[row] : slipProbability[row]
    return draws.next()[0] < (grown < most ? grown : most)
  }
}

/** A partner by turns: a draw that only agent and tick decide stands in for chance. */
function bindClient(access: PolicyAccess): (agent: number) => number {
  const anyone = bindPartners(access).among('visible', (_agent, _rows, found) => found)
  const { tick } = access.clock
  const register = new Float64Array(1)
  const seen = new Uint32Array(2)
  const rota: DrawSource = {
    next() {
      let mixed = Math.imul(seen[0] ^ Math.imul(seen[1] + 1, 0x9e3779b1), 0x85ebca6b)
      mixed = Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35)
      // A literal, as everywhere where a computed number goes into a column. The next look comes out elsewhere.
      register[0] = ((mixed ^ (mixed >>> 13)) >>> 0) * 2.3283064365386963e-10
      seen[1] = (seen[1] + 0x10000) >>> 0
      return register
    },
  }
  return (agent) => {
    seen[0] = agent
    seen[1] = tick[0]
    return anyone.choose(agent, rota)
  }
}
