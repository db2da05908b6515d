/**
 * What a pair did in an epoch, three numbers side by side, so that an interaction touches one place in memory: counts first,
 * then the sums of p of what either side started. Three counts share a double that stays whole: 16 bits for each side's
 * interactions, above them the accepted ones of both.
 */
export const TALLY = 3
/** Sides of a pair. */
export const BY_LOW = 0
export const BY_HIGH = 1
/** Place of the lower agent's sum of p; the higher one's is the next. */
export const SUM_P = 1
/** A side's count stops here, and what goes with it, so that means stay means. */
export const COUNT_MAX = 65_535

const COUNT_BITS = 16
const HIGH_UNIT = 65_536
const ACCEPTED_UNIT = 4_294_967_296

/** What an interaction adds to the counts, at its side, plus 2 where it was accepted. */
export const ADDED = Float64Array.of(1, HIGH_UNIT, 1 + ACCEPTED_UNIT, HIGH_UNIT + ACCEPTED_UNIT)

/** Interactions that a side started. @param at where the tally starts */
export const startedBy = (side: number, tallies: Float64Array, at: number): number =>
  (tallies[at] >>> (COUNT_BITS * side)) & COUNT_MAX

/** Interactions that both sides started. */
export const startedByBoth = (tallies: Float64Array, at: number): number =>
  (tallies[at] & COUNT_MAX) + (tallies[at] >>> COUNT_BITS)

/** Interactions that were accepted. */
export const acceptedOf = (tallies: Float64Array, at: number): number => (tallies[at] / ACCEPTED_UNIT) | 0
