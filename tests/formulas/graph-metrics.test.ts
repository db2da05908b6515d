import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Csr, toCsr } from '../../formulas/graph-csr.ts'
import { generateEdges, type Topology, type TopologyParameters } from '../../formulas/graph-generators.ts'
import {
  connectedComponents,
  networkMetrics,
  pathLength,
  shortestPath,
} from '../../formulas/graph-metrics.ts'
import {
  completeEdgeCount,
  connectivityThreshold,
  cycleClustering,
  cyclePathLength,
  epochsToPrune,
  giantComponentShare,
  ringLatticeClustering,
  ringLatticeEdgeCount,
  SCALE_FREE_DEGREE_EXPONENT,
  scaleFreeEdgeCount,
  smallWorldClustering,
  starPathLength,
} from '../../formulas/graph-theory.ts'
import { seededUniform } from '../kit/uniform.ts'

function graphOf(
  topology: Topology,
  nodeCount: number,
  parameters: Partial<TopologyParameters> = {},
  seed = 1,
): Csr {
  return toCsr(generateEdges(topology, nodeCount, parameters, seededUniform(seed)), seed % 3)
}

/** Floyd-Warshall and a count of every triple, straight from the definitions. */
function naiveMetrics(graph: Csr) {
  const n = graph.nodeCount
  const distance = Array.from({ length: n }, (_, node) =>
    Array.from({ length: n }, (_, other) => (node === other ? 0 : Number.POSITIVE_INFINITY)),
  )
  for (let node = 0; node < n; node++) {
    for (let place = 0; place < graph.degree[node]!; place++) {
      distance[node]![graph.target[graph.offset[node]! + place]!] = 1
    }
  }
  const joined = distance.map((row) => row.map((value) => value === 1))
  for (let via = 0; via < n; via++) {
    for (let from = 0; from < n; from++) {
      for (let to = 0; to < n; to++) {
        distance[from]![to] = Math.min(distance[from]![to]!, distance[from]![via]! + distance[via]![to]!)
      }
    }
  }
  const clustering = joined.map((row) => {
    const neighbors = row.flatMap((is, other) => (is ? [other] : []))
    let closed = 0
    for (const one of neighbors)
      for (const other of neighbors) if (one < other && joined[one]![other]) closed++
    const pairs = (neighbors.length * (neighbors.length - 1)) / 2
    return pairs === 0 ? 0 : closed / pairs
  })
  const lengths = distance.flat().filter((value) => value > 0 && value < Number.POSITIVE_INFINITY)
  return {
    clustering,
    distance,
    pathMean: lengths.length === 0 ? 0 : lengths.reduce((sum, value) => sum + value, 0) / lengths.length,
  }
}

describe('networkMetrics', () => {
  it('agrees with the definitions on random graphs', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 18 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer(),
        (nodeCount, edgeProbability, seed) => {
          const graph = graphOf('random_erdos_renyi', nodeCount, { edgeProbability }, seed & 0xff)
          const metrics = networkMetrics(graph)
          const naive = naiveMetrics(graph)
          expect([...metrics.clustering]).toEqual(naive.clustering)
          expect(metrics.pathLength.mean).toBeCloseTo(naive.pathMean, 12)
          const { label, count } = connectedComponents(graph)
          expect(new Set(label).size).toBe(count)
          expect(metrics.componentSizes.reduce((sum, size) => sum + size, 0)).toBe(nodeCount)
          expect(metrics.degreeDistribution.reduce((sum, nodes) => sum + nodes, 0)).toBe(nodeCount)
          for (let from = 0; from < nodeCount; from++) {
            for (let to = 0; to < nodeCount; to++) {
              const distance = naive.distance[from]![to]!
              const reachable = distance < Number.POSITIVE_INFINITY
              expect(shortestPath(graph, from, to)).toBe(reachable ? distance : -1)
              expect(label[from] === label[to]).toBe(reachable)
            }
          }
        },
      ),
    )
  })

  it('describes the empty network', () => {
    const metrics = networkMetrics(graphOf('ring', 0))
    expect(metrics).toMatchObject({
      nodeCount: 0,
      edgeCount: 0,
      density: 0,
      degreeMean: 0,
      clusteringMean: 0,
    })
    expect(metrics).toMatchObject({ connected: true, componentCount: 0 })
    expect(metrics.degreeDistribution.length).toBe(0)
    expect(metrics.pathLength).toEqual({ mean: 0, standardError: 0, sourceCount: 0 })
  })

  it('numbers components by their lowest node and lists sizes from the largest', () => {
    const graph = graphOf('custom', 7, {
      edges: [
        [1, 6],
        [6, 4],
        [0, 2],
      ],
    })
    const components = connectedComponents(graph)
    expect([...components.label]).toEqual([0, 1, 0, 2, 1, 3, 1])
    expect([...components.sizes]).toEqual([3, 2, 1, 1])
    expect(networkMetrics(graph).connected).toBe(false)
  })

  it.each([4, 5, 10, 11, 101, 400])('meets the closed forms at %i nodes', (nodeCount) => {
    const cycle = networkMetrics(graphOf('ring', nodeCount))
    expect(cycle.pathLength.mean).toBeCloseTo(cyclePathLength(nodeCount), 12)
    expect(cycle.clusteringMean).toBe(cycleClustering(nodeCount))
    const star = networkMetrics(graphOf('star', nodeCount))
    expect(star.pathLength.mean).toBeCloseTo(starPathLength(nodeCount), 12)
    expect(star.clusteringMean).toBe(0)
    const complete = networkMetrics(graphOf('complete', nodeCount))
    expect(complete).toMatchObject({ density: 1, clusteringMean: 1, edgeCount: completeEdgeCount(nodeCount) })
    for (const neighborCount of [2, 4, 6, 8]) {
      const clustering = ringLatticeClustering(nodeCount, neighborCount)
      if (clustering === null) continue
      const lattice = networkMetrics(
        graphOf('small_world', nodeCount, { neighborCount, rewireProbability: 0 }),
      )
      expect(lattice.clusteringMean).toBeCloseTo(clustering, 12)
      expect(lattice.edgeCount).toBe(ringLatticeEdgeCount(nodeCount, neighborCount))
    }
  })

  it('meets the small-world clustering limit', () => {
    for (const rewireProbability of [0.1, 0.3, 0.6]) {
      const graph = graphOf('small_world', 20_000, { neighborCount: 10, rewireProbability })
      const limit = smallWorldClustering(ringLatticeClustering(20_000, 10)!, rewireProbability)
      const { clusteringMean } = networkMetrics(graph, { sampleSources: 2, draw: seededUniform(1) })
      expect(Math.abs(clusteringMean - limit)).toBeLessThan(0.012)
    }
  })

  it('meets the giant component share and the connectivity threshold of Erdos and Renyi', () => {
    for (const degreeMean of [0.5, 1.5, 2, 3]) {
      const graph = graphOf('random_erdos_renyi', 50_000, { edgeProbability: degreeMean / 49_999 })
      const share = connectedComponents(graph).sizes[0]! / 50_000
      expect(Math.abs(share - giantComponentShare(degreeMean))).toBeLessThan(0.015)
    }
    const threshold = connectivityThreshold(20_000)
    const componentsAt = (edgeProbability: number) =>
      connectedComponents(graphOf('random_erdos_renyi', 20_000, { edgeProbability })).count
    expect(componentsAt(threshold * 1.6)).toBe(1)
    expect(componentsAt(threshold * 0.5)).toBeGreaterThan(1)
  })
})

