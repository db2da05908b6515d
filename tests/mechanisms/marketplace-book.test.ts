import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Escrow } from '../../components/board.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { World } from '../../engine/world.ts'
import { bindBook } from '../../mechanisms/marketplace/book.ts'
import { Deal, DealStatus, MarketTotals } from '../../mechanisms/marketplace/columns.ts'
import { marketplace } from '../../mechanisms/marketplace/index.ts'
import { aSimulation } from '../kit/a-simulation.ts'
import { validateWorld } from '../kit/validate-world.ts'

const POSTER = 0
const WORKER = 1
const OTHER = 2
const NO_DEADLINE = Number.POSITIVE_INFINITY

/** A world of four agents with 100 each that nothing moves but the book. */
function aBook(settlement: 'on_work' | 'never', treasury = true) {
  const parameters = {
    'marketplace.enabled': true,
    'marketplace.settlement': settlement,
    'marketplace.listing': settlement === 'never' ? 'whole' : 'sampled',
    'marketplace.max_bids_per_bounty': 2,
    'tax.treasury': treasury,
  }
  const { world } = aSimulation({ honest: 4 }, parameters, { epochs: 50 }, { plugins: [marketplace] })
  const access = {
    world,
    clock: world.clock,
    get: world.get.bind(world),
    parameters: world.parameters.bind(world),
  }
  return { world, book: bindBook(access), resources: world.get(Stake).resources }
}

/** A bounty of 20 for which the worker is to get 10. */
function anAward(settlement: 'on_work' | 'never', treasury = true) {
  const setting = aBook(settlement, treasury)
  const bounty = setting.book.post(POSTER, 20, NO_DEADLINE)
  const bid = setting.book.bid(WORKER, bounty, 10)
  expect(setting.book.accept(POSTER, bid)).toBe(true)
  return { ...setting, bounty }
}

const moneyOf = (world: World): number => {
  const { offered, escrowed, lost } = world.get(MarketTotals)
  const owned = world.get(Stake).resources.reduce((sum, money) => sum + money, 0)
  return owned + world.get(Treasury).balance[0] + offered[0] + escrowed[0] + lost[0]
}

describe('an escrow of 10 for a bounty of 20, fee 2%', () => {
  it('pays the worker 9.8 and the poster what it offered beyond it', () => {
    const { book, bounty, resources, world } = anAward('on_work')
    expect([resources[POSTER], resources[WORKER]]).toEqual([80, 100])
    expect(book.settle(bounty, true)).toBe(true)
    expect([resources[POSTER], resources[WORKER]]).toEqual([90, 109.8])
    expect(world.get(Treasury).balance[0]).toBeCloseTo(0.2, 12)
    expect(book.settle(bounty, true)).toBe(false)
  })

  it('gives the poster 19.8 back on failure, 9.8 where nothing is settled but by disputes', () => {
    const fair = anAward('on_work')
    fair.book.settle(fair.bounty, false)
    expect(fair.resources[POSTER]).toBeCloseTo(99.8, 12)
    const harsh = anAward('never', false)
    harsh.book.settle(harsh.bounty, false)
    expect(harsh.resources[POSTER]).toBeCloseTo(89.8, 12)
    expect(harsh.world.get(MarketTotals).lost[0]).toBeCloseTo(10.2, 12)
  })

  it('is halved by a dispute, which either side may file once', () => {
    const { book, bounty, resources } = anAward('on_work')
    expect(book.dispute(OTHER, bounty)).toBe(false)
    expect(book.dispute(WORKER, bounty)).toBe(true)
    expect(book.dispute(POSTER, bounty)).toBe(false)
    expect(book.settle(bounty, true)).toBe(false)
    expect(book.resolve(bounty, 0.5)).toBe(true)
    expect([resources[POSTER], resources[WORKER]]).toEqual([94.9, 104.9])
  })

  it('loses the rest of the reward by a dispute where nothing else settles it', () => {
    const { book, bounty, resources, world } = anAward('never')
    book.dispute(POSTER, bounty)
    book.resolve(bounty, 0.5)
    expect([resources[POSTER], resources[WORKER]]).toEqual([84.9, 104.9])
    expect(world.get(MarketTotals).lost[0]).toBeCloseTo(10, 12)
  })
})

