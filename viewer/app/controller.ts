import type { ParameterValue } from '../../engine/config.ts'
import { messageOf, UserError } from '../../engine/errors.ts'
import type { Connection, LeverMove, OpenOrder, Problem, Side, Society } from '../protocol/host.ts'
import type { Actions } from '../state/actions.ts'
import { LINK_MAX, type LinkState, linkOf } from '../state/link.ts'
import type { ChartChoice, ColourBy, LayoutChoice, Sheet, Store } from '../state/store.ts'
import { Frames } from './frames.ts'
import { Inspection } from './inspection.ts'
import { Savings } from './savings.ts'
import type { Shelf } from './shelf.ts'
import type { Stage } from './stage.ts'

/** Carries out what a person does: asks the host, writes the store, moves the stage. */
export class Controller implements Actions {
  readonly store: Store
  readonly #connection: Connection
  readonly #stage: Stage
  readonly #shelf: Shelf
  readonly #frames: Frames
  readonly #inspection: Inspection
  readonly #savings: Savings
  #order: OpenOrder = { name: '' }
  /** The shelf has what is shown, so a link need not hold it. */
  #onShelf = false
  #branchedAt: number | undefined
  #seeking: { next: number | undefined } | undefined

  constructor(store: Store, connection: Connection, stage: Stage, shelf: Shelf) {
    this.store = store
    this.#connection = connection
    this.#stage = stage
    this.#shelf = shelf
    this.#inspection = new Inspection(store, connection, (work) => this.#attempt(work))
    this.#frames = new Frames(store, connection, stage, () => this.#inspection.refresh())
    this.#savings = new Savings(store, connection, stage)
    connection.onPush((push) => this.#frames.take(push))
  }

  /** Shows what a link says, from the society to the camera. */
  async follow(link: LinkState, content?: Pick<OpenOrder, 'text' | 'scenario'>): Promise<void> {
    const { store } = this
    const read =
      content ?? (link.text === undefined ? await this.#shelf.read(link.scenario) : { text: link.text })
    if (link.theme) this.setTheme(link.theme)
    const opened = await this.#open({
      ...read,
      name: link.scenario,
      ...(link.seed === undefined ? {} : { seed: link.seed }),
      ...(link.agents === undefined ? {} : { agents: link.agents }),
      moves: link.moves.filter(({ side }) => side === 'a'),
      tick: link.branchedAt ?? link.tick,
    }
    if (!(await this.#open(order, own === undefined))) return
    store.moves.value = link.moves.filter(({ side }) => side === 'a')
    if (link.branchedAt !== undefined) await this.#branchAgain(link, link.branchedAt)
    store.muted.value = new Set(link.muted)
    if (link.colourBy !== undefined) this.colourBy(link.colourBy)
    if (link.layout) this.layOut(link.layout)
    if (link.camera) this.#stage.moveTo(link.camera)
    for (const agent of link.watched) this.watch(agent)
    if (link.selected !== undefined) this.select(link.selected)
  }

  play(): void {
    this.#tell(() => this.#connection.call('play', { ticksPerFrame: this.store.pace.value }))
  }

  pause(): void {
    this.#tell(() => this.#connection.call('pause', {}))
  }

  toggle(): void {
    if (this.store.playing.value) this.pause()
    else this.play()
  }

  step(ticks: number): void {
    this.#tell(() => this.#connection.call('step', { ticks }))
  }

  setPace(pace: number | 'max'): void {
    this.store.pace.value = pace
    if (this.store.playing.value) this.play()
  }

  /** Goes to a tick. While one journey is under way only the latest wish waits. */
  seek(tick: number): void {
    const society = this.store.society.value
    if (!society) return
    const target = Math.max(0, Math.min(society.ticks, Math.round(tick)))
    if (this.#seeking) {
      this.#seeking.next = target
      return
    }
    this.#seeking = { next: undefined }
    this.#tell(async () => {
      try {
        for (let next: number | undefined = target; next !== undefined; next = this.#takeWish()) {
          await this.#connection.call('seek', { tick: next })
        }
      } finally {
        this.#seeking = undefined
        this.store.busy.value = undefined
      }
    })
  }

  restart(): void {
    this.pause()
    this.seek(0)
  }

  openShelf(name: string): void {
    this.#tell(async () => {
      await this.#open({ name, ...(await this.#shelf.read(name)) }, true)
    })
  }

  openFile(name: string, text: string): void {
    this.#tell(async () => {
      await this.#open({ name, text })
    })
  }

  setSeed(seed: string): void {
    this.#tell(async () => {
      await this.#open({ ...this.#order, seed, moves: [], tick: 0 }, this.#onShelf)
    })
  }

  moveLever(path: string, value: ParameterValue): void {
    this.#tell(async () => {
      await this.#move(this.store.side.value, path, value)
    })
  }

  branch(): void {
    this.#tell(async () => {
      await this.#branch()
      this.store.announcement.value = `Side B branched off at tick ${this.store.tick.value}. Levers now move side B.`
    })
  }

  merge(keep: Side): void {
    this.#tell(async () => {
      await this.#connection.call('merge', { keep })
      const { store } = this
      if (keep === 'b') {
        store.logs.a.copy(store.logs.b)
        store.epochs.a.value = store.epochs.b.value
        store.moves.value = store.moves.value.map((move) => ({ ...move, side: 'a' as const }))
      } else store.moves.value = store.moves.value.filter(({ side }) => side === 'a')
      store.logs.b.cut(0)
      store.epochs.b.value = []
      store.logVersion.value++
      store.comparing.value = false
      store.side.value = 'a'
      this.#branchedAt = undefined
      this.#stage.compare(false)
    })
  }

  showSide(side: Side): void {
    this.store.side.value = side
    this.#inspection.refresh(true)
  }

  colourBy(what: ColourBy): void {
    this.store.colourBy.value = what
    this.#watchColumns()
  }

  layOut(choice: LayoutChoice): void {
    this.store.layout.value = choice
    this.#watchColumns()
  }

  showFlows(shown: boolean): void {
    this.store.flowsShown.value = shown
    this.#watchColumns()
  }

  chooseChart(place: number, chart: ChartChoice): void {
    this.store.charts.value = this.store.charts.value.map((each, at) => (at === place ? chart : each))
  }

  mute(policy: number): void {
    const muted = new Set(this.store.muted.value)
    if (!muted.delete(policy)) muted.add(policy)
    this.#setMuted(muted)
  }

  solo(policy: number): void {
    const codes = (this.store.society.value?.policies ?? []).map((_, code) => code)
    const alone = codes.every((code) => this.store.muted.value.has(code) !== (code === policy))
    this.#setMuted(new Set(alone ? [] : codes.filter((code) => code !== policy)))
  }

  select(agent: number | undefined): void {
    this.#inspection.select(agent)
    this.#frames.mark()
  }

  watch(agent: number): void {
    const { watched } = this.store
    if (!watched.value.includes(agent)) watched.value = [...watched.value, agent]
    this.#inspection.refresh(true)
    this.#frames.mark()
  }

  unwatch(agent: number): void {
    this.store.watched.value = this.store.watched.value.filter((each) => each !== agent)
    this.#frames.mark()
  }

  find(text: string): void {
    this.store.search.value = text
    this.store.searchProblem.value = undefined
    if (text.trim() === '') this.clearGroup()
    else void this.#find(text)
  }

  /** Makes some agents the group: those inside a lasso, say. */
  async gather(agents: Uint32Array): Promise<void> {
    this.store.group.value = agents
    this.#frames.mark()
    await this.#inspection.contrast(agents)
    this.store.announcement.value = `${agents.length} agents in the group.`
  }

  clearGroup(): void {
    this.store.group.value = undefined
    this.store.contrast.value = undefined
    this.#frames.mark()
  }

  nameGroup(name: string): void {
    const { group, groups } = this.store
    const agents = group.value
    if (agents) groups.value = [...groups.value.filter((each) => each.name !== name), { name, agents }]
  }

  recallGroup(name: string): void {
    const known = this.store.groups.value.find((each) => each.name === name)
    if (known) this.#tell(() => this.gather(known.agents))
  }

  focus(agent: number): void {
    this.#stage.focus(agent)
  }

  zoom(factor: number): void {
    this.#stage.zoom(factor)
  }

  pan(x: number, y: number): void {
    this.#stage.pan(x, y)
  }

  fit(): void {
    this.#stage.fit()
  }

  setTheme(theme: 'dark' | 'light'): void {
    this.store.theme.value = theme
    this.#stage.setTheme(theme)
  }

  setCursor(tick: number | undefined): void {
    this.store.cursor.value = tick
  }

  openSheet(sheet: Sheet | undefined): void {
    this.store.openSheet.value = sheet
    if (sheet === 'timings') this.#tell(() => this.#inspection.time())
  }

  openDrawer(drawer: 'left' | 'right' | undefined): void {
    this.store.openDrawer.value = drawer
  }

  dismissProblem(): void {
    this.store.problem.value = undefined
  }

  /** The link of what is seen now. */
  linkState(): LinkState {
    const { store } = this
    const { text, scenario, seed, agents, name } = this.#order
    return {
      scenario: name,
      ...(text === undefined || this.#onShelf ? {} : { text }),
      ...(scenario === undefined || this.#onShelf ? {} : { society: scenario }),
      ...(seed === undefined ? {} : { seed }),
      ...(agents === undefined ? {} : { agents }),
      moves: store.moves.value,
      tick: store.tick.value,
      ...(this.#branchedAt === undefined ? {} : { branchedAt: this.#branchedAt }),
      colourBy: store.colourBy.value,
      layout: store.layout.value,
      camera: this.#stage.camera,
      ...(store.selected.value === undefined ? {} : { selected: store.selected.value }),
      watched: store.watched.value,
      muted: [...store.muted.value],
      theme: store.theme.value,
    }
  }

  link(): string {
    const state = this.linkState()
    if (state.text !== undefined && state.text.length > LINK_MAX) {
      throw new UserError('link', `${state.scenario} is too long for a link`, {
        hint: 'save the page as one file instead',
      })
    }
    const address = new URL(globalThis.location.href)
    address.hash = linkOf(state)
    return address.href
  }

  async copyLink(): Promise<void> {
    await this.#attempt(async () => {
      await navigator.clipboard.writeText(this.link())
      this.store.announcement.value = 'The link is on the clipboard.'
    })
  }

  savePicture(): Promise<void> {
    return this.#attempt(() => this.#savings.picture())
  }

  recordVideo(): Promise<void> {
    return this.#attempt(() => this.#savings.film())
  }

  saveTable(what: 'agents' | 'ticks' | 'epochs' | 'events'): Promise<void> {
    return this.#attempt(() => this.#savings.table(what))
  }

  savePage(): Promise<void> {
    return this.#attempt(() => this.#savings.page(linkOf(this.linkState())))
  }

  /** A page of the table of agents. */
  get inspection(): Inspection {
    return this.#inspection
  }

  get frames(): Frames {
    return this.#frames
  }

  dispose(): void {
    this.#frames.dispose()
    this.#connection.close()
  }

  /** @returns whether it opened; a society that cannot be opened leaves the one before as it was */
  async #open(order: OpenOrder, onShelf = false): Promise<boolean> {
    const { store } = this
    store.busy.value = { what: `opening ${order.name}`, done: 0, of: 0 }
    try {
      this.#frames.expectAnother()
      const society = await this.#connection.call('open', order)
      this.#order = order
      this.#onShelf = onShelf
      await this.#opened(society)
      return true
    } catch (thrown) {
      this.#frames.expectNone()
      this.#report(thrown, order.name)
      return false
    } finally {
      store.busy.value = undefined
    }
  }

  async #opened(society: Society): Promise<void> {
    const { store } = this
    this.#branchedAt = undefined
    store.comparing.value = false
    store.side.value = 'a'
    store.moves.value = []
    store.selected.value = undefined
    store.watched.value = []
    store.cards.value = new Map()
    store.histories.value = new Map()
    store.group.value = undefined
    store.contrast.value = undefined
    store.groups.value = []
    store.muted.value = new Set()
    store.problem.value = undefined
    this.#stage.compare(false)
    this.#stage.setPolicies(society.policies.map(({ kind }) => kind))
    const { layout } = store
    if (layout.value.kind === 'network' && !society.hasNetwork) layout.value = { kind: 'groups' }
    store.society.value = society
    await this.#frames.adopt(society)
    store.announcement.value = `${society.name}: ${society.agentCount} agents, ${society.ticks} ticks.`
  }

  async #branch(): Promise<void> {
    const { store } = this
    await this.#connection.call('branch', {})
    this.#branchedAt = store.tick.value
    store.logs.b.copy(store.logs.a)
    store.logs.b.cut(store.tick.value)
    store.epochs.b.value = store.epochs.a.value.filter(({ epoch }) => epoch < store.epoch.value)
    store.logVersion.value++
    store.comparing.value = true
    store.side.value = 'b'
    this.#stage.compare(true)
  }

  /** Walks the past of a comparison again: side B's levers have to be moved at their ticks. */
  async #branchAgain(link: LinkState, at: number): Promise<void> {
    await this.#branch()
    this.#branchedAt = at
    for (const { side, tick, path, value } of link.moves) {
      if (side === 'a') continue
      await this.#connection.call('seek', { tick })
      await this.#move('b', path, value)
    }
    await this.#connection.call('seek', { tick: link.tick })
  }

  async #move(side: Side, path: string, value: ParameterValue): Promise<void> {
    const move: LeverMove = await this.#connection.call('move', { side, path, value })
    const { moves, society } = this.store
    const before = moves.value.filter(
      (each) =>
        each.tick <= move.tick && !(each.tick === move.tick && each.path === path && each.side === side),
    )
    moves.value = [...before, move]
    const known = society.value
    if (!known) return
    const levers = known.levers.map((lever) => (lever.path === path ? { ...lever, value } : lever))
    society.value = { ...known, levers }
    this.store.announcement.value = `${path} is ${String(value)} from tick ${move.tick} on.`
  }

  async #find(text: string): Promise<void> {
    try {
      const agents = await this.#connection.call('find', { side: this.store.side.value, text })
      // The person may have typed on meanwhile.
      if (this.store.search.value !== text) return
      await this.gather(agents)
      if (agents.length === 1) this.select(agents[0])
    } catch (thrown) {
      this.store.searchProblem.value = problemOf(thrown)
    }
  }

  #takeWish(): number | undefined {
    const next = this.#seeking?.next
    if (this.#seeking) this.#seeking.next = undefined
    return next
  }

  #setMuted(muted: ReadonlySet<number>): void {
    this.store.muted.value = muted
    this.#frames.redraw()
  }

  #watchColumns(): void {
    this.#tell(() => this.#frames.watch())
  }

  #tell(work: () => Promise<unknown>): void {
    void this.#attempt(work)
  }

  async #attempt(work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      this.#report(thrown)
    }
  }

  #report(thrown: unknown, source?: string): void {
    this.store.problem.value = { ...problemOf(thrown), ...(source === undefined ? {} : { source }) }
  }
}

function contentOf({ text, society }: LinkState): Pick<OpenOrder, 'text' | 'scenario'> | undefined {
  if (text !== undefined) return { text }
  return society && { scenario: society }
}

/** What a call was refused with, in the form that people are shown. */
export function problemOf(thrown: unknown): Problem {
  const { line, column, hint } = thrown as Partial<Problem>
  return {
    message: messageOf(thrown),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(hint === undefined ? {} : { hint }),
  }
}
