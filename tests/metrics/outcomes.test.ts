import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Status } from '../../components/codes.ts'
import { Score, Verdict } from '../../components/interaction.ts'
import {
  averageQuality,
  conditionalLoss,
  countSelected,
  participation,
  qualityGap as qualityGapOf,
  qualityReport,
  qualitySpread,
  toxicityRate,
  uncertainFraction,
} from '../../formulas/soft-metrics.ts'
import { flow } from '../../metrics/flow.ts'
import { qualityGap } from '../../metrics/quality-gap.ts'
import { selection } from '../../metrics/selection.ts'
import { toxicity } from '../../metrics/toxicity.ts'
import { bareWorld } from '../kit/bare-world.ts'
import { completedOf, fillInteractions, INTERACTION_COMPONENTS, Meter, MIXED, measure } from './measure.ts'

const worldOf = (interaction: number, values = {}) =>
  bareWorld({ components: INTERACTION_COMPONENTS, rows: { interaction }, values })

function filled(seed: number, statuses: readonly number[] = MIXED, values = {}) {
  const world = worldOf(500, values)
  fillInteractions(world, seed, statuses)
  return world
}

/** p and status of each interaction, nothing else. */
function worldWith(...rows: readonly (readonly [p: number, status: number])[]) {
  const world = worldOf(rows.length)
  for (const [row, [p, status]] of rows.entries()) {
    world.get(Score).p[row] = p
    world.get(Verdict).status[row] = status
  }
  return world
}

const { accepted, declined, gated, expired } = Status
const mixes = [
  ['a mixture', MIXED],
  ['accepted ones only', [accepted]],
  ['rejected ones only', [declined, gated]],
  ['one accepted in thirty', [accepted, ...Array<number>(29).fill(declined)]],
] as const

describe('flow', () => {
  it('counts each outcome and leaves expired and void proposals out of the total', () => {
    const statuses = [accepted, accepted, accepted, declined, gated, gated, expired, Status.void, Status.none]
    const world = worldWith(...statuses.map((status) => [0.5, status] as const))
    expect(measure(world, flow)).toEqual({
      totalInteractions: 6,
      acceptedInteractions: 3,
      declinedInteractions: 1,
      gatedInteractions: 2,
      expiredProposals: 1,
      voidProposals: 1,
      acceptanceRate: 0.5,
    })
  })

  it('reads 0 without interactions', () => {
    expect(Object.values(measure(worldWith([0.5, expired]), flow))).toEqual([0, 0, 0, 0, 1, 0, 0])
  })
})

describe.each(mixes)('against the array formulas, %s', (_, statuses) => {
  it.each([1, 2, 3])('toxicity, seed %i', (seed) => {
    const world = filled(seed, statuses)
    const sample = completedOf(world)
    const values = measure(world, toxicity)
    expect(values['toxicityRate']).toBeCloseTo(toxicityRate(sample), 9)
    expect(values['toxicityRateAll']).toBeCloseTo(toxicityRate(sample, 'all'), 9)
    expect(values['toxicityHard']).toBeCloseTo(qualityReport(sample, 0.5, 0.2).toxicityHard, 9)
    expect(values['uncertainFraction']).toBeCloseTo(uncertainFraction(sample, 0.2), 9)
  })

  it.each([1, 2, 3])('quality gap, seed %i', (seed) => {
    const world = filled(seed, statuses)
    const sample = completedOf(world)
    const values = measure(world, qualityGap)
    expect(values['qualityGap']).toBeCloseTo(qualityGapOf(sample), 9)
    expect(values['qualityGapAccepted']).toBe(countSelected(sample, 'accepted'))
    expect(values['qualityGapRejected']).toBe(countSelected(sample, 'rejected'))
  })

  it.each([1, 2, 3])('selection, seed %i', (seed) => {
    const world = filled(seed, statuses, { 'payoff.s_plus': 3, 'payoff.s_minus': 0.7 })
    const sample = completedOf(world)
    const values = measure(world, selection)
    const { payoffInitiator, payoffCounterparty } = sample
    expect(values['conditionalLossInitiator']).toBeCloseTo(conditionalLoss(sample, payoffInitiator), 9)
    expect(values['conditionalLossCounterparty']).toBeCloseTo(conditionalLoss(sample, payoffCounterparty), 9)
    expect(values['spread']).toBeCloseTo(qualitySpread(sample, 3, 0.7), 9)
    expect(values).toMatchObject(participation(sample, 0.5))
  })
})

