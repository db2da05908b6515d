import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CrashSign,
  crashMemory,
  forgetPrices,
  watchPrice,
  windowVolatility,
} from '../../formulas/flash-crash.ts'

const RULE = { window: 5, threshold: 0.2, recovery: 0.95, rises: true, volumeFactor: 0 }

/** The same rule over whole lists. */
function naiveSigns(prices: readonly number[], volumes: readonly number[], rule: typeof RULE): number[] {
  let crash: number = CrashSign.none
  let before = 0
  return prices.map((price, at) => {
    const window = prices.slice(Math.max(0, at - rule.window + 1), at + 1)
    if (at === 0) return CrashSign.none
    if (crash !== CrashSign.none) {
      const over =
        crash === CrashSign.drop ? price / before >= rule.recovery : price * rule.recovery <= before
      if (over) crash = CrashSign.none
      return over ? CrashSign.recovered : CrashSign.none
    }
    const past = volumes.slice(Math.max(0, at - rule.window), at)
    const mean = past.reduce((sum, volume) => sum + volume, 0) / past.length
    if (rule.volumeFactor > 0 && (volumes[at] as number) < rule.volumeFactor * mean) return CrashSign.none
    const [high, low] = [Math.max(...window), Math.min(...window)]
    if ((high - price) / high >= rule.threshold) {
      crash = CrashSign.drop
      before = high
    } else if (rule.rises && (price - low) / low >= rule.threshold) {
      crash = CrashSign.rise
      before = low
    }
    return crash
  })
}

function signsOf(prices: readonly number[], volumes: readonly number[], rule: typeof RULE): number[] {
  // Two series share the memory, so that a mix-up of rings would show.
  const memory = crashMemory(2, rule.window)
  return prices.map((price, at) => {
    watchPrice(memory, 0, 1000 - price, 1, rule)
    return watchPrice(memory, 1, price, volumes[at] as number, rule)
  })
}

describe('the detector of flash crashes', () => {
  it('sees what a look at the whole window sees, in both directions, with and without volume', () => {
    const price = fc.integer({ min: 50, max: 150 })
    const tick = fc.tuple(price, fc.integer({ min: 0, max: 9 }))
    fc.assert(
      fc.property(
        fc.array(tick, { maxLength: 80 }),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        fc.constantFrom(0, 1, 2.5),
        (ticks, window, rises, volumeFactor) => {
          const rule = { ...RULE, window, rises, volumeFactor }
          const [prices, volumes] = [ticks.map(([each]) => each), ticks.map(([, each]) => each)]
          expect(signsOf(prices, volumes, rule)).toEqual(naiveSigns(prices, volumes, rule))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('tells rises as it tells drops, unless it is not to', () => {
    const rise = [100, 130, 128, 104]
    expect(signsOf(rise, [1, 1, 1, 1], RULE)).toEqual([0, CrashSign.rise, 0, CrashSign.recovered])
    expect(signsOf(rise, [1, 1, 1, 1], { ...RULE, rises: false })).toEqual([0, 0, 0, CrashSign.drop])
  })

  it('asks for volume where it is told to', () => {
    const drop = [100, 100, 70]
    expect(signsOf(drop, [10, 10, 29], { ...RULE, volumeFactor: 3 })).toEqual([0, 0, 0])
    expect(signsOf(drop, [10, 10, 30], { ...RULE, volumeFactor: 3 })).toEqual([0, 0, CrashSign.drop])
  })

  it('knows nothing after it has forgotten', () => {
    const memory = crashMemory(1, 5)
    watchPrice(memory, 0, 100, 1, RULE)
    forgetPrices(memory, 0)
    expect(watchPrice(memory, 0, 50, 1, RULE)).toBe(CrashSign.none)
    expect(windowVolatility(memory, 0, 5)).toBe(0)
    expect(watchPrice(memory, 0, 39, 1, RULE)).toBe(CrashSign.drop)
  })
})
