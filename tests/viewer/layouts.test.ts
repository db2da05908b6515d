import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { grid } from '../../viewer/layout/grid.ts'
import { groupCircles, groups } from '../../viewer/layout/groups.ts'
import type { Bounds, LayoutInput } from '../../viewer/layout/layout.ts'
import { createNetworkLayout, network, networkSteps } from '../../viewer/layout/network.ts'
import { ascendingRows } from '../../viewer/layout/order.ts'
import { axesOf, niceStep, scatter } from '../../viewer/layout/scatter.ts'
import { aPicture, numbersFrom } from '../kit/a-picture.ts'

function inputOf(count: number, more: Partial<LayoutInput> = {}): LayoutInput {
  return { count, policies: aPicture(count).policies, policyCount: 5, ...more }
}

/** Least distance between any two agents, found by cells so that thousands take no time. */
function leastDistance(positions: Float32Array): number {
  const cells = new Map<string, number[]>()
  let least = Number.POSITIVE_INFINITY
  for (let row = 0; row < positions.length / 2; row++) {
    const [x, y] = [positions[2 * row]!, positions[2 * row + 1]!]
    const [column, line] = [Math.floor(x), Math.floor(y)]
    for (let dx = -1; dx <= 1; dx++)
      for (let dy = -1; dy <= 1; dy++)
        for (const other of cells.get(`${column + dx} ${line + dy}`) ?? [])
          least = Math.min(least, Math.hypot(x - positions[2 * other]!, y - positions[2 * other + 1]!))
    const key = `${column} ${line}`
    cells.set(key, [...(cells.get(key) ?? []), row])
  }
  return least
}

function expectWithin(positions: Float32Array, { left, top, right, bottom }: Bounds): void {
  const outside: number[][] = []
  for (let at = 0; at < positions.length; at += 2) {
    const [x, y] = [positions[at]!, positions[at + 1]!]
    if (!(x >= left && x <= right && y >= top && y <= bottom)) outside.push([x, y])
  }
  expect(outside).toEqual([])
}

describe('groups', () => {
  it('never lets two circles overlap, nor an agent leave its own', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 12 }), (sizes) => {
        const policies = Uint8Array.from(sizes.flatMap((size, code) => Array<number>(size).fill(code)))
        const input = { count: policies.length, policies, policyCount: sizes.length }
        const { circles, bounds } = groupCircles(input)
        circles.forEach((one, first) => {
          for (const two of circles.slice(first + 1))
            if (one.radius > 0 && two.radius > 0)
              expect(Math.hypot(one.x - two.x, one.y - two.y)).toBeGreaterThan(one.radius + two.radius + 1)
        })
        const positions = new Float32Array(2 * input.count)
        expect(groups(input, positions)).toEqual(bounds)
        const strays = [...policies.keys()].filter((row) => {
          const { x, y, radius } = circles[policies[row]!]!
          return Math.hypot(positions[2 * row]! - x, positions[2 * row + 1]! - y) >= radius
        })
        expect(strays).toEqual([])
        expectWithin(positions, bounds)
      }),
      { numRuns: 60 },
    )
  })

  it('keeps agents apart', () => {
    const positions = new Float32Array(2 * 20_000)
    groups(inputOf(20_000), positions)
    expect(leastDistance(positions)).toBeGreaterThan(0.8)
  })

  it('leaves everybody where they are while a few are added, and never moves anyone within a circle', () => {
    const policies = new Uint8Array(3000)
    policies.fill(1, 1000, 1500)
    const input = (count: number): LayoutInput => ({ count, policies, policyCount: 2 })
    const before = new Float32Array(6000)
    const after = new Float32Array(6000)
    groups(input(1500), before)
    groups(input(1510), after)
    expect(after.subarray(0, 3000)).toEqual(before.subarray(0, 3000))
    const [then, now] = [groupCircles(input(1500)).circles[0]!, groupCircles(input(3000)).circles[0]!]
    groups(input(3000), after)
    expect(after[0]! - now.x).toBeCloseTo(before[0]! - then.x, 4)
  })

  it('packs two hundred policies, and none', () => {
    const policies = Uint8Array.from({ length: 2560 }, (_, row) => row % 200)
    const { circles } = groupCircles({ count: 2560, policies, policyCount: 200 })
    expect(circles).toHaveLength(200)
    expect(groups({ count: 0, policies, policyCount: 0 }, new Float32Array(0))).toEqual({
      left: 0,
      top: 0,
      right: 0,
      bottom: 0,
    })
  })
})

