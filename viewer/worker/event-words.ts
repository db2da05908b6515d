import { CROSSINGS, CustodyReason, EventCode, Violation } from '../../components/codes.ts'
import { decode, snakeCase } from '../../engine/config.ts'
import { ALERT_STOPPED } from '../../mechanisms/border/codes.ts'
import type { EpochResult } from '../../simulation/results.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import type { EventKind } from '../protocol/host.ts'
import { bindCustodyWords } from './custody-words.ts'
import { bindAgentName, counted, holdersOf, inWords, settingInWords, spaced } from './wording.ts'

/** Kind of each event code; those left out are told by other means. */
export const KIND_OF_CODE: readonly (EventKind | undefined)[] = Object.values(EventCode).map((code) => {
  switch (code) {
    case EventCode.agentFrozen:
      return 'freeze'
    case EventCode.agentUnfrozen:
      return 'release'
    case EventCode.auditPenaltyApplied:
    case EventCode.stakeSlashed:
      return 'audit'
    case EventCode.parameterChanged:
      return 'lever'
    case EventCode.boundaryRefused:
    case EventCode.spilloverDetected:
    case EventCode.leakDetected:
      return 'boundary'
    case EventCode.epochCompleted:
      return 'epoch'
    case EventCode.agentCreated:
    case EventCode.agentDeparted:
      return 'population'
    default:
      return undefined
  }
})

/** Words for an event of the journal: code, agent, other, value as the journal has them. */
export type TellEvent = (code: number, agent: number, other: number, value: number) => string

/** @param epochs results of the epochs that have ended, the latest last */
export function bindEventWords(simulation: Simulation, epochs: () => readonly EpochResult[]): TellEvent {
  const { world } = simulation
  const name = bindAgentName(simulation)
  const whyHeld = bindCustodyWords(world)
  const parameters = [...world.parameterList]
  const tell: Partial<Record<number, (agent: number, other: number, value: number) => string>> = {
    [EventCode.agentFrozen]: (agent, _, value) =>
      value === CustodyReason.departed
        ? `${name(agent)} departs`
        : `${name(agent)} is held: ${whyHeld(agent, value).join('; ')}`,
    [EventCode.agentUnfrozen]: (agent, _, value) => `${name(agent)} is free again from ${holdersOf(value)}`,
    [EventCode.auditPenaltyApplied]: (agent, _, value) =>
      `An audit finds ${name(agent)} in violation: penalty ${inWords(value)}`,
    [EventCode.stakeSlashed]: (agent, other, value) =>
      `${name(agent)} loses ${inWords(value)} of its stake to ${(other & Violation.freeze) !== 0 ? 'the circuit breaker' : 'an audit'}`,
    [EventCode.parameterChanged]: (_, other, value) => {
      const [path, parameter] = parameters[other] ?? []
      return `${path ?? 'A lever'} is now ${settingInWords(parameter ? decode(parameter, value) : value)}`
    },
    [EventCode.boundaryRefused]: (agent, other, value) =>
      `The boundary refuses ${name(agent)}: ${spaced(snakeCase(CROSSINGS[other] ?? 'refused'))}, p ${inWords(value)}`,
    [EventCode.spilloverDetected]: (agent, _, value) =>
      `${name(agent)} spills harm of ${inWords(value)} outside`,
    [EventCode.leakDetected]: (agent, other, value) =>
      `A leak of severity ${inWords(value)} in a flow of ${name(agent)} is found and ${(other & ALERT_STOPPED) !== 0 ? 'stopped' : 'gets out'}`,
    [EventCode.epochCompleted]: (_agent, _other, value) => epochInWords(value, epochs().at(-1)),
    [EventCode.agentCreated]: (agent) => `${name(agent)} joins`,
    [EventCode.agentDeparted]: (agent) => `${name(agent)} leaves for good`,
  }
  return (code, agent, other, value) => tell[code]?.(agent, other, value) ?? ''
}

function epochInWords(number: number, result: EpochResult | undefined): string {
  const ended = `Epoch ${inWords(number)} ends`
  if (result?.epoch !== number) return ended
  const { toxicityRate = null, totalWelfare = null, frozenAgents = null } = result.metrics
  const figures = [
    toxicityRate === null ? '' : `toxicity ${inWords(toxicityRate)}`,
    totalWelfare === null ? '' : `welfare ${inWords(totalWelfare)}`,
    frozenAgents === null ? '' : `${inWords(frozenAgents)} frozen`,
  ].filter((figure) => figure !== '')
  return figures.length === 0 ? ended : `${ended}: ${figures.join(', ')}`
}

const PLURALS: Readonly<Record<EventKind, readonly [one: string, many: string]>> = {
  freeze: ['agent is held', 'agents are held'],
  release: ['agent is free again', 'agents are free again'],
  audit: ['penalty of an audit or slashed stake', 'penalties of audits and slashed stakes'],
  flag: ['agent is flagged', 'agents are flagged'],
  lever: ['lever moves', 'levers move'],
  boundary: ['event at the boundary', 'events at the boundary'],
  epoch: ['epoch ends', 'epochs end'],
  population: ['agent comes or goes', 'agents come or go'],
}

/** What is said of events that a frame has no room for. */
export function othersInWords(kind: EventKind, count: number): string {
  const [one, many] = PLURALS[kind]
  return `… and ${counted(count, `more ${one}`, `more ${many}`)}`
}
