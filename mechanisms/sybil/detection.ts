import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { SybilPattern, SybilSuspicion, SybilTotals } from './columns.ts'
import { createDetector, type Detector, type PatternTable } from './detector.ts'
import { sybilParameters } from './parameters.ts'
import { patternSlots } from './patterns.ts'

const MINHASH = sybilParameters.parameters.candidates.choices.indexOf('minhash')

/**
 * Looks for agents that behave as one at an epoch's start: clusters of patterns that are alike. Reads Custody. Writes
 * SybilPattern (its order alone), SybilSuspicion, SybilTotals. Whitepaper §15.
 */
export const sybilDetectionSystem = defineSystem({
  name: 'sybil-detection',
  phase: 'epoch-start',
  every: 'epoch-start',
  before: ['sybil-fading'],
  reads: [Custody],
  writes: [SybilPattern, SybilSuspicion, SybilTotals],
  doc: 'Finds clusters of agents with the same pattern of interactions.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { cluster, clusterSize, firstFlagged } = access.get(SybilSuspicion)
    const { compared, clusters } = access.get(SybilTotals)
    const { epoch } = access.clock
    const { table, tidy } = bindTable(access)
    const detector = createDetector(table, reasons.length, bandingOf(access))
    const follow = bindRules(access, detector)
    const lowest = new Uint32Array(reasons.length)
    return (_first, end) => {
      follow()
      for (let agent = 0; agent < end; agent++) {
        if ((reasons[agent] & CustodyReason.departed) === 0) tidy(agent)
        else table.length[agent] = 0
      }
      detector.run(end)
      lowest.fill(0, 0, end)
      clusters[0] = 0
      for (let agent = 0; agent < end; agent++) {
        const root = detector.root(agent)
        const size = detector.members[root]
        cluster[agent] = 0
        clusterSize[agent] = 0
        if (size < 2) continue
        if (lowest[root] === 0) {
          lowest[root] = agent + 1
          clusters[0]++
        }
        cluster[agent] = lowest[root]
        clusterSize[agent] = size
        if (firstFlagged[agent] === 0) firstFlagged[agent] = epoch[0] + 1
      }
      compared[0] = detector.compared[0]
    }
  },
})

function bandingOf(access: SystemAccess) {
  const { candidates, minhashBands, minhashRows } = access.parameters(sybilParameters)
  return candidates[0] === MINHASH ? { bands: minhashBands[0], rows: minhashRows[0] } : undefined
}

/** Hands the rules over as they stand: they are levers. */
function bindRules(access: SystemAccess, { rules }: Detector): () => void {
  const lever = access.parameters(sybilParameters)
  return () => {
    rules.threshold = lever.similarityThreshold[0]
    rules.minInteractions = lever.minInteractions[0]
    rules.sharedMin = Math.max(1, lever.sharedMin[0])
    rules.initiatedShareMin = lever.initiatedShareMin[0]
    rules.hubPartnersMax = lever.hubPartnersMax[0]
  }
}

/** The columns as the detector sees them: of each agent the rows that count first, by counterparty. */
function bindTable(access: SystemAccess): { table: PatternTable; tidy: (agent: number) => void } {
  const { partner, count, initiated } = access.get(SybilPattern)
  const { recordMin } = access.parameters(sybilParameters)
  const stride = patternSlots(access.world)
  const agents = access.world.rowsOf('agent')
  const length = new Uint16Array(agents)
  const table = { keys: partner, counts: count, initiated, stride, keySpace: agents + 1, length }
  /** Insertion sort: few rows, and nearly in order from the epoch before. */
  const tidy = (agent: number): void => {
    const least = recordMin[0]
    const first = agent * stride
    const end = first + stride
    let counting = 0
    for (let row = first; row < end && partner[row] !== 0; row++) {
      const key = partner[row]
      const value = count[row]
      const own = initiated[row]
      const counts = own >= least
      if (counts) counting++
      let to = row
      while (to > first && comesBefore(counts, key, initiated[to - 1] >= least, partner[to - 1])) {
        partner[to] = partner[to - 1]
        count[to] = count[to - 1]
        initiated[to] = initiated[to - 1]
        to--
      }
      partner[to] = key
      count[to] = value
      initiated[to] = own
    }
    length[agent] = counting
  }
  return { table, tidy }
}

const comesBefore = (counts: boolean, key: number, otherCounts: boolean, otherKey: number): boolean =>
  counts === otherCounts ? key < otherKey : counts
