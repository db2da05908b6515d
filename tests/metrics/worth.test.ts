import { describe, expect, it } from 'vitest'
import { Status } from '../../components/codes.ts'
import { Crossing } from '../../components/crossing.ts'
import { Cost, Payoff, Score } from '../../components/interaction.ts'
import * as arrays from '../../formulas/calibration.ts'
import {
  coefficientOfVariation,
  selectValues,
  variance as varianceOf,
  welfare as welfareOf,
} from '../../formulas/soft-metrics.ts'
import { calibration } from '../../metrics/calibration.ts'
import { variance } from '../../metrics/variance.ts'
import { welfare } from '../../metrics/welfare.ts'
import { bareWorld } from '../kit/bare-world.ts'
import {
  completedOf,
  fillInteractions,
  INTERACTION_COMPONENTS,
  Meter,
  MIXED,
  measure,
  sumOver,
} from './measure.ts'

function filled(seed: number, values = {}, statuses: readonly number[] = MIXED) {
  const world = bareWorld({ components: INTERACTION_COMPONENTS, rows: { interaction: 700 }, values })
  fillInteractions(world, seed, statuses)
  return world
}

const empty = () => bareWorld({ components: INTERACTION_COMPONENTS, rows: { interaction: 0 } })
const { accepted, declined, gated, expired } = Status
const seeds = [1, 2, 3]

describe('welfare', () => {
  it.each(seeds)('agrees with the array formulas, seed %i', (seed) => {
    const world = filled(seed, { 'payoff.s_plus': 5, 'payoff.s_minus': 2, 'payoff.h': 3 })
    const expected = welfareOf(completedOf(world), 5, 2, 3)
    const values = measure(world, welfare)
    expect(values['avgPayoff']).toBeCloseTo(expected.averageInitiatorPayoff, 9)
    expect(values['avgCounterpartyPayoff']).toBeCloseTo(expected.averageCounterpartyPayoff, 9)
    expect(values['totalWelfare']).toBeCloseTo(expected.totalWelfare, 9)
    expect(values['socialSurplus']).toBeCloseTo(expected.totalSocialSurplus, 9)
  })

  it('takes spilled harm of accepted interactions off social welfare', () => {
    const world = filled(4)
    const values = measure(world, welfare)
    const spilled = sumOver(world, world.get(Crossing).harm, accepted)
    expect(spilled).toBeGreaterThan(1)
    expect(values['spilledHarm']).toBeCloseTo(spilled, 9)
    expect(values['socialWelfare']).toBeCloseTo(values['socialSurplus']! - spilled, 9)
  })

  it('counts the costs of all completed interactions and of no other', () => {
    const world = filled(5)
    const { initiator, counterparty } = world.get(Cost)
    const completed = [accepted, declined, gated]
    const expected = sumOver(world, initiator, ...completed) + sumOver(world, counterparty, ...completed)
    expect(measure(world, welfare)['governanceCost']).toBeCloseTo(expected, 9)
  })

  it('leaves taxes and penalties out of social welfare: costs do not move it', () => {
    const world = filled(6)
    const before = measure(world, welfare)['socialWelfare']
    world.get(Cost).initiator.fill(9)
    expect(measure(world, welfare)['socialWelfare']).toBe(before)
  })

  it('keeps payoffs of gated interactions apart, and only where they are credited', () => {
    const world = filled(7)
    const { initiator, counterparty } = world.get(Payoff)
    const expected = sumOver(world, initiator, gated) + sumOver(world, counterparty, gated)
    expect(measure(world, welfare)['offLedgerPayoff']).toBeCloseTo(expected, 9)
    expect(measure(filled(7, { 'payoff.credit_rejected': 'none' }), welfare)['offLedgerPayoff']).toBe(0)
  })

  it('values each interaction by the parameters of its time', () => {
    const world = filled(8, {}, [accepted])
    const meter = new Meter(world, welfare).observe(0, 350)
    world.setValue('payoff.h', 0)
    meter.observe(350, 700)
    const { p } = world.get(Score)
    let expected = 0
    for (const [row, value] of p.entries()) expected += 3 * value - 1 - (row < 350 ? 2 * (1 - value) : 0)
    expect(meter.report()['socialSurplus']).toBeCloseTo(expected, 9)
  })

  it('reads 0 without interactions', () => {
    expect(new Set(Object.values(measure(empty(), welfare)))).toEqual(new Set([0]))
  })
})

