import { describe, expect, it } from 'vitest'
import { Action, EventCode, Status } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { FeedTotals } from '../../components/feed.ts'
import { Intent } from '../../components/intent.ts'
import { Parties, Verdict } from '../../components/interaction.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { AgentGroup, ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { rows, setRows } from '../kit/rows.ts'
import { interactionRows } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)))

/** A society of these groups. */
const ofGroups = (
  agents: readonly AgentGroup[],
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
) => aSimulation({}, parameters, { agents, ...more })

const allPairs = ({ world }: Simulation) => {
  const { initiator, counterparty } = world.get(Parties)
  return [...interactionRows(world)].map((row) => [initiator[row], counterparty[row]] as [number, number])
}

describe('traits', () => {
  const drawn = (trait: NonNullable<AgentGroup['config']>[string]) => {
    const society = ofGroups([{ type: 'honest', count: 4000, config: { post_probability: trait } }])
    return Array.from(society.world.column('Honest.postProbability'))
  }

  it('uniform', () => {
    const values = drawn({ dist: 'uniform', low: 0.2, high: 0.6 })
    expect(mean(values)).toBeCloseTo(0.4, 2)
    expect(deviation(values)).toBeCloseTo(0.4 / Math.sqrt(12), 2)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(0.2)
    expect(Math.max(...values)).toBeLessThan(0.6)
  })

  it('normal, cut off at its bounds and not heaped on them', () => {
    const free = drawn({ dist: 'normal', mean: 0.5, sd: 0.05, low: 0, high: 1 })
    expect(mean(free)).toBeCloseTo(0.5, 2)
    expect(deviation(free)).toBeCloseTo(0.05, 2)
    const half = drawn({ dist: 'normal', mean: 0.5, sd: 0.1, low: 0.5, high: 1 })
    expect(half.every((value) => value >= 0.5 && value <= 1)).toBe(true)
    expect(half.filter((value) => value === 0.5)).toHaveLength(0)
    expect(mean(half)).toBeCloseTo(0.5 + 0.1 * Math.sqrt(2 / Math.PI), 2)
  })

  it('beta, stretched over its bounds, also with a shape below 1', () => {
    for (const [a, b] of [
      [2, 6],
      [0.5, 0.5],
    ] as const) {
      const values = drawn({ dist: 'beta', a, b, low: 0.2, high: 1 })
      expect(mean(values)).toBeCloseTo(0.2 + (0.8 * a) / (a + b), 1)
      expect(deviation(values)).toBeCloseTo(0.8 * Math.sqrt((a * b) / ((a + b) ** 2 * (a + b + 1))), 1)
      expect(Math.min(...values)).toBeGreaterThanOrEqual(0.2)
      expect(Math.max(...values)).toBeLessThanOrEqual(1)
    }
  })

  it('move nobody else: agents draw their own', () => {
    const plain = ofGroups([
      { type: 'honest', count: 20 },
      { type: 'opportunistic', count: 20 },
    ])
    const config = { post_probability: { dist: 'uniform', low: 0, high: 1 } } as const
    const varied = ofGroups([
      { type: 'honest', count: 20, config },
      { type: 'opportunistic', count: 20 },
    ])
    const opportunists = (society: Simulation) =>
      Array.from(society.world.column('Opportunistic.postProbability'))
    expect(opportunists(varied)).toEqual(opportunists(plain))
    expect(new Set(varied.world.column('Honest.postProbability')).size).toBe(20)
  })

  it('of whole numbers are drawn as whole numbers, so that a share of a group can have a flag', () => {
    const society = ofGroups([
      { type: 'adversarial', count: 1000, config: { target_honest: { dist: 'uniform', low: 0, high: 1 } } },
    ])
    const flags = Array.from(society.world.column('Adversarial.targetHonest'))
    expect(new Set(flags)).toEqual(new Set([0, 1]))
    expect(mean(flags)).toBeCloseTo(0.5, 1)
  })

  it('set where agents start, and nothing but reputation and resources', () => {
    const society = ofGroups([
      {
        type: 'honest',
        count: 10,
        initial: { reputation: 2, resources: { dist: 'uniform', low: 5, high: 6 } },
      },
      { type: 'honest', count: 10 },
    ])
    const reputation = rows(society.world, Standing, 'reputation', 20)
    const resources = rows(society.world, Stake, 'resources', 20)
    expect(reputation).toEqual([...new Array<number>(10).fill(2), ...new Array<number>(10).fill(0)])
    expect(resources.slice(0, 10).every((value) => value >= 5 && value < 6)).toBe(true)
    expect(resources.slice(10)).toEqual(new Array<number>(10).fill(100))
    const initial = { resource: 5 } as unknown as NonNullable<AgentGroup['initial']>
    expect(() => ofGroups([{ type: 'honest', count: 1, initial }])).toThrow(
      /agents\[0\]\.initial\.resource: .*did you mean resources\?/,
    )
  })
})

