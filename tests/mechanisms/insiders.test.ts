import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustodyReason } from '../../components/codes.ts'
import { Custody, LeverEffect } from '../../components/custody.ts'
import { Stake } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { AuctionPlan, Seat, ShareMarket, ShareTotals } from '../../mechanisms/insiders/columns.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { expectDeclared, expectRepeatable, expectSound, runOut } from '../kit/mechanism-checks.ts'
import { rows } from '../kit/rows.ts'

type Parameters = Readonly<Record<string, ParameterValue>>
const plugins = { plugins: mechanisms }
const SYSTEMS = ['insiders-payout', 'insiders-opening', 'insiders-auction', 'insiders-closing']
/** Nothing but the markets moves money. */
const QUIET = { 'payoff.credit_resources': false }

const open = (
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  agents: Readonly<Record<string, number>> = { honest: 40, adversarial: 10 },
) =>
  aSimulation(
    agents,
    { 'insiders.enabled': true, ...parameters },
    { epochs: 3, stepsPerEpoch: 4, ...more },
    plugins,
  )

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)
/** Money of agents, what is due to them, and the market makers' accounts. */
const money = ({ world }: Simulation) =>
  sum(world.get(Stake).resources) + sum(world.get(Seat).due) + sum(world.get(ShareMarket).account)

describe('seats', () => {
  it('fill markets with insiders, and spread the others over them', () => {
    const society = open(
      { 'insiders.insiders_per_market': 3 },
      {},
      { honest: 20, deceptive: 5, adversarial: 3 },
    )
    society.tick()
    const market = rows(society.world, Seat, 'market', 28)
    const informed = rows(society.world, Seat, 'informed', 28)
    // Eight insiders fill two markets, and two of them are left over.
    expect(
      [1, 2].map((each) => market.filter((at, agent) => at === each && informed[agent] === 1).length),
    ).toEqual([3, 3])
    expect(
      [1, 2].map((each) => market.filter((at, agent) => at === each && informed[agent] === 0).length),
    ).toEqual([10, 10])
    expect(informed.slice(0, 20)).toEqual(new Array(20).fill(0))
    expect(rows(society.world, ShareMarket, 'uninformed', 2)).toEqual([10, 10])
  })

  it('are drawn anew each epoch', () => {
    const society = open()
    society.runEpoch()
    const before = rows(society.world, Seat, 'market', 50)
    society.runEpoch()
    expect(rows(society.world, Seat, 'market', 50)).not.toEqual(before)
  })

  it('are for those who are free and above the floor', () => {
    const society = open({ 'insiders.purse_floor': 50 })
    society.world.get(Stake).resources[3] = 49
    society.world.get(Custody).reasons[4] = CustodyReason.quarantine
    society.tick()
    const market = rows(society.world, Seat, 'market', 50)
    expect([market[3], market[4]]).toEqual([0, 0])
    expect(market.filter((at) => at === 0)).toHaveLength(2)
  })

  it('are never in more markets than there are uninformed agents', () => {
    const society = open({}, {}, { honest: 3, adversarial: 10 })
    society.tick()
    expect(society.world.get(ShareTotals).markets[0]).toBe(3)
  })

  it.each([
    ['insiders', { honest: 30 }],
    ['anyone uninformed', { adversarial: 30 }],
  ])('are none without %s: nothing is traded', (_who, agents) => {
    const society = runOut(open(QUIET, {}, agents))
    const { metrics } = society.summary()
    expect([metrics['insiderMarkets'], metrics['insiderAuctions'], metrics['insiderProfit']]).toEqual([
      0, 0, 0,
    ])
    expect([metrics['insiderShare'], metrics['meanLambda'], metrics['residualVariance']]).toEqual([
      null,
      null,
      null,
    ])
    expect(new Set(rows(society.world, Stake, 'resources', 30))).toEqual(new Set([100]))
  })
})

