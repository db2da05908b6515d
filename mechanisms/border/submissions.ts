import { UserError } from '../../engine/errors.ts'
import { didYouMean } from '../../engine/nearest.ts'
import type { World } from '../../engine/world.ts'
import { FLOW_OUTCOMES, FlowDirectionCode, type FlowOutcomeName, UNKNOWN_TRUTH } from './codes.ts'
import { Submission, SubmissionHead } from './columns.ts'
import { ENTITY_NAMES } from './parameters.ts'
import { LeakDetector, type Scan } from './text/detector.ts'

/** What the simulation keeps of a content: no text goes in. */
export type ContentFeatures = Pick<Scan, 'mask' | 'sensitivity' | 'severity' | 'bytes' | 'truncated'>

let shared: LeakDetector | undefined

/**
 * Scans a text or a structured payload once, for handing it to the simulation. Linear in the content, whatever it is.
 * @param detector rules and patterns of your own; rule set `standard` without one
 */
export function describeContent(content: unknown, detector?: LeakDetector): ContentFeatures {
  shared ??= new LeakDetector()
  const { mask, sensitivity, severity, bytes, truncated } = (detector ?? shared).look(content)
  return { mask, sensitivity, severity, bytes, truncated }
}

export interface SubmittedCrossing {
  /** Agent row. */
  readonly agent: number
  /** Entity outside, by the name that the scenario's section `border.external` has for it. */
  readonly entity: string
  readonly features: ContentFeatures
  readonly direction?: 'outbound' | 'inbound'
  /** Bits of `Feature` that are truly in it, for measures of detection; left out when nobody knows. */
  readonly truth?: number
}

/**
 * Hands a crossing of real content to a simulation: in its next tick it meets the policies, the leak scan's verdict, the
 * membrane and the entity like any other. What could not be scanned whole counts as a credential.
 * @returns a ticket for `crossingOutcome`
 * @throws UserError without a border, for unknown agents and entities, and when `border.submissions` wait already
 */
export function submitCrossing(world: World, crossing: SubmittedCrossing): number {
  if (!world.has(Submission)) {
    throw new UserError('border.enabled', 'this simulation has no border to cross', {
      hint: 'set border.enabled: true in its scenario',
    })
  }
  const { agent, entity, features, direction = 'outbound', truth = UNKNOWN_TRUTH } = crossing
  const agents = world.clock.agentCount[0]
  if (!Number.isInteger(agent) || agent < 0 || agent >= agents) {
    throw new UserError('agent', `got ${agent}, expected an agent row below ${agents}`)
  }
  const place = ENTITY_NAMES.indexOf(entity)
  if (place < 0) {
    throw new UserError('entity', `no entity ${entity} outside`, {
      hint: didYouMean(entity, ENTITY_NAMES) ?? `known are ${ENTITY_NAMES.join(', ')}`,
    })
  }
  const { written, taken } = world.get(SubmissionHead)
  const given = world.get(Submission)
  const rows = given.agent.length
  if (written[0] - taken[0] >= rows) {
    throw new UserError('border.submissions', `${rows} crossings wait already`, {
      hint: 'tick first, or raise it in the scenario',
    })
  }
  const ticket = written[0]++
  const row = ticket % rows
  given.agent[row] = agent
  given.entity[row] = place
  given.direction[row] = FlowDirectionCode[direction]
  given.bytes[row] = Math.min(features.bytes, 0xffffffff)
  given.sensitivity[row] = features.truncated ? 1 : features.sensitivity
  given.seen[row] = features.mask | (features.truncated ? 2 : 0)
  given.truth[row] = truth
  given.outcome[row] = 0
  return ticket
}

/** What became of a submitted crossing; `waiting` before its tick, undefined once its place was taken by a later one. */
export function crossingOutcome(world: World, ticket: number): FlowOutcomeName | undefined {
  const { written } = world.get(SubmissionHead)
  const { outcome } = world.get(Submission)
  if (ticket >= written[0] || ticket < 0 || written[0] - ticket > outcome.length) return undefined
  return FLOW_OUTCOMES[outcome[ticket % outcome.length]]
}