describe('toxicity', () => {
  it('takes no p at an edge for uncertain, and none at 0.5 for toxic', () => {
    const values = measure(
      worldWith([0.3, accepted], [0.7, accepted], [0.5, accepted], [0.31, accepted]),
      toxicity,
    )
    expect(values['uncertainFraction']).toBe(0.5)
    expect(values['toxicityHard']).toBe(0.5)
  })

  it('reads 0 where nothing was accepted, and still has a rate over all', () => {
    const values = measure(worldWith([0.25, declined], [0.75, expired]), toxicity)
    expect(values).toEqual({ toxicityRate: 0, toxicityRateAll: 0.75, toxicityHard: 0, uncertainFraction: 0 })
  })

  it('pools a run over interactions, not over epochs', () => {
    const world = filled(4)
    const run = new Meter(world, toxicity).observe(0, 20).observe(20, 500, 64)
    expect(run.report('run')['toxicityRate']).toBeCloseTo(toxicityRate(completedOf(world)), 9)
    const first = new Meter(world, toxicity).observe(0, 20).report()['toxicityRate']!
    const second = new Meter(world, toxicity).observe(20, 500).report()['toxicityRate']!
    expect(Math.abs((first + second) / 2 - run.report('run')['toxicityRate']!)).toBeGreaterThan(1e-3)
  })

  it('is 1 - E[p] less the share rejected times the quality gap (whitepaper §4)', () => {
    const row = fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.constantFrom(...new Set(MIXED)))
    fc.assert(
      fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
        // The gap reads 0 when a side is empty, where the identity does not hold: give each side one.
        const world = worldWith([0.2, accepted], [0.9, declined], ...rows)
        const total = measure(world, flow)['totalInteractions']!
        const { qualityGapRejected, qualityGap: gap } = measure(world, qualityGap)
        const expected = 1 - averageQuality(completedOf(world)) - (qualityGapRejected! / total) * gap!
        expect(measure(world, toxicity)['toxicityRate']).toBeCloseTo(expected, 9)
      }),
    )
  })
})

describe('quality gap', () => {
  it('tells what agents decline from what the threshold stops', () => {
    const world = worldWith([0.8, accepted], [0.6, accepted], [0.9, declined], [0.1, gated], [0.3, gated])
    const values = measure(world, qualityGap)
    expect(values['qualityGapDeclined']).toBeCloseTo(-0.2, 12)
    expect(values['qualityGapGated']).toBeCloseTo(0.5, 12)
    expect(values['qualityGap']).toBeCloseTo(0.7 - 1.3 / 3, 12)
  })

  it('is 0 while either side is empty', () => {
    const values = measure(worldWith([0.8, accepted], [0.1, gated], [0.2, expired]), qualityGap)
    expect(values['qualityGapDeclined']).toBe(0)
    expect(measure(worldWith([0.8, accepted], [0.2, expired]), qualityGap)['qualityGap']).toBe(0)
    expect(measure(worldWith([0.8, gated]), qualityGap)['qualityGap']).toBe(0)
  })
})

describe('selection', () => {
  it('counts p at the threshold as high quality', () => {
    expect(measure(worldWith([0.5, accepted], [0.5, gated], [0.49, declined]), selection)).toMatchObject({
      highQualityAcceptance: 0.5,
      lowQualityAcceptance: 0,
      highQualityCount: 2,
      lowQualityCount: 1,
    })
  })

  it('reads 0 everywhere without interactions', () => {
    expect(new Set(Object.values(measure(worldOf(0), selection)))).toEqual(new Set([0]))
  })
})
