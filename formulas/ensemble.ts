/** Self-ensembles: an action drawn several times, of which the most frequent is taken. Whitepaper §10. */

/**
 * Place of the first of the tokens that occur most often among the first `count`; of equally frequent ones that which
 * came first. Quadratic: meant for a handful. -1 for none.
 */
export function mostFrequent(tokens: ArrayLike<unknown>, count: number): number {
  let winner = -1
  let most = 0
  for (let place = 0; place < count; place++) {
    let times = 0
    for (let other = place; other < count; other++) if (tokens[other] === tokens[place]) times++
    // A later place of a token counts fewer of it, so only its first one can win.
    if (times <= most) continue
    most = times
    winner = place
  }
  return winner
}

/**
 * Probability that the majority of independent samples is right when each one is with probability q: the sum of
 * C(K, k) q^k (1 - q)^(K - k) over k > K/2. Of an even number a tie goes to the first sample, which is right half the time.
 * Above one half it grows with K, below it falls: an ensemble reduces variance, not bias. Condorcet (1785).
 * @param samples K, at least 1
 */
export function majorityAccuracy(samples: number, q: number): number {
  // Probabilities of 0 to K right ones, one sample after the other: no power and no binomial coefficient is needed.
  const right = new Float64Array(samples + 1)
  right[0] = 1
  for (let drawn = 1; drawn <= samples; drawn++) {
    for (let k = drawn; k >= 0; k--) {
      right[k] = (right[k] as number) * (1 - q) + (k > 0 ? (right[k - 1] as number) * q : 0)
    }
  }
  let accuracy = 0
  for (let k = samples; 2 * k > samples; k--) accuracy += right[k] as number
  return samples % 2 === 0 ? accuracy + (right[samples / 2] as number) / 2 : accuracy
}

/** D that one binary decision tends to over ever more replays: the smaller of q and 1 - q. */
export const binaryDisagreement = (q: number): number => Math.min(q, 1 - q)
