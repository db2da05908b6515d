/** Nothing is discovered: below every p-value. */
export const NO_DISCOVERY = -1

/**
 * Which of many findings to believe: of those whose p-value is at most the number returned, the expected share of false ones
 * is at most `rate`, if the tests are independent or depend on one another positively. It is the largest p_(k) with
 * p_(k) <= k × rate / tests (step-up), or `NO_DISCOVERY`. Benjamini & Hochberg, "Controlling the false discovery rate: a
 * practical and powerful approach to multiple testing", Journal of the Royal Statistical Society B 57 (1995).
 *
 * Sorting takes O(n log n), and only of p-values that could pass at all.
 * @param pValues `count` of them at the front; put into another order
 * @param tests how many tests were made, at least `count`; those that are not among `pValues` found nothing
 * @param rate in [0, 1]
 */
export function falseDiscoveryLimit(
  pValues: Float64Array,
  count: number,
  tests: number,
  rate: number,
): number {
  let kept = 0
  for (let i = 0; i < count; i++) {
    const p = pValues[i] as number
    if (p * tests > count * rate) continue
    pValues[i] = pValues[kept] as number
    pValues[kept++] = p
  }
  const smallest = pValues.subarray(0, kept).sort()
  for (let rank = kept; rank > 0; rank--) {
    const p = smallest[rank - 1] as number
    if (p * tests <= rank * rate) return p
  }
  return NO_DISCOVERY
}
