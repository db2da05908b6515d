import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FULL_TOWN, straightDigest, TOWN, Visit } from './a-session.ts'

const TAX = 'governance.transaction_tax_rate'
const AUDITS = 'governance.audit_probability'

async function opened(scenario = TOWN, options: ConstructorParameters<typeof Visit>[0] = {}): Promise<Visit> {
  const visit = new Visit(options)
  await visit.session.open({ name: 'town', scenario })
  await visit.until(() => visit.frames.length === 1)
  return visit
}

const digestOf = ({ session }: Visit, side: 'a' | 'b' = 'a') => session.digest({ side })

describe('going through time', () => {
  it.each([
    ['the town', TOWN],
    ['all mechanisms', FULL_TOWN],
  ])('back and forth equals a straight run: %s', async (_, scenario) => {
    const straight = new Map<number, string>()
    for (const tick of [0, 3, 5, 11, 14, 22, 30]) straight.set(tick, await straightDigest(scenario, tick))
    const visit = await opened(scenario)
    for (const tick of [22, 3, 14, 5, 30, 0, 11, 30]) {
      await visit.session.seek({ tick })
      expect(visit.frameOf('a').tick).toBe(tick)
      expect(await digestOf(visit)).toBe(straight.get(tick))
    }
    await visit.session.close()
  })

  it('stays right when checkpoints have been thinned out', async () => {
    const visit = await opened(TOWN, { checkpointBytes: 2_000_000 })
    const straight = await straightDigest(TOWN, 13)
    await visit.session.seek({ tick: 30 })
    for (const tick of [13, 29, 1, 13]) await visit.session.seek({ tick })
    expect(await digestOf(visit)).toBe(straight)
    await visit.session.close()
  })

  it('applies moved levers at their ticks, whichever way one comes', async () => {
    const visit = await opened()
    const { session } = visit
    await session.step({ ticks: 7 })
    expect(await session.move({ side: 'a', path: AUDITS, value: 0.9 })).toEqual({
      side: 'a',
      tick: 7,
      path: AUDITS,
      value: 0.9,
    })
    await session.step({ ticks: 8 })
    await session.move({ side: 'a', path: TAX, value: 0.4 })
    await session.seek({ tick: 28 })
    const moves = [
      { tick: 7, path: AUDITS, value: 0.9 },
      { tick: 15, path: TAX, value: 0.4 },
    ]
    for (const tick of [28, 6, 7, 8, 15, 20, 28]) {
      await session.seek({ tick })
      expect(await digestOf(visit)).toBe(await straightDigest(TOWN, tick, moves))
    }
    await session.close()
  })

  it('forgets the future when a lever is moved in the past', async () => {
    const visit = await opened()
    const { session } = visit
    await session.seek({ tick: 20 })
    await session.move({ side: 'a', path: TAX, value: 0.1 })
    await session.seek({ tick: 25 })
    await session.seek({ tick: 12 })
    expect(visit.lastFrame.latestTick).toBe(25)
    await session.move({ side: 'a', path: AUDITS, value: 1 })
    expect(visit.lastFrame.latestTick).toBe(12)
    expect(visit.lastFrame.series).toMatchObject([{ side: 'a', first: 13, rows: new Float64Array(0) }])
    await session.seek({ tick: 27 })
    expect(await digestOf(visit)).toBe(await straightDigest(TOWN, 27, [{ tick: 12, path: AUDITS, value: 1 }]))
    await session.close()
  })

  it('opens with levers moved and at a tick', async () => {
    const visit = new Visit()
    const moves = [{ side: 'a', tick: 4, path: TAX, value: 0.3 } as const]
    await visit.session.open({ name: 'town', scenario: TOWN, moves, tick: 17 })
    await visit.until(() => visit.frames.length > 0)
    expect(visit.frameOf('a').tick).toBe(17)
    expect(await digestOf(visit)).toBe(await straightDigest(TOWN, 17, moves))
    await visit.session.close()
  })

  it('any walk of seeks, steps and moves ends where its levers lead', async () => {
    const walk = fc.array(
      fc.oneof(
        fc.record({ seek: fc.nat(30) }),
        fc.record({ step: fc.integer({ min: 1, max: 6 }) }),
        fc.record({ move: fc.constantFrom(0.01, 0.3, 0.45) }),
      ),
      { maxLength: 8 },
    )
    const small = {
      ...TOWN,
      agents: [
        { type: 'honest', count: 9 },
        { type: 'deceptive', count: 6 },
      ],
    }
    await fc.assert(
      fc.asyncProperty(walk, async (stations) => {
        const visit = await opened(small, { checkpointBytes: 1_500_000 })
        let moves: { tick: number; path: string; value: number }[] = []
        let tick = 0
        for (const station of stations) {
          if ('seek' in station) {
            tick = station.seek
            await visit.session.seek({ tick })
          } else if ('step' in station) {
            tick = Math.min(30, tick + station.step)
            await visit.session.step({ ticks: station.step })
          } else {
            const at = tick
            moves = [...moves.filter((each) => each.tick < at), { tick, path: TAX, value: station.move }]
            await visit.session.move({ side: 'a', path: TAX, value: station.move })
          }
        }
        expect(await digestOf(visit)).toBe(await straightDigest(small, tick, moves))
        await visit.session.close()
      }),
      { numRuns: 25, seed: 3 },
    )
  })

  it('a seek that comes after replaces one under way', async () => {
    const visit = await opened()
    const first = visit.session.seek({ tick: 30 })
    const second = visit.session.seek({ tick: 4 })
    await Promise.all([first, second])
    expect(visit.frameOf('a').tick).toBe(4)
    await visit.session.close()
  })

  it('stays within its bytes of checkpoints', async () => {
    const visit = await opened(TOWN, { checkpointBytes: 3_000_000 })
    await visit.session.seek({ tick: 30 })
    expect(visit.session.checkpointBytes).toBeLessThanOrEqual(3_000_000)
    expect(visit.session.checkpointBytes).toBeGreaterThan(0)
    await visit.session.branch()
    await visit.session.seek({ tick: 12 })
    await visit.session.seek({ tick: 30 })
    expect(visit.session.checkpointBytes).toBeLessThanOrEqual(3_000_000)
    await visit.session.close()
    expect(visit.session.checkpointBytes).toBe(0)
  })
})

