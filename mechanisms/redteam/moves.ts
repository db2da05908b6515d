import { Kind } from '../../components/agent.ts'
import { AgentType, InteractionKind } from '../../components/codes.ts'
import { bindPartners, type Filter } from '../../components/lookup/partners.ts'
import { modelParameters } from '../../components/parameters/model.ts'
import { type Columns, type Component, defineComponent, type Fields, u16 } from '../../engine/columns.ts'
import { defineParameters, number, type Parameter } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { definePolicy, type Policy, type PolicyAccess, type PolicyRules } from '../../engine/policy.ts'
import type { DrawSource } from '../../engine/random.ts'
import { bindChoices, CHOICE_COLUMNS } from '../../policies/shared/choices.ts'
import { bindAllowance, bindWaiting, COMMON_SENSES, OWN_SENSES } from '../../policies/shared/senses.ts'

/** What an attack asks its victim for, besides doing harm. */
const LOOT = -1
/** Share of turns in which an attacker answers a proposal that waits for it instead of acting. */
const ANSWER_PROBABILITY = 0.5

const INTENDED = modelParameters.parameters.transfers.choices.indexOf('intended')

const CELL = { unit: 'agents', range: [1, 64] } as const
const CELL_DOC = 'Agents in consecutive rows that attack together.'

/** Agents of one attack stand in consecutive rows from a multiple of this on, so that each knows the others by their rows. */
const cellSizeParameter = number({ ...CELL, integer: true, default: 1, doc: CELL_DOC })

/**
 * Attackers do honest work as often as honest agents with default parameters do, so that diligence is not mistaken for what an
 * attack brings: these post with the first probability, vote with the second, and propose with the third.
 */
const POST_PROBABILITY = 0.3
const VOTE_PROBABILITY = 0.5
const WORK_PROBABILITY = 0.4

/** What attackers can do with a turn. */
export interface Moves {
  /** Honest work with anyone outside its cell, at an honest pace. */
  work(agent: number, draws: DrawSource): void
  /** The same with one agent, if it can be seen. */
  workWith(agent: number, other: number, draws: DrawSource): void
  /** Poor work for someone outside, who is asked for money besides. */
  strike(agent: number, draws: DrawSource): void
  strikeAt(agent: number, other: number, draws: DrawSource): void
  /** Good work that asks for money; honest work where proposals carry none. */
  drain(agent: number, draws: DrawSource): void
  /** Whether proposals carry money. */
  mayDrain(): boolean
  /** Honest work for the accomplice in a place of its cell. */
  favour(agent: number, place: number): void
  /** Poor work for it. */
  abuse(agent: number, place: number): void
  idle(agent: number): void
  /** Its place in its cell, from 0. */
  placeOf(agent: number): number
  sizeOf(agent: number): number
}

interface Attack<F extends Fields> {
  readonly name: string
  readonly key: string
  readonly doc: string
  /** Columns of its own, one row an attacker. */
  readonly state: F
  /** What scenarios may set besides the size of a cell; each has a column of its name in `state`. */
  readonly parameters?: Readonly<Record<string, Parameter>>
  /** What it reads of its own interactions, whole rows, once they are over. */
  readonly own?: readonly Component[]
  bind(access: PolicyAccess, state: Columns<F>, moves: Moves): Pick<PolicyRules, 'act' | 'learn' | 'renew'>
}

/**
 * Declares the policy of an attack. Its type is its own, so that what can be observed of a proposal is that of honest work,
 * or of an adversary's when it strikes. It accepts what others propose.
 */
