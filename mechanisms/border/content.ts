import { Kind } from '../../components/agent.ts'
import { AgentType, Status } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Parties, Verdict } from '../../components/interaction.ts'
import { Members } from '../../components/members.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { defineStream, type EntitySource } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { log } from '../../formulas/elementary.ts'
import { FlowDirectionCode, FlowOrigin, FlowOutcome } from './codes.ts'
import { Flow, FlowHead, Submission, SubmissionHead } from './columns.ts'
import { bindScanQuality, FAMILIES, WEIGHT_OF_MASK } from './detection.ts'
import { ExfiltratorTraits, exfiltrator } from './exfiltrator.ts'
import { borderParameters, contentParameters, detectorParameters, externalParameters } from './parameters.ts'
import { Feature } from './text/findings.ts'
import { FLOW_TYPES } from './text/flows.ts'

export const CONTENT_STREAM = defineStream('border-content')
export const REQUEST_STREAM = defineStream('border-requests')

/** Keys of the flows that belong to no interaction, so that two flows of an agent draw apart. */
const REQUEST_KEY = 0x40000000
const PLAN_KEY = 0x80000000
const SUBMISSION_KEY = 0xc0000000

/** Families of leaks by how often agents leak them, added up: pii 40 %, credentials 35 %, code 15 %, marked texts 10 %. */
const FAMILY_SHARES = [0.4, 0.75, 0.9, 1] as const
const Type = {
  query: FLOW_TYPES.indexOf('query'),
  credential: FLOW_TYPES.indexOf('credential'),
  code: FLOW_TYPES.indexOf('code'),
  message: FLOW_TYPES.indexOf('message'),
} as const
/** Exponential lengths in 256 equal steps of probability, in means. */
const LENGTHS = Float64Array.from({ length: 256 }, (_, step) => -log((step + 0.5) / 256))
const BYTES_MAX = 4_294_967_295

/**
 * Gathers the flows of a tick and draws what is in them, and what a scan sees of it: a share of accepted interactions,
 * agents' own requests, the plans of exfiltrators, and what a host handed in. Reads Parties, Verdict, Kind, Custody,
 * Members, Batch. Writes Flow, FlowHead, Exfiltrator, Submission. Whitepaper §9.
 */
export const borderContentSystem = defineSystem({
  name: 'border-content',
  phase: 'boundary',
  every: 'tick',
  after: ['boundary'],
  reads: [Batch, Parties, Verdict, Kind, Custody, Members],
  writes: [Flow, FlowHead, ExfiltratorTraits, Submission, SubmissionHead],
  doc: 'Gathers the flows of the tick and what is in them.',
  bind(access) {
    const head = access.get(FlowHead)
    const filler = bindFiller(access)
    const interactions = bindInteractions(access, filler)
    const requests = bindRequests(access, filler)
    const plans = bindPlans(access, filler)
    const submissions = bindSubmissions(access, filler)
    return (_first, end) => {
      head.count[0] = 0
      head.dropped[0] = 0
      filler.refresh()
      interactions(end)
      requests(end)
      plans()
      submissions()
    }
  },
})

interface Filler {
  /** Draws of contents; begin them before `fill`. */
  readonly draws: EntitySource
  refresh(): void
  /** Takes the next row for a flow of an agent; -1 when there is no room. */
  open(agent: number, key: number, origin: number): number
  /** Draws what is in the flow of a row and what a scan sees of it. */
  fill(row: number): void
}

function bindFiller(access: SystemAccess): Filler {
  const flow = access.get(Flow)
  const { count, dropped } = access.get(FlowHead)
  const { meanBytes, baseSensitivity } = access.parameters(contentParameters)
  const detector = access.parameters(detectorParameters)
  const quality = bindScanQuality(access)
  const guilt = bindGuilt(access)
  const entities = bindEntities(access)
  const draws = access.source(CONTENT_STREAM)
  const rows = flow.agent.length
  const see = (truth: number) => {
    let seen = 0
    for (let family = 0; family < FAMILIES; family++) {
      const is = (truth & (1 << family)) !== 0
      const chance = is ? quality.recall[family] * (1 - guilt.stealth[0]) : quality.falseAlarm[family]
      if (draws.next()[0] < chance) seen |= 1 << family
    }
    return seen
  }
  return {
    draws,
    refresh() {
      quality.refresh()
      entities.refresh()
    },
    open(agent, key, origin) {
      if (count[0] === rows) {
        dropped[0]++
        return -1
      }
      const row = count[0]++
      flow.agent[row] = agent
      flow.key[row] = key
      flow.origin[row] = origin
      flow.interaction[row] = 0
      flow.submission[row] = 0
      flow.direction[row] = FlowDirectionCode.outbound
      flow.outcome[row] = FlowOutcome.waiting
      return row
    },
    fill(row) {
      const agent = flow.agent[row]
      guilt.look(agent)
      const leaks = draws.next()[0] < guilt.chance[0]
      const which = draws.next()[0]
      let family = 0
      while (which >= FAMILY_SHARES[family]) family++
      const truth = leaks ? 1 << family : 0
      const length = meanBytes[0] * LENGTHS[(draws.next()[0] * 256) | 0]
      const base = baseSensitivity[0] * draws.next()[0]
      flow.entity[row] = entities.choose(draws)
      const seen = detector.enabled[0] === 1 ? see(truth) : 0
      const isCall = flow.origin[row] === FlowOrigin.request
      flow.bytes[row] = length > BYTES_MAX ? BYTES_MAX : length
      flow.truth[row] = truth
      flow.seen[row] = seen
      flow.sensitivity[row] = Math.min(1, base + WEIGHT_OF_MASK[seen])
      if ((seen & Feature.credential) !== 0) flow.type[row] = Type.credential
      else if ((seen & Feature.code) !== 0) flow.type[row] = Type.code
      else flow.type[row] = isCall ? Type.query : Type.message
    },
  }
}

