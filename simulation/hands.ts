import { CUSTODY_REASONS, CustodyReason, EventCode } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { bindNote, NOBODY } from '../engine/journal.ts'
import { didYouMean } from '../engine/nearest.ts'
import type { World } from '../engine/world.ts'
import type { Population } from './population.ts'
import type { AgentGroup } from './scenario.ts'

/** A reason for which an agent is held and from which it can be released. */
export type CustodyReasonName = Exclude<(typeof CUSTODY_REASONS)[number], 'departed'>

const ENDING = CUSTODY_REASONS.filter((name) => name !== 'departed')

/** Bits of a reason, or of all that can end. Throws UserError naming those that there are. */
export function releasable(reason: CustodyReasonName | undefined): number {
  if (reason === undefined) return ENDING.reduce((bits, name) => bits | CustodyReason[name], 0)
  if (ENDING.includes(reason)) return CustodyReason[reason]
  throw new UserError('reason', `got ${display(reason)}, expected one of ${ENDING.join(', ')}`, {
    hint: didYouMean(String(reason), ENDING),
  })
}

/** What a host asks for by hand; it is carried out as the tick ends. */
export interface Command {
  readonly spawn?: { readonly group: AgentGroup; readonly count: number }
  readonly depart?: number
  readonly release?: { readonly agent: number; readonly reasons: number }
}

/** Carries commands out, in the order in which they came. */
export function carryOut(world: World, population: Population, commands: readonly Command[]): void {
  for (const { spawn, depart, release } of commands) {
    if (spawn) population.place(spawn.group, spawn.count)
    if (depart !== undefined) takeOut(world, depart)
    if (release) letGo(world, release.agent, release.reasons)
  }
}

/** Takes an agent out for good. */
function takeOut(world: World, agent: number): void {
  const { reasons } = world.get(Custody)
  if ((reasons[agent] & CustodyReason.departed) !== 0) return
  reasons[agent] |= CustodyReason.departed
  bindNote(world)(EventCode.agentDeparted, agent, NOBODY, 0)
}

/** Releases an agent from some reasons; it is free once none is left. */
function letGo(world: World, agent: number, released: number): void {
  const { reasons } = world.get(Custody)
  const before = reasons[agent]
  reasons[agent] = before & ~released
  if (before !== 0 && reasons[agent] === 0) bindNote(world)(EventCode.agentUnfrozen, agent, NOBODY, before)
}
