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
  const index = createIndex(table, suspect)
  const compare = bindComparison(table, rules, index, parent, members, compared)
  const propose = banding
    ? bindBuckets(table, suspect, banding, compare)
    : bindShared(table, suspect, rules, index, compare)
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
      for (let agent = 0; agent < agents; agent++) suspect[agent] = isSuspect(agent)
      index.fill(agents)
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

/** Suspects by counterparty, ascending: those of key k at places start[k] to start[k + 1] - 1 of `list`. */
interface PartnerIndex {
  readonly start: Uint32Array
  readonly list: Uint32Array
  /** Free for whoever walks the lists: place of each list, its start after `fill`. */
  readonly place: Uint32Array
  fill(agents: number): void
}

function createIndex({ keys, stride, keySpace, length }: PatternTable, suspect: Uint8Array): PartnerIndex {
  const start = new Uint32Array(keySpace + 1)
  const place = new Uint32Array(keySpace)
  const list = new Uint32Array(keys.length)
  const fill = (agents: number) => {
    start.fill(0)
    for (let agent = 0; agent < agents; agent++) {
      if (suspect[agent] === 0) continue
      const end = agent * stride + length[agent]
      for (let row = agent * stride; row < end; row++) {
        const next = keys[row] + 1
        start[next]++
      }
    }
    for (let key = 0; key < keySpace; key++) {
      start[key + 1] += start[key]
      place[key] = start[key]
    }
    for (let agent = 0; agent < agents; agent++) {
      if (suspect[agent] === 0) continue
      const end = agent * stride + length[agent]
      for (let row = agent * stride; row < end; row++) {
        const key = keys[row]
        const at = place[key]
        list[at] = agent
        place[key] = at + 1
      }
    }
    place.set(start.subarray(0, keySpace))
  }
  return { start, list, place, fill }
}

type Compare = (first: number, second: number) => void

/** Pairs with enough counterparties in common that are no hubs. Every pair that the rules could flag is among them. */
function bindShared(
  { keys, stride, length }: PatternTable,
  suspect: Uint8Array,
  rules: DetectionRules,
  { start, list, place }: PartnerIndex,
  compare: Compare,
): (agents: number) => void {
  const shared = new Uint16Array(suspect.length)
  const touched = new Uint32Array(suspect.length)
  /** Counts what an agent shares with each suspect after it; returns how many there are. */
  const meet = (agent: number): number => {
    let met = 0
    const end = agent * stride + length[agent]
    for (let row = agent * stride; row < end; row++) {
      const key = keys[row]
      const last = start[key + 1]
      if (last - start[key] > rules.hubPartnersMax) continue
      // Agents come in ascending order, so the agent itself is where its list's walk has arrived.
      const own = place[key]
      place[key] = own + 1
      for (let at = own + 1; at < last; at++) {
        const other = list[at]
        if (shared[other] === 0) touched[met++] = other
        shared[other]++
      }
    }
    return met
  }
  return (agents) => {
    for (let agent = 0; agent < agents; agent++) {
      if (suspect[agent] === 0) continue
      const met = meet(agent)
      for (let i = 0; i < met; i++) {
        const other = touched[i]
        const common = shared[other]
        shared[other] = 0
        if (common >= rules.sharedMin) compare(agent, other)
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
  { start }: PartnerIndex,
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
        if (start[keyA + 1] - start[keyA] <= rules.hubPartnersMax) common++
        firstCount += counts[a]
        firstOwn += initiated[a]
        secondCount += counts[b]
        secondOwn += initiated[b]
      }
      if (keyA <= keyB) a++
      if (keyB <= keyA) b++
    }
    const least = rules.initiatedShareMin
    return common >= rules.sharedMin && firstOwn >= least * firstCount && secondOwn >= least * secondCount
  }
  return (agent, other) => {
    const own = length[agent]
    const their = length[other]
    const [shorter, longer] = own < their ? [own, their] : [their, own]
    if (shorter < leastJaccard(rules.threshold) * longer) return
    if (find(parent, agent) === find(parent, other)) return
    compared[0]++
    const first = agent * stride
    const second = other * stride
    measureOverlap(table, first, first + own, second, second + their, overlap)
    if (behaviouralSimilarity(overlap) < rules.threshold) return
    if (isOwnDoing(first, first + own, second, second + their)) unite(parent, members, agent, other)
  }
}