describe('interventions', () => {
  it('take hold as their epoch starts, in any order given, and are events', () => {
    const set = (probability: number) => ({ 'governance.audit_probability': probability })
    const town = aTown(
      200,
      { 'governance.audit_probability': 0, 'network.enabled': false },
      {
        epochs: 6,
        interventions: [
          { epoch: 4, set: set(0) },
          { epoch: 2, set: set(1) },
        ],
      },
    )
    while (!town.finished) town.tick()
    const audited = town.epochs.map(({ metrics }) => metrics['auditedInteractions'])
    const total = town.epochs.map(({ metrics }) => metrics['totalInteractions'])
    expect(audited).toEqual([0, 0, total[2], total[3], 0, 0])
    const events = town.journal().filter(({ code }) => code === EventCode.parameterChanged)
    expect(events.map(({ tick, value }) => [tick, value])).toEqual([
      [10, 1],
      [20, 0],
    ])
  })

  it('that switch the circuit breaker off let freezes run out', () => {
    const frozen = (last: number) => {
      const set = { 'governance.circuit_breaker_enabled': false }
      const town = aTown(
        200,
        { 'network.enabled': false },
        { epochs: 8, interventions: [{ epoch: last, set }] },
      )
      while (!town.finished) town.tick()
      return town.epochs.map(({ metrics }) => metrics['frozenAgents'] as number)
    }
    const counts = frozen(3)
    expect(counts[2]).toBeGreaterThan(5)
    expect(counts[7]).toBe(0)
  })
})

describe('settings that would do nothing', () => {
  it.each<[Parameters, Partial<ScenarioInput>, RegExp]>([
    [
      { 'network.enabled': true, 'network.topology': 'ring', 'network.reputation_disconnect_threshold': 0 },
      {},
      /network\.reputation_disconnect_threshold: .*network\.dynamic/,
    ],
    [{ 'metrics.warm_up_epochs': 3 }, { epochs: 3 }, /metrics\.warm_up_epochs: 3 leaves none of 3 epochs/],
  ])('%j %j are warned of', (parameters, more, expected) => {
    expect(aSimulation({ honest: 4 }, parameters, more).scenario.warnings.join()).toMatch(expected)
  })

  it('nothing is said of a scenario that is in order', () => {
    expect(aTown(20, { 'network.reputation_disconnect_threshold': 0 }).scenario.warnings).toEqual([])
  })
})

describe('warm-up', () => {
  it('leaves the first epochs out of the summary and of nothing else', () => {
    const cold = aTown(150, {}, { epochs: 6 })
    const warm = aTown(150, { 'metrics.warm_up_epochs': 4 }, { epochs: 6 })
    for (const town of [cold, warm]) while (!town.finished) town.tick()
    expect(warm.epochs).toEqual(cold.epochs)
    const accepted = warm.epochs.slice(4).map(({ metrics }) => metrics['acceptedInteractions'] as number)
    const toxicity = warm.epochs.slice(4).map(({ metrics }) => metrics['toxicityRate'] as number)
    const pooled = accepted.reduce((sum, count, index) => sum + count * (toxicity[index] as number), 0)
    const { metrics } = warm.summary()
    expect(metrics['acceptedInteractions']).toBe(accepted[0]! + accepted[1]!)
    expect(metrics['toxicityRate']).toBeCloseTo(pooled / (accepted[0]! + accepted[1]!), 12)
    expect(cold.summary().metrics['acceptedInteractions']).toBeGreaterThan(metrics['acceptedInteractions']!)
  })
})