describe('an auction', () => {
  it('is that of the closed form, order by order', () => {
    const society = open({ 'insiders.value_sd': 2, 'insiders.order_sd': 0.5 })
    society.tick()
    const { world } = society
    const { market, informed, order } = world.get(Seat)
    const { value, price, flow } = world.get(ShareMarket)
    // Four uninformed agents each: sigma_u = 1, lambda = 2 / 2, beta = 1 / 2.
    for (let at = 0; at < 10; at++) {
      const members = rows(world, Seat, 'market', 50).flatMap((seat, agent) =>
        seat === at + 1 ? [agent] : [],
      )
      expect(members).toHaveLength(5)
      const insider = members.find((agent) => informed[agent] === 1)!
      expect(order[insider]).toBeCloseTo(value[at]! / 2, 12)
      expect(flow[at]).toBeCloseTo(sum(members.map((agent) => order[agent]!)), 12)
      expect(price[at]).toBeCloseTo(flow[at]!, 12)
    }
    expect(market[0]).toBeGreaterThan(0)
  })

  it('pays everyone what shares are worth less their price, as the next epoch begins', () => {
    const society = open(QUIET, { stepsPerEpoch: 1 })
    society.tick()
    const { world } = society
    const { market, order, due } = world.get(Seat)
    const { value, price } = world.get(ShareMarket)
    const gains = rows(world, Seat, 'market', 50).map((at, agent) =>
      at === 0 ? 0 : order[agent]! * (value[at - 1]! - price[at - 1]!),
    )
    expect(market[0]).toBeGreaterThan(0)
    for (const [agent, gain] of gains.entries()) expect(due[agent]).toBeCloseTo(gain, 12)
    expect(new Set(rows(world, Stake, 'resources', 50))).toEqual(new Set([100]))
    society.runSystem('insiders-payout')
    expect(rows(world, Seat, 'due', 50)).toEqual(new Array(50).fill(0))
    for (const [agent, change] of rows(world, LeverEffect, 'resources', 50).entries()) {
      expect(change).toBeCloseTo(gains[agent]!, 12)
    }
  })

  it('goes on over several ticks on one value, which comes out after the last', () => {
    const society = open({ 'insiders.auctions': 3 }, { stepsPerEpoch: 7 })
    const { value, price } = society.world.get(ShareMarket)
    const { due } = society.world.get(Seat)
    const seen: number[] = []
    for (let tick = 0; tick < 7; tick++) {
      society.tick()
      seen.push(value[0]!)
      if (tick < 2) expect(sum(due.map(Math.abs))).toBe(0)
    }
    expect([seen[0], seen[3]]).toEqual([seen[2], seen[5]])
    expect(seen[3]).not.toBe(seen[2])
    // A seventh tick has no room for a third value: no auction.
    expect(seen[6]).toBe(seen[5])
    expect(society.epochs[0]?.metrics['insiderAuctions']).toBe(60)
    expect(price[0]).not.toBe(0)
  })

  it('comes closer to the value from auction to auction', () => {
    const society = open(
      { 'insiders.auctions': 8 },
      { stepsPerEpoch: 8 },
      { honest: 4000, adversarial: 1000 },
    )
    const { value, price } = society.world.get(ShareMarket)
    const { variance } = society.world.get(AuctionPlan)
    for (let tick = 0; tick < 8; tick++) {
      society.tick()
      const rest = sum(value.subarray(0, 1000).map((each, at) => (each - price[at]!) ** 2)) / 1000
      expect(Math.abs(rest - variance[tick]!)).toBeLessThan(4 * variance[tick]! * Math.sqrt(2 / 1000))
    }
  })

  it('has nothing to win where there is nothing to know', () => {
    const { metrics } = runOut(open({ 'insiders.value_sd': 0 })).summary()
    expect([metrics['insiderProfit'], metrics['meanLambda'], metrics['insiderProfitToTheory']]).toEqual([
      0,
      0,
      null,
    ])
  })

  it('refuses no noise, no insiders, and more auctions than an epoch has steps', () => {
    expect(() => open({ 'insiders.order_sd': 0 })).toThrow(
      /insiders\.order_sd: got 0, expected a number above 0/,
    )
    expect(() => open({ 'insiders.insiders_per_market': 0 })).toThrow(/insiders_per_market: got 0/)
    expect(() => open({ 'insiders.auctions': 5 })).toThrow(
      /insiders\.auctions: got 5, but an epoch has 4 steps/,
    )
  })
})

describe('a run with insiders', () => {
  it('conserves money whatever happens', () => {
    fc.assert(
      fc.property(
        fc.record({
          insiders: fc.integer({ min: 1, max: 4 }),
          auctions: fc.integer({ min: 1, max: 5 }),
          valueSd: fc.double({ min: 0, max: 50, noNaN: true }),
          orderSd: fc.double({ min: 0.01, max: 20, noNaN: true }),
          floor: fc.option(fc.integer({ min: -50, max: 100 })),
          seed: fc.string({ maxLength: 4 }),
        }),
        ({ insiders, auctions, valueSd, orderSd, floor, seed }) => {
          const society = open(
            {
              ...QUIET,
              'insiders.insiders_per_market': insiders,
              'insiders.auctions': auctions,
              'insiders.value_sd': valueSd,
              'insiders.order_sd': orderSd,
              'insiders.purse_floor': floor,
            },
            { stepsPerEpoch: 6, seed },
          )
          const before = money(society)
          for (let epoch = 0; epoch < 3; epoch++) {
            society.runEpoch()
            expect(Math.abs(money(society) - before)).toBeLessThan(1e-9 * (before + valueSd * orderSd * 1000))
          }
        },
      ),
      { numRuns: 25 },
    )
  })

  it('moves levers from the next value on', () => {
    const society = open({ 'insiders.auctions': 2 })
    society.tick()
    society.set('insiders.value_sd', 9)
    society.tick()
    expect(society.world.get(ShareTotals).valueSd[0]).toBe(1)
    society.tick()
    expect(society.world.get(ShareTotals).valueSd[0]).toBe(9)
  })

  it('thins markets out as the uninformed go broke', () => {
    const society = open({ ...QUIET, 'insiders.purse_floor': 80, 'insiders.value_sd': 5 }, { epochs: 4 })
    society.runEpoch()
    const start = society.epochs[0]!.metrics
    runOut(society)
    const end = society.epochs.at(-1)!.metrics
    expect(end['insiderShare']).toBeGreaterThan(start['insiderShare'] as number)
    expect(end['meanLambda']).toBeGreaterThan(start['meanLambda'] as number)
  })

  it('leaves the warm-up out of a summary', () => {
    const { metrics } = runOut(open({ 'metrics.warm_up_epochs': 1 })).summary()
    expect(metrics['insiderAuctions']).toBe(2 * 4 * 10)
  })

  const town = (order = mechanisms, parameters: Parameters = {}) =>
    aTown(
      120,
      {
        'insiders.enabled': true,
        'insiders.auctions': 2,
        'turnover.enabled': true,
        'turnover.birth_rate': 0.1,
        ...parameters,
      },
      { epochs: 5 },
      { plugins: order },
    )

  it('is the same every time, in any order of plugins, and after a snapshot', () => {
    expectRepeatable(town)
  })

  it('holds together after every system, and touches only what its systems declare', () => {
    expectSound(town())
    expectDeclared(town(), SYSTEMS)
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(120, { 'insiders.enabled': false }, {}, plugins)
    expect(off.world.has(Seat)).toBe(false)
    expect(runOut(off).digest()).toBe(runOut(aTown(120)).digest())
  })
})
