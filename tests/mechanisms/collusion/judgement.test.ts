import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { goldenRun } from './golden.ts'
import { type Deal, deal, nextEpoch, pairsOf, times, watched } from './society.ts'

/** Everyone meets a few others once, and 0 and 1 deal all day in work that nobody else would take. */
const busy: readonly Deal[] = [
  ...Array.from({ length: 36 }, (_, meeting) => ({
    initiator: meeting % 12,
    counterparty: (meeting + 1 + Math.floor(meeting / 12)) % 12,
    p: 0.8,
  })),
  ...times(10, { initiator: 0, counterparty: 1, p: 0.2 }),
  ...times(10, { initiator: 1, counterparty: 0, p: 0.2 }),
]

const resourcesOf = (society: ReturnType<typeof watched>) =>
  Array.from(society.world.column('LeverEffect.resources'))

describe('judgement', () => {
  it('finds the pair, fines both and nobody else', () => {
    const society = watched({ honest: 12 })
    deal(society, busy)
    nextEpoch(society)
    const suspects = pairsOf(society).filter(({ suspicious }) => suspicious)
    expect(suspects).toMatchObject([{ low: 0, high: 1, interactions: 21 }])
    const { score } = suspects[0] as { score: number }
    const fines = resourcesOf(society)
    expect(fines[0]).toBeCloseTo(-10 * score, 12)
    expect(fines[1]).toBe(fines[0])
    expect(fines.slice(2).every((fine) => fine === 0)).toBe(true)
    expect(society.world.column('LeverEffect.reputation')[0]).toBeCloseTo(-score, 12)
  })

  it('lets suspicion end with the window, where the peer fines for ever', () => {
    const finedEpochs = (window: number | null) => {
      const society = watched({ honest: 12 }, { 'collusion.penalty_window': window })
      deal(society, busy)
      return Array.from({ length: 9 }, () => {
        society.world.column('LeverEffect.resources').fill(0)
        nextEpoch(society)
        return (resourcesOf(society)[0] as number) < 0
      })
    }
    expect(finedEpochs(5)).toEqual([true, true, true, true, true, false, false, false, false])
    expect(finedEpochs(null)).toEqual(new Array(9).fill(true))
  })

  it('does not take two who share a tax for partners in crime, where the peer does', () => {
    const suspects = (benefit: string) => {
      const society = watched(
        { honest: 12 },
        { 'collusion.benefit': benefit, 'collusion.false_discovery_rate': null },
      )
      const initiator = society.world.column('Cost.initiator')
      const counterparty = society.world.column('Cost.counterparty')
      // Honest work among friends, taxed half and half: both sides' benefits are one number.
      const friends = times(12, { initiator: 2, counterparty: 3, p: 0.8 })
      friends.forEach((one, place) => {
        initiator[0] = 0.01 * (place + 1)
        counterparty[0] = 0.01 * (place + 1)
        deal(society, [one])
      })
      initiator.fill(0)
      counterparty.fill(0)
      deal(society, busy.slice(0, 36))
      nextEpoch(society)
      return pairsOf(society).filter(({ suspicious }) => suspicious)
    }
    expect(suspects('full')).toMatchObject([{ low: 2, high: 3 }])
    expect(suspects('transfersOnly')).toEqual([])
  })

  it('spares pairs that are only busy, and says so', () => {
    // 0 and 1 start so much with everyone that their own dealings are nothing out of the ordinary.
    const all = Array.from({ length: 12 }, (_, other) => other)
    const crowd = all.flatMap((other) =>
      [0, 1].flatMap((hub) =>
        other === hub ? [] : times(20, { initiator: hub, counterparty: other, p: 0.2 }),
      ),
    )
    const quiet = Array.from({ length: 60 }, (_, meeting) => ({
      initiator: 2 + (meeting % 10),
      counterparty: 2 + ((meeting + 1 + Math.floor(meeting / 10)) % 10),
    })).filter(({ initiator, counterparty }) => initiator !== counterparty)
    const judge = (rate: number | null) => {
      const society = watched(
        { honest: 12 },
        { 'collusion.false_discovery_rate': rate, 'governance.collusion_score_threshold': 0.4 },
      )
      deal(society, [...crowd, ...quiet])
      nextEpoch(society)
      return {
        suspects: pairsOf(society).filter(({ suspicious }) => suspicious).length,
        spared: society.world.column('CollusionTotals.spared')[0],
      }
    }
    expect(judge(null)).toEqual({ suspects: 21, spared: 0 })
    const controlled = judge(0.05)
    expect(controlled.suspects).toBeLessThan(6)
    expect(controlled.spared).toBe(21 - controlled.suspects)
  })

  it('charges suspects that deal with one another, by the latest analysis', () => {
    const society = watched({ honest: 12 }, { 'governance.collusion_realtime_penalty': true })
    deal(society, busy)
    nextEpoch(society)
    deal(society, [
      { initiator: 0, counterparty: 1 },
      { initiator: 0, counterparty: 2 },
    ])
    const cost = society.world.column('Cost.initiator')
    cost.fill(0)
    society.runSystem('collusion-charges')
    const risk = society.world.column('CollusionSuspicion.risk')
    expect(cost[0]).toBeCloseTo(0.1 * (risk[0] as number), 12)
    expect(cost[1]).toBe(0)
  })

  it('finds a ring as one group where it keeps to itself and is good to its own', () => {
    const ring = [0, 1, 2, 3, 4]
    const inside = ring.flatMap((a) =>
      ring.filter((b) => b > a).flatMap((b) => times(12, { initiator: a, counterparty: b, p: 0.95 })),
    )
    const outside = Array.from({ length: 80 }, (_, meeting) => ({
      initiator: 5 + (meeting % 40),
      counterparty: 5 + ((meeting + 1) % 40),
      p: 0.3,
    }))
    const society = watched(
      { honest: 45 },
      {
        'governance.collusion_score_threshold': 0.4,
        'governance.collusion_frequency_threshold': 1,
        'collusion.false_discovery_rate': null,
      },
    )
    deal(society, [...inside, ...outside])
    nextEpoch(society)
    const groups = Array.from(society.world.column('CollusionSuspicion.group'))
    expect(groups.slice(0, 5)).toEqual([1, 1, 1, 1, 1])
    expect(groups.slice(5).every((group) => group === 0)).toBe(true)
    const totals = society.summary().metrics
    expect(totals).toMatchObject({ collusionGroups: 1, groupedAgents: 5, flaggedPairs: 10 })
    expect(totals['maxGroupScore']).toBeCloseTo(0.4 + 0.6 * 0.45, 12)
  })
})

describe('judged in the pipeline', () => {
  it('is as the golden case has it', () => {
    const golden = JSON.parse(readFileSync(new URL('../../golden/collusion.json', import.meta.url), 'utf8'))
    expect(goldenRun()).toEqual(golden)
  })
})
