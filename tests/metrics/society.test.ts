import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { CrossingOutcome, CustodyReason, Status } from '../../components/codes.ts'
import { Boundary, Crossing } from '../../components/crossing.ts'
import { Custody } from '../../components/custody.ts'
import { Cost, Finding, Verdict } from '../../components/interaction.ts'
import { Ledger, Record as Tally } from '../../components/ledger.ts'
import { MemoryTotals } from '../../components/memory.ts'
import { Neighbours } from '../../components/network.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { gini } from '../../formulas/gini.ts'
import { boundary } from '../../metrics/boundary.ts'
import { bindCensus } from '../../metrics/census.ts'
import { governance } from '../../metrics/governance.ts'
import { coreMetrics } from '../../metrics/index.ts'
import { inequality } from '../../metrics/inequality.ts'
import { memory } from '../../metrics/memory.ts'
import { network } from '../../metrics/network.ts'
import { chooseSample, readSeries, SERIES_COLUMNS, seriesSource } from '../../metrics/series.ts'
import { bareWorld } from '../kit/bare-world.ts'
import { seededUniform } from '../kit/uniform.ts'
import { fillInteractions, INTERACTION_COMPONENTS, Meter, measure, sumOver } from './measure.ts'

const components = [
  ...INTERACTION_COMPONENTS,
  Kind,
  Standing,
  Stake,
  Treasury,
  Ledger,
  Tally,
  Custody,
  Boundary,
  MemoryTotals,
  Neighbours,
]
const society = (agent: number, rows = {}, values = {}) =>
  bareWorld({ components, rows: { agent, interaction: 400, ...rows }, values })

const { accepted, declined, gated } = Status
const { breaker, departed } = CustodyReason

describe('governance', () => {
  it('counts agents that the breaker holds, not those held for other reasons or gone', () => {
    const world = society(5)
    world.get(Custody).reasons.set([0, breaker, breaker | 2, 2, breaker | departed])
    expect(measure(world, governance)['frozenAgents']).toBe(2)
  })

  it('adds up audits, penalties and taxes of completed interactions', () => {
    const world = society(1)
    fillInteractions(world, 1)
    world.get(Treasury).balance[0] = 12.5
    const { audited, penalty } = world.get(Finding)
    const values = measure(world, governance)
    expect(values['auditedInteractions']).toBe(sumOver(world, audited, accepted, declined, gated))
    expect(values['auditPenalties']).toBeCloseTo(sumOver(world, penalty, accepted, declined, gated), 9)
    expect(values['taxCollected']).toBeCloseTo(
      sumOver(world, world.get(Cost).tax, accepted, declined, gated),
      9,
    )
    expect(values['treasury']).toBe(12.5)
  })
})

describe('boundary', () => {
  it('counts outcomes of accepted interactions only', () => {
    const world = society(1, { interaction: 6 }, { 'boundary.enabled': true })
    const { crossed, spilled, rateLimited, tooSensitive } = CrossingOutcome
    world.get(Crossing).outcome.set([crossed, crossed, spilled, rateLimited, tooSensitive, spilled])
    world.get(Verdict).status.set([accepted, accepted, accepted, accepted, accepted, declined])
    world.get(Boundary).threat[0] = 0.25
    world.get(Boundary).permeability[0] = 0.375
    expect(measure(world, boundary)).toEqual({
      crossings: 3,
      spills: 1,
      crossingsRateLimited: 1,
      crossingsTooSensitive: 1,
      threatLevel: 0.25,
      permeability: 0.375,
    })
  })

  it('has no threat and no permeability where there is no boundary', () => {
    expect(measure(society(1), boundary)).toMatchObject({
      crossings: 0,
      threatLevel: null,
      permeability: null,
    })
  })
})

describe('inequality', () => {
  it('is the Gini coefficient of those present', () => {
    const world = society(200)
    const draw = seededUniform(1)
    const { resources } = world.get(Stake)
    for (const agent of resources.keys()) resources[agent] = 100 * draw()
    world.get(Custody).reasons.fill(departed, 150)
    resources.fill(1e6, 150)
    expect(measure(world, inequality)['giniResources']).toBeCloseTo(gini(resources.subarray(0, 150)), 12)
    expect(resources[199]).toBe(1e6)
  })

  it('counts debts as nothing, so that it stays in [0, 1)', () => {
    const world = society(4)
    world.get(Ledger).totalPayoff.set([-5, -1, 0, 2])
    expect(measure(world, inequality)['giniPayoff']).toBeCloseTo(0.75, 12)
    world.get(Ledger).totalPayoff.set([-5, -1, -2, -3])
    expect(measure(world, inequality)['giniPayoff']).toBe(0)
  })
})

describe('memory and network', () => {
  it('reads the running total of evictions', () => {
    const world = society(1)
    world.get(MemoryTotals).evictions[0] = 7
    expect(measure(world, memory)).toEqual({ evictions: 7 })
  })

  it('means degrees over those present, and is null without a network', () => {
    const world = society(4, { neighbours: 4 })
    world.get(Neighbours).degree.set([2, 1, 1, 0])
    world.get(Custody).reasons[0] = departed
    expect(measure(world, network)).toEqual({ edgeCount: 2, meanDegree: 2 / 3, isolatedAgents: 1 })
    expect(measure(society(4), network)).toEqual({ edgeCount: null, meanDegree: null, isolatedAgents: null })
  })
})

