import { describe, expect, it } from 'vitest'
import { Kind, Turn } from '../../components/agent.ts'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Parties, Score } from '../../components/interaction.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { definePlugin } from '../../engine/plugin.ts'
import {
  AuctionBundle,
  AuctionGood,
  AuctionTotals,
  Bidder,
  Equipment,
} from '../../mechanisms/auction/columns.ts'
import { auctionPlugin } from '../../mechanisms/auction/index.ts'
import { auctionMetric } from '../../mechanisms/auction/metrics.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { expectSound, runOut } from '../kit/mechanism-checks.ts'
import { interactionRows, validateWorld } from '../kit/validate-world.ts'

type Values = Readonly<Record<string, ParameterValue>>
const ON = { 'auction.enabled': true }
const LOTS = { ...ON, 'auction.mechanism': 'second_price' }
const plugins = { plugins: [auctionPlugin] }

const town = (parameters: Values = {}, more: Partial<ScenarioInput> = {}) =>
  aTown(150, { ...ON, ...parameters }, more, plugins)

const village = (parameters: Values = {}, more: Partial<ScenarioInput> = {}) =>
  aSimulation(
    { honest: 80, adversarial: 20 },
    { ...ON, ...parameters },
    { epochs: 4, stepsPerEpoch: 10, ...more },
    plugins,
  )

/** Runs the systems of an auction on a world as it stands. */
function auctionNow(simulation: Simulation): void {
  const names = simulation.systems
    .map(({ name }) => name)
    .filter((name) => /^auction-(ap|cl|bi|de)/.test(name))
  for (const name of names) simulation.runSystem(name)
}

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)

describe('the mechanism', () => {
  it('leaves no trace while it is off', () => {
    const [without, off] = [runOut(aTown(150)), runOut(aTown(150, {}, {}, plugins))]
    expect(off.digest()).toBe(without.digest())
    expect(off.world.has(Bidder)).toBe(false)
    expect(off.world.buffer.byteLength).toBe(without.world.buffer.byteLength)
    expect(off.summary().metrics).toEqual(without.summary().metrics)
  })

  it.each<[string, Values]>([
    ['proportional response', {}],
    ['CES', { 'auction.utility': 'ces' }],
    ['tatonnement', { 'auction.mechanism': 'tatonnement' }],
    ['lots', { 'auction.mechanism': 'second_price', 'auction.shading.honest': 0.2 }],
    ['sequential turns', { turns: 'sequential' }],
  ])('gives one digest in any order of plugins, and from a snapshot: %s', (_name, parameters) => {
    const other = definePlugin('another', [], () => {})
    const digests = [[auctionPlugin], [auctionPlugin, other], [other, auctionPlugin]].map((list) =>
      runOut(aTown(150, { ...ON, ...parameters }, {}, { plugins: list })).digest(),
    )
    const resumed = town(parameters)
    for (let tick = 0; tick < 7; tick++) resumed.tick()
    const kept = resumed.snapshot()
    runOut(resumed)
    resumed.restore(kept)
    expect(new Set([...digests, runOut(resumed).digest()]).size).toBe(1)
  })

  it.each<[string, Values]>([
    ['proportional response', { 'auction.reputation_weight': 0.5 }],
    ['lots', { 'auction.mechanism': 'second_price' }],
    ['sequential turns', { turns: 'sequential', 'auction.utility': 'cobb_douglas' }],
  ])('holds together after every system, and touches only what is declared: %s', (_name, parameters) => {
    expectSound(town(parameters))
    const paused = town(parameters)
    for (let tick = 0; tick < 5; tick++) paused.tick()
    const own = paused.systems.map(({ name }) => name).filter((name) => name.startsWith('auction-'))
    expect(own.length).toBe(6)
    for (const system of own) {
      expect([system, auditWrites(paused, system), auditReads(paused, system)]).toEqual([system, [], []])
    }
  })

  it('runs beside every other mechanism, those that bring and remove agents included', () => {
    for (const mechanism of ['proportional_response', 'second_price']) {
      const society = aTown(
        200,
        {
          ...ON,
          'auction.mechanism': mechanism,
          'turnover.enabled': true,
          'turnover.birth_rate': 0.1,
          'turnover.exit_rate': 0.1,
          'identity.enabled': true,
          'marketplace.enabled': true,
          'security.enabled': true,
          'sybil.enabled': true,
        },
        { epochs: 6 },
        { plugins: mechanisms },
      )
      runOut(society)
      expect(validateWorld(society.world)).toEqual([])
      const { reasons } = society.world.get(Custody)
      const { members } = society.world.get(AuctionTotals)
      const { tokens, known } = society.world.get(Bidder)
      const agents = society.world.clock.agentCount[0] as number
      expect(agents).toBeGreaterThan(200)
      for (let agent = 0; agent < agents; agent++) {
        if (((reasons[agent] as number) & CustodyReason.departed) === 0 && known[agent] === 1) continue
        expect(known[agent] === 0 || tokens[agent] === 0 || (members[0] as number) < agents).toBe(true)
      }
    }
  })
})

