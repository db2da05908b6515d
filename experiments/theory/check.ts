/** What a check found. */
export interface Measured {
  readonly value: number
  readonly expected: number
  /** How far the value may lie from what is expected: standard errors times their number, or a bound of arithmetic. */
  readonly band: number
  /** `atMost` and `atLeast` judge one side alone. */
  readonly side?: 'atMost' | 'atLeast'
}

/** A closed form of the literature, held against what the engine computes or a simulation shows. */
export interface TheoryCheck {
  readonly name: string
  /** What theory says, in a sentence. */
  readonly claim: string
  /** Who said so. */
  readonly source: string
  /** Measures it anew; equal results each time, since seeds are fixed. */
  measure(): Measured | Promise<Measured>
}

/** Whether a finding agrees with theory. */
export function agrees({ value, expected, band, side }: Measured): boolean {
  const above = value - expected
  if (side === 'atMost') return above <= band
  if (side === 'atLeast') return above >= -band
  return Math.abs(above) <= band
}
