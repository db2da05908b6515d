import { bandWord, minhashSignature } from '../../formulas/minhash.ts'
import {
  behaviouralSimilarity,
  leastJaccard,
  measureOverlap,
  OVERLAP_LENGTH,
} from '../../formulas/similarity.ts'
import { find, reset, unite } from '../../formulas/union-find.ts'

/** Patterns, `stride` rows an agent. Those that count come first, in ascending order of their keys. */
export interface PatternTable {
  /** Counterparties; any number from 0 to `keySpace - 1`. */
  readonly keys: Uint32Array
  readonly counts: Float32Array
  /** Of these, interactions that the agent initiated. */
  readonly initiated: Float32Array
  readonly stride: number
  readonly keySpace: number
  /** Rows of each agent that count. */
  readonly length: Uint16Array
}

/** What two agents have to show before they are taken for one. */
export interface DetectionRules {
  threshold: number
  /** Interactions initiated, over all that counts. */
  minInteractions: number
  /** Shared counterparties that are no hubs; at least 1. */
  sharedMin: number
  initiatedShareMin: number
  /** Suspects beyond which a counterparty is a hub. */
  hubPartnersMax: number
}

export interface Banding {
  readonly bands: number
  readonly rows: number
}

/** Members of a bucket of signatures that a newcomer is compared with, so that a large bucket costs no more than its size. */
const BUCKET_COMPARED_MAX = 32

/**
 * Finds agents whose patterns are alike: pairs that may be are found by counterparties that they share or by MinHash,
 * compared exactly, and joined into clusters, the connected components of the graph of pairs alike. No order of agents
 * can matter. Everything it needs is allocated here, once.
 */
export interface Detector {
  readonly rules: DetectionRules
  /** Looks at agents 0 to `agents - 1`; the clusters are then in `root` and `members`. */
  run(agents: number): void
  /** Whether an agent had enough to show to be compared at all. */
  readonly suspect: Uint8Array
  /** Any member of an agent's cluster, the same for all members. */
  root(agent: number): number
  /** Members of the cluster of a root. */
  readonly members: Uint32Array
  /** Pairs compared in the last run. */
  readonly compared: Uint32Array
}

export function createDetector(table: PatternTable, agentsMax: number, banding?: Banding): Detector {
  const rules: DetectionRules = {
    threshold: 0.8,
    minInteractions: 5,
    sharedMin: 2,
    initiatedShareMin: 0.5,
    hubPartnersMax: 100,
  }
  const parent = new Uint32Array(agentsMax)
  const members = new Uint32Array(agentsMax)
  const suspect = new Uint8Array(agentsMax)
  const compared = new Uint32Array(1)
  /** Least Jaccard similarity of a run, in an array since closures would box it. */
  const least = new Float64Array(1)
  const index = createIndex(table, suspect)
  const compare = bindComparison(table, rules, least, index, parent, members, compared)
  const propose = banding
    ? bindBuckets(table, suspect, banding, compare)
    : bindShared(table, suspect, rules, least, index, compare)
  const isSuspect = bindSuspicion(table, rules)
  return {
    rules,
    suspect,
    members,
    compared,
    root: (agent) => find(parent, agent),
    run(agents) {
      reset(parent, agents)
      members.fill(1, 0, agents)
      compared[0] = 0
      least[0] = leastJaccard(rules.threshold)
      for (let agent = 0; agent < agents; agent++) suspect[agent] = isSuspect(agent)
      index.prepare(agents)
      propose(agents)
    },
  }
}

function bindSuspicion(
  { initiated, stride, length }: PatternTable,
  rules: DetectionRules,
): (agent: number) => 0 | 1 {
  return (agent) => {
    const first = agent * stride
    const end = first + length[agent]
    if (end - first < rules.sharedMin) return 0
    let evidence = 0
    for (let row = first; row < end; row++) evidence += initiated[row]
    return evidence >= rules.minInteractions ? 1 : 0
  }
}

/** How many suspects have each counterparty, and lists of suspects by counterparty with room for all of these. */
interface PartnerIndex {
  /** Suspects that have a key in their pattern: none is added while candidates are looked for. */
  frequency(key: number): number
  /** At 2 k where the list of key k starts, at 2 k + 1 where it ends: side by side, since both are looked up at once. */
  readonly bounds: Uint32Array
  readonly list: Uint32Array
  /** Counts anew and empties the lists. */
  prepare(agents: number): void
}

function createIndex({ keys, stride, keySpace, length }: PatternTable, suspect: Uint8Array): PartnerIndex {
  const bounds = new Uint32Array(2 * (keySpace + 1))
  const list = new Uint32Array(keys.length)
  const prepare = (agents: number) => {
    bounds.fill(0)
    for (let agent = 0; agent < agents; agent++) {
      if (suspect[agent] === 0) continue
      const end = agent * stride + length[agent]
      for (let row = agent * stride; row < end; row++) bounds[2 * keys[row]]++
    }
    let start = 0
    for (let key = 0; key <= keySpace; key++) {
      const count = bounds[2 * key]
      bounds[2 * key] = start
      bounds[2 * key + 1] = start
      start += count
    }
  }
  return { frequency: (key) => bounds[2 * key + 2] - bounds[2 * key], bounds, list, prepare }
}

type Compare = (first: number, second: number) => void

/** Slack for products that ought to be whole. */
const SLACK = 1e-9

