import {
  AgentType,
  bindChoices,
  CHOICE_COLUMNS,
  defineParameters,
  definePlugin,
  definePolicy,
  InteractionKind,
  Kind,
  Parties,
  type Plugin,
  type Policy,
  type PolicyAccess,
  type PolicyRules,
  type ScenarioInput,
  Standing,
  type World,
} from '../simulation/index.ts'
import { TRUST_LEAST, TRUST_WEIGHT } from './yardstick/rules.ts'

const NOISE_SPAN = 0.2

/** Five kinds of agents in the yardstick's mix; the fifth signals as honest agents do. */
const KINDS = [
  { name: 'benchHonest', key: 'bench_honest', type: AgentType.honest, share: 0.4 },
  { name: 'benchOpportunistic', key: 'bench_opportunistic', type: AgentType.opportunistic, share: 0.2 },
  { name: 'benchDeceptive', key: 'bench_deceptive', type: AgentType.deceptive, share: 0.2 },
  { name: 'benchAdversarial', key: 'bench_adversarial', type: AgentType.adversarial, share: 0.1 },
  { name: 'benchOther', key: 'bench_other', type: AgentType.other, share: 0.1 },
] as const

const rulesOfWorld = new WeakMap<World, PolicyRules>()

/** One rule serves all five, which differ by a table of consent as the types of the yardstick do. */
function bindRules(access: PolicyAccess): PolicyRules {
  const known = rulesOfWorld.get(access.world)
  if (known) return known
  const { initiator, counterparty } = access.get(Parties)
  const { reputation } = access.get(Standing)
  const { type } = access.get(Kind)
  const { agentCount } = access.clock
  const { propose } = bindChoices(access)
  const weight = new Float64Array(256).fill(TRUST_WEIGHT[0])
  const least = new Float64Array(256).fill(TRUST_LEAST[0])
  weight.set(TRUST_WEIGHT)
  least.set(TRUST_LEAST)
  const rules: PolicyRules = {
    act(agent, draws) {
      const partner = Math.floor(draws.next()[0] * (agentCount[0] - 1))
      propose(agent, partner >= agent ? partner + 1 : partner, InteractionKind.collaboration, 0, 0)
    },
    consents(interaction, draws) {
      const kind = type[counterparty[interaction]]
      const noise = NOISE_SPAN * (draws.next()[0] - 0.5)
      return 0.5 + weight[kind] * reputation[initiator[interaction]] + noise >= least[kind]
    },
  }
  rulesOfWorld.set(access.world, rules)
  return rules
}

const corePolicyOf = ({ name, key, type }: (typeof KINDS)[number]): Policy =>
  definePolicy({
    name,
    key,
    doc: 'Proposes to an agent drawn from all others in every tick, and consents by reputation with some noise.',
    type,
    parameters: defineParameters('agents.config', {}),
    remembers: false,
    own: [],
    others: [Parties, Standing, Kind],
    whenVisible: [{ component: Kind, parameter: 'observation.type_visible' }],
    writes: CHOICE_COLUMNS,
    bind: bindRules,
  })

/** Policies of the benchmark of the core systems, through the same door as anybody's. */
export const corePolicyPlugin: Plugin = definePlugin('bench-policies', [], (app) =>
  app.needs('core').policies(...KINDS.map(corePolicyOf)),
)

/**
 * A society as the yardstick's: every agent proposes in every tick to somebody drawn from all others; tax, audit and
 * circuit breaker on; no network, no memory, no boundary, no draw of true outcomes.
 */
export function coreScenario(agents: number): ScenarioInput {
  const counts = KINDS.map(({ share }) => Math.floor(agents * share))
  const missing = agents - counts.reduce((sum, count) => sum + count, 0)
  return {
    id: 'bench core',
    agents: KINDS.map(({ key }, index) => ({
      type: key,
      count: (counts[index] ?? 0) + (index === 0 ? missing : 0),
    })),
    epochs: 1000,
    stepsPerEpoch: 10,
    parameters: {
      transfers: 'off',
      ground_truth: 'off',
      'observation.type_visible': true,
      'memory.slots': 1,
      'payoff.rho_a': 0.2,
      'payoff.rho_b': 0.1,
      'governance.transaction_tax_rate': 0.05,
      'governance.reputation_decay_rate': 0.995,
      'governance.audit_enabled': true,
      'governance.audit_probability': 0.1,
      'governance.audit_threshold_p': 0.6,
      'governance.circuit_breaker_enabled': true,
      'governance.freeze_threshold_toxicity': 0.6,
    },
  }
}
