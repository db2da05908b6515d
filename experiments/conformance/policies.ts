import { Bid } from '../../components/board.ts'
import { ACTIONS, Action, INTERACTION_KINDS } from '../../components/codes.ts'
import { Intent, Offer } from '../../components/intent.ts'
import { Parties, Verdict } from '../../components/interaction.ts'
import { bindAcquaintances, bindNoteOutcome } from '../../components/lookup/acquaintances.ts'
import { Acquaintance, Sighting } from '../../components/memory.ts'
import { type Policy, PolicyAccess } from '../../engine/policy.ts'
import { ScriptedSource } from '../../engine/scripted-source.ts'
import type { World } from '../../engine/world.ts'
import { AdaptiveState, bindLearning, STRATEGIES } from '../../policies/adaptive-learning.ts'
import { AdversarialState } from '../../policies/adversarial.ts'
import { bindReadiness, builtTrust, DeceptiveState } from '../../policies/deceptive.ts'
import { adaptiveAdversary, adversarial, deceptive, honest, opportunistic } from '../../policies/index.ts'
import { type Bench, buildBench } from './bench-world.ts'
import type { FamilyRunner } from './family.ts'
import {
  kindOf,
  lookup,
  type Memory,
  NOTHING_SEEN,
  type Observation,
  type OtherAgent,
  type PastInteraction,
  type Scene,
  SELF,
  setScene,
  type WaitingProposal,
} from './policy-scene.ts'

const POLICIES: Readonly<Record<string, Policy>> = {
  honest,
  opportunistic,
  deceptive,
  adversarial,
  adaptiveAdversary,
}

function membersOf(set: Uint32Array, agents: number): number[] {
  const rows = Array.from({ length: agents }, (_, row) => row)
  return rows.filter((row) => ((set[row >>> 5] ?? 0) >>> (row & 31)) & 1)
}

interface ActInput {
  readonly observation: Observation
  readonly memory: Memory
  readonly rolls: readonly number[]
}

const runAct =
  (policy: Policy): FamilyRunner =>
  ({ observation, memory, rolls }: ActInput) => {
    const scene = setScene(policy, observation, memory)
    const draws = new ScriptedSource(rolls)
    scene.rules.act(SELF, draws)
    return { ...choiceOf(scene, policy), ...stateOf(scene.world, policy), drawsUsed: draws.taken }
  }

/** What the agent chose, in the words of the case. */
function choiceOf({ world, ids }: Scene, policy: Policy): Record<string, unknown> {
  const { action, target, kind, direction } = world.get(Intent)
  const { amount, deadline } = world.get(Offer)
  const row = target[SELF]
  const chosen = { action: ACTIONS[action[SELF]] }
  switch (action[SELF]) {
    case Action.vote:
      return { ...chosen, target: ids.posts[row], direction: direction[SELF] }
    case Action.proposeInteraction: {
      const partner = policy === adaptiveAdversary ? { target: row } : { counterparty: row }
      return { ...chosen, ...partner, interactionType: INTERACTION_KINDS[kind[SELF]] }
    }
    case Action.acceptInteraction:
    case Action.rejectInteraction:
      return { ...chosen, target: ids.pending[row] }
    case Action.claimTask:
    case Action.submitOutput:
      return { ...chosen, target: ids.tasks[row] }
    case Action.postBounty:
      return {
        ...chosen,
        reward: amount[0],
        deadlineEpoch: Number.isFinite(deadline[0]) ? deadline[0] : null,
      }
    case Action.placeBid:
      return { ...chosen, target: ids.bounties[row], bidAmount: amount[0] }
    case Action.acceptBid:
      return { ...chosen, target: ids.bounties[world.get(Bid).bounty[row]], bid: ids.bids[row] }
    case Action.fileDispute:
      return { ...chosen, target: ids.escrows[row] }
    default:
      return chosen
  }
}

function stateOf(world: World, policy: Policy): Record<string, unknown> {
  if (policy === deceptive) return { exploiting: world.get(DeceptiveState).exploiting[SELF] === 1 }
  if (policy !== adversarial && policy !== adaptiveAdversary) return {}
  const { targets, allies } = world.get(Sighting)
  const agents = world.rowsOf('agent')
  const sets = { targetsAfter: membersOf(targets, agents), alliesAfter: membersOf(allies, agents) }
  if (policy === adversarial) return { ...sets, cooldownAfter: world.get(AdversarialState).cooldown[SELF] }
  const { cooldown, strategy } = world.get(AdaptiveState)
  return { ...sets, cooldownAfter: cooldown[SELF], strategy: STRATEGIES[strategy[SELF]] }
}

interface AcceptanceInput {
  readonly type: string
  readonly memory: Memory
  readonly proposal: WaitingProposal
  readonly agents?: readonly OtherAgent[]
  readonly self?: Observation['self']
  readonly roll: number
}

/** The same proposal, put to an agent by the engine and met by it in its own turn. */
const runAcceptance: FamilyRunner = ({ type, memory, proposal, agents, self, roll }: AcceptanceInput) => {
  const policy = POLICIES[type]
  if (!policy) throw new Error(`no policy of type ${type}`)
  const seen = { ...NOTHING_SEEN, self: self ?? NOTHING_SEEN.self, agents: agents ?? [], pending: [proposal] }
  const scene = setScene(policy, seen, memory)
  const draws = new ScriptedSource([roll])
  const resolve = put(scene.world, scene.rules, proposal, draws)
  const met = setScene(policy, seen, memory)
  const turnDraws = new ScriptedSource([roll])
  const result = {
    resolve,
    resolveDraws: draws.taken,
    askedAfter: timesAsked(scene.world, proposal.initiator),
  }
  if (policy === adaptiveAdversary) return result
  met.rules.act(SELF, turnDraws)
  const act = met.world.get(Intent).action[SELF] === Action.acceptInteraction
  return { ...result, act, actDraws: turnDraws.taken }
}

