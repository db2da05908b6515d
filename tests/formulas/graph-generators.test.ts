import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildRows, halfEdgeIndex, rowEdgeCount, toCsr } from '../../formulas/graph-csr.ts'
import {
  COMPLETE_NODES_MAX,
  type EdgeList,
  generateEdges,
  TOPOLOGIES,
  type TopologyParameters,
} from '../../formulas/graph-generators.ts'
import { connectedComponents } from '../../formulas/graph-metrics.ts'
import {
  erdosRenyiEdgeDeviation,
  erdosRenyiEdgeMean,
  scaleFreeEdgeCount,
} from '../../formulas/graph-theory.ts'
import { seededUniform } from '../kit/uniform.ts'

function pairsOf(edges: EdgeList): string[] {
  return Array.from(edges.source, (low, edge) => `${low}-${edges.target[edge]}`).sort()
}

function expectSimple(edges: EdgeList): void {
  expect(edges.source.length).toBe(edges.count)
  expect(edges.target.length).toBe(edges.count)
  for (let edge = 0; edge < edges.count; edge++) {
    expect(edges.source[edge]).toBeLessThan(edges.target[edge]!)
    expect(edges.target[edge]).toBeLessThan(edges.nodeCount)
  }
  expect(new Set(pairsOf(edges)).size).toBe(edges.count)
}

const never = () => {
  throw new Error('a deterministic topology drew')
}

describe('generateEdges', () => {
  it('makes a simple graph for every topology, size and parameter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TOPOLOGIES),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 2, max: 12 }),
        fc.integer({ min: 1, max: 6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (topology, nodeCount, neighborCount, attachmentCount, probability, seed) => {
          const parameters = {
            neighborCount,
            attachmentCount,
            edgeProbability: probability,
            rewireProbability: probability,
          }
          expectSimple(generateEdges(topology, nodeCount, parameters, seededUniform(seed)))
        },
      ),
      { numRuns: 400 },
    )
  })

  it('makes the known small graphs', () => {
    expect(pairsOf(generateEdges('complete', 3, {}, never))).toEqual(['0-1', '0-2', '1-2'])
    expect(pairsOf(generateEdges('ring', 4, {}, never))).toEqual(['0-1', '0-3', '1-2', '2-3'])
    expect(pairsOf(generateEdges('ring', 2, {}, never))).toEqual(['0-1'])
    expect(pairsOf(generateEdges('star', 4, {}, never))).toEqual(['0-1', '0-2', '0-3'])
    expect(generateEdges('complete', 1, {}, never).count).toBe(0)
  })

  it('reads custom pairs in any order, once each, and refuses what is not an edge', () => {
    const custom = (edges: TopologyParameters['edges']) => generateEdges('custom', 5, { edges }, never)
    expect(
      pairsOf(
        custom([
          [4, 1],
          [0, 3],
          [1, 4],
          [3, 0],
        ]),
      ),
    ).toEqual(['0-3', '1-4'])
    expect(() => custom([[2, 2]])).toThrow('edge 0: joins node 2 to itself')
    expect(() =>
      custom([
        [0, 1],
        [1, 5],
      ]),
    ).toThrow('edge 1: node 5')
    expect(() => custom([[0, 1.5]])).toThrow(RangeError)
  })

  it.each([
    { nodeCount: -1, parameters: {} },
    { nodeCount: 2.5, parameters: {} },
    { nodeCount: 5, parameters: { edgeProbability: 1.01 } },
    { nodeCount: 5, parameters: { edgeProbability: Number.NaN } },
    { nodeCount: 5, parameters: { rewireProbability: -0.1 } },
    { nodeCount: 5, parameters: { neighborCount: 1 } },
    { nodeCount: 5, parameters: { attachmentCount: 0 } },
  ])('refuses $nodeCount nodes with $parameters', ({ nodeCount, parameters }) => {
    expect(() => generateEdges('ring', nodeCount, parameters, never)).toThrow(RangeError)
  })

  it('refuses to store what would not fit', () => {
    expect(generateEdges('complete', COMPLETE_NODES_MAX, {}, never).count).toBe(1_999_000)
    expect(() => generateEdges('complete', COMPLETE_NODES_MAX + 1, {}, never)).toThrow('stored only up to')
    expect(() => generateEdges('random_erdos_renyi', 1_000_000, { edgeProbability: 0.5 }, never)).toThrow(
      'expected at most',
    )
  })
})

