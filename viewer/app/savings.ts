import { UserError } from '../../engine/errors.ts'
import { agentsCsv, epochsCsv, eventsCsv, ticksCsv } from '../export/csv.ts'
import { pageOf } from '../export/page.ts'
import { saveFile } from '../export/save.ts'
import { Film } from '../export/video.ts'
import type { Connection, Society } from '../protocol/host.ts'
import type { Store } from '../state/store.ts'
import type { Stage } from './stage.ts'

/** Writes what is seen into files. */
export class Savings {
  readonly #store: Store
  readonly #connection: Connection
  readonly #stage: Stage

  constructor(store: Store, connection: Connection, stage: Stage) {
    this.#store = store
    this.#connection = connection
    this.#stage = stage
  }

  async picture(): Promise<void> {
    saveFile(`${this.#name()}.png`, await this.#stage.toBlob())
  }

  /** Starts a film, or ends the one under way and saves it. */
  async film(): Promise<void> {
    const { announcement, recording } = this.#store
    const film = this.#stage.film
    if (!film) {
      this.#stage.film = await Film.start(this.#stage.canvas)
      recording.value = true
      announcement.value = 'Filming. Choose video again to end the film.'
      return
    }
    this.#stage.film = undefined
    recording.value = false
    if (film.pictures === 0)
      throw new UserError('video', 'holds no picture yet', { hint: 'play or step while filming' })
    saveFile(`${this.#name()}.webm`, await film.finish())
  }

  async table(what: 'agents' | 'ticks' | 'epochs' | 'events'): Promise<void> {
    saveFile(`${this.#name()}-${what}.csv`, await this.#csv(what), 'text/csv')
  }

  async page(link: string): Promise<void> {
    saveFile(`${this.#name()}.html`, await pageOf(link), 'text/html')
  }

  async #csv(what: 'agents' | 'ticks' | 'epochs' | 'events'): Promise<string> {
    const { side, logs, epochs, events } = this.#store
    if (what === 'ticks') return ticksCsv(logs[side.value])
    if (what === 'epochs') return epochsCsv(this.#society(), epochs[side.value].value)
    if (what === 'events') return eventsCsv(events.value)
    const society = this.#society()
    const paths = society.columns.map(({ path }) => path)
    return agentsCsv(society, await this.#connection.call('columns', { side: side.value, paths }))
  }

  #society(): Society {
    const { value } = this.#store.society
    if (!value) throw new UserError('file', 'there is no society yet to write about')
    return value
  }

  /** Name of files: scenario, seed and tick. */
  #name(): string {
    const { name, seed } = this.#society()
    return `${name.replace(/\.[^.]+$/, '')}-${seed}-tick-${this.#store.tick.value}`.replace(/[^\w.-]+/g, '_')
  }
}
