import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isInForce, NEVER, Refusal, refusalOf, trustScore } from '../../formulas/identity.ts'
import {
  bandWord,
  candidateProbability,
  candidateThreshold,
  minhashSignature,
} from '../../formulas/minhash.ts'
import {
  behaviouralSimilarity,
  cosine,
  jaccard,
  leastJaccard,
  measureOverlap,
  OVERLAP_LENGTH,
  sharedShareSimilarity,
} from '../../formulas/similarity.ts'
import { find, reset, unite } from '../../formulas/union-find.ts'

type Pattern = readonly (readonly [key: number, count: number])[]

const pattern = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 20 })), {
    selector: ([key]) => key,
    maxLength: 12,
  })
  .map((entries) => entries.sort((a, b) => a[0] - b[0]))

function compare(first: Pattern, second: Pattern) {
  const all = [...first, ...second]
  const patterns = {
    keys: Uint32Array.from(all, ([key]) => key),
    counts: Float64Array.from(all, ([, count]) => count),
  }
  const overlap = new Float64Array(OVERLAP_LENGTH)
  const places = [0, first.length, first.length, all.length] as const
  measureOverlap(patterns, ...places, overlap)
  return {
    jaccard: jaccard(overlap),
    cosine: cosine(overlap),
    both: behaviouralSimilarity(overlap),
    peer: sharedShareSimilarity(patterns, ...places),
  }
}

describe('similarity of patterns', () => {
  it('is symmetric, within [0, 1], and 1 for a pattern and itself', () => {
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const there = compare(first, second)
        const back = compare(second, first)
        expect(back.both).toBeCloseTo(there.both, 12)
        expect(there.both).toBeGreaterThanOrEqual(0)
        expect(there.both).toBeLessThanOrEqual(1 + 1e-12)
        expect(compare(first, first).both).toBeCloseTo(first.length > 0 ? 1 : 0, 12)
      }),
    )
  })

  it('agrees with sets and vectors', () => {
    fc.assert(
      fc.property(pattern, pattern, (first, second) => {
        const [a, b] = [new Map(first), new Map(second)]
        const keys = new Set([...a.keys(), ...b.keys()])
        const shared = [...a.keys()].filter((key) => b.has(key)).length
        const dot = [...keys].reduce((sum, key) => sum + (a.get(key) ?? 0) * (b.get(key) ?? 0), 0)
        const size = (map: Map<number, number>) => Math.hypot(...map.values())
        const { jaccard: overlap, cosine: angle } = compare(first, second)
        expect(overlap).toBeCloseTo(keys.size === 0 ? 0 : shared / keys.size, 12)
        expect(angle).toBeCloseTo(a.size * b.size === 0 ? 0 : dot / (size(a) * size(b)), 12)
      }),
    )
  })

  it('is at least a threshold only from the least Jaccard similarity on', () => {
    fc.assert(
      fc.property(
        pattern,
        pattern,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (first, second, threshold) => {
          const found = compare(first, second)
          if (found.both >= threshold)
            expect(found.jaccard).toBeGreaterThanOrEqual(leastJaccard(threshold) - 1e-9)
        },
      ),
    )
  })

  it('finds equal patterns of any width, where the peer’s measure loses them', () => {
    for (const width of [1, 2, 3, 5, 10]) {
      const uniform = Array.from({ length: width }, (_, key) => [key, 3] as const)
      expect(compare(uniform, uniform).both).toBeCloseTo(1, 12)
      expect(compare(uniform, uniform).peer).toBeCloseTo((1 + 1 / width) / 2, 12)
    }
  })
})

describe('MinHash', () => {
  it('agrees in a place as often as the sets overlap', () => {
    const places = 2000
    const keys = Uint32Array.from({ length: 40 }, (_, key) => key)
    const [first, second] = [new Uint32Array(places), new Uint32Array(places)]
    // Keys 0 to 29 and 10 to 39: 20 of 40 are shared.
    minhashSignature(keys, 0, 30, 0, places, first, 0)
    minhashSignature(keys, 10, 40, 0, places, second, 0)
    const agreeing = first.filter((word, place) => word === second[place]).length / places
    // Four standard errors of a share of 1/2 among 2,000.
    expect(Math.abs(agreeing - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / places))
  })

  it('does not depend on where a signature starts', () => {
    const keys = Uint32Array.of(3, 8, 21)
    const whole = new Uint32Array(8)
    const part = new Uint32Array(4)
    minhashSignature(keys, 0, 3, 0, 8, whole, 0)
    minhashSignature(keys, 0, 3, 4, 4, part, 0)
    expect([...whole.subarray(4)]).toEqual([...part])
    expect(bandWord(whole, 4, 4)).toBe(bandWord(part, 0, 4))
    expect(bandWord(whole, 0, 4)).not.toBe(bandWord(part, 0, 4))
  })

  it('has a threshold at which the probability is about 1 - 1/e', () => {
    for (const [bands, rows] of [
      [16, 4],
      [32, 2],
    ] as const) {
      const middle = candidateProbability(candidateThreshold(bands, rows), bands, rows)
      expect(middle).toBeGreaterThan(0.63)
      expect(middle).toBeLessThan(0.65)
    }
  })
})

describe('disjoint sets', () => {
  it('join as components of the graph do, in any order of edges', () => {
    const edges = fc.array(fc.tuple(fc.nat(19), fc.nat(19)), { maxLength: 30 })
    fc.assert(
      fc.property(edges, (list) => {
        const components = (order: typeof list) => {
          const [parent, size] = [new Uint32Array(20), new Uint32Array(20).fill(1)]
          reset(parent, 20)
          for (const [a, b] of order) unite(parent, size, a, b)
          const lowest = Array.from({ length: 20 }, (_, node) =>
            Array.from({ length: 20 }, (_other, other) => other).find(
              (other) => find(parent, other) === find(parent, node),
            ),
          )
          const total = [...new Set(lowest)].reduce<number>(
            (sum, node) => sum + (size[find(parent, node as number)] as number),
            0,
          )
          expect(total).toBe(20)
          return lowest
        }
        expect(components([...list].reverse())).toEqual(components(list))
        for (const [a, b] of list) expect(components(list)[a]).toBe(components(list)[b])
      }),
    )
  })
})

describe('identity', () => {
  it('earns trust up to 1', () => {
    expect(trustScore(false, 0)).toBe(0.3)
    expect(trustScore(true, 5)).toBe(1)
    expect(trustScore(false, 99)).toBeCloseTo(0.8, 12)
  })

  it('is in force until its last epoch is over, or revoked', () => {
    expect([isInForce(false, 5, 4), isInForce(false, 5, 5), isInForce(true, 5, 4)]).toEqual([
      true,
      false,
      false,
    ])
    expect(isInForce(false, NEVER, 4_000_000_000)).toBe(true)
  })

  it('is refused for the first reason that applies', () => {
    expect(refusalOf(true, 9, 1, true, 10, 0)).toBe(Refusal.duplicate)
    expect(refusalOf(false, 1, 1, true, 10, 0)).toBe(Refusal.limit)
    expect(refusalOf(false, 0, 1, true, 10, 0)).toBe(Refusal.personhood)
    expect(refusalOf(false, 0, 1, false, 10, 9.99)).toBe(Refusal.cost)
    expect(refusalOf(false, 0, 1, false, 10, 10)).toBe(Refusal.none)
  })
})