describe('variance', () => {
  it.each(seeds)('agrees with the array formulas, seed %i', (seed) => {
    const world = filled(seed)
    const sample = completedOf(world)
    const values = measure(world, variance)
    expect(values['qualityVariance']).toBeCloseTo(varianceOf(sample.p), 9)
    expect(values['qualityVarianceAccepted']).toBeCloseTo(
      varianceOf(selectValues(sample, sample.p, 'accepted')),
      9,
    )
    expect(values['qualityVariation']).toBeCloseTo(coefficientOfVariation(sample.p), 9)
    expect(values['payoffVarianceInitiator']).toBeCloseTo(varianceOf(sample.payoffInitiator), 9)
    expect(values['payoffVarianceCounterparty']).toBeCloseTo(varianceOf(sample.payoffCounterparty), 9)
  })

  it('keeps its digits where p hardly varies', () => {
    const world = filled(4, {}, [accepted])
    const { p } = world.get(Score)
    for (const row of p.keys()) p[row] = 0.5 + (row % 2 === 0 ? 1e-7 : -1e-7)
    expect(measure(world, variance)['qualityVariance']! / 1e-14).toBeCloseTo(1, 9)
  })

  it('is never below 0, and 0 for one interaction or a mean of 0', () => {
    const world = filled(5, {}, [accepted])
    world.get(Score).p.fill(0.1)
    world.get(Payoff).initiator.fill(0.1)
    const same = measure(world, variance)
    expect(same['qualityVariance']).toBeGreaterThanOrEqual(0)
    expect(same['payoffVarianceInitiator']).toBeGreaterThanOrEqual(0)
    expect(new Meter(world, variance).observe(0, 1).report()['payoffVarianceInitiator']).toBe(0)
    world.get(Score).p.fill(0)
    expect(measure(world, variance)['qualityVariation']).toBe(0)
    expect(new Set(Object.values(measure(empty(), variance)))).toEqual(new Set([0]))
  })
})

describe('calibration', () => {
  const binCounts = [1, 7, 10, 100]
  it.each(binCounts)('agrees with the array formulas, %i bins', (bins) => {
    for (const seed of seeds) {
      const world = filled(seed, { 'metrics.calibration_bins': bins })
      const { p, truth } = completedOf(world)
      const values = measure(world, calibration)
      expect(values['brierScore']).toBeCloseTo(arrays.brierScore(p, truth)!, 9)
      expect(values['calibrationError']).toBeCloseTo(arrays.calibrationError(p, truth)!, 9)
      expect(values['expectedCalibrationError']).toBeCloseTo(
        arrays.expectedCalibrationError(p, truth, bins)!,
        9,
      )
      expect(values['logLoss']).toBeCloseTo(arrays.logLoss(p, truth)!, 9)
    }
  })

  it('takes edges of bins as they round: 0.3 lies below 0.1 times 3', () => {
    const world = filled(1, {}, [accepted])
    const { p, truth } = world.get(Score)
    p.set([0.3, 0.35])
    truth.set([1, -1])
    const apart = new Meter(world, calibration).observe(0, 2).report()['expectedCalibrationError']
    expect(apart).toBeCloseTo((0.7 + 0.35) / 2, 12)
  })

  it('has a sum for each bin of its parameter', () => {
    const world = filled(1, { 'metrics.calibration_bins': 7 })
    expect(new Meter(world, calibration).names).toHaveLength(3 + 7)
  })

  it('keeps log loss finite and exact where sure predictions fail', () => {
    const world = filled(2, {}, [accepted])
    const { p, truth } = world.get(Score)
    p.fill(1)
    truth.fill(-1)
    expect(measure(world, calibration)['logLoss']).toBeCloseTo(arrays.logLoss(p, truth)!, 9)
    p.fill(0)
    truth.fill(1)
    // The chunk is long enough for a product of likelihoods to fall below the smallest number.
    const whole = new Meter(world, calibration).observe(0, 700, 700).report()['logLoss']!
    expect(whole).toBeCloseTo(arrays.logLoss(p, truth)!, 9)
  })

  it('is null where no outcome is known, be it off or never completed', () => {
    const none = { brierScore: null, calibrationError: null, expectedCalibrationError: null, logLoss: null }
    const undrawn = filled(3)
    undrawn.get(Score).truth.fill(0)
    expect(measure(undrawn, calibration)).toEqual(none)
    expect(measure(filled(3, {}, [expired, Status.void]), calibration)).toEqual(none)
    expect(measure(empty(), calibration)).toEqual(none)
  })
})