/**
 * Pairs that share enough counterparties other than hubs to be alike: every pair that the rules could join is among them,
 * and few others. Two patterns that overlap in o of their keys share s of them already among the first length - o + s of
 * each, in any one order of keys; so only these prefixes are listed and looked up. Chaudhuri, Ganti and Kaushik, "A
 * primitive operator for similarity joins" (ICDE 2006); Wang, Li and Feng, "Can we beat the prefix filtering?" (SIGMOD 2012).
 */
function bindShared(
  { keys, stride, length }: PatternTable,
  suspect: Uint8Array,
  rules: DetectionRules,
  least: Float64Array,
  { frequency, bounds, list }: PartnerIndex,
  compare: Compare,
): (agents: number) => void {
  /** Bytes, so that those of a million agents stay in a cache; patterns are shorter than 256. */
  const shared = new Uint8Array(suspect.length)
  const touched = new Uint32Array(suspect.length)
  /** Keys other than hubs that make the prefix of an agent's pattern; 0 when it cannot share enough with anyone. */
  const prefixOf = (agent: number, atOnce: number): number => {
    const first = agent * stride
    const all = length[agent]
    let plain = 0
    for (let row = first; row < first + all; row++) {
      if (frequency(keys[row]) <= rules.hubPartnersMax) plain++
    }
    const overlap = Math.ceil(least[0] * all - SLACK)
    const needed = Math.max(rules.sharedMin, overlap - (all - plain))
    return plain < needed ? 0 : plain - needed + atOnce
  }
  /** Counts what an agent shares with each suspect before it, and puts it on the lists; returns how many it met. */
  const meet = (agent: number, prefix: number): number => {
    let met = 0
    let left = prefix
    for (let row = agent * stride; left > 0; row++) {
      const key = keys[row]
      if (frequency(key) > rules.hubPartnersMax) continue
      left--
      const end = bounds[2 * key + 1]
      for (let at = bounds[2 * key]; at < end; at++) {
        const other = list[at]
        if (shared[other]++ === 0) touched[met++] = other
      }
      list[end] = agent
      bounds[2 * key + 1] = end + 1
    }
    return met
  }
  return (agents) => {
    const atOnce = Math.min(2, rules.sharedMin)
    for (let agent = 0; agent < agents; agent++) {
      const prefix = suspect[agent] === 0 ? 0 : prefixOf(agent, atOnce)
      const met = meet(agent, prefix)
      for (let i = 0; i < met; i++) {
        const other = touched[i]
        const common = shared[other]
        shared[other] = 0
        if (common >= atOnce) compare(other, agent)
      }
    }
  }
}

/** Pairs whose signatures agree in a band. */
function bindBuckets(
  { keys, stride, length }: PatternTable,
  suspect: Uint8Array,
  { bands, rows }: Banding,
  compare: Compare,
): (agents: number) => void {
  let buckets = 1
  while (buckets < 2 * suspect.length) buckets *= 2
  const head = new Uint32Array(buckets)
  const next = new Uint32Array(suspect.length)
  const words = new Uint32Array(suspect.length)
  const signature = new Uint32Array(rows)
  const enter = (agent: number): void => {
    const word = words[agent]
    const bucket = word & (buckets - 1)
    let left = BUCKET_COMPARED_MAX
    for (let at = head[bucket]; at !== 0 && left > 0; at = next[at - 1]) {
      if (words[at - 1] !== word) continue
      left--
      compare(at - 1, agent)
    }
    next[agent] = head[bucket]
    head[bucket] = agent + 1
  }
  return (agents) => {
    for (let band = 0; band < bands; band++) {
      head.fill(0)
      for (let agent = 0; agent < agents; agent++) {
        if (suspect[agent] === 0) continue
        const first = agent * stride
        minhashSignature(keys, first, first + length[agent], band * rows, rows, signature, 0)
        words[agent] = bandWord(signature, 0, rows)
        enter(agent)
      }
    }
  }
}

/** Compares two suspects exactly and joins them when they are alike and neither was drawn into it by others. */
function bindComparison(
  table: PatternTable,
  rules: DetectionRules,
  least: Float64Array,
  { frequency }: PartnerIndex,
  parent: Uint32Array,
  members: Uint32Array,
  compared: Uint32Array,
): Compare {
  const { keys, counts, initiated, stride, length } = table
  const overlap = new Float64Array(OVERLAP_LENGTH)
  const isOwnDoing = (first: number, firstEnd: number, second: number, secondEnd: number): boolean => {
    let common = 0
    let firstCount = 0
    let firstOwn = 0
    let secondCount = 0
    let secondOwn = 0
    let a = first
    let b = second
    while (a < firstEnd && b < secondEnd) {
      const keyA = keys[a]
      const keyB = keys[b]
      if (keyA === keyB) {
        if (frequency(keyA) <= rules.hubPartnersMax) common++
        firstCount += counts[a]
        firstOwn += initiated[a]
        secondCount += counts[b]
        secondOwn += initiated[b]
      }
      if (keyA <= keyB) a++
      if (keyB <= keyA) b++
    }
    const owned = rules.initiatedShareMin
    return common >= rules.sharedMin && firstOwn >= owned * firstCount && secondOwn >= owned * secondCount
  }
  return (agent, other) => {
    const own = length[agent]
    const their = length[other]
    const longer = Math.max(own, their)
    if (Math.min(own, their) < least[0] * longer - SLACK) return
    if (find(parent, agent) === find(parent, other)) return
    compared[0]++
    const first = agent * stride
    const second = other * stride
    measureOverlap(table, first, first + own, second, second + their, overlap)
    if (behaviouralSimilarity(overlap) < rules.threshold) return
    if (isOwnDoing(first, first + own, second, second + their)) unite(parent, members, agent, other)
  }
}
