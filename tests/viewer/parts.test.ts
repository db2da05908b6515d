import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSimulation } from '../../simulation/create.ts'
import { problemOf } from '../../viewer/protocol/problem.ts'
import { CheckpointBudget, Checkpoints } from '../../viewer/worker/checkpoints.ts'
import { BufferCutter, FramePool, POOL_BUFFERS } from '../../viewer/worker/frame-pool.ts'
import { sampleTicks } from '../../viewer/worker/history.ts'
import { sortedRows } from '../../viewer/worker/sorted-rows.ts'
import { inWords } from '../../viewer/worker/wording.ts'
import { TOWN } from './a-session.ts'

describe('rows sorted by value', () => {
  const special = fc.constantFrom(0, -0, Number.NaN, Infinity, -Infinity, Number.MIN_VALUE, -1e-300, 1)

  it.each([60, 6000])('are in order, stable, with those without a value last, among %i', (length) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.double(), special, fc.integer({ min: -3, max: 3 })), {
          minLength: length,
          maxLength: length,
        }),
        fc.boolean(),
        (values, descending) => {
          const rows = Uint32Array.from(values.keys()).reverse()
          const sorted = sortedRows(rows, values, descending)
          const expected = [...rows].sort((one, two) => {
            const [first, second] = [values[one] as number, values[two] as number]
            if (Number.isNaN(first) || Number.isNaN(second))
              return Number(Number.isNaN(first)) - Number(Number.isNaN(second))
            const sign = descending ? -1 : 1
            return first < second ? -sign : first > second ? sign : 0
          })
          expect(sorted).toEqual(Uint32Array.from(expected))
        },
      ),
      { numRuns: length > 1000 ? 5 : 50, seed: 1 },
    )
  })
})

describe('checkpoints', () => {
  it('halve their density when the bytes are used up, and keep the start and the latest', async () => {
    const simulation = await createSimulation({ ...TOWN, epochs: 40 })
    const bytes = simulation.snapshot().world.byteLength
    const budget = new CheckpointBudget(bytes * 9.5)
    const ring = new Checkpoints(budget, 1)
    for (let tick = 0; tick <= 100; tick++) {
      if (tick > 0) simulation.tick()
      ring.note(simulation)
      const ticks = ring.all.map((each) => each.tick)
      expect(budget.used).toBeLessThanOrEqual(budget.bytes)
      expect(ticks[0]).toBe(0)
      expect(tick - (ticks.at(-1) as number)).toBeLessThan(ring.spacing)
      expect([...ticks].sort((one, two) => one - two)).toEqual(ticks)
      expect(new Set(ring.all.map(({ snapshot }) => snapshot.world)).size).toBe(ticks.length)
    }
    expect(ring.spacing).toBe(16)
    expect(ring.all.map((each) => each.tick)).toEqual([0, 16, 32, 48, 64, 80, 96])
    const other = new Checkpoints(budget, 1)
    const used = budget.used
    other.share(ring, 50)
    expect(budget.used).toBe(used)
    ring.close()
    expect(other.all.map((each) => each.tick)).toEqual([0, 16, 32, 48])
    other.close()
    expect(budget.used).toBe(0)
    simulation.dispose()
  })

  const ticksKept = async (pairs: number) => {
    const simulation = await createSimulation(TOWN)
    const bytes = simulation.snapshot().world.byteLength
    const ring = new Checkpoints(new CheckpointBudget(bytes, pairs * 2 * bytes), 1)
    const most: number[] = []
    for (let tick = 0; tick < 12; tick++) {
      ring.note(simulation)
      most.push(ring.all.length)
      simulation.tick()
    }
    simulation.dispose()
    expect(Math.max(...most)).toBeLessThanOrEqual(2)
    return ring.all.map((each) => each.tick)
  }

  it('keep one beside the start of a world as large as the budget, at the latest power of two', async () => {
    expect(await ticksKept(1.01)).toEqual([0, 8])
  })

  it('keep the start alone of a world that is too large for a pair', async () => {
    expect(await ticksKept(0.99)).toEqual([0])
  })
})

describe('the pool of buffers', () => {
  it('has three and no more, and grows them when frames grow', () => {
    const pool = new FramePool()
    const away = Array.from({ length: POOL_BUFFERS }, () => pool.take(100))
    expect(away.every((buffer) => buffer !== undefined)).toBe(true)
    expect(pool.take(100)).toBeUndefined()
    pool.giveBack(away[0] as ArrayBuffer)
    expect(pool.take(80)).toBe(away[0])
    pool.giveBack(away[1] as ArrayBuffer)
    expect(pool.take(200)?.byteLength).toBe(200)
    expect(pool.take(1)).toBeUndefined()
  })

  it('cuts arrays where their elements may lie', () => {
    const cutter = new BufferCutter(new ArrayBuffer(40))
    expect(cutter.bytes(3).byteOffset).toBe(0)
    expect(cutter.floats(2).byteOffset).toBe(4)
    expect(cutter.bytes(1).byteOffset).toBe(12)
    expect(cutter.floats(1).byteOffset).toBe(16)
  })
})

it('ticks are sampled evenly, with both ends', () => {
  fc.assert(
    fc.property(fc.nat(5000), fc.integer({ min: 2, max: 300 }), (last, most) => {
      const ticks = sampleTicks(last, most)
      expect(ticks.length).toBeLessThanOrEqual(most)
      expect(ticks[0]).toBe(0)
      expect(ticks.at(-1)).toBe(last)
      if (last < most) expect(ticks.length).toBe(last + 1)
    }),
    { seed: 2 },
  )
})

it('problems know their place and their advice', () => {
  const thrown = new Error('my:file.yaml:3:7: agents[0].count: got "x" (did you mean y?)')
  expect(problemOf(thrown, 'my:file.yaml')).toEqual({
    message: 'agents[0].count: got "x"',
    line: 3,
    column: 7,
    hint: 'did you mean y?',
  })
  expect(problemOf(thrown, 'other')).toMatchObject({ hint: 'did you mean y?' })
  expect(problemOf('plain')).toEqual({ message: 'plain' })
})

it('numbers read well', () => {
  expect([0.25, 1234567, 1234.5, -9876, 0.00004, 1 / 3, 1e21, Number.NaN].map(inWords)).toEqual([
    '0.25',
    '1\u2009234\u2009567',
    '1\u2009234.5',
    '-9\u2009876',
    '0',
    '0.333',
    '1e+21',
    'none',
  ])
})
