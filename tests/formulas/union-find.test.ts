import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { find, reset, unite } from '../../formulas/union-find.ts'

function apart(count: number): { parent: Int32Array; size: Int32Array } {
  const parent = new Int32Array(count)
  reset(parent, count)
  return { parent, size: new Int32Array(count).fill(1) }
}

/** Labels by painting over, quadratic and plainly right. */
function painted(count: number, edges: readonly (readonly [number, number])[]): number[] {
  let labels = Array.from({ length: count }, (_, row) => row)
  for (const [a, b] of edges) {
    const [from, to] = [labels[a], labels[b]]
    labels = labels.map((label) => (label === from ? (to as number) : label))
  }
  return labels
}

describe('disjoint sets', () => {
  it('start apart, and joining is transitive', () => {
    const { parent, size } = apart(5)
    expect(find(parent, 3)).toBe(3)
    unite(parent, size, 0, 1)
    unite(parent, size, 3, 4)
    expect(find(parent, 0)).not.toBe(find(parent, 3))
    unite(parent, size, 1, 4)
    expect(find(parent, 0)).toBe(find(parent, 3))
    expect(size[find(parent, 4)]).toBe(4)
    expect(find(parent, 2)).toBe(2)
  })

  it('are those of painting, with sizes to match, over signed and unsigned rows', () => {
    const edges = fc.array(fc.tuple(fc.nat(39), fc.nat(39)), { maxLength: 60 })
    fc.assert(
      fc.property(edges, fc.boolean(), (pairs, signed) => {
        const parent = signed ? new Int32Array(40) : new Uint32Array(40)
        const size = (signed ? new Int32Array(40) : new Uint32Array(40)).fill(1)
        reset(parent, 40)
        for (const [a, b] of pairs) expect(unite(parent, size, a, b)).toBe(find(parent, a))
        const labels = painted(40, pairs)
        for (let a = 0; a < 40; a++) {
          expect(size[find(parent, a)]).toBe(labels.filter((label) => label === labels[a]).length)
          for (let b = 0; b < a; b++) {
            expect(find(parent, a) === find(parent, b)).toBe(labels[a] === labels[b])
          }
        }
      }),
    )
  })

  it('do not care which of two was named first', () => {
    const [forth, back] = [apart(6), apart(6)]
    for (const [a, b] of [
      [0, 1],
      [3, 2],
      [1, 2],
      [5, 0],
    ] as const) {
      unite(forth.parent, forth.size, a, b)
      unite(back.parent, back.size, b, a)
    }
    for (let row = 0; row < 6; row++) expect(find(forth.parent, row)).toBe(find(back.parent, row))
  })

  it('leave rows beyond the count alone', () => {
    const parent = Int32Array.of(9, 9, 9)
    reset(parent, 2)
    expect(Array.from(parent)).toEqual([0, 1, 9])
  })
})