function put(world: World, rules: Bench['rules'], proposal: WaitingProposal, draws: ScriptedSource): boolean {
  const parties = world.get(Parties)
  parties.initiator[0] = proposal.initiator
  parties.counterparty[0] = SELF
  parties.kind[0] = kindOf(proposal.interactionType)
  parties.transfer[0] = proposal.offeredTransfer
  const consents = rules.consents(0, draws)
  world.get(Verdict).asked[0] = 1
  rules.answered?.(0)
  return consents
}

function timesAsked(world: World, partner: number): number {
  const record = bindAcquaintances(lookup(world)).find(SELF, partner)
  return record < 0 ? 0 : world.get(Acquaintance).asked[record]
}

type DeceptiveOp =
  | { readonly op: 'outcome'; readonly other: number; readonly accepted: boolean; readonly p: number }
  | { readonly op: 'decide'; readonly initiator: number; readonly roll: number }

/** Outcomes and proposals one after the other, and what a deceptive agent makes of the partner after each. */
const runDeceptiveMemory: FamilyRunner = ({ ops }: { readonly ops: readonly DeceptiveOp[] }) => {
  const partners = ops.map((step) => (step.op === 'outcome' ? step.other : step.initiator))
  const { world, rules } = buildBench({
    policy: deceptive,
    agents: 1 + Math.max(SELF, ...partners),
    profile: 'reference',
  })
  const { find } = bindAcquaintances(lookup(world))
  const note = bindNoteOutcome(lookup(world))
  const isReady = bindReadiness(new PolicyAccess(world, deceptive, new Set()))
  const { accepted } = world.get(Acquaintance)
  const steps = ops.map((step, index) => {
    const partner = partners[index] ?? SELF
    if (step.op === 'outcome') note(SELF, partner, step.accepted, step.p)
    const accept =
      step.op === 'decide' ? put(world, rules, replyOf(partner), new ScriptedSource([step.roll])) : null
    const record = find(SELF, partner)
    const times = record < 0 ? 0 : accepted[record]
    return {
      accept,
      trust: times === 0 ? null : builtTrust(times),
      asked: timesAsked(world, partner),
      exploit: isReady(SELF),
    }
  })
  return { steps }
}

const replyOf = (initiator: number): WaitingProposal => ({
  initiator,
  interactionType: 'reply',
  offeredTransfer: 0,
})

interface LearningInput {
  readonly ops: readonly {
    readonly strategy: string
    readonly payoff: number
    readonly penalty: number
    readonly detected: boolean
  }[]
  readonly selections: readonly (readonly number[])[]
}

const runAdaptiveLearning: FamilyRunner = ({ ops, selections }: LearningInput) => {
  const { world } = buildBench({ policy: adaptiveAdversary, agents: 1, profile: 'reference' })
  const state = world.get(AdaptiveState)
  const { note, select, effectiveness } = bindLearning(state)
  const steps = ops.map(({ strategy: name, payoff, penalty, detected }) => {
    const strategy = (STRATEGIES as readonly string[]).indexOf(name)
    note(SELF, strategy, payoff, penalty, detected)
    return {
      attempts: state.attempts[strategy],
      successes: state.successes[strategy],
      detected: state.detected[strategy],
      totalPayoff: state.payoff[strategy],
      totalPenalty: state.penalty[strategy],
      effectiveness: effectiveness(SELF)[strategy],
      heat: state.heat[SELF],
      sinceDetection: state.sinceDetection[SELF],
      sincePenalty: state.sincePenalty[SELF],
      toxicityThreshold: state.toxicityEstimate[SELF],
      frequencyThreshold: state.frequencyEstimate[SELF],
    }
  })
  const selected = selections.map((rolls) => {
    const draws = new ScriptedSource(rolls)
    return { strategy: STRATEGIES[select(SELF, draws)], drawsUsed: draws.taken }
  })
  return { steps, selected }
}

interface TrustInput {
  readonly interactions: readonly PastInteraction[]
}

const runTrust: FamilyRunner = (
  { interactions }: TrustInput,
  { finalTrust }: { readonly finalTrust: Readonly<Record<string, number>> },
) => {
  const partners = interactions.map(({ initiator, counterparty }) =>
    initiator === SELF ? counterparty : initiator,
  )
  const named = [...partners, ...Object.keys(finalTrust).map(Number)]
  const { world } = buildBench({ policy: honest, agents: 1 + Math.max(SELF, ...named), profile: 'reference' })
  const note = bindNoteOutcome(lookup(world))
  const { trust } = bindAcquaintances(lookup(world))
  const trustAfterEach = interactions.map(({ accepted, p }, index) => {
    const partner = partners[index] ?? SELF
    note(SELF, partner, accepted, p)
    return trust(SELF, partner)
  })
  const final = Object.keys(finalTrust).map((partner) => [partner, trust(SELF, Number(partner))] as const)
  return { trustAfterEach, finalTrust: Object.fromEntries(final) }
}

/** Golden families of what agents decide and remember; each runs the project's own rules on a bench. */
export const policyFamilies: Readonly<Record<string, FamilyRunner>> = {
  policyHonest: runAct(honest),
  policyOpportunistic: runAct(opportunistic),
  policyDeceptive: runAct(deceptive),
  policyAdversarial: runAct(adversarial),
  policyAdaptiveAdversary: runAct(adaptiveAdversary),
  acceptance: runAcceptance,
  deceptiveMemory: runDeceptiveMemory,
  adaptiveLearning: runAdaptiveLearning,
  trust: runTrust,
}
