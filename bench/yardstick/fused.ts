import {
  ENGAGEMENT_LOW,
  ENGAGEMENT_WIDTH,
  MISUSE_COUNT,
  MISUSE_SIGNAL,
  PROGRESS_LOW,
  PROGRESS_WIDTH,
  REJECTIONS_COUNT,
  REJECTIONS_LOW,
  REJECTIONS_SIGNAL,
  REWORK_COUNT,
  REWORK_LOW,
  REWORK_SIGNAL,
  TRUST_LEAST,
  TRUST_WEIGHT,
  TYPE_OF_TENTH,
  YARDSTICK_SEED,
  type YardstickSums,
} from './rules.ts'

const FROZEN = 128
const TYPE = 3
const DRAWS = 8
const FREEZE_TICKS = 20
const VIOLATIONS_MAX = 3
const CROSSINGS_MAX = 200
const GOLDEN = 0x9e3779b9
const UNIT = 1 / 4294967296
/** Agents per call of the loop: V8 compiles a function that is called often better than a loop that is entered once a tick. */
const CHUNK = 1024

/** Places in the array of sums. */
const INTERACTIONS = 0
const ACCEPTED = 1
const SKIPPED = 2
const FREEZES = 3
const HARM = 4
const QUALITY_ACCEPTED = 5
const QUALITY_REJECTED = 6
const WELFARE = 7
const TAX = 8
const SPILLED = 9
const SUMS = 10

/** A 32-bit mixer of three multiplications: "triple32" of C. Wellons, "Prospecting for hash functions" (2018). */
function mixThrice(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb)
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51)
  x = Math.imul(x ^ (x >>> 15), 0x31848bab)
  return (x ^ (x >>> 14)) >>> 0
}

/** A 32-bit mixer of two multiplications, from the same search. */
function mixTwice(word: number): number {
  let x = word
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad)
  x = Math.imul(x ^ (x >>> 15), 0xd35a2d97)
  return (x ^ (x >>> 15)) >>> 0
}

/** The yardstick's tick as one loop over typed arrays. */
export interface FusedYardstick {
  readonly agents: number
  /** Back to the start, all memory kept. */
  reset(): void
  tick(): void
  /** Interactions since the start. */
  interactions(): number
  sums(): YardstickSums
}

/**
 * Makes the fused form of the yardstick. V8 folds the arrays into a loop's code only while its function has been made
 * once, so a process that measures makes one and resets it.
 * @param agents 2 to 2^30
 */