describe('the book refuses', () => {
  it('bounties beyond the means or below the minimum, and bids that break a rule', () => {
    const { book } = aBook('on_work')
    expect(book.post(POSTER, 100.01, NO_DEADLINE)).toBe(NOBODY)
    expect(book.post(POSTER, 0.99, NO_DEADLINE)).toBe(NOBODY)
    expect(book.post(POSTER, Number.NaN, NO_DEADLINE)).toBe(NOBODY)
    const bounty = book.post(POSTER, 20, NO_DEADLINE)
    expect(book.bid(POSTER, bounty, 5)).toBe(NOBODY)
    expect(book.bid(WORKER, bounty, 20.01)).toBe(NOBODY)
    expect(book.bid(WORKER, bounty, 0)).toBe(NOBODY)
    expect(book.bid(WORKER, bounty + 1, 5)).toBe(NOBODY)
    const bid = book.bid(WORKER, bounty, 5)
    expect(bid).not.toBe(NOBODY)
    expect(book.bid(WORKER, bounty, 4)).toBe(NOBODY)
    expect(book.accept(WORKER, bid)).toBe(false)
    expect(book.bid(OTHER, bounty, 6)).not.toBe(NOBODY)
    expect(book.bid(3, bounty, 6)).toBe(NOBODY)
    expect(book.withdraw(OTHER, bid)).toBe(false)
    expect(book.withdraw(WORKER, bid)).toBe(true)
    expect(book.bid(3, bounty, 6)).not.toBe(NOBODY)
  })

  it('claims of one’s own bounty, of what is taken or past its deadline, except where the peer allows them', () => {
    const { book, world } = aBook('on_work')
    const bounty = book.post(POSTER, 20, 2)
    expect(book.claim(POSTER, bounty)).toBe(false)
    world.clock.epoch[0] = 2
    expect(book.claim(WORKER, bounty)).toBe(false)
    world.clock.epoch[0] = 1
    expect(book.claim(WORKER, bounty)).toBe(true)
    expect(book.claim(OTHER, bounty)).toBe(false)
    expect(world.get(Escrow).held[bounty]).toBe(1)
    const lenient = aBook('never')
    const own = lenient.book.post(POSTER, 20, NO_DEADLINE)
    expect(lenient.book.claim(POSTER, own)).toBe(true)
    expect(lenient.world.get(Deal).status[own]).toBe(DealStatus.open)
  })
})

type Step = readonly [what: number, agent: number, row: number, amount: number]

describe('whatever is done in whatever order', () => {
  const step: fc.Arbitrary<Step> = fc.tuple(
    fc.nat(9),
    fc.nat(3),
    fc.nat(12),
    fc.double({ min: 0.5, max: 60, noNaN: true }),
  )

  it.each(['on_work', 'never'] as const)('no money comes or goes, settlement %s', (settlement) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 120 }), fc.boolean(), (steps, treasury) => {
        const { world, book } = aBook(settlement, treasury)
        for (const [what, agent, row, amount] of steps) {
          if (what === 0) book.post(agent, amount, NO_DEADLINE)
          else if (what === 1) book.bid(agent, row, amount)
          else if (what === 2) book.accept(agent, row)
          else if (what === 3) book.claim(agent, row)
          else if (what === 4) book.settle(row, amount > 30)
          else if (what === 5) book.dispute(agent, row)
          else if (what === 6) book.resolve(row, amount / 60)
          else if (what === 7) book.expire(row)
          else if (what === 8) book.submit(agent, row)
          else if (amount > 30) book.withdraw(agent, row)
          else book.reject(agent, row)
          expect(moneyOf(world)).toBeCloseTo(400, 9)
        }
        expect(validateWorld(world)).toEqual([])
        expect(Math.min(...world.get(Stake).resources)).toBeGreaterThanOrEqual(0)
      }),
      { numRuns: 150 },
    )
  })
})
