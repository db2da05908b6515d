import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CustodyReason } from '../../components/codes.ts'
import { Custody, LeverEffect } from '../../components/custody.ts'
import { Record } from '../../components/ledger.ts'
import { Stake } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { LemonsBook, Lot, LotRole } from '../../mechanisms/lemons/columns.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { expectDeclared, expectRepeatable, expectSound, runOut } from '../kit/mechanism-checks.ts'
import { rows, setRows } from '../kit/rows.ts'

type Parameters = Readonly<Record<string, ParameterValue>>
const plugins = { plugins: mechanisms }
const QUIET = { 'payoff.credit_resources': false }

const open = (
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
  agents: Readonly<Record<string, number>> = { honest: 60, adversarial: 20 },
) =>
  aSimulation(
    agents,
    { 'lemons.enabled': true, ...parameters },
    { epochs: 6, stepsPerEpoch: 2, ...more },
    plugins,
  )

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0)

/** Four sellers of known quality and three buyers, one of whom is poor. */
function shop(parameters: Parameters = {}) {
  const society = open({ ...QUIET, ...parameters }, {}, { honest: 7 })
  const { buyer, seller } = LotRole
  setRows(society.world, Lot, 'role', [seller, seller, seller, seller, buyer, buyer, buyer])
  setRows(society.world, Lot, 'luck', [0.05, 0.2, 0.3, 0.9])
  setRows(society.world, Stake, 'resources', [10, 10, 10, 10, 10, 10, 0.5])
  society.world.get(LemonsBook).next[0] = 1
  return society
}

describe('a round', () => {
  it('sells what is worth at most the price to those who can pay, and sets the next price by what was on offer', () => {
    const society = shop()
    society.runSystem('lemons-market')
    const book = society.world.get(LemonsBook)
    expect([book.sellers[0], book.offers[0], book.sold[0]]).toEqual([4, 3, 2])
    expect(book.next[0]).toBeCloseTo((1.5 * (0.1 + 0.4 + 0.6)) / 3, 12)
    const change = rows(society.world, LeverEffect, 'resources', 7)
    expect(change.slice(4)).toEqual([-1, -1, 0])
    expect(change.slice(0, 3).sort()).toEqual([0, 1, 1])
    expect(change[3]).toBe(0)
    const gain = book.buyerGain[0]! + book.sellerGain[0]!
    expect(gain).toBeCloseTo(0.5 * book.qualitySold[0]!, 12)
  })

  it('pays as the epoch begins', () => {
    const society = shop()
    society.tick()
    expect(rows(society.world, Stake, 'resources', 7).slice(4)).toEqual([9, 9, 0.5])
    expect(sum(rows(society.world, Stake, 'resources', 7))).toBeCloseTo(60.5, 12)
  })

  it('tells on sellers where reviews count, and only there', () => {
    const silent = shop()
    silent.runSystem('lemons-market')
    expect(sum(silent.world.get(LeverEffect).reputation.map(Math.abs))).toBe(0)
    const loud = shop({ 'lemons.review_weight': 3 })
    loud.runSystem('lemons-market')
    const change = rows(loud.world, LeverEffect, 'reputation', 7)
    const money = rows(loud.world, LeverEffect, 'resources', 7)
    const quality = rows(loud.world, Lot, 'quality', 7)
    change.forEach((each, agent) => {
      const expected = agent < 4 && money[agent] === 1 ? (3 * (1.5 * quality[agent]! - 1)) / 3 : 0
      expect(each).toBeCloseTo(expected, 12)
    })
  })

  it('leaves out who is held', () => {
    const society = shop()
    setRows(society.world, Custody, 'reasons', [CustodyReason.quarantine, 0, 0, 0, CustodyReason.breaker])
    society.runSystem('lemons-market')
    const book = society.world.get(LemonsBook)
    expect([book.sellers[0], book.offers[0], book.sold[0]]).toEqual([3, 2, 1])
  })

  it('keeps its price where nothing is on offer', () => {
    const society = shop()
    society.world.get(LemonsBook).next[0] = 0.01
    society.runSystem('lemons-market')
    const book = society.world.get(LemonsBook)
    expect([book.offers[0], book.sold[0], book.next[0]]).toEqual([0, 0, 0.01])
  })
})