export function makeFusedYardstick(agents: number, seed = YARDSTICK_SEED): FusedYardstick {
  const state = new Uint8Array(agents)
  const violations = new Uint8Array(agents)
  const crossings = new Uint8Array(agents)
  const until = new Int32Array(agents)
  const reputation = new Float64Array(agents)
  const toxicity = new Float64Array(agents)
  const payoff = new Float64Array(agents)
  const change = new Float64Array(agents)
  // What counterparties get when the tick ends, payoff and reputation by turns.
  const due = new Float64Array(2 * agents)
  const tickKeys = new Int32Array(1)
  const streamKey = new Int32Array(DRAWS)
  const totals = new Float64Array(SUMS)
  const progressLow = Float64Array.from(PROGRESS_LOW)
  const progressWidth = Float64Array.from(PROGRESS_WIDTH)
  const engagementLow = Float64Array.from(ENGAGEMENT_LOW)
  const engagementWidth = Float64Array.from(ENGAGEMENT_WIDTH)
  const reworkLow = Int32Array.from(REWORK_LOW)
  const reworkCount = Int32Array.from(REWORK_COUNT)
  const rejectionsLow = Int32Array.from(REJECTIONS_LOW)
  const rejectionsCount = Int32Array.from(REJECTIONS_COUNT)
  const misuseCount = Int32Array.from(MISUSE_COUNT)
  const reworkSignal = Float64Array.from(REWORK_SIGNAL)
  const rejectionsSignal = Float64Array.from(REJECTIONS_SIGNAL)
  const misuseSignal = Float64Array.from(MISUSE_SIGNAL)
  const trustWeight = Float64Array.from(TRUST_WEIGHT)
  const trustLeast = Float64Array.from(TRUST_LEAST)
  // 2^k at index k + 4: the sigmoid's argument stays within [-2, 2].
  const powerOfTwo = Float64Array.from({ length: 9 }, (_, index) => 2 ** (index - 4))
  let now = 0

  function prepareKeys(tick: number): void {
    tickKeys[0] = mixThrice(seed ^ Math.imul(tick, GOLDEN))
    const streamBase = mixThrice((tickKeys[0] + 0x85ebca6b) | 0)
    for (let draw = 0; draw < DRAWS; draw++) {
      streamKey[draw] = mixThrice(Math.imul(draw + 1, GOLDEN) ^ streamBase)
    }
  }

  function runAgents(tick: number, first: number, end: number): void {
    const tickKey = tickKeys[0]
    const key0 = streamKey[0]
    const key1 = streamKey[1]
    const key2 = streamKey[2]
    const key3 = streamKey[3]
    const key4 = streamKey[4]
    const key5 = streamKey[5]
    const key6 = streamKey[6]
    const key7 = streamKey[7]
    let interactions = totals[INTERACTIONS]
    let accepted = totals[ACCEPTED]
    let skipped = totals[SKIPPED]
    let freezes = totals[FREEZES]
    let harmSum = totals[HARM]
    let qualityAccepted = totals[QUALITY_ACCEPTED]
    let qualityRejected = totals[QUALITY_REJECTED]
    let welfare = totals[WELFARE]
    let taxes = totals[TAX]
    let spilled = totals[SPILLED]
    for (let i = first; i < end; i++) {
      const own = state[i]
      if ((own & FROZEN) !== 0) continue
      const base = mixTwice((Math.imul(i, GOLDEN) + tickKey) | 0)
      let j = (mixTwice((base + key0) | 0) * (agents - 1) * UNIT) | 0
      if (j >= i) j++
      const other = state[j]
      if ((other & FROZEN) !== 0) {
        skipped += 1
        continue
      }
      const standing = reputation[i]
      const noise = 0.2 * (mixTwice((base + key1) | 0) * UNIT - 0.5)
      const consents = 0.5 + trustWeight[other] * standing + noise >= trustLeast[other]

      const factor = 0.75 + 0.25 * standing
      const progress = (progressLow[own] + progressWidth[own] * (mixTwice((base + key2) | 0) * UNIT)) * factor
      let engagement =
        (engagementLow[own] + engagementWidth[own] * (mixTwice((base + key6) | 0) * UNIT)) * factor
      if (!consents && engagement > 0) engagement = 0
      const rework = reworkLow[own] + ((mixTwice((base + key3) | 0) * UNIT * reworkCount[own]) | 0)
      const rejections =
        rejectionsLow[own] + ((mixTwice((base + key4) | 0) * UNIT * rejectionsCount[own]) | 0)
      const misuse = (mixTwice((base + key5) | 0) * UNIT * misuseCount[own]) | 0
      let proxy =
        0.4 * progress +
        0.2 * reworkSignal[rework] +
        0.1 * (rejectionsSignal[rejections] + misuseSignal[misuse]) +
        0.2 * engagement
      proxy = proxy > 1 ? 1 : proxy
      proxy = proxy < -1 ? -1 : proxy
      // exp(-2 proxy): nearest power of two, and Taylor's series to degree 11 for the rest.
      const x = -2 * proxy
      const octaves = Math.floor(x * Math.LOG2E + 0.5)
      const r = x - octaves * 6.931471803691238e-1 - octaves * 1.9082149292705877e-10
      const tail = 1 / 5040 + r * (1 / 40320 + r * (1 / 362880 + r * (1 / 3628800 + r * (1 / 39916800))))
      const series =
        1 + r * (1 + r * (1 / 2 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720 + r * tail))))))
      const p = 1 / (1 + series * powerOfTwo[(octaves | 0) + 4])
      const q = 1 - p
      const isAccepted = consents && p >= 0.5

      const surplus = p * 2 - q
      const harm = q * 2
      const tax = isAccepted ? 0.05 * (surplus > 0 ? surplus : 0) : 0
      let cost = tax * 0.5
      const otherCost = tax - cost
      let penalty = 0
      const lastWord = mixTwice((base + key7) | 0)
      if (lastWord * UNIT < 0.1 && p < 0.6) {
        penalty = (0.6 - p) * 2
        cost += penalty
      }
      const standingChange = isAccepted ? (p - 0.5) * 0.1 - cost * 0.1 : -penalty * 0.1
      change[i] = standingChange
      interactions += 1
      if (isAccepted) {
        const otherChange = (p - 0.5) * 0.02
        const gain = 0.5 * surplus - cost - 0.2 * harm + standingChange
        const otherGain = 0.5 * surplus - otherCost - 0.1 * harm + otherChange
        payoff[i] += gain
        due[2 * j] += otherGain
        due[2 * j + 1] += otherChange
        accepted += 1
        harmSum += q
        qualityAccepted += p
        welfare += gain + otherGain
        taxes += tax
        spilled += 0.3 * q * 0.5
      } else qualityRejected += p

      const toxic = 0.9 * toxicity[i] + 0.1 * q
      toxicity[i] = toxic
      if (toxic > 0.6 && ++violations[i] >= VIOLATIONS_MAX) {
        state[i] = own | FROZEN
        until[i] = tick + FREEZE_TICKS
        violations[i] = 0
        freezes += 1
      }
      if ((lastWord & 15) === 0 && crossings[i] < CROSSINGS_MAX) crossings[i]++
    }
    totals[INTERACTIONS] = interactions
    totals[ACCEPTED] = accepted
    totals[SKIPPED] = skipped
    totals[FREEZES] = freezes
    totals[HARM] = harmSum
    totals[SPILLED] = spilled
    totals[QUALITY_ACCEPTED] = qualityAccepted
    totals[QUALITY_REJECTED] = qualityRejected
    totals[WELFARE] = welfare
    totals[TAX] = taxes
  }

  function endTick(next: number): void {
    for (let i = 0; i < agents; i++) {
      let standing = reputation[i] * 0.9995 + change[i] + due[2 * i + 1]
      standing = standing > 1 ? 1 : standing
      standing = standing < -1 ? -1 : standing
      reputation[i] = standing
      payoff[i] += due[2 * i]
      due[2 * i] = 0
      due[2 * i + 1] = 0
      change[i] = 0
      if ((state[i] & FROZEN) !== 0 && until[i] <= next) state[i] &= TYPE
    }
  }

  function reset(): void {
    for (const column of [violations, crossings, until, reputation, toxicity, payoff, change, due, totals]) {
      column.fill(0)
    }
    for (let i = 0; i < agents; i++) state[i] = TYPE_OF_TENTH[mixThrice((i + seed) | 0) % 10] as number
    now = 0
  }

  reset()
  return {
    agents,
    reset,
    tick() {
      prepareKeys(now)
      for (let first = 0; first < agents; first += CHUNK) {
        runAgents(now, first, Math.min(first + CHUNK, agents))
      }
      now++
      endTick(now)
    },
    interactions: () => totals[INTERACTIONS],
    sums: () => sumsOf(totals, { state, reputation, toxicity, payoff }),
  }
}

/** Adds up in the order of agents, as kernel.c does. */
function sumsOf(
  totals: Float64Array,
  columns: Readonly<Record<'state' | 'reputation' | 'toxicity' | 'payoff', ArrayLike<number>>>,
): YardstickSums {
  const total = (column: ArrayLike<number>) => {
    let sum = 0
    for (let i = 0; i < column.length; i++) sum += column[i] as number
    return sum
  }
  return {
    interactions: totals[INTERACTIONS],
    accepted: totals[ACCEPTED],
    skipped: totals[SKIPPED],
    freezes: totals[FREEZES],
    frozen: total(Array.from(columns.state, (state) => ((state & FROZEN) === 0 ? 0 : 1))),
    reputation: total(columns.reputation),
    toxicity: total(columns.toxicity),
    payoff: total(columns.payoff),
    welfare: totals[WELFARE],
    tax: totals[TAX],
    spilled: totals[SPILLED],
    qualityAccepted: totals[QUALITY_ACCEPTED],
    qualityRejected: totals[QUALITY_REJECTED],
    harm: totals[HARM],
  }
}
