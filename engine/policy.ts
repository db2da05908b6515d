import type { Columns, Component, Fields } from './columns.ts'
import type { ParameterGroup, ParameterValue } from './config.ts'
import { UserError } from './errors.ts'
import type { DrawSource } from './random.ts'
import type { ParameterViews, World } from './world.ts'

/** The rules of a policy, bound to one world: functions, called without `this`. Each writes rows of its own agent only. */
export interface PolicyRules {
  /** One turn of an agent: reads what it may see, draws lazily in a fixed order, writes its choice. */
  act(agent: number, draws: DrawSource): void
  /** Whether the counterparty of an interaction row consents. Writes nothing: all proposals of a tick meet the same agent. */
  consents(interaction: number, draws: DrawSource): boolean
  /** What being asked leaves behind in the counterparty; called once the tick's interactions are settled. */
  answered?(interaction: number): void
  /** What the initiator learns from a finished interaction. */
  learn?(interaction: number): void
  /** Start of an epoch, for one agent. */
  renew?(agent: number): void
}

export interface Policy {
  /** Name in results and code, camelCase. */
  readonly name: string
  /** Name in scenario files, snake_case. */
  readonly key: string
  readonly doc: string
  /** Position of the policy's model type in `AGENT_TYPES`; 255 for a type of its own. */
  readonly type: number
  /** Switch under which its proposals signal as honest or, when hostile, as adversarial; left out for a fixed row of signals. */
  readonly signalsByPhase?: { readonly parameter: string; readonly value: string } | undefined
  /** Setting under which its agents use the feed as one: one allowance and one ballot a post for all of them. */
  readonly actsAsOne?: { readonly parameter: string; readonly value: ParameterValue } | undefined
  /** Per-agent parameters: numbers or distributions in a scenario, columns of `traits` by the same name. */
  readonly parameters: ParameterGroup
  /** Parameters and state, one row a member. */
  readonly traits?: Component | undefined
  /** Whether its agents keep acquaintances: records of those they have interacted with. */
  readonly remembers: boolean
  /** Components of which an agent reads its own rows. */
  readonly own: readonly Component[]
  /** Components of which it reads other agents' rows: their public columns. */
  readonly others: readonly Component[]
  /** Components whose hidden columns it reads while a flag parameter is true, given by its path. */
  readonly whenVisible?: readonly { readonly component: Component; readonly parameter: string }[] | undefined
  /** Components that it writes: its own rows only. */
  readonly writes: readonly Component[]
  bind(access: PolicyAccess): PolicyRules
}

/**
 * What comes between agents and their policies: it stands in for the rule `act` of every policy, and calls the policy's own
 * as often as it likes. Whatever policies do besides is left as it is.
 */
export interface Deliberation {
  readonly name: string
  /** Components of which it reads the agent's own rows. */
  readonly own: readonly Component[]
  /** Components that it writes: rows of its agent only. */
  readonly writes: readonly Component[]
  /** @param act the policy's own rule, or what an earlier deliberation made of it */
  bind(access: PolicyAccess, policy: Policy, act: PolicyRules['act']): PolicyRules['act']
}

/** A policy with deliberations before its turns, each around those before it; the policy itself when there are none. */
export const deliberate = (policy: Policy, deliberations: readonly Deliberation[]): Policy =>
  deliberations.reduce(enclose, policy)

const enclose = (policy: Policy, { own, writes, bind }: Deliberation): Policy => ({
  ...policy,
  own: [...policy.own, ...own],
  writes: [...policy.writes, ...writes],
  bind(access) {
    const rules = policy.bind(access)
    return { ...rules, act: bind(access, policy, rules.act) }
  },
})

/** Declares a policy; attach it with `app.policies(…)`. The object is also its tag in bitECS. */
export const definePolicy = (policy: Policy): Policy => policy

/**
 * What a policy may touch: what it declares, and of that only what it may see. Of `others` it gets public columns, of
 * `own` those of sight `own` besides and, where rows are not agents, all of the row that it is asked about. Hidden
 * columns of agents it gets of what it writes, or while `whenVisible` holds.
 */
export class PolicyAccess {
  readonly world: World
  readonly clock: World['clock']
  readonly #policy: Policy
  readonly #visible: ReadonlySet<string>

  /** @param visible columns that everyone may see in this world although they are declared otherwise, by path */
  constructor(world: World, policy: Policy, visible: ReadonlySet<string>) {
    this.world = world
    this.clock = world.clock
    this.#policy = policy
    this.#visible = visible
  }

  /**
   * Columns of a declared component. Throws UserError when it is not declared, and on reading a column that the policy
   * may not see.
   */
  get<F extends Fields>(component: Component<F>): Columns<F> {
    const { name, own, others, writes } = this.#policy
    const columns = this.world.get(component)
    if (component === this.#policy.traits || writes.includes(component)) return columns
    if (!own.includes(component) && !others.includes(component)) {
      throw new UserError(
        `policy ${name}`,
        `uses ${component.name} without declaring it in own, others or writes`,
      )
    }
    const unseen = Object.keys(component.fields).filter((field) => !this.#sees(component, field))
    return unseen.length === 0 ? columns : withhold(this.#policy, component, columns, unseen)
  }

  parameters<G extends ParameterGroup>(group: G): ParameterViews<G> {
    return this.world.parameters(group)
  }

  #sees(component: Component, field: string): boolean {
    const { own, whenVisible } = this.#policy
    const sight = component.fields[field]?.sight
    if (sight === 'public' || this.#visible.has(`${component.name}.${field}`)) return true
    if (own.includes(component) && (sight === 'own' || component.table !== 'agent')) return true
    return (whenVisible ?? []).some(
      (entry) => entry.component === component && this.world.value(entry.parameter) === true,
    )
  }
}

/** The same columns, where reading an unseen one throws UserError. Rules take their columns once, when they are bound. */
function withhold<F extends Fields>(
  policy: Policy,
  component: Component<F>,
  columns: Columns<F>,
  unseen: readonly string[],
): Columns<F> {
  const seen = Object.create(columns) as Columns<F>
  for (const field of unseen) {
    const path = `${component.name}.${field}`
    const refuse = () => {
      throw new UserError(
        `policy ${policy.name}`,
        `reads ${path}, which is ${component.fields[field]?.sight}`,
        {
          hint: 'read public columns, or make the column visible in the scenario',
        },
      )
    }
    Object.defineProperty(seen, field, { get: refuse })
  }
  return seen
}
