import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/create.ts'
import { effectsOf } from '../../viewer/charts/effects.ts'
import { type ShownEvent, TICK_SERIES } from '../../viewer/protocol/host.ts'
import { byInitiator, HarmSums, worstOf } from '../../viewer/state/harm-sums.ts'
import { TickLog } from '../../viewer/state/tick-log.ts'
import { HarmLog } from '../../viewer/worker/harm-log.ts'
import { TOWN, Visit } from './a-session.ts'

describe('who harms whom', () => {
  it('adds up what a plain walk over the accepted interactions finds', async () => {
    const simulation = await createSimulation(TOWN, { plugins: mechanisms })
    const policies = simulation.policyNames.length
    const log = new HarmLog(policies)
    const sums = new HarmSums()
    sums.begin(policies)
    log.add(0, simulation)
    const counts = new Map<string, { count: number; harm: number }>()
    const { world } = simulation
    for (let tick = 1; tick <= 12; tick++) {
      simulation.tick()
      log.add(tick, simulation)
      if (tick <= 4) continue
      const { policy } = world.get(Kind)
      world.get(Batch).count.forEach((count, chunk) => {
        for (let row = chunk * CHUNK_ROWS; row < chunk * CHUNK_ROWS + count; row++) {
          if (world.get(Verdict).status[row] !== Status.accepted) continue
          const { initiator, counterparty } = world.get(Parties)
          const key = `${policy[initiator[row]!]} ${policy[counterparty[row]!]}`
          const sum = counts.get(key) ?? { count: 0, harm: 0 }
          sum.count++
          sum.harm += 1 - world.get(Score).p[row]!
          counts.set(key, sum)
        }
      })
    }
    sums.write(0, log.slice(0))
    const cells = sums.between(4, 12)
    expect(cells.filter(({ count }) => count > 0)).toHaveLength(counts.size)
    for (const { from, to, count, toxicity } of cells) {
      if (count === 0) continue
      const known = counts.get(`${from} ${to}`)!
      expect(count).toBe(known.count)
      expect(toxicity).toBeCloseTo(known.harm / known.count, 5)
    }
    // The past cut off and told again is the same; ticks that were not told of add nothing.
    sums.cut(7)
    sums.write(7, log.slice(7))
    expect(sums.between(4, 12)).toEqual(cells)
    sums.write(20, new Float32Array(2 * policies * policies))
    expect(sums.between(12, 20).every(({ count }) => count === 0)).toBe(true)
    simulation.dispose()
  })

  it('travels with frames in step with the series, forgets a future, and comes to side B too', async () => {
    const visit = new Visit()
    const society = await visit.session.open({ name: 'town', scenario: TOWN })
    const width = 2 * society.policies.length ** 2
    await visit.session.step({ ticks: 9 })
    await visit.session.branch()
    await visit.session.step({ ticks: 3 })
    await visit.session.seek({ tick: 5 })
    await visit.session.move({ side: 'a', path: 'governance.transaction_tax_rate', value: 0.4 })
    const parts = visit.frames.flatMap(({ series }) => series)
    for (const { rows, harms } of parts) expect(harms.length / width).toBe(rows.length / TICK_SERIES.length)
    expect(parts.some(({ side, first, harms }) => side === 'b' && first === 0 && harms.length > 0)).toBe(true)
    await visit.session.close()
  })

  it('names the flow to others that does most harm beyond the usual', () => {
    const cell = (from: number, to: number, count: number, toxicity: number) => ({
      from,
      to,
      count,
      toxicity,
    })
    const cells = [cell(0, 0, 900, 0.25), cell(0, 1, 100, 0.25), cell(1, 0, 80, 0.6), cell(1, 1, 90, 0.9)]
    expect(worstOf(cells)).toEqual(cell(1, 0, 80, 0.6))
    expect(worstOf([cell(0, 1, 5, 0.3), cell(1, 0, 5, 0.3)])).toBeUndefined()
    expect(byInitiator(cells, 2).map(({ count }) => count)).toEqual([1000, 170])
    expect(byInitiator(cells, 2)[1]?.toxicity).toBeCloseTo((80 * 0.6 + 90 * 0.9) / 170)
  })
})

describe('what moving rules did', () => {
  const log = new TickLog()
  const rows = Float64Array.from({ length: 41 * TICK_SERIES.length }, (_, at) =>
    Math.floor(at / TICK_SERIES.length) <= 20 ? 0.5 : 0.2,
  )
  log.write(0, rows)
  const lever = (side: 'a' | 'b', tick: number, text: string): ShownEvent => ({
    side,
    tick,
    kind: 'lever',
    text,
  })
  const events = [lever('a', 20, 'x is now 1'), lever('a', 20, 'y is now 2'), lever('a', 35, 'x is now 3')]

  it('is told as means before and after, up to the next move and the tick shown', () => {
    const seen = { events, log, side: 'a' as const, branchTick: 0, window: 10 }
    const [late, early] = effectsOf({ ...seen, now: 40 })
    expect(early).toMatchObject({
      tick: 20,
      moves: ['x is now 1', 'y is now 2'],
      ticksBefore: 10,
      ticksAfter: 10,
    })
    expect(early?.series[0]?.before).toBeCloseTo(0.5)
    expect(early?.series[0]?.after).toBeCloseTo(0.2)
    expect(late).toMatchObject({ tick: 35, ticksAfter: 5 })
    expect(effectsOf({ ...seen, now: 20 })).toMatchObject([{ tick: 20, ticksAfter: 0 }])
    expect(effectsOf({ ...seen, now: 19 })).toEqual([])
  })

  it('is inherited by side B up to where it branched off', () => {
    const of = (branchTick: number) => effectsOf({ events, log, side: 'b', branchTick, window: 10, now: 40 })
    expect(of(30).map(({ tick }) => tick)).toEqual([20])
    expect(of(10)).toEqual([])
  })
})
