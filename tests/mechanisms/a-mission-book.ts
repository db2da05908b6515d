import fc from 'fast-check'
import { Status } from '../../components/codes.ts'
import { LeverEffect } from '../../components/custody.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { World } from '../../engine/world.ts'
import { MissionTotals } from '../../mechanisms/missions/columns.ts'
import { bindFounding } from '../../mechanisms/missions/founding.ts'
import { missionsPlugin } from '../../mechanisms/missions/index.ts'
import { bindSettling } from '../../mechanisms/missions/settling.ts'
import { aSimulation, type GivenInteraction, putInteractions } from '../kit/a-simulation.ts'

export type Parameters = Readonly<Record<string, ParameterValue>>

const TYPES = ['honest', 'opportunistic', 'deceptive', 'adversarial', 'other']
const still = Object.fromEntries(
  TYPES.flatMap((type) => [
    [`missions.found.${type}`, 0],
    [`missions.join.${type}`, 0],
  ]),
)
export const AGENTS = 12

/** A society in which nobody starts or joins a mission unless it is told to. */
export function aBook(parameters: Parameters = {}) {
  const simulation = aSimulation(
    { honest: 8, opportunistic: 4 },
    {
      'missions.enabled': true,
      'missions.max_active_missions': 3,
      'missions.max_participants': 5,
      'missions.join_fee': 2,
      'missions.effort.honest': 1,
      'missions.effort.opportunistic': 0.5,
      ...still,
      ...parameters,
    },
    {},
    { plugins: [missionsPlugin] },
  )
  const { world } = simulation
  const access = {
    world,
    clock: world.clock,
    get: world.get.bind(world),
    parameters: world.parameters.bind(world),
    source: world.source.bind(world),
  }
  const deal = (given: readonly GivenInteraction[]) => {
    putInteractions(simulation, given)
    simulation.runSystem('missions-contributing')
  }
  return { simulation, world, deal, founding: bindFounding(access), settling: bindSettling(access) }
}

export type Book = ReturnType<typeof aBook>

export const sum = (values: Iterable<number>): number =>
  [...values].reduce((total, value) => total + value, 0)

export function moneyOf(world: World): number {
  const { held, returning } = world.get(MissionTotals)
  const due = sum(world.get(LeverEffect).resources)
  return sum(world.get(Stake).resources) + due + world.get(Treasury).balance[0] + held[0] + returning[0]
}

export const anAgent = fc.nat(AGENTS - 1)
export const anInteraction = fc.record({
  initiator: anAgent,
  counterparty: anAgent,
  p: fc.nat(100).map((percent) => percent / 100),
  status: fc.constantFrom(Status.accepted, Status.declined, Status.gated, Status.expired, Status.void),
})