interface Guilt {
  readonly chance: Float64Array
  readonly stealth: Float64Array
  /** Writes the share of an agent's flows that leak, and how well it hides them. */
  look(agent: number): void
}

function bindGuilt(access: SystemAccess): Guilt {
  const { type, policy, slot } = access.get(Kind)
  const traits = access.get(ExfiltratorTraits)
  const rule = access.parameters(contentParameters)
  const code = codeOfExfiltrators(access)
  const byType = [rule.honestLeak, rule.opportunisticLeak, rule.deceptiveLeak, rule.adversarialLeak]
  const chance = new Float64Array(1)
  const stealth = new Float64Array(1)
  return {
    chance,
    stealth,
    look(agent) {
      stealth[0] = 0
      if (policy[agent] === code) {
        chance[0] = traits.leakProbability[slot[agent]]
        stealth[0] = traits.stealth[slot[agent]]
      } else chance[0] = type[agent] <= AgentType.adversarial ? byType[type[agent]][0] : rule.otherLeak[0]
    },
  }
}

const codeOfExfiltrators = ({ registry }: SystemAccess): number =>
  registry.policies.findIndex(({ name }) => name === exfiltrator.name)

/** Chooses entities outside by their shares. */
function bindEntities(access: SystemAccess): { refresh(): void; choose(draws: EntitySource): number } {
  const shares = externalParameters.map((group) => access.parameters(group).share)
  const upTo = new Float64Array(shares.length)
  return {
    refresh() {
      let sum = 0
      for (let entity = 0; entity < upTo.length; entity++) {
        sum += shares[entity][0]
        upTo[entity] = sum
      }
    },
    choose(draws) {
      const place = draws.next()[0] * upTo[upTo.length - 1]
      let entity = 0
      while (entity < upTo.length - 1 && place >= upTo[entity]) entity++
      return entity
    },
  }
}

/** Accepted interactions that try to cross: one draw each, whatever the others do. */
function bindInteractions(access: SystemAccess, { draws, open, fill }: Filler): (agents: number) => void {
  const { count } = access.get(Batch)
  const { initiator, key } = access.get(Parties)
  const { status } = access.get(Verdict)
  const { interaction } = access.get(Flow)
  const { crossingProbability } = access.parameters(borderParameters)
  return () => {
    if (crossingProbability[0] === 0) return
    for (let chunk = 0; chunk < count.length; chunk++) {
      const first = chunk * CHUNK_ROWS
      const end = first + count[chunk]
      draws.fill(key, first, end)
      for (let row = first; row < end; row++) {
        if (status[row] !== Status.accepted) continue
        draws.beginRow(row)
        if (draws.next()[0] >= crossingProbability[0]) continue
        const flow = open(initiator[row], key[row], FlowOrigin.interaction)
        if (flow < 0) continue
        interaction[flow] = row + 1
        fill(flow)
      }
    }
  }
}

/** Requests of agents that are free, found by drawing the gaps between them: the cost is that of the requests. */
function bindRequests(access: SystemAccess, { draws, open, fill }: Filler): (agents: number) => void {
  const { reasons } = access.get(Custody)
  const { requestProbability } = access.parameters(borderParameters)
  const gaps = access.source(REQUEST_STREAM)
  return (agents) => {
    const chance = requestProbability[0]
    if (chance === 0) return
    const scale = log(1 - chance)
    gaps.begin(0)
    let agent = Math.floor(log(1 - gaps.next()[0]) / scale)
    while (agent < agents) {
      const row = reasons[agent] === 0 ? open(agent, (REQUEST_KEY | agent) >>> 0, FlowOrigin.request) : -1
      if (row >= 0) {
        draws.begin((REQUEST_KEY | agent) >>> 0)
        fill(row)
      }
      agent += 1 + Math.floor(log(1 - gaps.next()[0]) / scale)
    }
  }
}

/** Requests that exfiltrators decided on in their turns. */
function bindPlans(access: SystemAccess, { draws, open, fill }: Filler): () => void {
  const { count } = access.get(Members)
  const { agent, requests } = access.get(ExfiltratorTraits)
  const code = codeOfExfiltrators(access)
  return () => {
    for (let slot = 0; slot < count[code]; slot++) {
      if (requests[slot] === 0) continue
      requests[slot] = 0
      const key = (PLAN_KEY | agent[slot]) >>> 0
      const row = open(agent[slot], key, FlowOrigin.request)
      if (row < 0) continue
      draws.begin(key)
      fill(row)
    }
  }
}

/** What a host handed in: its content has been scanned already. */
function bindSubmissions(access: SystemAccess, { open }: Filler): () => void {
  const flow = access.get(Flow)
  const given = access.get(Submission)
  const { written, taken } = access.get(SubmissionHead)
  const rows = given.agent.length
  return () => {
    while (taken[0] < written[0]) {
      const from = taken[0] % rows
      const row = open(given.agent[from], (SUBMISSION_KEY | from) >>> 0, FlowOrigin.submission)
      if (row < 0) return
      taken[0]++
      flow.submission[row] = from + 1
      flow.direction[row] = given.direction[from]
      flow.entity[row] = given.entity[from]
      flow.bytes[row] = given.bytes[from]
      flow.sensitivity[row] = given.sensitivity[from]
      flow.seen[row] = given.seen[from]
      flow.truth[row] = given.truth[from]
      flow.type[row] = Type.message
    }
  }
}
