import type { DynamicGraph } from './graph-storage.ts'

/**
 * The overflow list of a dynamic graph: edges that found their rows full and wait for the end of the epoch,
 * behind a small hash table so that a look-up does not walk the list. A removed edge keeps its entry, with
 * a negative weight, until the list is rebuilt; the same edge may take the entry up again.
 */
export type Overflow = Pick<
  DynamicGraph,
  'overflowCount' | 'overflowSource' | 'overflowTarget' | 'overflowWeight' | 'overflowSlot'
>

const DEAD = -1

/** Entry of an edge, dead or alive, or -1. The order of the two nodes does not matter. */
export function overflowEntry(list: Overflow, first: number, second: number): number {
  if (list.overflowCount[0] === 0) return -1
  const low = first < second ? first : second
  const high = first < second ? second : first
  return list.overflowSlot[slotOf(list, low, high)] - 1
}

/** Adds an edge that has no entry yet. @returns false where the list is full */
export function pushToOverflow(list: Overflow, first: number, second: number, weight: number): boolean {
  const entry = list.overflowCount[0]
  if (entry === list.overflowSource.length) return false
  const low = first < second ? first : second
  const high = first < second ? second : first
  list.overflowSlot[slotOf(list, low, high)] = entry + 1
  list.overflowSource[entry] = low
  list.overflowTarget[entry] = high
  list.overflowWeight[entry] = weight
  list.overflowCount[0] = entry + 1
  return true
}

/** Marks an entry dead. @returns false where it was -1 or dead already */
export function dropFromOverflow(list: Overflow, entry: number): boolean {
  if (entry < 0 || list.overflowWeight[entry] < 0) return false
  list.overflowWeight[entry] = DEAD
  return true
}

/** Moves the live entries from `first` on to the front of the list and forgets all others. */
export function keepOverflowFrom(list: Overflow, first: number): void {
  const { overflowSource, overflowTarget, overflowWeight } = list
  const last = list.overflowCount[0]
  clearSlots(list)
  list.overflowCount[0] = 0
  for (let entry = first; entry < last; entry++) {
    if (overflowWeight[entry] < 0) continue
    pushToOverflow(list, overflowSource[entry], overflowTarget[entry], overflowWeight[entry])
  }
  clearTail(list)
}

/** Empties the list. */
export function clearOverflow(list: Overflow): void {
  clearSlots(list)
  list.overflowCount[0] = 0
  clearTail(list)
}

function clearSlots(list: Overflow): void {
  list.overflowSlot.fill(0)
}

/** Unused entries are zeroed, so that equal graphs have equal bytes. */
function clearTail(list: Overflow): void {
  const count = list.overflowCount[0]
  list.overflowSource.fill(0, count)
  list.overflowTarget.fill(0, count)
  list.overflowWeight.fill(0, count)
}

/** Slot that holds the edge, or the free slot where it would go; the table is at most half full. */
function slotOf(list: Overflow, low: number, high: number): number {
  const { overflowSlot, overflowSource, overflowTarget } = list
  const mask = overflowSlot.length - 1
  let hash = Math.imul(low, 0x9e3779b1) ^ Math.imul(high, 0x85ebca6b)
  hash ^= hash >>> 15
  hash = Math.imul(hash, 0x2c1b3c6d)
  let slot = (hash ^ (hash >>> 13)) & mask
  while (overflowSlot[slot] !== 0) {
    const entry = overflowSlot[slot] - 1
    if (overflowSource[entry] === low && overflowTarget[entry] === high) break
    slot = (slot + 1) & mask
  }
  return slot
}
