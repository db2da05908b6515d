import type { Note } from './journal.ts'
import type { World } from './world.ts'

const EVENT_BYTES = 24
const HEAD_BYTES = 8

/**
 * Bytes that the threads of a world note events in while they run together: a ring as long as the journal for each. After
 * a step events move to the journal chunk by chunk, which is the order in which one thread would have written them.
 */
export const laneBytes = (threads: number, capacity: number): number =>
  threads * (HEAD_BYTES + capacity * EVENT_BYTES)

interface Lanes {
  /** Events a thread noted since the last move. */
  readonly written: Uint32Array
  readonly capacity: number
  readonly value: Float64Array
  readonly chunk: Uint32Array
  readonly code: Uint32Array
  readonly agent: Uint32Array
  readonly other: Uint32Array
}

function lanesOf(memory: ArrayBufferLike, threads: number): Lanes {
  const capacity = (memory.byteLength / threads - HEAD_BYTES) / EVENT_BYTES
  const rows = threads * capacity
  const words = (column: number) =>
    new Uint32Array(memory, threads * HEAD_BYTES + rows * (8 + 4 * column), rows)
  return {
    written: new Uint32Array(memory, 0, threads),
    capacity,
    value: new Float64Array(memory, threads * HEAD_BYTES, rows),
    chunk: words(0),
    code: words(1),
    agent: words(2),
    other: words(3),
  }
}

/** The writer of this thread's lane. */
export function laneNote(world: World, memory: ArrayBufferLike): Note {
  const { index, count } = world.memory.thread
  const { written, capacity, chunk, code, agent, other, value } = lanesOf(memory, count)
  const { cursor } = world
  if (capacity === 0) return () => {}
  return (what, who, whom, amount) => {
    const at = index * capacity + (written[index] % capacity)
    chunk[at] = cursor.chunk
    code[at] = what
    agent[at] = who
    other[at] = whom
    value[at] = amount
    written[index]++
  }
}

/**
 * Hands all events on to `note`, those of lower chunks first, and empties the lanes.
 * @param skip told before how many events the lanes had no room for: they are older than all that the journal has room for
 */
export function gatherLanes(
  memory: ArrayBufferLike,
  world: World,
  note: Note,
  skip: (events: number) => void,
): void {
  const { count } = world.memory.thread
  const lanes = world.shared(gatherLanes, () => lanesOf(memory, count))
  const { written, capacity } = lanes
  if (written.every((events) => events === 0)) return
  const next = Array.from(written, (events) => Math.max(0, events - capacity))
  skip(next.reduce((lost, events) => lost + events, 0))
  const placeOf = (lane: number) => lane * capacity + (next[lane] % capacity)
  for (;;) {
    let first = -1
    for (let lane = 0; lane < count; lane++) {
      if (next[lane] === written[lane]) continue
      if (first < 0 || lanes.chunk[placeOf(lane)] < lanes.chunk[placeOf(first)]) first = lane
    }
    if (first < 0) break
    const at = placeOf(first)
    next[first]++
    note(lanes.code[at], lanes.agent[at], lanes.other[at], lanes.value[at])
  }
  written.fill(0)
}
