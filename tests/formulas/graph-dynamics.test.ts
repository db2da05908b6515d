import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decayEpoch,
  disconnect,
  edgeWeight,
  hasEdge,
  initialise,
  listEdges,
  remove,
  setEdgeWeight,
  strengthen,
} from '../../formulas/graph-dynamics.ts'
import { type EdgeList, generateEdges } from '../../formulas/graph-generators.ts'
import { allocateDynamicGraph, type DynamicGraph, dynamicGraphSizes } from '../../formulas/graph-storage.ts'
import { seededUniform } from '../kit/uniform.ts'

const never = () => {
  throw new Error('drew')
}

function graphFrom(edges: EdgeList, slackPerRow: number, overflowCapacity: number, weight = 1): DynamicGraph {
  const graph = allocateDynamicGraph(edges.nodeCount, dynamicGraphSizes(edges, slackPerRow, overflowCapacity))
  initialise(graph, edges, weight)
  return graph
}

function emptyGraph(nodeCount: number, slackPerRow: number, overflowCapacity: number): DynamicGraph {
  return graphFrom(generateEdges('custom', nodeCount, {}, never), slackPerRow, overflowCapacity)
}

function neighborsOf(graph: DynamicGraph, node: number): number[] {
  const first = graph.offset[node]!
  return [...graph.target.subarray(first, first + graph.degree[node]!)]
}

function weightsOf(graph: DynamicGraph): Map<string, number> {
  const { source, target, weight } = listEdges(graph)
  return new Map(Array.from(source, (low, edge) => [`${low}-${target[edge]}`, weight[edge]!]))
}

function bytesOf(graph: DynamicGraph): unknown[] {
  return Object.values(graph).map((value) => (typeof value === 'number' ? value : [...value]))
}

/** What must hold whatever happened: ascending rows inside their room, both halves equal to the last bit. */
function expectSound(graph: DynamicGraph): void {
  expect(graph.offset[0]).toBe(0)
  expect(graph.offset[graph.nodeCount]).toBeLessThanOrEqual(graph.target.length)
  for (let node = 0; node < graph.nodeCount; node++) {
    expect(graph.offset[node]! + graph.degree[node]!).toBeLessThanOrEqual(graph.offset[node + 1]!)
    const neighbors = neighborsOf(graph, node)
    neighbors.forEach((other, place) => {
      if (place > 0) expect(neighbors[place - 1]).toBeLessThan(other)
      const back = neighborsOf(graph, other).indexOf(node)
      expect(back).toBeGreaterThanOrEqual(0)
      expect(graph.weight[graph.offset[other]! + back]).toBe(graph.weight[graph.offset[node]! + place])
    })
  }
}

type Operation =
  | { kind: 'strengthen' | 'set' | 'remove'; first: number; second: number; amount: number }
  | { kind: 'disconnect'; first: number }
  | { kind: 'decay'; rate: number; least: number }

const NODES = 9
const node = fc.integer({ min: 0, max: NODES - 1 })
const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.record({
      kind: fc.constantFrom('strengthen' as const, 'set' as const, 'remove' as const),
      first: node,
      second: node,
      amount: fc.constantFrom(0.05, 0.15, 0.5, 3),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('disconnect' as const), first: node }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('decay' as const),
      rate: fc.constantFrom(0, 0.05, 0.3, 1),
      least: fc.constantFrom(0, 0.1, 0.2),
    }),
  },
)

const keyOf = (first: number, second: number) => `${Math.min(first, second)}-${Math.max(first, second)}`

/** The rules of the dynamics on a Map, with room without end. Returns what the operation reports. */
function applyToMap(model: Map<string, number>, step: Operation): unknown {
  if (step.kind === 'decay') {
    let pruned = 0
    for (const [key, weight] of model) {
      const decayed = weight * (1 - step.rate)
      if (decayed < step.least) {
        model.delete(key)
        pruned++
      } else model.set(key, decayed)
    }
    return pruned
  }
  if (step.kind === 'disconnect') {
    const cut = [...model.keys()].filter((key) => key.split('-').includes(String(step.first)))
    for (const key of cut) model.delete(key)
    return cut.length
  }
  const key = keyOf(step.first, step.second)
  if (step.kind === 'remove') return model.delete(key)
  if (step.first === step.second) return 0
  const weight = Math.min(step.kind === 'set' ? step.amount : (model.get(key) ?? 0) + step.amount, 2)
  model.set(key, weight)
  return weight
}

function applyToGraph(graph: DynamicGraph, step: Operation): unknown {
  switch (step.kind) {
    case 'decay':
      return decayEpoch(graph, step.rate, step.least)
    case 'disconnect':
      return disconnect(graph, step.first)
    case 'remove':
      return remove(graph, step.first, step.second)
    case 'set':
      return setEdgeWeight(graph, step.first, step.second, step.amount, 2)
    case 'strengthen':
      return strengthen(graph, step.first, step.second, step.amount, 2)
  }
}

