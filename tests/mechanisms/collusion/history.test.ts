import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { meanOfSides, pairScore } from '../../../formulas/collusion.ts'
import { type Deal, deal, nextEpoch, pairsOf, times, watched } from './society.ts'

const AGENTS = 12
const WINDOW = 3

const aDeal = fc
  .record({
    initiator: fc.nat(AGENTS - 1),
    counterparty: fc.nat(AGENTS - 1),
    p: fc.double({ min: 0, max: 1, noNaN: true }),
    accepted: fc.boolean(),
  })
  .filter(({ initiator, counterparty }) => initiator !== counterparty)
const epochs = fc.array(fc.array(aDeal, { maxLength: 60 }), { minLength: 1, maxLength: 8 })

/** What pairs did, counted one by one. */
function tallied(deals: readonly Deal[]) {
  const pairs = new Map<string, { low: number; high: number; deals: Deal[] }>()
  for (const each of deals) {
    const [low, high] = [each.initiator, each.counterparty].sort((a, b) => a - b) as [number, number]
    const pair = pairs.get(`${low} ${high}`) ?? { low, high, deals: [] }
    pair.deals.push(each)
    pairs.set(`${low} ${high}`, pair)
  }
  return [...pairs.values()].sort((a, b) => a.low - b.low || a.high - b.high)
}

/** Scores by the definition, over a list of deals: transfers alone, so nothing ever correlates. */
function scored(deals: readonly Deal[]) {
  const pairs = tallied(deals)
  const mean = deals.length / pairs.length
  const spread = Math.sqrt(
    pairs.reduce((sum, { deals: { length } }) => sum + (length - mean) ** 2, 0) / pairs.length,
  )
  return pairs.map(({ low, high, deals: own }) => {
    const z = pairs.length < 2 || spread === 0 ? 0 : (own.length - mean) / spread
    const by = (agent: number) => own.filter(({ initiator }) => initiator === agent)
    const sumP = (some: readonly Deal[]) => some.reduce((sum, { p = 0 }) => sum + p, 0)
    const acceptance = own.filter(({ accepted }) => accepted).length / own.length
    const meanP = meanOfSides(by(low).length, sumP(by(low)), by(high).length, sumP(by(high)))
    const score = own.length < 3 ? 0 : pairScore(z, 0, acceptance, meanP, own.length, 2)
    return { low, high, interactions: own.length, score }
  })
}

describe('the history of pairs', () => {
  it('is that of the last epochs, and scores follow from it', () => {
    fc.assert(
      fc.property(epochs, (given) => {
        const society = watched({ honest: AGENTS }, { 'collusion.penalty_window': WINDOW })
        given.forEach((deals, epoch) => {
          deal(society, deals)
          nextEpoch(society)
          const judged = given.slice(Math.max(0, epoch + 1 - WINDOW), epoch + 1).flat()
          const remembered = given.slice(Math.max(0, epoch + 2 - WINDOW), epoch + 1).flat()
          const pairs = pairsOf(society)
          expect(pairs.map(({ low, high, interactions }) => [low, high, interactions])).toEqual(
            tallied(remembered).map(({ low, high, deals: { length } }) => [low, high, length]),
          )
          if (judged.length < 3) return
          const expected = scored(judged)
          for (const { low, high, score } of pairs) {
            const wanted = expected.find((each) => each.low === low && each.high === high)?.score
            expect(score).toBeCloseTo(wanted as number, 9)
          }
        })
        expect(society.world.column('CollusionTotals.evictions')[0]).toBe(0)
      }),
      { numRuns: 40 },
    )
  })

  it('is everything without a window, until it is cleared', () => {
    const society = watched({ honest: 4 }, { 'collusion.penalty_window': null })
    for (let epoch = 0; epoch < 9; epoch++) {
      deal(society, times(2, { initiator: 3, counterparty: 1 }))
      nextEpoch(society)
    }
    expect(pairsOf(society)).toMatchObject([{ low: 1, high: 3, interactions: 18 }])
    society.set('governance.collusion_clear_history_on_epoch', true)
    nextEpoch(society)
    expect(pairsOf(society)).toEqual([])
  })

  it('counts no further than a row can, and means stay means', () => {
    const society = watched({ honest: 2 }, { 'collusion.penalty_window': null })
    const one = times(1, { initiator: 0, counterparty: 1, p: 1 })
    deal(society, one)
    // Counts of either side and of what was accepted share a number: 16 bits, 16 bits, and what is above them.
    const tally = society.world.column('CollusionHistory.tally')
    const at = tally.findIndex((number) => number > 0)
    tally[at] = 65_535 + 65_534 * 2 ** 16 + 70_000 * 2 ** 32
    tally[at + 1] = 32_767.5
    tally[at + 2] = 10
    deal(society, one)
    expect(tally[at]).toBe(65_535 + 65_534 * 2 ** 16 + 70_000 * 2 ** 32)
    expect(tally[at + 1]).toBe(32_767.5)
    expect(pairsOf(society)).toMatchObject([{ interactions: 1 }])
    deal(society, times(2, { initiator: 1, counterparty: 0, p: 0.5, accepted: false }))
    expect(tally[at]).toBe(65_535 + 65_535 * 2 ** 16 + 70_000 * 2 ** 32)
    expect(tally[at + 2]).toBe(10.5)
    expect(pairsOf(society)).toMatchObject([{ interactions: 2 }])
  })
})