export function defineAttack<const F extends Fields>(attack: Attack<F>): Policy {
  const { name, key, doc, own = [] } = attack
  const traits = defineComponent(
    `RedTeam${name[0].toUpperCase()}${name.slice(1)}`,
    { ...attack.state, cellSize: u16({ ...CELL, sight: 'own', doc: CELL_DOC }) },
    { table: `policy:${name}` },
  )
  return definePolicy({
    name,
    key,
    doc,
    type: AgentType.other,
    parameters: defineParameters('agents.config', { cellSize: cellSizeParameter, ...attack.parameters }),
    traits,
    remembers: false,
    own: [...OWN_SENSES, ...own],
    others: COMMON_SENSES,
    writes: CHOICE_COLUMNS,
    bind(access) {
      const columns = access.get(traits as Component)
      const answers = bindAnswers(access)
      const moves = bindMoves(access, columns['cellSize'] as Uint16Array)
      const { act, ...lessons } = attack.bind(access, columns as Columns<F>, moves)
      return {
        act(agent, draws) {
          if (!answers(agent, draws)) act(agent, draws)
        },
        consents: () => true,
        ...lessons,
      }
    },
  })
}

/** Accepts the oldest waiting proposal, every other turn. */
function bindAnswers(access: PolicyAccess): (agent: number, draws: DrawSource) => boolean {
  const waiting = bindWaiting(access)
  const { answer } = bindChoices(access)
  return (agent, draws) => {
    const proposal = waiting(agent)
    if (proposal === NOBODY || draws.next()[0] >= ANSWER_PROBABILITY) return false
    answer(agent, proposal, true)
    return true
  }
}

function bindMoves(access: PolicyAccess, cellSize: Uint16Array): Moves {
  const { slot } = access.get(Kind)
  const { canInteract, canPost, canVote } = bindAllowance(access)
  const { propose, post, noop } = bindChoices(access)
  const { transfers } = access.parameters(modelParameters)
  const { sees, among } = bindPartners(access)
  const mayDrain = () => transfers[0] === INTENDED
  const sizeOf = (agent: number) => cellSize[slot[agent]]
  const placeOf = (agent: number) => slot[agent] % sizeOf(agent)
  const isMate = (agent: number, other: number) => {
    const first = agent - placeOf(agent)
    return other >= first && other < first + sizeOf(agent)
  }
  const keepOutsiders: Filter = (agent, rows, found) => {
    let kept = 0
    for (let place = 0; place < found; place++) if (!isMate(agent, rows[place])) rows[kept++] = rows[place]
    return kept
  }
  const outsiders = among('visible', keepOutsiders)
  const turnTo = (agent: number, wanted: number, hostile: number, transfer: number, draws: DrawSource) => {
    if (!canInteract(agent)) return noop(agent)
    const isThere = wanted !== NOBODY && !isMate(agent, wanted) && sees(agent, wanted)
    const other = isThere ? wanted : outsiders.choose(agent, draws)
    if (other === NOBODY) return noop(agent)
    propose(agent, other, InteractionKind.collaboration, hostile, transfer)
  }
  const turnToMate = (agent: number, place: number, hostile: number) => {
    const mate = agent - placeOf(agent) + place
    if (canInteract(agent) && sees(agent, mate)) {
      propose(agent, mate, InteractionKind.collaboration, hostile, 0)
    } else noop(agent)
  }
  const workWith: Moves['workWith'] = (agent, other, draws) => {
    if (canPost(agent) && draws.next()[0] < POST_PROBABILITY) return post(agent)
    const votes = canVote(agent) && draws.next()[0] < VOTE_PROBABILITY
    if (votes || draws.next()[0] >= WORK_PROBABILITY) return noop(agent)
    turnTo(agent, other, 0, 0, draws)
  }
  return {
    work: (agent, draws) => workWith(agent, NOBODY, draws),
    workWith,
    strike: (agent, draws) => turnTo(agent, NOBODY, 1, LOOT, draws),
    strikeAt: (agent, other, draws) => turnTo(agent, other, 1, LOOT, draws),
    mayDrain,
    drain(agent, draws) {
      if (mayDrain()) turnTo(agent, NOBODY, 0, LOOT, draws)
      else workWith(agent, NOBODY, draws)
    },
    favour: (agent, place) => turnToMate(agent, place, 0),
    abuse: (agent, place) => turnToMate(agent, place, 1),
    idle: noop,
    placeOf,
    sizeOf,
  }
}
