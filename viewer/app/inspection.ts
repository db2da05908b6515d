import { effect, untracked } from '@preact/signals-core'
import type { AgentCard, Connection, TableOrder, TablePage } from '../protocol/host.ts'
import type { Store } from '../state/store.ts'
import type { Attempt } from './problems.ts'

/** Cards are asked for again at most this often while a society runs. */
const REFRESH_MS = 250
/** The strip of timings is brought up to date at most this often. */
const TIMINGS_MS = 1000
/** Points of an agent's history that a sparkline can show. */
const HISTORY_MOST = 400
/** Words of the columns that an agent's history shows. */
const HISTORY_WORDS = ['reputation', 'total_payoff'] as const

/** Keeps what is known of the agents that a person looks at up to date. */
export class Inspection {
  readonly #store: Store
  readonly #connection: Connection
  readonly #attempt: Attempt
  readonly #stop: () => void
  #asked = 0
  #waiting = false
  #due = false
  #timed = Number.NEGATIVE_INFINITY

  constructor(store: Store, connection: Connection, attempt: Attempt) {
    this.#store = store
    this.#connection = connection
    this.#attempt = attempt
    // Looking back runs the past again, so it waits until nothing else runs.
    this.#stop = effect(() => {
      const agent = store.selected.value
      if (agent !== undefined && !store.playing.value) untracked(() => this.#remember(agent))
    })
  }

  dispose(): void {
    this.#stop()
  }

  select(agent: number | undefined): void {
    this.#store.selected.value = agent
    if (agent !== undefined) this.refresh(true)
  }

  /** Brings the strip of timings up to date, now and then. A host without a clock is asked once. */
  refreshTimings(): void {
    const now = performance.now()
    if (now - this.#timed < TIMINGS_MS) return
    this.#timed = now
    this.time().catch(() => {
      this.#timed = Number.POSITIVE_INFINITY
    })
  }

  /** Asks for the cards of the agents in view; while one answer is awaited the next wish waits. */
  refresh(now = false): void {
    if (this.#waiting) {
      this.#due ||= now
      return
    }
    const wait = REFRESH_MS - (performance.now() - this.#asked)
    if (!now && wait > 0) return
    const agents = this.#inView()
    if (agents.length === 0) return
    this.#waiting = true
    this.#asked = performance.now()
    void this.#attempt(() => this.#ask(agents)).finally(() => {
      this.#waiting = false
      if (!this.#due) return
      this.#due = false
      this.refresh(true)
    })
  }

  /** Asks for an agent's past, tick by tick. It is given up for anything else that a person does, and then asked for no more. */
  #remember(agent: number): void {
    const { society, side, histories } = this.#store
    const paths = (society.value?.columns ?? [])
      .filter(({ word }) => (HISTORY_WORDS as readonly string[]).includes(word))
      .map(({ path }) => path)
    const order = { side: side.value, agent, paths, most: HISTORY_MOST }
    this.#connection.call('history', order).then(
      (history) => {
        histories.value = new Map(histories.value).set(agent, history)
      },
      () => {},
    )
  }

  async contrast(agents: Uint32Array): Promise<void> {
    const { contrast, side } = this.#store
    // A copy: what is handed over is gone from here.
    contrast.value = await this.#connection.call('contrast', { side: side.value, agents: agents.slice() })
  }

  async time(): Promise<void> {
    this.#store.timings.value = await this.#connection.call('timings', { side: this.#store.side.value })
  }

  page(order: Omit<TableOrder, 'side'>): Promise<TablePage> {
    return this.#connection.call('table', { ...order, side: this.#store.side.value })
  }

  #inView(): readonly number[] {
    const { selected, watched } = this.#store
    return [...new Set(selected.value === undefined ? watched.value : [selected.value, ...watched.value])]
  }

  async #ask(agents: readonly number[]): Promise<void> {
    const side = this.#store.side.value
    const cards = await Promise.all(agents.map((agent) => this.#connection.call('inspect', { side, agent })))
    this.#store.cards.value = new Map<number, AgentCard>(cards.map((card) => [card.agent, card]))
  }
}
