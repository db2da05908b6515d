import { CHUNK_BITS } from '../../engine/block.ts'
import type { Columns, Component, Fields } from '../../engine/columns.ts'
import { boundOnce } from '../../engine/sharing.ts'
import type { World } from '../../engine/world.ts'
import { Kind } from '../agent.ts'
import { Acquaintance, Dealing, DealingPlace, MemoryTotals } from '../memory.ts'

/** What lookups need: columns by component, and the world's sizes and clock. */
export interface LookupAccess {
  get<F extends Fields>(component: Component<F>): Columns<F>
  readonly world: World
  readonly clock: World['clock']
}

/** Reads the records that agents keep of one another. */
export interface Acquaintances {
  /** Records that an agent has room for; those of agent a are rows a × slots to (a + 1) × slots - 1. */
  readonly slots: number
  /** Row of the owner's record of a partner, or -1. */
  find(owner: number, partner: number): number
  /** Mean p of accepted interactions with the partner in either role; 0.5 when there are none. */
  trust(owner: number, partner: number): number
}

/** Records that an agent has room for. */
export const slotsOf = (world: World): number =>
  world.rowsOf('acquaintance') / Math.max(1, world.rowsOf('agent'))

export const bindAcquaintances = boundOnce([Acquaintance], (access: LookupAccess): Acquaintances => {
  const { partner, accepted, acceptedSumP } = access.get(Acquaintance)
  const slots = slotsOf(access.world)
  const find = (owner: number, wanted: number): number => {
    const first = owner * slots
    for (let row = first; row < first + slots; row++) {
      if (partner[row] === wanted + 1) return row
      // Records fill in order and are never freed, so a free one ends those in use.
      if (partner[row] === 0) return -1
    }
    return -1
  }
  const trust = (owner: number, wanted: number): number => {
    const row = find(owner, wanted)
    if (row < 0 || accepted[row] === 0) return 0.5
    return (acceptedSumP[row] as number) / (accepted[row] as number)
  }
  return { slots, find, trust }
})

/** Row of the owner's record of a partner; when there is none, the record used longest ago gives way to a new one. */
export type Remember = (owner: number, partner: number) => number

export const bindRemember = boundOnce([Acquaintance, MemoryTotals], (access: LookupAccess): Remember => {
  const { partner, lastTick, accepted, completed, asked, acceptedSumP } = access.get(Acquaintance)
  const { evictions } = access.get(MemoryTotals)
  const { find, slots } = bindAcquaintances(access)
  const { tick } = access.clock
  const claim = (owner: number): number => {
    const first = owner * slots
    let oldest = first
    for (let row = first; row < first + slots; row++) {
      if (partner[row] === 0) return row
      if ((lastTick[row] as number) < (lastTick[oldest] as number)) oldest = row
    }
    evictions[owner >>> CHUNK_BITS]++
    return oldest
  }
  return (owner, wanted) => {
    let row = find(owner, wanted)
    if (row < 0) {
      row = claim(owner)
      partner[row] = wanted + 1
      accepted[row] = 0
      completed[row] = 0
      asked[row] = 0
      acceptedSumP[row] = 0
    }
    lastTick[row] = tick[0] as number
    return row
  }
})

/** Row of Dealing of an owner's record, for an owner whose policy keeps them. */
export type DealingOf = (owner: number, record: number) => number

export const bindDealings = boundOnce([Dealing, DealingPlace, Kind], (access: LookupAccess): DealingOf => {
  const { first } = access.get(DealingPlace)
  // Not through the access: a policy may not see of which policies others are, and all that is looked at here is its own.
  const { policy, slot } = access.world.get(Kind)
  const slots = slotsOf(access.world)
  return (owner, record) =>
    (first[policy[owner] as number] as number) - 1 + ((slot[owner] as number) - owner) * slots + record
})

/** Counts of a record stop here, and their sums with them, so that means stay means. */
const COUNT_MAX = 65_535

/** Notes a completed interaction of the owner with a partner, in either role. */
export type NoteOutcome = (owner: number, partner: number, accepted: boolean, p: number) => void

export const bindNoteOutcome = boundOnce(
  [Acquaintance, MemoryTotals, Dealing, DealingPlace, Kind],
  (access: LookupAccess): NoteOutcome => {
    const records = access.get(Acquaintance)
    const { completedSumP } = access.get(Dealing)
    const { first } = access.get(DealingPlace)
    const { policy } = access.get(Kind)
    const remember = bindRemember(access)
    const dealingOf = bindDealings(access)
    return (owner, partner, accepted, p) => {
      const row = remember(owner, partner)
      if (records.completed[row] < COUNT_MAX) {
        if (first[policy[owner] as number] !== 0) {
          const dealing = dealingOf(owner, row)
          // A record that changes hands starts counting anew; what it summed up before goes with the first of the new.
          if (records.completed[row] === 0) completedSumP[dealing] = 0
          completedSumP[dealing] += p
        }
        records.completed[row]++
      }
      if (!accepted || records.accepted[row] === COUNT_MAX) return
      records.accepted[row]++
      records.acceptedSumP[row] += p
    }
  },
)

/** Notes that an initiator's proposal was put to the owner. */
export type NoteAsked = (owner: number, initiator: number) => void

export const bindNoteAsked = boundOnce([Acquaintance, MemoryTotals], (access: LookupAccess): NoteAsked => {
  const { asked } = access.get(Acquaintance)
  const remember = bindRemember(access)
  return (owner, initiator) => {
    const row = remember(owner, initiator)
    if (asked[row] < COUNT_MAX) asked[row]++
  }
})