describe('census', () => {
  const policies = [{ name: 'opportunistic' }, { name: 'adversarial' }, { name: 'honest' }]

  it('groups agents by policy name, departed ones left out', () => {
    const world = society(5)
    // Sorted by name: adversarial 0, honest 1, opportunistic 2.
    world.get(Kind).policy.set([1, 1, 0, 1, 0])
    world.get(Custody).reasons.set([0, 0, breaker, departed | breaker, 0])
    world.get(Standing).reputation.set([0.5, 1, -2, 99, -1])
    world.get(Ledger).totalPayoff.set([4, 8, 1, 99, 2])
    world.get(Stake).resources.set([100, 50, 10, 99, 30])
    const tally = world.get(Tally)
    tally.initiated.set([4, 6, 0, 99, 3])
    tally.accepted.set([1, 3, 0, 99, 0])
    tally.received.set([5, 2, 1, 99, 1])
    tally.initiatedSumP.set([0.5, 2.5, 0, 99, 0])
    const census = bindCensus(world, policies)
    const expected = {
      adversarial: {
        agents: 2,
        meanReputation: -1.5,
        meanTotalPayoff: 1.5,
        meanResources: 20,
        frozen: 1,
        meanInitiatedP: null,
        initiated: 3,
        accepted: 0,
        received: 2,
      },
      honest: {
        agents: 2,
        meanReputation: 0.75,
        meanTotalPayoff: 6,
        meanResources: 75,
        frozen: 0,
        meanInitiatedP: 0.75,
        initiated: 10,
        accepted: 4,
        received: 7,
      },
    }
    expect(census()).toEqual(expected)
    expect(census()).toEqual(expected)
  })
})

describe('series', () => {
  function population() {
    const world = society(1001)
    for (const agent of world.get(Kind).policy.keys()) {
      world.get(Kind).policy[agent] = agent === 500 ? 3 : agent % 2
    }
    return world
  }
  const choose = (world: ReturnType<typeof population>, share: number) =>
    chooseSample(world, 5, share, seriesSource(world))

  it('takes the share of each policy, and one of a policy with a single agent', () => {
    const world = population()
    const sample = choose(world, 0.1)
    const { policy } = world.get(Kind)
    const count = (code: number) => sample.filter((agent) => policy[agent] === code).length
    expect([0, 1, 2, 3, 4].map(count)).toEqual([50, 50, 0, 1, 0])
    expect([...sample]).toEqual([...new Set(sample)].sort((a, b) => a - b))
  })

  it('takes everybody at 1 and nobody at 0, and no departed agent', () => {
    const world = population()
    expect(choose(world, 1)).toHaveLength(1001)
    expect(choose(world, 0)).toHaveLength(0)
    world.get(Custody).reasons[500] = departed
    expect(choose(world, 1).includes(500)).toBe(false)
  })

  it('depends on the seed and not on the clock', () => {
    const world = population()
    const sample = choose(world, 0.05)
    world.clock.tick[0] = 40
    expect(choose(world, 0.05)).toEqual(sample)
    const other = bareWorld({ components, rows: { agent: 1001 }, seed: 'another' })
    other.get(Kind).policy.set(world.get(Kind).policy)
    expect(choose(other, 0.05)).not.toEqual(sample)
  })

  it('reads the columns that are asked for, until an agent departs', () => {
    const world = society(3)
    world.clock.epoch[0] = 6
    world.get(Kind).policy.set([2, 0, 1])
    world.get(Standing).reputation.set([0.5, 0.25, 0])
    world.get(Custody).reasons.set([breaker, 0, departed])
    const sample = Uint32Array.of(0, 2)
    expect(readSeries(world, sample, SERIES_COLUMNS)).toEqual([
      { epoch: 6, agent: 0, policy: 2, reputation: 0.5, resources: 100, totalPayoff: 0, frozen: 1 },
    ])
    expect(() => readSeries(world, sample, { x: 'Stake.resorces' })).toThrow('Stake.resources')
  })
})

describe('coreMetrics', () => {
  const world = society(3, { neighbours: 3 })
  fillInteractions(world, 1)

  it('brings the columns that results promise', () => {
    const columns = coreMetrics.flatMap((metric) => Object.keys(metric.columns))
    const promised = [
      'totalInteractions',
      'acceptedInteractions',
      'declinedInteractions',
      'gatedInteractions',
    ]
    promised.push('toxicityRate', 'qualityGap', 'avgPayoff', 'totalWelfare', 'socialWelfare', 'frozenAgents')
    promised.push('auditedInteractions', 'treasury')
    expect(columns).toEqual(expect.arrayContaining(promised))
    expect(new Set(columns).size).toBe(columns.length)
  })

  it.each(coreMetrics.map((metric) => [metric.name, metric] as const))(
    '%s reports what it declares',
    (_, metric) => {
      const reported = measure(world, metric)
      expect(Object.keys(reported)).toEqual(Object.keys(metric.columns))
      const meter = new Meter(world, metric)
      expect(new Set(meter.names).size).toBe(meter.names.length)
      for (const value of Object.values(reported)) expect(value === null || Number.isFinite(value)).toBe(true)
    },
  )

  it.each(coreMetrics.map((metric) => [metric.name, metric] as const))(
    '%s keeps no state but its sums',
    (_, metric) => {
      const used = new Meter(world, metric).observe(0, 200)
      const resumed = new Meter(world, metric, used)
      expect(resumed.observe(200, 400).report('run')).toEqual(used.observe(200, 400).report('run'))
    },
  )
})
