import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { gatherJournal, Journal, JournalHead, NOBODY } from '../../engine/journal.ts'
import type { EpochResult } from '../../simulation/results.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { EVENT_KINDS, type EventKind, type ShownEvent, type Side } from '../protocol/host.ts'
import { bindEventWords, KIND_OF_CODE, othersInWords } from './event-words.ts'
import { type BoundSuspicion, suspicionsOf } from './flags.ts'
import { bindAgentName, inWords } from './wording.ts'

/** Events of one kind that a frame tells one by one; of more it says how many. */
export const EVENTS_PER_KIND = 24

/**
 * What happened on one side since the last frame, in words: events of the journal, and agents that a mechanism has come to suspect.
 * The work of a tick does not grow with what is not told: events beyond the room of a frame are counted, not described.
 */
export class EventLog {
  side: Side
  readonly #simulation: Simulation
  readonly #tell: ReturnType<typeof bindEventWords>
  readonly #name: (agent: number) => string
  readonly #suspicions: readonly BoundSuspicion[]
  /** Per suspicion, agents that are known to be suspected. */
  readonly #suspected: readonly Uint8Array[]
  readonly #counts = new Map<EventKind, number>()
  #events: ShownEvent[] = []
  #lost = 0
  #read = 0

  constructor(simulation: Simulation, side: Side, epochs: () => readonly EpochResult[]) {
    this.side = side
    this.#simulation = simulation
    this.#tell = bindEventWords(simulation, epochs)
    this.#name = bindAgentName(simulation)
    this.#suspicions = suspicionsOf(simulation.world)
    const rows = simulation.world.rowsOf('agent')
    this.#suspected = this.#suspicions.map(() => new Uint8Array(rows))
    this.skip()
  }

  /** Takes up what the last tick, or a lever's move, has brought. */
  listen(): void {
    const { world } = this.#simulation
    gatherJournal(world)
    const { tick, code, agent, other, value } = world.get(Journal)
    const written = world.get(JournalHead).written[0] as number
    const now = world.clock.tick[0] as number
    const oldest = Math.max(this.#read, written - tick.length)
    this.#lost += oldest - this.#read
    for (let sequence = oldest; sequence < written; sequence++) {
      const at = sequence % tick.length
      const what = code[at] as number
      const kind = KIND_OF_CODE[what]
      if (kind === undefined || !this.#hasRoom(kind)) continue
      const text = this.#tell(what, agent[at] as number, other[at] as number, value[at] as number)
      // Everything else shows in the state that the tick led to; a lever acts from the tick of its move on.
      const when = kind === 'lever' ? (tick[at] as number) : now
      this.#add(kind, when, text, agent[at] as number)
    }
    this.#read = written
    for (let each = 0; each < this.#suspicions.length; each++) this.#lookAt(each, true)
  }

  /** Passes over everything up to now: it has been told before. */
  skip(): void {
    gatherJournal(this.#simulation.world)
    this.#read = this.#simulation.world.get(JournalHead).written[0] as number
    for (let each = 0; each < this.#suspicions.length; each++) this.#lookAt(each, false)
  }

  /** Everything since the last time, with what was left out counted by kind. */
  drain(): ShownEvent[] {
    const events = this.#events
    const tick = this.#simulation.world.clock.tick[0] as number
    for (const kind of EVENT_KINDS) {
      const more = (this.#counts.get(kind) ?? 0) - EVENTS_PER_KIND
      if (more > 0) events.push({ side: this.side, tick, kind, text: othersInWords(kind, more) })
    }
    if (this.#lost > 0) {
      const text = `… and ${inWords(this.#lost)} events more than the journal holds in a tick (journal.capacity)`
      events.push({ side: this.side, tick, kind: 'audit', text })
    }
    this.#events = []
    this.#counts.clear()
    this.#lost = 0
    return events
  }

  #hasRoom(kind: EventKind): boolean {
    const count = (this.#counts.get(kind) ?? 0) + 1
    this.#counts.set(kind, count)
    return count <= EVENTS_PER_KIND
  }

  #add(kind: EventKind, tick: number, text: string, agent: number): void {
    this.#events.push({ side: this.side, tick, kind, text, ...(agent === NOBODY ? {} : { agent }) })
  }

  /** Compares a suspicion with what is known of it. */
  #lookAt(place: number, tells: boolean): void {
    const { values, from, doc } = this.#suspicions[place] as BoundSuspicion
    const known = this.#suspected[place] as Uint8Array
    const { clock } = this.#simulation.world
    const { reasons } = this.#simulation.world.get(Custody)
    const agents = clock.agentCount[0] as number
    const limit = from[0] as number
    for (let agent = 0; agent < agents; agent++) {
      const now = (values[agent] as number) >= limit ? 1 : 0
      if (now === known[agent]) continue
      known[agent] = now
      if (!tells || now === 0 || ((reasons[agent] as number) & CustodyReason.departed) !== 0) continue
      if (!this.#hasRoom('flag')) continue
      this.#add('flag', clock.tick[0] as number, `${this.#name(agent)} is flagged: ${doc}`, agent)
    }
  }
}
