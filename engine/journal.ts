import { defineComponent, f64, u8, u32 } from './columns.ts'
import { gatherLanes, laneNote } from './journal-lanes.ts'
import type { World } from './world.ts'

/** The last events of a run, in a ring of typed arrays: for viewers, logs and feeds, never for a digest. */
export const Journal = defineComponent(
  'Journal',
  {
    tick: u32({ unit: 'ticks', sight: 'hidden', doc: 'Tick in which it happened.' }),
    code: u8({ unit: 'code', sight: 'hidden', doc: 'Kind of event, a position in the list of event names.' }),
    agent: u32({ unit: 'rows', sight: 'hidden', doc: 'Agent concerned, or initiator.' }),
    other: u32({ unit: 'rows', sight: 'hidden', doc: 'Counterparty or further detail.' }),
    value: f64({ unit: 'value', sight: 'hidden', doc: 'Amount, probability or new value.' }),
  },
  { table: 'journal', digested: false },
)

export const JournalHead = defineComponent(
  'JournalHead',
  { written: u32({ unit: 'count', sight: 'hidden', doc: 'Events ever written, modulo 2^32.' }) },
  { table: 'world', digested: false },
)

export interface JournalEvent {
  /** Running number of the event in its run. */
  readonly sequence: number
  readonly tick: number
  readonly code: number
  readonly agent: number
  readonly other: number
  readonly value: number
}

/** Row that stands for "nobody" in `agent` or `other`. */
export const NOBODY = 0xffffffff

/** Writes one event, overwriting the oldest when the ring is full. */
export type Note = (code: number, agent: number, other: number, value: number) => void

/** The writer of a world's journal; a journal of no rows costs one comparison. */
export const bindNote = (world: World): Note =>
  world.shared(bindNote, () => (world.memory.lanes ? laneNote(world, world.memory.lanes) : ringNote(world)))

function ringNote(world: World): Note {
  const { tick, code, agent, other, value } = world.get(Journal)
  const { written } = world.get(JournalHead)
  const now = world.clock.tick
  const capacity = tick.length
  if (capacity === 0) return () => {}
  return (what, who, whom, amount) => {
    const sequence = written[0]
    const at = sequence % capacity
    tick[at] = now[0]
    code[at] = what
    agent[at] = who
    other[at] = whom
    value[at] = amount
    written[0] = sequence + 1
  }
}

/** Moves what threads noted since the last move to the journal. Nothing to do for one thread. */
export function gatherJournal(world: World): void {
  const { lanes } = world.memory
  if (!lanes) return
  const { written } = world.get(JournalHead)
  const note = world.shared(gatherJournal, () => ringNote(world))
  gatherLanes(lanes, world, note, (events) => {
    written[0] += events
  })
}

/** The events from number `since` on that the ring still holds, oldest first. */
export function readJournal(world: World, since = 0): JournalEvent[] {
  gatherJournal(world)
  const { tick, code, agent, other, value } = world.get(Journal)
  const written = world.get(JournalHead).written[0]
  const capacity = tick.length
  const events: JournalEvent[] = []
  for (let sequence = Math.max(since, written - capacity); sequence < written; sequence++) {
    const at = sequence % capacity
    events.push({
      sequence,
      tick: tick[at],
      code: code[at],
      agent: agent[at],
      other: other[at],
      value: value[at],
    })
  }
  return events
}