describe('series', () => {
  it('hold the given share of each policy in every epoch', () => {
    const town = aTown(200, { 'metrics.series_share': 0.1 }, { epochs: 3 })
    while (!town.finished) town.tick()
    const perEpoch = [0, 1, 2].map((epoch) => town.series.filter((row) => row.epoch === epoch))
    const agents = perEpoch[0]!.map(({ agent }) => agent)
    const shares = Object.values(town.epochs[0]!.byType).map(({ agents: count }) => Math.round(count * 0.1))
    expect(agents).toHaveLength(shares.reduce((sum, count) => sum + count, 0))
    for (const each of perEpoch) expect(each.map(({ agent }) => agent)).toEqual(agents)
    const last = perEpoch[2]!
    for (const { agent, resources } of last) expect(resources).toBe(town.world.get(Stake).resources[agent])
  })
})

describe('levers at their edges', () => {
  it('a feed that starts silent has room for the posts that are allowed later', () => {
    const society = aTown(
      30,
      { 'feed.enabled': true, 'rate_limits.posts_per_epoch': 0 },
      { interventions: [{ epoch: 1, set: { 'rate_limits.posts_per_epoch': 3 } }] },
    )
    society.runEpoch()
    const { kept, made } = society.world.get(FeedTotals)
    expect([kept[0], made[0]]).toEqual([0, 0])
    society.runEpoch()
    expect(made[0]).toBeGreaterThan(10)
    expect(kept[0]).toBe(Math.min(64, made[0] as number))
  })

  it('under the stake nobody acts, but may answer', () => {
    const society = ofGroups(
      [
        { type: 'honest', count: 5, initial: { resources: 5 } },
        { type: 'honest', count: 5, config: { interact_probability: 1 } },
      ],
      { 'governance.staking_enabled': true, 'governance.min_stake_to_participate': 10 },
    )
    society.tick()
    expect(rows(society.world, Intent, 'action', 5)).toEqual(new Array<number>(5).fill(Action.none))
    for (let tick = 0; tick < 5; tick++) society.tick()
    const received = society.world.column('Record.received')
    expect(Math.max(...received.subarray(0, 5))).toBeGreaterThan(0)
  })

  it('decay acts at the start of the first epoch already', () => {
    const society = ofGroups([{ type: 'honest', count: 1, initial: { reputation: 2 } }], {
      'governance.reputation_decay_rate': 0.9,
    })
    society.tick()
    expect(society.world.get(Standing).reputation[0]).toBeCloseTo(1.8, 12)
  })
})

describe('agents that come and go', () => {
  it('leave without a share of the treasury, and are courted no more', () => {
    const config = { interact_probability: 1 }
    const society = ofGroups([{ type: 'honest', count: 20, config }])
    society.depart(3)
    society.tick()
    const before = society.world.get(Stake).resources[3]
    for (let tick = 0; tick < 5; tick++) {
      society.tick()
      for (const pair of allPairs(society)) expect(pair).not.toContain(3)
    }
    society.world.get(Treasury).balance[0] = 19
    society.runSystem('redistribution')
    expect(society.world.get(Stake).resources[3]).toBe(before)
    expect(society.world.get(Treasury).balance[0]).toBe(0)
    expect(society.world.get(Custody).reasons[3]).not.toBe(0)
  })

  it('come in time to act in the next tick, and to be courted', () => {
    const config = { interact_probability: 1 }
    const society = aSimulation({}, {}, { agents: [{ type: 'honest', count: 3, config }] }, { capacity: 6 })
    society.spawn({ type: 'honest', count: 3, config })
    society.tick()
    expect(
      allPairs(society)
        .flat()
        .every((agent) => agent < 3),
    ).toBe(true)
    society.tick()
    expect(rows(society.world, Intent, 'action', 6)).toEqual(
      new Array<number>(6).fill(Action.proposeInteraction),
    )
    for (let tick = 0; tick < 5; tick++) society.tick()
    const { status } = society.world.get(Verdict)
    expect(
      allPairs(society)
        .flat()
        .some((agent) => agent >= 3),
    ).toBe(true)
    expect(status[0]).not.toBe(Status.void)
  })

  it('count as agents of the run', () => {
    const society = aSimulation({ honest: 3 }, {}, { successCriteria: { min_agents: 4 } }, { capacity: 5 })
    expect(society.summary().criteria[0]).toMatchObject({ value: 3, passed: false })
    society.spawn({ type: 'honest', count: 2 })
    society.tick()
    setRows(society.world, Standing, 'reputation', [0])
    expect(society.summary().criteria[0]).toMatchObject({ value: 5, passed: true })
  })
})