describe('endowments', () => {
  it('are equal, and scaled by reputation if wanted', () => {
    const equal = village()
    auctionNow(equal)
    expect([...equal.world.get(Bidder).tokens]).toEqual(Array(100).fill(100))
    const scaled = village({ 'auction.reputation_weight': 0.5, 'auction.endowment': 10 })
    scaled.world.get(Standing).reputation.set([1, -1, 0.5, 7, -3, 0])
    auctionNow(scaled)
    expect([...scaled.world.get(Bidder).tokens.subarray(0, 6)]).toEqual([15, 5, 12.5, 15, 5, 10])
    // More tokens buy more: prices are the same for all.
    const { utility, fair } = scaled.world.get(Bidder)
    for (let agent = 0; agent < 100; agent++)
      expect(utility[agent]).toBeGreaterThanOrEqual(fair[agent] as number)
  })

  it('pass by those who left', () => {
    const society = village()
    society.world.get(Custody).reasons.set([CustodyReason.departed, CustodyReason.breaker])
    auctionNow(society)
    const { tokens, spent } = society.world.get(Bidder)
    expect([...tokens.subarray(0, 3)]).toEqual([0, 100, 100])
    expect(spent[0]).toBe(0)
    expect(society.world.get(AuctionTotals).members[0]).toBe(99)
    expect(society.world.get(AuctionGood).supply[0]).toBe(99 * 5)
  })
})

describe('conservation', () => {
  it('of tokens and goods holds at every auction of a run, to 1e-9', () => {
    for (const utility of ['linear', 'cobb_douglas', 'ces']) {
      const society = town({ 'auction.utility': utility, 'auction.reputation_weight': 0.8 }, { epochs: 5 })
      while (!society.finished) {
        society.tick()
        const { tokens, spent } = society.world.get(Bidder)
        const { supply, price, sold } = society.world.get(AuctionGood)
        const { held } = society.world.get(AuctionBundle)
        const revenue = sum(sold.map((units, good) => units * (price[good] as number)))
        expect(sum(spent) / sum(tokens)).toBeCloseTo(1, 9)
        expect(sum(spent) / revenue).toBeCloseTo(1, 9)
        supply.forEach((units, good) => {
          const given = sum(held.filter((_, at) => at % supply.length === good))
          expect(given / units).toBeCloseTo(1, 9)
        })
      }
    }
  })

  it('of money holds where lots are sold for it, with and without a treasury', () => {
    for (const treasury of [true, false]) {
      const society = village({
        ...LOTS,
        'tax.treasury': treasury,
        'tax.redistribute': 'none',
        'payoff.credit_resources': false,
        'auction.second_price.lot_worth': 40,
      })
      const owned = () =>
        sum(society.world.get(Stake).resources) +
        (society.world.get(Treasury).balance[0] as number) +
        (society.world.get(AuctionTotals).lost[0] as number)
      const before = owned()
      while (!society.finished) {
        society.tick()
        expect(Math.abs(owned() - before)).toBeLessThan(1e-9 * before)
      }
      // It was not too little to notice, and nobody went into debt.
      expect(society.world.get(AuctionTotals).revenue[0]).toBeGreaterThan(100)
      expect(Math.min(...society.world.get(Stake).resources)).toBeGreaterThanOrEqual(-1e-9)
      expect(society.world.get(AuctionTotals).lost[0] === 0).toBe(treasury)
    }
  })
})