describe('order of rows', () => {
  it('is that of a stable sort, for all floats', () => {
    fc.assert(
      fc.property(fc.array(fc.float()), (numbers) => {
        const values = Float32Array.from(numbers)
        const wanted = [...values.keys()].sort((a, b) => {
          const [one, two] = [values[a]!, values[b]!]
          if (Number.isNaN(one) || Number.isNaN(two))
            return Number(Number.isNaN(one)) - Number(Number.isNaN(two))
          return one < two ? -1 : one > two ? 1 : 0
        })
        expect([...ascendingRows(values, values.length).subarray(0, values.length)]).toEqual(wanted)
      }),
      { numRuns: 300 },
    )
  })
})

describe('the grid', () => {
  it('gives each agent a cell of its own, in the order of the values', () => {
    const next = numbersFrom(3)
    const x = Float32Array.from({ length: 1000 }, () => (next() < 0.1 ? Number.NaN : Math.floor(next() * 50)))
    const positions = new Float32Array(2000)
    const bounds = grid(inputOf(1000, { x }), positions)
    expectWithin(positions, bounds)
    const cells = [...x.keys()].map((row) => ({
      value: x[row]!,
      x: positions[2 * row]!,
      y: positions[2 * row + 1]!,
    }))
    expect(new Set(cells.map((cell) => `${cell.x} ${cell.y}`)).size).toBe(1000)
    const read = cells.sort((a, b) => a.y - b.y || a.x - b.x).map(({ value }) => value)
    const known = read.filter((value) => !Number.isNaN(value))
    expect(read.slice(0, known.length)).toEqual(known)
    expect(known).toEqual([...known].sort((a, b) => a - b))
    expect(leastDistance(positions)).toBe(1)
  })

  it('goes by policy without values', () => {
    const positions = new Float32Array(600)
    const input = inputOf(300)
    grid(input, positions)
    const read = [...Array(300).keys()].sort(
      (a, b) => positions[2 * a + 1]! - positions[2 * b + 1]! || positions[2 * a]! - positions[2 * b]!,
    )
    const codes = read.map((row) => input.policies[row]!)
    expect(codes).toEqual([...codes].sort((a, b) => a - b))
  })
})