describe('epochs together', () => {
  it('are more than an epoch has room for', () => {
    const society = watched({ honest: 2 }, { 'collusion.penalty_window': 2 })
    deal(society, times(1, { initiator: 0, counterparty: 1, p: 1 }))
    const tally = society.world.column('CollusionHistory.tally')
    const entry = society.world.column('CollusionPair.entry')
    const at = tally.findIndex((number) => number > 0)
    for (const epoch of [0, tally.length / 2]) {
      tally.set([40_000 + 50_000 * 2 ** 16 + 80_000 * 2 ** 32, 10_000, 20_000], at + epoch)
    }
    entry[(4 * at) / 3 + 2] = 180_000
    nextEpoch(society)
    const meanP = (10_000 / 40_000 + 20_000 / 50_000) / 2
    expect(pairsOf(society)[0]?.score).toBeCloseTo(pairScore(0, 0, 160 / 180, meanP, 180_000, 2), 12)
    expect(pairsOf(society)[0]?.interactions).toBe(90_000)
  })
})

describe('a table that is too small', () => {
  /** Chance meetings of everyone with many, and one pair that deals all the time. */
  function crowded(pairsPerAgent: number) {
    const agents = 600
    const society = watched({ honest: agents }, { 'collusion.pairs_per_agent': pairsPerAgent })
    for (let epoch = 0; epoch < 4; epoch++) {
      const chance = Array.from({ length: 40 * agents }, (_, meeting) => ({
        initiator: meeting % agents,
        counterparty: (meeting * 7919 + Math.floor(meeting / agents) * 13 + epoch * 31 + 1) % agents,
      })).filter(({ initiator, counterparty }) => initiator !== counterparty)
      deal(society, chance)
      deal(society, times(30, { initiator: 5, counterparty: 400 }))
      nextEpoch(society)
    }
    return society
  }

  it('gives up pairs that met by chance, counts them, and keeps those that deal all the time', () => {
    const society = crowded(1)
    expect(society.world.column('CollusionTotals.evictions')[0]).toBeGreaterThan(1000)
    const best = pairsOf(society).sort((a, b) => b.interactions - a.interactions)[0]
    expect(best).toMatchObject({ low: 5, high: 400, interactions: 120 })
  })

  it('holds each pair once', () => {
    const keys = pairsOf(crowded(1)).map(({ low, high }) => `${low} ${high}`)
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('gives up nothing where there is room', () => {
    expect(crowded(400).world.column('CollusionTotals.evictions')[0]).toBe(0)
  })
})
