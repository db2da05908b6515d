import type { NumberParameter } from '../../engine/config.ts'

/** How a slider's positions and a number belong together. */
export interface LeverScale {
  readonly min: number
  readonly max: number
  readonly step: number
  toValue(position: number): number
  toPosition(value: number): number
}

const STEPS = 200
/** Wider ranges get a logarithmic slider. */
const LINEAR_SPAN_MAX = 1000

/** The largest of 1, 2 and 5 times a power of ten that is not above `value`. */
export function niceStep(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value) + 1e-9)
  const lead = value / power
  if (lead >= 5 - 1e-9) return 5 * power
  return lead >= 2 - 1e-9 ? 2 * power : power
}

const toThreeFigures = (value: number): number => Number(value.toPrecision(3))

/**
 * A scale for a number's slider. Ranges up to 1,000 wide are linear in steps of 1, 2 or 5 times a power of ten, about 200 to the
 * range; wider ones and those without end are logarithmic from the low end, as far as 100 times what is usual.
 */
export function leverScale(parameter: NumberParameter, value: number | null): LeverScale {
  const usual = Math.max(
    Math.abs(parameter.default ?? 0),
    Math.abs(value ?? 0),
    Math.abs(parameter.advised?.[1] ?? 0),
  )
  const [low, high] = parameter.range
  if (low === Number.NEGATIVE_INFINITY) {
    const end = Math.max(1, 4 * usual)
    return linear(parameter, -end, Math.min(high, end))
  }
  if (high - low <= LINEAR_SPAN_MAX) return linear(parameter, low, high)
  return logarithmic(parameter, low, Math.min(high, low + Math.max(1000, 100 * usual)))
}

function linear(parameter: NumberParameter, low: number, high: number): LeverScale {
  const span = high - low
  if (span <= 0) return { min: low, max: low, step: 1, toValue: () => low, toPosition: () => low }
  const fine = niceStep(span / STEPS)
  const step = parameter.integer ? Math.max(1, Math.round(fine)) : fine
  return {
    min: parameter.aboveLow ? low + step : low,
    max: high,
    step,
    toValue: (position) => Number(position.toPrecision(12)),
    toPosition: (number) => Math.min(high, Math.max(low, number)),
  }
}

function logarithmic(parameter: NumberParameter, low: number, high: number): LeverScale {
  const full = Math.log1p(high - low)
  return {
    min: parameter.aboveLow ? 1 : 0,
    max: STEPS,
    step: 1,
    toValue: (position) => {
      const value = Math.min(high, low + toThreeFigures(Math.expm1((position / STEPS) * full)))
      return parameter.integer ? Math.round(value) : value
    },
    toPosition: (number) => (Math.log1p(Math.min(high, Math.max(low, number)) - low) / full) * STEPS,
  }
}