describe('sampled path length', () => {
  const graph = graphOf('small_world', 2000, { neighborCount: 6, rewireProbability: 0.05 })
  const exact = pathLength(graph)

  it('lies within its standard errors, which tell the truth', () => {
    expect(exact).toMatchObject({ standardError: 0, sourceCount: 2000 })
    const draw = seededUniform(17)
    let squares = 0
    const rounds = 60
    for (let round = 0; round < rounds; round++) {
      const sampled = pathLength(graph, { sampleSources: 50, draw })
      expect(sampled.sourceCount).toBe(50)
      const z = (sampled.mean - exact.mean) / sampled.standardError
      expect(Math.abs(z)).toBeLessThan(5)
      squares += z * z
    }
    expect(squares / rounds).toBeGreaterThan(0.5)
    expect(squares / rounds).toBeLessThan(1.8)
  })

  it('is exact when every node is asked for, and refuses fewer than two sources', () => {
    expect(pathLength(graph, { sampleSources: 5000, draw: seededUniform(1) })).toEqual(exact)
    expect(() => pathLength(graph, { sampleSources: 1, draw: seededUniform(1) })).toThrow(RangeError)
    expect(() => pathLength(graph, { sampleSources: 2.5, draw: seededUniform(1) })).toThrow(RangeError)
  })
})

describe('closed forms', () => {
  it('has the published values', () => {
    expect(giantComponentShare(2)).toBeCloseTo(0.7968, 4)
    expect(giantComponentShare(1)).toBe(0)
    expect(giantComponentShare(1.0001)).toBeGreaterThan(0)
    expect(ringLatticeClustering(100, 4)).toBe(0.5)
    expect(ringLatticeClustering(100, 6)).toBeCloseTo(0.6, 15)
    expect(ringLatticeClustering(9, 6)).toBeNull()
    expect(cycleClustering(3)).toBe(1)
    expect(scaleFreeEdgeCount(2, 2)).toBe(1)
    expect(scaleFreeEdgeCount(1000, 5)).toBe(4985)
    expect(SCALE_FREE_DEGREE_EXPONENT).toBe(3)
  })

  it('counts the epochs an unused edge survives', () => {
    expect(epochsToPrune(1, 0.05, 0.1)).toBe(45)
    expect(epochsToPrune(1, 0.05, 0.2)).toBe(32)
    expect(epochsToPrune(1, 0, 0.1)).toBe(Number.POSITIVE_INFINITY)
    expect(epochsToPrune(1, 0.5, 0)).toBe(Number.POSITIVE_INFINITY)
    expect(epochsToPrune(0.05, 0, 0.1)).toBe(1)
    expect(epochsToPrune(1, 1, 0.1)).toBe(1)
  })
})