describe('two sides', () => {
  it('are equal while nothing is changed, at every tick and on every way', async () => {
    const visit = await opened(FULL_TOWN)
    await visit.session.step({ ticks: 8 })
    await visit.session.branch()
    for (const tick of [8, 9, 20, 3, 15, 30]) {
      await visit.session.seek({ tick })
      expect(visit.lastFrame.frames.map((each) => [each.side, each.tick])).toEqual([
        ['a', tick],
        ['b', tick],
      ])
      expect(await digestOf(visit, 'b')).toBe(await digestOf(visit))
    }
    await visit.session.close()
  })

  it('a lever moves its own side alone, and either may go on', async () => {
    const moves = [{ tick: 10, path: TAX, value: 0.5 }]
    for (const keep of ['a', 'b'] as const) {
      const visit = await opened()
      const { session } = visit
      await session.step({ ticks: 10 })
      await session.branch()
      expect(await session.move({ side: 'b', path: TAX, value: 0.5 })).toMatchObject({ side: 'b', tick: 10 })
      await session.step({ ticks: 9 })
      expect(await digestOf(visit)).toBe(await straightDigest(TOWN, 19))
      expect(await digestOf(visit, 'b')).toBe(await straightDigest(TOWN, 19, moves))
      await session.merge({ keep })
      await expect(digestOf(visit, 'b')).rejects.toThrow('branch off first')
      expect(visit.lastFrame.frames.map(({ side }) => side)).toEqual(['a'])
      if (keep === 'b') {
        const [part] = visit.lastFrame.series
        expect(part).toMatchObject({ side: 'a', first: 0 })
        expect(part?.rows.length).toBe(20 * 6)
        expect(part?.epochs.map(({ epoch }) => epoch)).toEqual([0, 1, 2])
      }
      await session.seek({ tick: 4 })
      await session.seek({ tick: 26 })
      expect(await digestOf(visit)).toBe(await straightDigest(TOWN, 26, keep === 'b' ? moves : []))
      await session.branch()
      expect(await digestOf(visit, 'b')).toBe(await digestOf(visit))
      await session.close()
    }
  })

  it('a lever moved before the branch changes one future only', async () => {
    const visit = await opened()
    const { session } = visit
    await session.step({ ticks: 15 })
    await session.branch()
    await session.seek({ tick: 6 })
    await session.move({ side: 'a', path: AUDITS, value: 1 })
    await session.seek({ tick: 22 })
    expect(await digestOf(visit, 'b')).toBe(await straightDigest(TOWN, 22))
    expect(await digestOf(visit)).toBe(await straightDigest(TOWN, 22, [{ tick: 6, path: AUDITS, value: 1 }]))
    await session.close()
  })
})
