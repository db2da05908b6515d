import { batch } from '@preact/signals-core'
import type { ParameterValue } from '../../engine/config.ts'
import type { Connection, OpenOrder, Side, Society } from '../protocol/host.ts'
import type { LinkState } from '../state/link.ts'
import type { Store } from '../state/store.ts'
import type { Frames } from './frames.ts'
import { report } from './problems.ts'
import type { Stage } from './stage.ts'

/** What opens a society: the text of a file, a scenario, or that the host has it already. */
export type Content = Pick<OpenOrder, 'text' | 'scenario' | 'own'>

/** What lies on the desk: which society is open, which levers were moved, and whether a second side branched off. */
export class Desk {
  readonly #store: Store
  readonly #connection: Connection
  readonly #stage: Stage
  readonly #frames: Frames
  #order: OpenOrder = { name: '' }
  /** The shelf has what is shown, so a link need not hold it. */
  #onShelf = false

  constructor(store: Store, connection: Connection, stage: Stage, frames: Frames) {
    this.#store = store
    this.#connection = connection
    this.#stage = stage
    this.#frames = frames
  }

  /** @returns whether it opened; a society that cannot be opened leaves the one before as it was */
  async open(order: OpenOrder, onShelf: boolean): Promise<boolean> {
    const { busy } = this.#store
    busy.value = { what: `opening ${order.name}`, done: 0, of: 0 }
    try {
      this.#frames.expectAnother()
      const society = await this.#connection.call('open', order)
      this.#order = order
      this.#onShelf = onShelf
      this.#clear(society)
      await this.#frames.adopt(society)
      return true
    } catch (thrown) {
      this.#frames.expectNone()
      report(this.#store, thrown, order.name)
      return false
    } finally {
      busy.value = undefined
    }
  }

  /** Opens the same society under another seed. */
  reseed(seed: string): Promise<boolean> {
    return this.open({ ...this.#order, seed, moves: [], tick: 0 }, this.#onShelf)
  }

  /** Opens what a link holds: its society, at its tick, with its levers moved and its second side. */
  async follow(link: LinkState, content: Content, onShelf: boolean): Promise<boolean> {
    const moves = link.moves.filter(({ side }) => side === 'a')
    const opened = await this.open(
      {
        ...content,
        name: link.scenario,
        ...(link.seed === undefined ? {} : { seed: link.seed }),
        ...(link.agents === undefined ? {} : { agents: link.agents }),
        moves,
        tick: link.branchedAt ?? link.tick,
      },
      onShelf,
    )
    if (!opened) return false
    this.#store.moves.value = moves
    if (link.branchedAt !== undefined) await this.#branchAgain(link, link.branchedAt)
    return true
  }

  async move(side: Side, path: string, value: ParameterValue): Promise<void> {
    const move = await this.#connection.call('move', { side, path, value })
    const { moves, settings, announcement } = this.#store
    const before = moves.value.filter(
      (each) =>
        each.tick < move.tick || (each.tick === move.tick && (each.path !== path || each.side !== side)),
    )
    moves.value = [...before, move]
    // The next frame says so too; until then the control must not fall back.
    settings[side].value = new Map(settings[side].value).set(path, value)
    announcement.value = `${path} is ${String(value)} from tick ${move.tick} on.`
  }

  async branch(): Promise<void> {
    const store = this.#store
    await this.#connection.call('branch', {})
    const tick = store.tick.value
    batch(() => {
      store.logs.b.copy(store.logs.a)
      store.logs.b.cut(tick)
      store.settings.b.value = store.settings.a.value
      store.epochs.b.value = store.epochs.a.value.filter(({ epoch }) => epoch < store.epoch.value)
      store.logVersion.value++
      store.comparing.value = true
      store.branchedAt.value = tick
      store.side.value = 'b'
      store.announcement.value = `Side B branched off at tick ${tick}. Levers now move side B.`
    })
    this.#stage.compare(true)
  }

  /** Ends the comparison: what is kept is side A from now on. */
  async merge(keep: Side): Promise<void> {
    const store = this.#store
    await this.#connection.call('merge', { keep })
    batch(() => {
      if (keep === 'b') {
        store.logs.a.copy(store.logs.b)
        store.epochs.a.value = store.epochs.b.value
        store.settings.a.value = store.settings.b.value
        store.events.value = store.events.value.map((event) => ({ ...event, side: 'a' as const }))
        store.moves.value = store.moves.value.map((move) => ({ ...move, side: 'a' as const }))
      } else {
        store.moves.value = store.moves.value.filter(({ side }) => side === 'a')
        store.events.value = store.events.value.filter(({ side }) => side === 'a')
      }
      this.#forgetB()
    })
    this.#stage.compare(false)
  }

  /** What a link has to hold of the society. */
  linked(): Pick<
    LinkState,
    'scenario' | 'text' | 'society' | 'seed' | 'agents' | 'moves' | 'tick' | 'branchedAt'
  > {
    const { text, scenario, seed, agents, name } = this.#order
    const own = !this.#onShelf
    const branchedAt = this.#store.branchedAt.value
    return {
      scenario: name,
      ...(own && text !== undefined ? { text } : {}),
      ...(own && scenario !== undefined ? { society: scenario } : {}),
      ...(seed === undefined ? {} : { seed }),
      ...(agents === undefined ? {} : { agents }),
      moves: this.#store.moves.value,
      tick: this.#store.tick.value,
      ...(branchedAt === undefined ? {} : { branchedAt }),
    }
  }

  #clear(society: Society): void {
    const store = this.#store
    this.#stage.compare(false)
    this.#stage.setPolicies(society.policies.map(({ kind }) => kind))
    batch(() => {
      this.#forgetB()
      store.moves.value = []
      store.selected.value = undefined
      store.watched.value = []
      store.cards.value = new Map()
      store.histories.value = new Map()
      store.search.value = ''
      store.searchProblem.value = undefined
      store.group.value = undefined
      store.contrast.value = undefined
      store.groups.value = []
      store.muted.value = new Set()
      store.problem.value = undefined
      if (store.layout.value.kind === 'network' && !society.hasNetwork)
        store.layout.value = { kind: 'groups' }
      store.society.value = society
      store.announcement.value = `${society.name}: ${society.agentCount} agents, ${society.ticks} ticks.`
    })
  }

  #forgetB(): void {
    const store = this.#store
    store.logs.b.cut(0)
    store.epochs.b.value = []
    store.logVersion.value++
    store.comparing.value = false
    store.side.value = 'a'
    store.branchedAt.value = undefined
  }

  /** Walks the past of a comparison again: side B's levers have to be moved at their ticks. */
  async #branchAgain(link: LinkState, at: number): Promise<void> {
    await this.branch()
    this.#store.branchedAt.value = at
    for (const { side, tick, path, value } of link.moves) {
      if (side === 'a') continue
      await this.#connection.call('seek', { tick })
      await this.move('b', path, value)
    }
    await this.#connection.call('seek', { tick: link.tick })
  }
}
