import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Stake } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { beliefAfterNetBuys } from '../../formulas/glosten-milgrom.ts'
import { Caller, Dealer, DealerTotals } from '../../mechanisms/dealer/columns.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { expectDeclared, expectRepeatable, expectSound, runOut } from '../kit/mechanism-checks.ts'
import { rows } from '../kit/rows.ts'
import { validateWorld } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>
const plugins = { plugins: mechanisms }
const SYSTEMS = ['dealer-payout', 'dealer-opening', 'dealer-trading', 'dealer-closing']
const QUIET = { 'payoff.credit_resources': false }

const open = (
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  agents: Readonly<Record<string, number>> = { honest: 70, adversarial: 30 },
) =>
  aSimulation(
    agents,
    { 'dealer.enabled': true, 'dealer.agents_per_dealer': 10, ...parameters },
    { epochs: 3, stepsPerEpoch: 4, ...more },
    plugins,
  )

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)
const money = ({ world }: Simulation) =>
  sum(world.get(Stake).resources) + sum(world.get(Caller).due) + sum(world.get(Dealer).account)

describe('dealers', () => {
  it('are as many as agents ask for, at least one', () => {
    expect(open().world.rowsOf('dealer')).toBe(10)
    expect(open({ 'dealer.agents_per_dealer': 1000 }).world.rowsOf('dealer')).toBe(1)
  })

  it('reckon with those who may call', () => {
    const society = open()
    society.world.get(Custody).reasons.fill(CustodyReason.quarantine, 0, 40)
    society.tick()
    const { informed, callers, informedShare } = society.world.get(DealerTotals)
    expect([informed[0], callers[0], informedShare[0]]).toEqual([30, 60, 0.5])
    const line = rows(society.world, Caller, 'line', 60)
    expect(line.slice(0, 30)).toEqual(Array.from({ length: 30 }, (_, row) => 70 + row))
    expect(line.slice(30)).toEqual(Array.from({ length: 30 }, (_, row) => 40 + row))
  })

  it('believe what net buys tell', () => {
    const society = runOut(open())
    const { belief } = society.world.get(Dealer)
    const possible = Array.from({ length: 41 }, (_, net) => beliefAfterNetBuys(0.3, net - 20))
    for (const each of belief) {
      const nearest = Math.min(...possible.map((other) => Math.abs(other - each)))
      expect(nearest).toBeLessThan(1e-12)
    }
  })

  it('come to know the truth, the sooner the more callers are informed', () => {
    const error = (share: number) => {
      const society = open({ 'dealer.informed_share': share, 'dealer.calls_per_tick': 10 }, { epochs: 10 })
      return runOut(society).summary().metrics['dealerBeliefError'] as number
    }
    const errors = [0, 0.1, 0.4, 1].map(error)
    expect(errors[0]).toBe(0.5)
    expect([...errors].sort((a, b) => b - a)).toEqual(errors)
    expect(errors[3]).toBe(0)
  })

  it('pay callers who know at the cost of those who do not', () => {
    const { metrics } = runOut(open({}, { epochs: 30 })).summary()
    expect(metrics['dealerInformedProfit']).toBeGreaterThan(0)
    expect(metrics['dealerUninformedProfit']).toBeLessThan(0)
    const both = (metrics['dealerInformedProfit'] as number) + (metrics['dealerUninformedProfit'] as number)
    expect(both + (metrics['dealerAccounts'] as number)).toBeCloseTo(0, 9)
  })

  it('ask no spread of the uninformed, and all of the informed', () => {
    const spread = (share: number) =>
      runOut(open({ 'dealer.informed_share': share })).summary().metrics['dealerOpeningSpread']
    expect(spread(0)).toBe(0)
    expect(spread(1)).toBe(1)
  })

  it('close where too many know, and open again where callers care less', () => {
    const closed = (benefit: number | null) =>
      runOut(open({ 'dealer.benefit': benefit }, { stepsPerEpoch: 1 })).summary().metrics[
        'dealerClosed'
      ] as number
    expect(closed(0.4)).toBe(1)
    expect(closed(0.9)).toBeLessThan(1)
    expect(closed(null)).toBe(0)
  })

  it('meet nobody where nobody is of a kind that is to come', () => {
    for (const [share, agents] of [
      [0.5, { honest: 30 }],
      [0.5, { adversarial: 30 }],
      [1, { honest: 30 }],
    ] as const) {
      const { metrics } = runOut(open({ 'dealer.informed_share': share }, {}, agents)).summary()
      expect([metrics['dealerCalls'], metrics['dealerSpread']]).toEqual([0, null])
    }
    expect(runOut(open({}, {}, { honest: 30 })).summary().metrics['dealerSpread']).toBe(0)
  })

  it('refuse shares outside [0, 1] and values the wrong way round, at once and in mid-run', () => {
    expect(() => open({ 'dealer.informed_share': 1.2 })).toThrow(
      /dealer\.informed_share: got 1\.2, expected a number in \[0, 1\]/,
    )
    expect(() => open({ 'dealer.informed_share': -0.1 })).toThrow(/dealer\.informed_share: got -0\.1/)
    expect(() => open({ 'dealer.value_low': 2 })).toThrow(
      /dealer\.value_low: got 2, expected at most dealer\.value_high, 1/,
    )
    const society = open()
    society.runEpoch()
    society.set('dealer.value_high', -3)
    expect(() => society.tick()).toThrow(/dealer\.value_low: got 0, expected at most dealer\.value_high, -3/)
  })
})

describe('a run with dealers', () => {
  it('conserves money whatever happens', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        share,
        share,
        fc.option(share),
        fc.option(share),
        fc.double({ min: 0, max: 9, noNaN: true }),
        (prior, buyShare, informedShare, benefit, size) => {
          const society = open({
            ...QUIET,
            'dealer.prior': prior,
            'dealer.buy_share': buyShare,
            'dealer.informed_share': informedShare,
            'dealer.benefit': benefit,
            'dealer.size': size,
          })
          const before = money(society)
          for (let epoch = 0; epoch < 3; epoch++) {
            society.runEpoch()
            expect(validateWorld(society.world)).toEqual([])
            expect(Math.abs(money(society) - before)).toBeLessThan(1e-9 * before)
          }
        },
      ),
      { numRuns: 40 },
    )
  })

  const town = (order = mechanisms) =>
    aTown(
      120,
      { 'dealer.enabled': true, 'dealer.benefit': 0.6, 'turnover.enabled': true, 'turnover.birth_rate': 0.1 },
      { epochs: 5 },
      { plugins: order },
    )

  it('is the same every time, in any order of plugins, and after a snapshot', () => {
    expectRepeatable(town)
  })

  it('touches only what its systems declare, and holds together', () => {
    expectSound(town())
    expectDeclared(town(), SYSTEMS)
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(120, { 'dealer.enabled': false }, {}, plugins)
    expect(off.world.has(Dealer)).toBe(false)
    expect(runOut(off).digest()).toBe(runOut(aTown(120)).digest())
  })
})
