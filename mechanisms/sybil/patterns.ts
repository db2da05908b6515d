import { Status } from '../../components/codes.ts'
import { Parties, Verdict } from '../../components/interaction.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { SybilPattern, SybilTotals } from './columns.ts'
import { sybilParameters } from './parameters.ts'

/** Patterns below this count are forgotten, and their rows free again. */
const FORGOTTEN = 0.25

/** Rows of a pattern. */
export const patternSlots = (world: SystemAccess['world']): number =>
  world.rowsOf('sybilPattern') / Math.max(1, world.rowsOf('agent'))

/**
 * Counts each completed interaction, accepted or not, in the patterns of both parties. Reads Parties, Verdict. Writes
 * SybilPattern, SybilTotals. Whitepaper §15.
 */
export const sybilPatternsSystem = defineSystem({
  name: 'sybil-patterns',
  phase: 'memory',
  every: 'interaction',
  reads: [Parties, Verdict],
  writes: [SybilPattern, SybilTotals],
  doc: 'Counts with whom agents interact.',
  bind(access) {
    const { initiator, counterparty } = access.get(Parties)
    const { status } = access.get(Verdict)
    const record = bindRecord(access)
    return (first, end) => {
      for (let row = first; row < end; row++) {
        if (status[row] === Status.void || status[row] === Status.expired) continue
        const proposer = initiator[row]
        const responder = counterparty[row]
        record(proposer, responder, 1)
        record(responder, proposer, 0)
      }
    }
  },
})

function bindRecord(access: SystemAccess): (owner: number, other: number, own: number) => void {
  const { partner, count, initiated } = access.get(SybilPattern)
  const { evictions } = access.get(SybilTotals)
  const slots = patternSlots(access.world)
  return (owner, other, own) => {
    const first = owner * slots
    const end = first + slots
    let row = first
    while (row < end && partner[row] !== other + 1 && partner[row] !== 0) row++
    if (row < end && partner[row] === other + 1) {
      count[row]++
      initiated[row] += own
      return
    }
    if (row === end) {
      evictions[0]++
      row = first
      for (let place = first + 1; place < end; place++) {
        if (count[place] < count[row]) row = place
      }
    }
    partner[row] = other + 1
    count[row] = 1
    initiated[row] = own
  }
}

/** Lets patterns fade once they have been looked at. Writes SybilPattern. */
export const sybilFadingSystem = defineSystem({
  name: 'sybil-fading',
  phase: 'epoch-start',
  every: 'epoch-start',
  reads: [],
  writes: [SybilPattern],
  doc: 'Lets interaction patterns fade and forgets what has.',
  bind(access) {
    const { partner, count, initiated } = access.get(SybilPattern)
    const { decay } = access.parameters(sybilParameters)
    const slots = patternSlots(access.world)
    return (first, end) => {
      const kept = decay[0]
      for (let agent = first; agent < end; agent++) {
        const start = agent * slots
        let to = start
        for (let row = start; row < start + slots && partner[row] !== 0; row++) {
          const left = count[row] * kept
          const own = initiated[row] * kept
          const key = partner[row]
          partner[row] = 0
          if (left < FORGOTTEN) continue
          partner[to] = key
          count[to] = left
          initiated[to++] = own
        }
      }
    }
  },
})
