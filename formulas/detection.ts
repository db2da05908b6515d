/** How well a detector tells the guilty from the innocent, where a simulation knows the truth. */

/** What a detector said against what was so, in counts. */
export interface Confusion {
  readonly truePositives: number
  readonly falsePositives: number
  readonly falseNegatives: number
  readonly trueNegatives: number
}

export interface DetectionQuality {
  /** Guilty among the flagged; null when none was flagged. One less this is the false-discovery rate. */
  readonly precision: number | null
  /** Flagged among the guilty; null when nobody is guilty. */
  readonly recall: number | null
  /** Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN); null when there is neither guilt nor a flag. */
  readonly f1: number | null
  /** Flagged among the innocent; null when nobody is innocent. */
  readonly falseAlarmRate: number | null
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole)

/** Quality of a detector from its counts. Van Rijsbergen, "Information Retrieval" (1979), chapter 7. */
export function detectionQuality(counts: Confusion): DetectionQuality {
  const { truePositives, falsePositives, falseNegatives, trueNegatives } = counts
  return {
    precision: share(truePositives, truePositives + falsePositives),
    recall: share(truePositives, truePositives + falseNegatives),
    f1: share(2 * truePositives, 2 * truePositives + falsePositives + falseNegatives),
    falseAlarmRate: share(falsePositives, falsePositives + trueNegatives),
  }
}

/**
 * Probability that a flagged one is guilty, by Bayes' rule: recall × base / (recall × base + alarms × (1 - base)). It
 * tells what a detector that looks good among equals is worth where guilt is rare. Null when nothing would be flagged.
 * @param baseRate share of the guilty, in [0, 1]
 */
export function positivePredictiveValue(
  recall: number,
  falseAlarmRate: number,
  baseRate: number,
): number | null {
  const hits = recall * baseRate
  return share(hits, hits + falseAlarmRate * (1 - baseRate))
}

/**
 * Probability that one of the first sample lies above one of the second, ties counting half, in [0, 1]: the area under
 * the ROC curve. Null when a sample is empty. Mann & Whitney (1947).
 * @param higher sorted ascending
 * @param lower sorted ascending
 */
export function areaUnderRoc(higher: Float64Array, lower: Float64Array): number | null {
  if (higher.length === 0 || lower.length === 0) return null
  let below = 0
  let upTo = 0
  let wins = 0
  for (let place = 0; place < higher.length; place++) {
    const value = higher[place] as number
    while (below < lower.length && (lower[below] as number) < value) below++
    if (upTo < below) upTo = below
    while (upTo < lower.length && lower[upTo] === value) upTo++
    wins += below + (upTo - below) / 2
  }
  return wins / (higher.length * lower.length)
}