describe('random topologies', () => {
  it.each([
    [200, 0.5],
    [1000, 0.02],
    [5000, 0.0004],
    [20_000, 1e-6],
    [300_000, 9e-6],
  ])(
    'Erdos-Renyi of %i nodes at %f has its edges within 4 sigma, spread evenly',
    (nodeCount, edgeProbability) => {
      const edges = generateEdges('random_erdos_renyi', nodeCount, { edgeProbability }, seededUniform(11))
      const mean = erdosRenyiEdgeMean(nodeCount, edgeProbability)
      const deviation = erdosRenyiEdgeDeviation(nodeCount, edgeProbability)
      expect(Math.abs(edges.count - mean)).toBeLessThan(4 * deviation)
      // The pairs within the lower half of the nodes are an Erdos-Renyi network of their own.
      const half = nodeCount / 2
      let within = 0
      for (const high of edges.target) if (high < half) within++
      expect(Math.abs(within - erdosRenyiEdgeMean(half, edgeProbability))).toBeLessThan(
        4 * erdosRenyiEdgeDeviation(half, edgeProbability),
      )
    },
  )

  it('Erdos-Renyi gives every pair the same chance', () => {
    const draw = seededUniform(5)
    const hits = new Map<string, number>()
    const rounds = 6000
    for (let round = 0; round < rounds; round++) {
      const edges = generateEdges('random_erdos_renyi', 5, { edgeProbability: 0.3 }, draw)
      for (const pair of pairsOf(edges)) hits.set(pair, (hits.get(pair) ?? 0) + 1)
    }
    expect(hits.size).toBe(10)
    const deviation = Math.sqrt(rounds * 0.3 * 0.7)
    for (const count of hits.values()) expect(Math.abs(count - rounds * 0.3)).toBeLessThan(4.5 * deviation)
  })

  it('small world keeps the number of edges at any rewiring, and rewires the share asked for', () => {
    const lattice = new Set(
      pairsOf(generateEdges('small_world', 3000, { neighborCount: 6, rewireProbability: 0 }, never)),
    )
    for (const rewireProbability of [0.1, 0.5, 1]) {
      const edges = generateEdges(
        'small_world',
        3000,
        { neighborCount: 6, rewireProbability },
        seededUniform(3),
      )
      expect(edges.count).toBe(9000)
      const moved = pairsOf(edges).filter((pair) => !lattice.has(pair)).length
      // A rewired edge lands on the lattice once in about 500, so the share is met closely.
      expect(Math.abs(moved - 9000 * rewireProbability)).toBeLessThan(
        4 * Math.sqrt(9000 * rewireProbability * (1 - rewireProbability)) + 50,
      )
    }
  })

  it('small world lets a rewired edge come back as itself', () => {
    // Five nodes, two neighbours: a dropped edge has three ways to return, its old place among them.
    let unchanged = 0
    const rounds = 3000
    const draw = seededUniform(8)
    const ring = pairsOf(generateEdges('ring', 5, {}, never)).join()
    for (let round = 0; round < rounds; round++) {
      const edges = generateEdges('small_world', 5, { neighborCount: 2, rewireProbability: 1 }, draw)
      if (pairsOf(edges).join() === ring) unchanged++
    }
    expect(unchanged).toBeGreaterThan(0)
    expect(unchanged).toBeLessThan(rounds / 10)
  })

  it('small world caps the neighbours, and leaves two nodes apart', () => {
    expect(generateEdges('small_world', 2, { neighborCount: 4 }, never).count).toBe(0)
    expect(
      pairsOf(generateEdges('small_world', 4, { neighborCount: 4, rewireProbability: 0 }, never)),
    ).toEqual(pairsOf(generateEdges('ring', 4, {}, never)))
    expect(generateEdges('small_world', 5, { neighborCount: 50, rewireProbability: 1 }, never).count).toBe(10)
  })

  it.each([
    [2, 2],
    [3, 2],
    [1, 3],
    [50, 1],
    [500, 3],
    [2000, 7],
  ])(
    'scale free of %i nodes with %i a newcomer has the edges of the closed form',
    (nodeCount, attachmentCount) => {
      const edges = generateEdges('scale_free', nodeCount, { attachmentCount }, seededUniform(2))
      expect(edges.count).toBe(scaleFreeEdgeCount(nodeCount, attachmentCount))
      expect(connectedComponents(toCsr(edges)).count).toBe(1)
    },
  )

  it('scale free joins newcomers in proportion to degree: tail exponent 3', () => {
    const edges = generateEdges('scale_free', 100_000, { attachmentCount: 3 }, seededUniform(4))
    const { degree } = toCsr(edges)
    // P(degree >= d) = m(m+1)/(d(d+1)) in the limit (Bollobas et al. 2001).
    for (const least of [4, 6, 12, 24, 48]) {
      const share = degree.filter((value) => value >= least).length / 100_000
      const limit = 12 / (least * (least + 1))
      expect(share / limit).toBeGreaterThan(0.85)
      expect(share / limit).toBeLessThan(1.15)
    }
  })

  it.each([
    ['random_erdos_renyi', { edgeProbability: 0.01 }],
    ['small_world', { neighborCount: 6, rewireProbability: 0.4 }],
    ['scale_free', { attachmentCount: 3 }],
  ] as const)('%s is a function of its draws', (topology, parameters) => {
    const make = (seed: number) => pairsOf(generateEdges(topology, 300, parameters, seededUniform(seed)))
    expect(make(1)).toEqual(make(1))
    expect(make(1)).not.toEqual(make(2))
  })

  it.each([
    ['random_erdos_renyi', { edgeProbability: 8 / 200_000 }, { edgeProbability: 8 / 50_000 }],
    [
      'small_world',
      { neighborCount: 8, rewireProbability: 0.3 },
      { neighborCount: 8, rewireProbability: 0.3 },
    ],
    ['scale_free', { attachmentCount: 4 }, { attachmentCount: 4 }],
  ] as const)('%s draws in proportion to its edges, at 200,000 nodes too', (topology, large, small) => {
    const drawsPerEdge = (nodeCount: number, parameters: Partial<TopologyParameters>) => {
      const draw = seededUniform(6)
      let draws = 0
      const edges = generateEdges(topology, nodeCount, parameters, () => {
        draws++
        return draw()
      })
      return draws / edges.count
    }
    const ratio = drawsPerEdge(200_000, large) / drawsPerEdge(50_000, small)
    expect(ratio).toBeGreaterThan(0.98)
    expect(ratio).toBeLessThan(1.02)
  })
})