describe('dynamic graph', () => {
  it.each([0, 1, 3, NODES])('does what the rules say on a Map, with slack %i a row', (slack) => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 60 }), fc.boolean(), (steps, startRing) => {
        const edges = generateEdges(startRing ? 'ring' : 'custom', NODES, {}, never)
        const graph = graphFrom(edges, slack, 36)
        const model = weightsOf(graph)
        for (const step of steps) {
          expect(applyToGraph(graph, step)).toEqual(applyToMap(model, step))
          expectSound(graph)
          expect(weightsOf(graph)).toEqual(new Map([...model].sort((a, b) => (a[0] < b[0] ? -1 : 1))))
          for (let first = 0; first < NODES; first++) {
            for (let second = 0; second < NODES; second++) {
              const weight = model.get(keyOf(first, second))
              expect(hasEdge(graph, first, second)).toBe(weight !== undefined)
              expect(edgeWeight(graph, first, second)).toBe(weight ?? 0)
            }
          }
        }
        expect(graph.refused[0]).toBe(0)
      }),
      { numRuns: 60 },
    )
  })

  it('gives equal bytes to equal edges after an epoch end, however they came to be', () => {
    let waited = 0
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 80 }), { minLength: 30, maxLength: 60 }),
        fc.integer(),
        (codes, seed) => {
          // Thirteen edges at most: 26 of the 45 half-edges that a slack of 5 gives nine nodes.
          const pairs = codes
            .map((code) => [Math.floor(code / 9), code % 9] as const)
            .filter(([a, b]) => a < b)
          const kept = pairs.slice(0, 13)
          const extra = pairs.slice(13)
          const draw = seededUniform(seed)
          const shuffled = kept.map((pair) => ({ pair, place: draw() })).sort((a, b) => a.place - b.place)
          const straight = emptyGraph(9, 5, 40)
          for (const [first, second] of kept) setEdgeWeight(straight, first, second, 0.5, 1)
          const detour = emptyGraph(9, 5, 40)
          for (const [first, second] of extra) setEdgeWeight(detour, first, second, 0.7, 1)
          decayEpoch(detour, 0, 0)
          for (const { pair } of shuffled) setEdgeWeight(detour, pair[1], pair[0], 0.25, 1)
          for (const [first, second] of extra) remove(detour, first, second)
          for (const { pair } of shuffled) strengthen(detour, pair[0], pair[1], 0.25, 1)
          waited += detour.overflowCount[0]!
          decayEpoch(straight, 0.1, 0.2)
          decayEpoch(detour, 0.1, 0.2)
          expect(bytesOf(detour)).toEqual(bytesOf(straight))
        },
      ),
    )
    expect(waited).toBeGreaterThan(0)
  })

  it('uses slack at once, and waiting edges from the end of the epoch', () => {
    const graph = emptyGraph(6, 1, 4)
    expect(strengthen(graph, 0, 4, 0.3, 1)).toBe(0.3)
    expect(neighborsOf(graph, 0)).toEqual([4])
    expect(strengthen(graph, 0, 2, 0.3, 1)).toBe(0.3)
    expect(neighborsOf(graph, 0)).toEqual([4])
    expect(edgeWeight(graph, 2, 0)).toBe(0.3)
    expect(strengthen(graph, 2, 0, 0.3, 1)).toBe(0.6)
    expect(graph.overflowCount[0]).toBe(1)
    decayEpoch(graph, 0.5, 0.1)
    expect(graph.overflowCount[0]).toBe(0)
    expect(neighborsOf(graph, 0)).toEqual([2, 4])
    expect(edgeWeight(graph, 0, 2)).toBe(0.3)
    expect(edgeWeight(graph, 0, 4)).toBe(0.15)
  })

  it('counts what finds no room and keeps what it has', () => {
    const graph = emptyGraph(6, 1, 1)
    expect(strengthen(graph, 0, 1, 0.5, 1)).toBe(0.5)
    expect(strengthen(graph, 0, 2, 0.5, 1)).toBe(0.5)
    expect(strengthen(graph, 0, 3, 0.5, 1)).toBe(0)
    expect(setEdgeWeight(graph, 1, 3, 0.5, 1)).toBe(0)
    expect(graph.refused[0]).toBe(2)
    // A waiting edge that is cut gives its entry back to the same edge only.
    expect(remove(graph, 2, 0)).toBe(true)
    expect(strengthen(graph, 0, 3, 0.5, 1)).toBe(0)
    expect(strengthen(graph, 0, 2, 0.2, 1)).toBe(0.2)
    expect(graph.refused[0]).toBe(3)
    expect(listEdges(graph).count).toBe(2)
  })

  it('lets edges wait on while the arrays are full, and takes them in when others go', () => {
    // Four half-edges of room in all: the third edge has to wait.
    const graph = emptyGraph(4, 1, 3)
    for (const [first, second] of [
      [0, 1],
      [0, 2],
      [0, 3],
    ] as const) {
      expect(strengthen(graph, first, second, 0.5, 1)).toBe(0.5)
    }
    decayEpoch(graph, 0, 0.1)
    expect(neighborsOf(graph, 0)).toEqual([1, 2])
    expect(graph.overflowCount[0]).toBe(1)
    expect(edgeWeight(graph, 3, 0)).toBe(0.5)
    remove(graph, 0, 1)
    expect(decayEpoch(graph, 0.1, 0.1)).toBe(0)
    expect(neighborsOf(graph, 0)).toEqual([2, 3])
    expect(graph.overflowCount[0]).toBe(0)
    expect(edgeWeight(graph, 0, 3)).toBe(0.45)
    expectSound(graph)
  })

  it('shares the room out anew, so that a hub may grow past its first slack', () => {
    const graph = emptyGraph(200, 4, 200)
    for (let other = 199; other > 0; other--) expect(strengthen(graph, 0, other, 0.5, 1)).toBe(0.5)
    decayEpoch(graph, 0, 0.1)
    expect(graph.overflowCount[0]).toBe(0)
    expect(neighborsOf(graph, 0)).toEqual(Array.from({ length: 199 }, (_, index) => index + 1))
    expectSound(graph)
    expect(disconnect(graph, 0)).toBe(199)
    expect(listEdges(graph).count).toBe(0)
  })

  it.each([
    [0.1, 45],
    [0.2, 32],
  ])('prunes an unused edge of weight 1 below %f in epoch %i at 5%% decay', (least, epochs) => {
    const graph = graphFrom(generateEdges('ring', 10, {}, never), 0, 0)
    for (let epoch = 1; epoch < epochs; epoch++) expect(decayEpoch(graph, 0.05, least)).toBe(0)
    expect(decayEpoch(graph, 0.05, least)).toBe(10)
  })

  it('works in arrays that are views of one buffer, and that buffer is a snapshot', () => {
    const edges = generateEdges('small_world', 50, { neighborCount: 4 }, seededUniform(1))
    const sizes = dynamicGraphSizes(edges, 2, 8)
    const own = allocateDynamicGraph(50, sizes)
    let bytes = 0
    for (const array of Object.values(own)) if (typeof array !== 'number') bytes += array.byteLength + 8
    const buffer = new ArrayBuffer(bytes)
    const inside = (target: ArrayBuffer): DynamicGraph => {
      let at = 0
      const views = Object.entries(own).map(([name, array]) => {
        if (typeof array === 'number') return [name, array]
        const Kind = array instanceof Float64Array ? Float64Array : Uint32Array
        at = Math.ceil(at / 8) * 8
        const view = new Kind(target, at, array.length)
        at += view.byteLength
        return [name, view]
      })
      return Object.fromEntries(views)
    }
    const shared = inside(buffer)
    const run = (graph: DynamicGraph, draw: () => number) => {
      for (let step = 0; step < 200; step++) {
        strengthen(graph, Math.floor(draw() * 50), Math.floor(draw() * 50), 0.2, 1)
        if (step % 40 === 39) decayEpoch(graph, 0.3, 0.1)
      }
    }
    for (const graph of [own, shared]) {
      initialise(graph, edges, 0.5)
      run(graph, seededUniform(5))
    }
    expect(bytesOf(shared)).toEqual(bytesOf(own))
    const resumed = inside(buffer.slice(0))
    run(resumed, seededUniform(6))
    run(own, seededUniform(6))
    expect(bytesOf(resumed)).toEqual(bytesOf(own))
  })

  it('starts again from nothing on a second initialise, and refuses edges that do not fit', () => {
    const ring = generateEdges('ring', 12, {}, never)
    const fresh = graphFrom(ring, 1, 2)
    const used = graphFrom(ring, 1, 2)
    for (let other = 2; other < 11; other++) strengthen(used, 0, other, 0.5, 1)
    expect(used.refused[0]).toBeGreaterThan(0)
    decayEpoch(used, 0.2, 0.6)
    initialise(used, ring, 1)
    expect(bytesOf(used)).toEqual(bytesOf(fresh))
    expect(() => initialise(used, generateEdges('complete', 12, {}, never), 1)).toThrow('cannot hold')
    expect(() => initialise(used, generateEdges('ring', 11, {}, never), 1)).toThrow(RangeError)
    expect(() => dynamicGraphSizes(ring, -1, 0)).toThrow(RangeError)
    expect(() => dynamicGraphSizes(ring, 0, 1.5)).toThrow(RangeError)
  })
})