describe('what agents win', () => {
  it('bounds what they propose: compute is used up, and who has none sits out', () => {
    const society = village({ 'auction.compute_per_agent': 2, 'auction.free_proposals': 1 })
    const proposed = new Float64Array(100)
    const limits = new Float64Array(100)
    let denied = 0
    while (!society.finished) {
      const starts = society.world.clock.tickOfEpoch[0] === 0
      const carried = Array.from(society.world.get(Bidder).compute, (left) => left % 1)
      society.tick()
      const { held } = society.world.get(AuctionBundle)
      const { initiator } = society.world.get(Parties)
      if (starts) {
        for (let agent = 0; agent < 100; agent++)
          limits[agent] = Math.floor(1 + (held[agent * 8] as number) + (carried[agent] as number) + 1e-12)
        proposed.fill(0)
      }
      for (const row of interactionRows(society.world)) (proposed[initiator[row] as number] as number)++
      denied += sum(society.world.get(Turn).mayAct.map((may) => 1 - may))
      for (let agent = 0; agent < 100; agent++)
        expect(proposed[agent]).toBeLessThanOrEqual(limits[agent] as number)
    }
    expect(denied).toBeGreaterThan(100)
    const free = runOut(village({ 'auction.free_proposals': 100 }))
    const bound = society.summary().metrics['totalInteractions'] as number
    expect(free.summary().metrics['totalInteractions']).toBeGreaterThan(bound * 1.5)
    expect(sum(free.world.get(Bidder).denied)).toBe(0)
  })

  it('adds to what is free; of what is left, a fraction of a proposal is kept', () => {
    const society = village({ 'auction.free_proposals': 1 })
    society.world.get(Bidder).compute.set([0.75, 3.25])
    auctionNow(society)
    const { compute } = society.world.get(Bidder)
    const { held } = society.world.get(AuctionBundle)
    for (let agent = 0; agent < 100; agent++) {
      const kept = [0.75, 0.25][agent] ?? 0
      expect(compute[agent]).toBeCloseTo(1 + kept + (held[agent * 8] as number), 12)
    }
    expect(sum(compute)).toBeCloseTo(100 + 1 + 500, 9)
  })

  it('shows in their work: the well equipped do better, and tools of no weight do nothing', () => {
    const society = village({ 'auction.tool_weight': 0.5 }, { epochs: 20 })
    const [with_, without] = [
      { p: 0, count: 0 },
      { p: 0, count: 0 },
    ]
    while (!society.finished) {
      society.tick()
      const { initiator } = society.world.get(Parties)
      const { tooling } = society.world.get(Bidder)
      const { tooling: shown } = society.world.get(Equipment)
      const { type } = society.world.get(Kind)
      const { p } = society.world.get(Score)
      for (const row of interactionRows(society.world)) {
        const agent = initiator[row] as number
        expect(shown[row]).toBe(tooling[agent])
        if (type[agent] !== 0) continue
        const group = (tooling[agent] as number) > 0 ? with_ : without
        group.p += p[row] as number
        group.count++
      }
    }
    expect(with_.count).toBeGreaterThan(100)
    expect(without.count).toBeGreaterThan(100)
    expect(with_.p / with_.count).toBeGreaterThan(without.p / without.count + 0.05)
    expect(village({ 'auction.tool_weight': 0 }).world.has(Equipment)).toBe(false)
  })

  it('follows what they do: who proposes more values compute more', () => {
    const society = village({ 'auction.free_proposals': 20 }, { epochs: 6 })
    runOut(society)
    const { activity, taste } = society.world.get(Bidder)
    const { value } = society.world.get(AuctionBundle)
    const { type } = society.world.get(Kind)
    const mean = (wanted: number) => {
      const rows = Array.from({ length: 100 }, (_, agent) => agent).filter((agent) => type[agent] === wanted)
      return sum(rows.map((agent) => activity[agent] as number)) / rows.length
    }
    // Honest agents propose in fewer ticks than adversaries do, or more: but not alike.
    expect(Math.abs(mean(0) - mean(3))).toBeGreaterThan(0.03)
    auctionNow(society)
    for (let agent = 0; agent < 100; agent++)
      expect(value[agent * 8]).toBeCloseTo((taste[agent] as number) * 2 * (activity[agent] as number), 12)
  })

  it('comes every so many epochs, and lasts until then', () => {
    const society = village({ 'auction.every_epochs': 2 }, { epochs: 5 })
    const held: number[] = []
    while (!society.finished) {
      society.tick()
      if (society.world.clock.tickOfEpoch[0] === 0)
        held.push(society.world.get(AuctionTotals).held[0] as number)
    }
    expect(held).toEqual([1, 1, 2, 2, 3])
  })
})

