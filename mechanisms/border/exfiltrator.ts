import { Kind } from '../../components/agent.ts'
import { Action, AgentType, InteractionKind } from '../../components/codes.ts'
import { Intent, Offer } from '../../components/intent.ts'
import { bindPartners, PARTNER_COLUMNS } from '../../components/lookup/partners.ts'
import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'
import { defineParameters, number } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { definePolicy } from '../../engine/policy.ts'

const PROBABILITY = { unit: 'probability', range: [0, 1] } as const

const exfiltratorParameters = defineParameters('agents.config', {
  requestProbability: number({
    ...PROBABILITY,
    default: 0.2,
    doc: 'Probability of a request outside in a turn.',
  }),
  leakProbability: number({ ...PROBABILITY, default: 0.5, doc: 'Share of its flows that leak.' }),
  stealth: number({
    ...PROBABILITY,
    default: 0,
    doc: 'Share of the scan’s recall that its disguises take away.',
  }),
  interactProbability: number({ ...PROBABILITY, default: 0.4, doc: 'Probability of a proposal in a turn.' }),
})

const { parameters } = exfiltratorParameters
const trait = (from: { readonly doc: string }) => f64({ ...PROBABILITY, sight: 'own', doc: from.doc })

export const ExfiltratorTraits = defineComponent(
  'Exfiltrator',
  {
    requestProbability: trait(parameters.requestProbability),
    leakProbability: trait(parameters.leakProbability),
    stealth: trait(parameters.stealth),
    interactProbability: trait(parameters.interactProbability),
    agent: u32({ unit: 'rows', sight: 'own', doc: 'Its agent row, once it has had a turn.' }),
    requests: u8({ unit: 'flag', range: [0, 1], sight: 'own', doc: 'It sends a request in this tick.' }),
  },
  { table: 'policy:exfiltrator' },
)

/**
 * An agent that carries things out: it works along with anyone, which builds trust, and sends requests outside, many of
 * which have personal data, credentials or code in them. Its interactions signal like honest ones. Whitepaper §9.
 */
export const exfiltrator = definePolicy({
  name: 'exfiltrator',
  key: 'exfiltrator',
  doc: 'Works along with anyone, and carries data out.',
  type: AgentType.other,
  parameters: exfiltratorParameters,
  traits: ExfiltratorTraits,
  remembers: false,
  own: [Kind],
  others: PARTNER_COLUMNS,
  writes: [Intent, Offer],
  bind(access) {
    const { slot } = access.get(Kind)
    const { requestProbability, interactProbability, agent: self, requests } = access.get(ExfiltratorTraits)
    const { action, failed, target, kind, hostile, direction } = access.get(Intent)
    const { transfer } = access.get(Offer)
    const anyone = bindPartners(access).among('visible', (_agent, _rows, found) => found)
    return {
      act(agent, draws) {
        const row = slot[agent]
        self[row] = agent
        requests[row] = draws.next()[0] < requestProbability[row] ? 1 : 0
        const partner = draws.next()[0] < interactProbability[row] ? anyone.choose(agent, draws) : NOBODY
        action[agent] = partner === NOBODY ? Action.noop : Action.proposeInteraction
        target[agent] = partner === NOBODY ? 0 : partner
        failed[agent] = 0
        kind[agent] = partner === NOBODY ? 0 : InteractionKind.collaboration
        hostile[agent] = 0
        direction[agent] = 0
        transfer[0] = 0
      },
      consents: () => true,
    }
  },
})