describe('a run with lemons', () => {
  it('unravels below a multiple of two and trades above it', () => {
    const offered = (multiple: number) =>
      runOut(open({ 'lemons.buyer_multiple': multiple }, { epochs: 40 }, { honest: 2000 })).summary().metrics[
        'lemonsOffered'
      ] as number
    expect(offered(1.5)).toBeLessThan(0.01)
    expect(offered(2.5)).toBe(1)
  })

  it('sells what agents are worth where quality is earned', () => {
    const society = runOut(open({ 'lemons.quality': 'earned' }, { stepsPerEpoch: 20 }))
    society.runSystem('lemons-market')
    const { world } = society
    const { initiated, initiatedSumP, rejectedSumP } = world.get(Record)
    const { role, quality } = world.get(Lot)
    const mean = (from: number, to: number) => {
      const sellers = Array.from({ length: to - from }, (_, row) => from + row).filter(
        (agent) => role[agent] === LotRole.seller,
      )
      for (const agent of sellers) {
        if (initiated[agent] === 0) continue
        const p = (initiatedSumP[agent]! + rejectedSumP[agent]!) / initiated[agent]!
        expect(quality[agent]).toBeCloseTo(2 * p, 12)
      }
      return sum(sellers.map((agent) => quality[agent]!)) / sellers.length
    }
    expect(mean(0, 60)).toBeGreaterThan(mean(60, 80) + 0.2)
  })

  it('conserves money whatever happens', () => {
    const amount = fc.double({ min: 0, max: 50, noNaN: true })
    fc.assert(
      fc.property(
        amount,
        amount,
        amount,
        fc.double({ min: 0, max: 3, noNaN: true }),
        (floor, more, price, multiple) => {
          const society = open({
            ...QUIET,
            'lemons.quality_floor': floor,
            'lemons.quality_best': floor + more + 0.1,
            'lemons.start_price': price,
            'lemons.buyer_multiple': multiple,
          })
          for (let epoch = 0; epoch < 4; epoch++) {
            society.runEpoch()
            expect(Math.abs(sum(society.world.get(Stake).resources) - 8000)).toBeLessThan(1e-9 * 8000)
            expect(Math.min(...society.world.get(Stake).resources)).toBeGreaterThanOrEqual(0)
          }
        },
      ),
      { numRuns: 30 },
    )
  })

  it('refuses a floor above the best, and a best of nothing', () => {
    expect(() => open({ 'lemons.quality_floor': 3 })).toThrow(
      /lemons\.quality_floor: got 3, expected at most lemons\.quality_best, 2/,
    )
    expect(() => open({ 'lemons.quality_best': 0 })).toThrow(/lemons\.quality_best: got 0/)
  })

  it('has no round without sellers, or without buyers', () => {
    const lonely = (share: number) => runOut(open({ 'lemons.seller_share': share })).summary().metrics
    expect([lonely(0)['lemonsOffered'], lonely(0)['lemonsSold']]).toEqual([null, 0])
    expect(lonely(1)['lemonsSold']).toBe(0)
  })

  const town = (order = mechanisms) =>
    aTown(
      120,
      {
        'lemons.enabled': true,
        'lemons.review_weight': 0.1,
        'turnover.enabled': true,
        'turnover.birth_rate': 0.1,
      },
      { epochs: 5 },
      { plugins: order },
    )

  it('is the same in any order of plugins, and after a snapshot', () => {
    expectRepeatable(town)
  })

  it('touches only what its system declares, and holds together', () => {
    expectSound(town())
    expectDeclared(town(), ['lemons-market'])
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(120, { 'lemons.enabled': false }, {}, plugins)
    expect(off.world.has(Lot)).toBe(false)
    expect(runOut(off).digest()).toBe(runOut(aTown(120)).digest())
  })
})