describe('toCsr', () => {
  it('has ascending rows, degrees that sum to twice the edges, and twins that lead back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 0, max: 3 }),
        fc.integer(),
        (nodeCount, edgeProbability, slack, seed) => {
          const edges = generateEdges(
            'random_erdos_renyi',
            nodeCount,
            { edgeProbability },
            seededUniform(seed),
          )
          const csr = toCsr(edges, slack)
          expect(rowEdgeCount(csr)).toBe(edges.count)
          expect(csr.target.length).toBe(2 * edges.count + nodeCount * slack)
          const listed: string[] = []
          for (let node = 0; node < nodeCount; node++) {
            expect(csr.offset[node + 1]! - csr.offset[node]! - csr.degree[node]!).toBe(slack)
            for (let place = 0; place < csr.degree[node]!; place++) {
              const half = csr.offset[node]! + place
              const other = csr.target[half]!
              if (place > 0) expect(csr.target[half - 1]).toBeLessThan(other)
              expect(csr.target[csr.twin[half]!]).toBe(node)
              expect(csr.twin[csr.twin[half]!]).toBe(half)
              expect(halfEdgeIndex(csr, node, other)).toBe(half)
              if (node < other) listed.push(`${node}-${other}`)
            }
          }
          expect(listed.sort()).toEqual(pairsOf(edges))
          for (let node = 0; node < nodeCount; node++) expect(halfEdgeIndex(csr, node, node)).toBe(-1)
        },
      ),
    )
  })

  it('finds no half-edge where there is no edge', () => {
    const csr = toCsr(generateEdges('star', 5, {}, never), 2)
    expect(halfEdgeIndex(csr, 1, 2)).toBe(-1)
    expect(halfEdgeIndex(csr, 4, 3)).toBe(-1)
    expect(halfEdgeIndex(csr, 0, 4)).toBe(3)
  })

  it('refuses a slack that is not a whole number', () => {
    const edges = generateEdges('ring', 5, {}, never)
    expect(() => buildRows(edges, -1)).toThrow(RangeError)
    expect(() => buildRows(edges, 0.5)).toThrow(RangeError)
  })
})