describe('values', () => {
  it('are drawn once around the means of a type, one tool counting most', () => {
    const society = village({
      'auction.compute.honest': 3,
      'auction.spread.honest': 0.5,
      'auction.spread.adversarial': 0,
      'auction.tools.adversarial': 2,
      'auction.tool_focus': 10,
    })
    auctionNow(society)
    const { taste } = society.world.get(Bidder)
    const { value } = society.world.get(AuctionBundle)
    for (let agent = 0; agent < 80; agent++) {
      expect(taste[agent]).toBeGreaterThanOrEqual(1.5)
      expect(taste[agent]).toBeLessThanOrEqual(4.5)
    }
    for (let agent = 80; agent < 100; agent++) {
      const tools = [...value.subarray(agent * 8 + 1, agent * 8 + 8)].sort((a, b) => a - b)
      expect(tools).toEqual([2, 2, 2, 2, 2, 2, 20])
    }
    const before = [...value.filter((_, at) => at % 8 !== 0)]
    runOut(society)
    expect([...value.filter((_, at) => at % 8 !== 0)]).toEqual(before)
  })

  it('that are none are refused by name', () => {
    const society = village()
    auctionNow(society)
    society.world.get(AuctionBundle).value[3 * 8 + 2] = Number.NaN
    expect(() => society.runSystem('auction-clearing')).toThrow(
      /AuctionBundle.value, agent 3, good 2: got NaN, expected a number in \[0/,
    )
    society.world.get(AuctionBundle).value[3 * 8 + 2] = -1
    expect(() => society.runSystem('auction-clearing')).toThrow(/agent 3, good 2: got -1/)
  })

  it('of nothing, supplies of nothing and endowments of nothing leave everybody as they were', () => {
    const nothings: Values[] = [
      { 'auction.endowment': 0 },
      { 'auction.compute_per_agent': 0, 'auction.tools_per_agent': 0 },
      ...['honest', 'adversarial'].map((type) => ({
        [`auction.compute.${type}`]: 0,
        [`auction.tools.${type}`]: 0,
      })),
      { 'auction.goods': 1 },
    ]
    for (const utility of ['linear', 'cobb_douglas', 'ces']) {
      for (const nothing of nothings) {
        const society = runOut(village({ 'auction.utility': utility, ...nothing }))
        expect(validateWorld(society.world)).toEqual([])
        for (const [name, metric] of Object.entries(society.summary().metrics))
          if (name.startsWith('auction')) expect([name, Number.isNaN(metric)]).toEqual([name, false])
      }
    }
  })
})

describe('lots', () => {
  it('go for the second price, and shading never gains while it loses on average', () => {
    const shaded = village({ ...LOTS, 'auction.shading.adversarial': 0.3, 'auction.shading.honest': -0.2 })
    runOut(shaded)
    const { metrics } = shaded.summary()
    expect(metrics['auctionShadingGain']).toBeLessThanOrEqual(0)
    expect(metrics['auctionShadingLoss']).toBeGreaterThan(0.001)
    expect(metrics['auctionLots']).toBe(20 * 8)
    const truthful = runOut(village(LOTS))
    expect(truthful.summary().metrics['auctionShadingGain']).toBe(null)
    expect(truthful.summary().metrics['auctionTruthfulSurplus']).toBeGreaterThan(0)
  })

  it('and adjusted prices report no gap that nobody measured', () => {
    const measured = (mechanism: string) => {
      const { metrics } = runOut(village({ 'auction.mechanism': mechanism })).summary()
      return [metrics['auctionGap'], metrics['auctionEnvy']].map((value) => typeof value === 'number')
    }
    expect(measured('proportional_response')).toEqual([true, true])
    expect(measured('tatonnement')).toEqual([false, true])
    expect(measured('second_price')).toEqual([false, false])
  })

  it('of a reserve that nobody reaches stay unsold', () => {
    const society = runOut(village({ ...LOTS, 'auction.second_price.reserve': 1e6 }))
    const { metrics } = society.summary()
    expect([metrics['auctionRevenue'], metrics['auctionSoldShare'], metrics['auctionComputePrice']]).toEqual([
      0, 0, 0,
    ])
  })
})

it('names columns that have units', () => {
  expect(
    Object.values(auctionMetric.columns).every(({ unit, doc }) => unit !== '' && doc.endsWith('.')),
  ).toBe(true)
})
