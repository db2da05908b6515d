import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineStream, KeyedSource, keyOfSeed, threefry4x32, threefry12 } from '../../engine/random.ts'

const hex = (words: Uint32Array) => Array.from(words, (word) => word.toString(16).padStart(8, '0')).join(' ')
const word = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 })
const four = fc.tuple(word, word, word, word)

describe('threefry4x32', () => {
  it.each([
    [12, 'a97328cd a9a95582 2e34d974 fe50811e'],
    [13, '531c7e4f 39491ee5 2c855a92 3d6abf9a'],
    [20, '9c6ca96a e17eae66 fc10ecd4 5256a7d8'],
  ])('gives the published words at %i rounds for a key and a counter of zeros', (rounds, expected) => {
    const out = new Uint32Array(4)
    threefry4x32([0, 0, 0, 0], [0, 0, 0, 0], rounds, out)
    expect(hex(out)).toBe(expected)
  })

  it('is the same function unrolled', () => {
    fc.assert(
      fc.property(four, four, (key, counter) => {
        const plain = new Uint32Array(4)
        const unrolled = new Uint32Array(4)
        threefry4x32(key, counter, 12, plain)
        threefry12(
          Int32Array.from(key),
          Uint32Array.from(counter),
          Uint32Array.of(counter[0]),
          0,
          1,
          unrolled,
          0,
        )
        expect(unrolled).toEqual(plain)
      }),
    )
  })
})

describe('keyOfSeed', () => {
  it('depends on the text alone', () => {
    expect(keyOfSeed('42')).toEqual(keyOfSeed('42'))
    expect(keyOfSeed('42')).not.toEqual(keyOfSeed('43'))
  })

  it('stays what it was in every version', () => {
    expect(keyOfSeed('0')).toEqual([-943362344, -1060333555, 730021270, 1704374920])
  })
})

describe('a stream', () => {
  const tick = new Uint32Array(1)
  const take = (stream: string, entity: number, count: number, rounds = 12) => {
    const source = new KeyedSource(keyOfSeed('seed'), defineStream(stream), tick, rounds)
    source.begin(entity)
    return Array.from({ length: count }, () => source.next()[0])
  }

  it('draws the same for one entity whatever was drawn before', () => {
    const source = new KeyedSource(keyOfSeed('seed'), defineStream('one'), tick, 12)
    for (const entity of [5, 1, 9]) {
      source.begin(entity)
      const values = Array.from({ length: 3 + entity }, () => source.next()[0])
      expect(values).toEqual(take('one', entity, 3 + entity))
    }
  })

  it('differs by stream, entity, tick and rounds, and never repeats within a rule', () => {
    const base = take('one', 1, 9)
    expect(new Set(base).size).toBe(9)
    expect(take('two', 1, 9)).not.toEqual(base)
    expect(take('one', 2, 9)).not.toEqual(base)
    expect(take('one', 1, 9, 20)).not.toEqual(base)
    tick[0] = 1
    expect(take('one', 1, 9)).not.toEqual(base)
    tick[0] = 0
  })

  it('is uniform: mean and variance of 40,000 draws lie within four standard errors', () => {
    const values = Array.from({ length: 10_000 }, (_, entity) => take('uniform', entity, 4)).flat()
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / values.length))
    expect(Math.abs(variance - 1 / 12)).toBeLessThan(4 * Math.sqrt(1 / 180 / values.length))
  })
})
