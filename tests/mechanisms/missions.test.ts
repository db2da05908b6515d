import { describe, expect, it } from 'vitest'
import { LeverEffect } from '../../components/custody.ts'
import { Collection, Stake, Treasury } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { World } from '../../engine/world.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { Mission, MissionTotals, MissionWill } from '../../mechanisms/missions/columns.ts'
import { missionsPlugin } from '../../mechanisms/missions/index.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { expectRepeatable, runOut } from '../kit/mechanism-checks.ts'
import { validateWorld } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

const ON = { 'missions.enabled': true, 'missions.targets.total_count': 20 }
const CLOSED = { 'payoff.credit_resources': false, 'governance.transaction_tax_rate': 0 }

const aTownOfMissions = (
  parameters: Parameters = {},
  plugins = [missionsPlugin],
  more: Partial<ScenarioInput> = {},
) => aTown(150, { ...ON, ...parameters }, { epochs: 8, stepsPerEpoch: 6, ...more }, { plugins })

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

function moneyOf(world: World): number {
  const { held, returning } = world.get(MissionTotals)
  const { taxes, slashes } = world.get(Collection)
  const purse = world.get(Treasury).balance[0] + sum(taxes) + sum(slashes)
  return (
    sum(world.get(Stake).resources) + sum(world.get(LeverEffect).resources) + purse + held[0] + returning[0]
  )
}

describe('a run with missions', () => {
  it.each<[string, Parameters]>([
    ['equal shares', { 'missions.reward_distribution': 'equal' }],
    ['Shapley values', { 'missions.reward_distribution': 'shapley', 'missions.memberships': 3 }],
    ['a large mission', { 'missions.reward_distribution': 'shapley', 'missions.max_participants': 40 }],
    ['sequential turns', { turns: 'sequential', 'missions.judged': 'early' }],
  ])('keeps its money and holds together after every system: %s', (_name, parameters) => {
    const town = aTownOfMissions({ ...CLOSED, ...parameters })
    const before = moneyOf(town.world)
    const broken: string[] = []
    town.onSystem((system) => {
      if (Math.abs(moneyOf(town.world) - before) > 1e-8) broken.push(`${system}: ${moneyOf(town.world)}`)
      broken.push(...validateWorld(town.world).map((problem) => `${system}: ${problem}`))
    })
    while (!town.finished && broken.length === 0) town.tick()
    expect(broken).toEqual([])
    const { metrics } = town.summary()
    expect(metrics['missionsSucceeded']).toBeGreaterThan(5)
    expect(metrics['missionRewards']).toBeGreaterThan(50)
    expect(metrics['missionContributions']).toBeGreaterThan(100)
  })

  it('takes pools from the treasury and gives them back', () => {
    const tax = { 'governance.transaction_tax_rate': 0.3, 'tax.redistribute': 'none' }
    const town = runOut(
      aTownOfMissions({ ...tax, 'missions.sponsor': 'treasury', 'missions.targets.total_count': 100_000 }),
    )
    const { metrics } = town.summary()
    expect(metrics['missionsProposed']).toBeGreaterThan(3)
    expect(metrics['missionsSucceeded']).toBe(0)
    expect(metrics['missionRefunds']).toBeGreaterThan(20)
    expect(validateWorld(town.world)).toEqual([])
  })

  it('is the same every time, in any order of plugins, and after a snapshot', () => {
    const town = (plugins = [...mechanisms]) =>
      aTownOfMissions({ 'missions.reward_distribution': 'shapley', 'turnover.enabled': true }, plugins)
    const one = expectRepeatable(town, 20)
    expect(one.summary().metrics['missionsSucceeded']).toBeGreaterThan(0)
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(150, { 'missions.enabled': false }, {}, { plugins: [missionsPlugin] })
    expect(off.world.has(Mission)).toBe(false)
    expect(runOut(off).digest()).toBe(runOut(aTown(150)).digest())
  })

  it('counts an epoch in its row and the run in the summary, without the warm-up', () => {
    const town = runOut(aTownOfMissions({ 'metrics.warm_up_epochs': 2 }))
    const { metrics } = town.summary()
    for (const column of ['missionsProposed', 'missionJoins', 'missionContributions', 'missionRewards']) {
      const rows = town.epochs.slice(2).map((row) => row.metrics[column] as number)
      expect(metrics[column]).toBeCloseTo(sum(rows), 6)
    }
    expect(town.epochs[1]?.metrics['missionsProposed']).toBeGreaterThan(0)
  })

  it('raises the reputation of those who are paid', () => {
    const town = (gain: number) =>
      runOut(aTownOfMissions({ 'missions.reputation_gain': gain, 'missions.learning_rate': 0 }))
    const reputation = (simulation: Simulation) => sum(simulation.world.column('Standing.reputation'))
    expect(reputation(town(5))).toBeGreaterThan(reputation(town(0)) + 5)
  })
})

describe('free riders', () => {
  /** Half of the agents ride free; what they have learned of joining, and what share of members they are. */
  function ridersUnder(rule: string) {
    const simulation = runOut(
      aSimulation(
        { honest: 400, opportunistic: 400 },
        {
          ...ON,
          ...CLOSED,
          'missions.reward_distribution': rule,
          'missions.effort_cost': 0.02,
          'missions.found.honest': 0.1,
          'missions.targets.total_count': 80,
        },
        { epochs: 30, stepsPerEpoch: 10, seed: 'riders' },
        { plugins: [missionsPlugin] },
      ),
    )
    const wills = [...simulation.world.get(MissionWill).join.subarray(400, 800)].filter((will) => will >= 0)
    return { metrics: simulation.summary().metrics, will: sum(wills) / wills.length }
  }

  it('learn to stay away where quality is paid, and to come where heads are', () => {
    const [equal, quality, shapley] = ['equal', 'proportional', 'shapley'].map(ridersUnder)
    expect(equal?.metrics['freeRiderGain']).toBeGreaterThan(0.3)
    expect(quality?.metrics['freeRiderGain']).toBeLessThan(-0.3)
    expect(shapley?.metrics['freeRiderGain']).toBeLessThan(-0.3)
    expect(quality?.will).toBeLessThan((equal?.will ?? 0) - 0.3)
    expect(shapley?.will).toBeLessThan((equal?.will ?? 0) - 0.3)
    expect(quality?.metrics['missionWorkerGain']).toBeGreaterThan(
      (equal?.metrics['missionWorkerGain'] as number) + 0.2,
    )
  })
})
