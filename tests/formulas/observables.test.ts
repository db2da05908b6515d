import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  declinedEngagement,
  drawSignals,
  reputationFactor,
  SIGNAL_RANGES,
  scaledSignal,
  uniformInteger,
  uniformReal,
} from '../../formulas/observables.ts'

const uniform = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true })
const policies = Object.keys(SIGNAL_RANGES) as (keyof typeof SIGNAL_RANGES)[]

describe('draws', () => {
  it('stay in their range', () => {
    fc.assert(
      fc.property(fc.integer({ min: -50, max: 50 }), fc.nat(20), uniform, (low, width, u) => {
        const whole = uniformInteger(low, low + width, u)
        expect(Number.isInteger(whole) && whole >= low && whole <= low + width).toBe(true)
        const real = uniformReal(low, low + width, u)
        expect(real >= low && real <= low + width).toBe(true)
      }),
    )
  })

  it('reach both ends of an integer range and no further', () => {
    expect(uniformInteger(1, 3, 0)).toBe(1)
    for (let width = 0; width < 200; width++) expect(uniformInteger(0, width, 1 - 2 ** -53)).toBe(width)
  })
})

describe('reputation', () => {
  it('scales between a half and one', () => {
    expect([-9, -1, 0, 1, 9].map(reputationFactor)).toEqual([0.5, 0.5, 0.75, 1, 1])
  })

  it('leaves negative signals alone unless told to scale them', () => {
    expect(scaledSignal(0.4, 0.5, false)).toBe(0.2)
    expect(scaledSignal(-0.4, 0.5, false)).toBe(-0.4)
    expect(scaledSignal(-0.4, 0.5, true)).toBe(-0.2)
  })
})

describe('drawSignals', () => {
  it('draws only what varies', () => {
    const drawn = policies.map((policy) => {
      let draws = 0
      const nextUniform = () => {
        draws++
        return 0.5
      }
      drawSignals(SIGNAL_RANGES[policy], nextUniform, 0, true)
      return [policy, draws]
    })
    expect(Object.fromEntries(drawn)).toEqual({
      honest: 3,
      opportunistic: 4,
      deceptive: 4,
      adversarial: 5,
      adaptiveAdversary: 5,
    })
  })

  it('keeps every signal inside the range of its policy at full reputation', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...policies),
        fc.array(uniform, { minLength: 5, maxLength: 5 }),
        (policy, us) => {
          let next = 0
          const ranges = SIGNAL_RANGES[policy]
          const made = drawSignals(ranges, () => us[next++]!, 1, true)
          const inside = (value: number, [low, high]: readonly [number, number]) =>
            value >= low && value <= high
          expect(inside(made.taskProgressDelta, ranges.progress)).toBe(true)
          expect(inside(made.reworkCount, ranges.rework)).toBe(true)
          expect(inside(made.verifierRejections, ranges.rejections)).toBe(true)
          expect(inside(made.toolMisuseFlags, ranges.misuse)).toBe(true)
          expect(inside(made.engagementDelta, ranges.engagement)).toBe(true)
        },
      ),
    )
  })
})

it('turns engagement non-positive once declined', () => {
  expect(declinedEngagement(0.3)).toBe(0)
  expect(declinedEngagement(-0.3)).toBe(-0.3)
})