describe('the scatter', () => {
  it('takes steps of 1, 2 and 5', () => {
    expect([10, 13, 60, 0.7, 1e-7].map((span) => Number(niceStep(span, 6).toPrecision(6)))).toEqual([
      2, 2, 10, 0.1, 2e-8,
    ])
  })

  it('places values linearly between round ends', () => {
    const x = Float32Array.from({ length: 101 }, (_, row) => row)
    const y = Float32Array.from({ length: 101 }, (_, row) => row / 100)
    const input = inputOf(101, { x, y })
    const axes = axesOf(input)
    expect([axes.x.low, axes.x.high, axes.y.low, axes.y.high]).toEqual([0, 100, 0, 1])
    expect(axes.x.ticks.map(({ value }) => value)).toEqual([0, 20, 40, 60, 80, 100])
    expect(axes.y.ticks.map(({ value }) => value)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1])
    const positions = new Float32Array(202)
    expect(scatter(input, positions)).toEqual(axes.bounds)
    for (const { value, at } of axes.x.ticks) expect(positions[2 * value]).toBeCloseTo(at, 3)
    for (const { value, at } of axes.y.ticks) expect(positions[200 * value + 1]).toBeCloseTo(at, 3)
    // Higher values lie further up, which is a smaller y.
    expect(positions[201]!).toBeLessThan(positions[1]!)
  })

  it('does not let a few far values squeeze all others, draws these at the end and counts them', () => {
    const next = numbersFrom(5)
    const x = Float32Array.from({ length: 10_000 }, (_, row) => (row < 5 ? 1e9 : row < 10 ? -1e6 : next()))
    const positions = new Float32Array(20_000)
    const input = inputOf(10_000, { x, y: x })
    const { x: axis } = axesOf(input)
    expect(axis.low).toBeGreaterThanOrEqual(-0.5)
    expect(axis.high).toBeLessThanOrEqual(1.5)
    expect(axis.clipped).toBeGreaterThanOrEqual(10)
    expect(axis.clipped).toBeLessThan(130)
    scatter(input, positions)
    expect(positions[0]).toBeCloseTo(axis.to, 3)
    expect(positions[2 * 7]).toBeCloseTo(axis.from, 3)
  })

  it('puts those without a value aside, and knows columns of one value or of none', () => {
    const x = Float32Array.of(1, Number.NaN, 2, 3)
    const y = Float32Array.of(4, 4, 4, Number.NaN)
    const input = { ...inputOf(4), x, y }
    const axes = axesOf(input)
    expect([axes.x.missing, axes.y.missing]).toEqual([1, 1])
    const positions = new Float32Array(8)
    const bounds = scatter(input, positions)
    expect(positions[2]).toBeCloseTo(axes.x.aside, 5)
    expect(positions[2]!).toBeLessThan(axes.x.from)
    expect(positions[7]!).toBeGreaterThan(axes.y.from)
    expectWithin(positions, bounds)
    expect(axes.y.low).toBeLessThan(4)
    expect(axes.y.high).toBeGreaterThan(4)
    expect(axesOf({ ...inputOf(4), x: new Float32Array(4).fill(Number.NaN) }).x.missing).toBe(4)
    expect(scatter(inputOf(0), new Float32Array(0)).right).toBeGreaterThan(0)
  })

  it('holds all agents within its bounds, whatever the values', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.float(), fc.float()), { maxLength: 60 }), (pairs) => {
        const input = inputOf(pairs.length, {
          x: Float32Array.from(pairs, ([x]) => x),
          y: Float32Array.from(pairs, ([, y]) => y),
        })
        const positions = new Float32Array(2 * pairs.length)
        expectWithin(positions, scatter(input, positions))
        const { ticks, low, high } = axesOf(input).x
        expect(ticks.length).toBeGreaterThan(1)
        expect(ticks.length).toBeLessThan(20)
        expect(low).toBeLessThan(high)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the network', () => {
  /** A ring of communities, each a circle of agents tied to a few others of it. */
  function communities(count: number, each: number): Uint32Array {
    const next = numbersFrom(13)
    const ends: number[] = []
    for (let row = 0; row < count; row++) {
      const first = row - (row % each)
      for (let tie = 0; tie < 3; tie++) ends.push(row, first + Math.floor(next() * each))
      if (row % each === 0) ends.push(row, (row + each) % count)
    }
    return Uint32Array.from(ends)
  }
  const meanTie = (positions: Float32Array, ties: Uint32Array): number => {
    let sum = 0
    for (let at = 0; at < ties.length; at += 2)
      sum += Math.hypot(
        positions[2 * ties[at]!]! - positions[2 * ties[at + 1]!]!,
        positions[2 * ties[at]! + 1]! - positions[2 * ties[at + 1]! + 1]!,
      )
    return sum / (ties.length / 2)
  }

  it('brings those who are tied together, and keeps room between all', () => {
    const ties = communities(2000, 50)
    const input = inputOf(2000, { ties })
    const start = new Float32Array(4000)
    groups(input, start)
    const positions = new Float32Array(4000)
    const bounds = network(input, positions)
    expectWithin(positions, bounds)
    expect(meanTie(positions, ties)).toBeLessThan(0.35 * meanTie(start, ties))
    const area = (bounds.right - bounds.left) * (bounds.bottom - bounds.top)
    expect(area).toBeGreaterThan(1000)
    expect(area).toBeLessThan(30_000)
  })

  it('gives equal pictures for equal inputs, at once or step by step', () => {
    const input = inputOf(500, { ties: communities(500, 25) })
    const once = new Float32Array(1000)
    network(input, once)
    const layout = createNetworkLayout(input)
    const steps = networkSteps(500, input.ties!.length / 2)
    for (let step = 0; step < steps; step++) layout.step()
    expect(layout.steps).toBe(steps)
    expect(layout.positions).toEqual(once)
    expect(layout.settled).toBe(true)
  })

  it('passes over ties of rows that do not exist, and needs none', () => {
    const positions = new Float32Array(20)
    const bounds = network(inputOf(10, { ties: Uint32Array.of(0, 99, 3, 3, 1) }), positions)
    expect([...positions].every(Number.isFinite)).toBe(true)
    expectWithin(positions, bounds)
    expect(network(inputOf(0), new Float32Array(0)).right).toBeGreaterThan(0)
  })

  it('takes fewer steps the more there are', () => {
    expect(networkSteps(100, 300)).toBe(260)
    expect(networkSteps(100_000, 400_000)).toBeLessThan(60)
  })
})
