import type { ParameterValue } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import type { Connection, Side } from '../protocol/host.ts'
import type { Actions } from '../state/actions.ts'
import { LINK_MAX, type LinkState, linkOf } from '../state/link.ts'
import type { ChartChoice, ColourBy, LayoutChoice, Sheet, Store } from '../state/store.ts'
import { type Content, Desk } from './desk.ts'
import { Frames } from './frames.ts'
import { Inspection } from './inspection.ts'
import { type Attempt, attemptFor, problemOf } from './problems.ts'
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
  readonly #desk: Desk
  readonly #attempt: Attempt
  #seeking: { next: number | undefined } | undefined

  constructor(store: Store, connection: Connection, stage: Stage, shelf: Shelf) {
    this.store = store
    this.#connection = connection
    this.#stage = stage
    this.#shelf = shelf
    this.#attempt = attemptFor(store)
    this.#inspection = new Inspection(store, connection, this.#attempt)
    this.#frames = new Frames(store, connection, stage, () => {
      this.#inspection.refresh()
      this.#inspection.refreshTimings()
    })
    this.#desk = new Desk(store, connection, stage, this.#frames)
    this.#savings = new Savings(store, connection, stage)
    connection.onPush((push) => this.#frames.take(push))
  }

  /** Shows what a link says, from the society to the camera. */
  async follow(link: LinkState, content = contentOf(link)): Promise<void> {
    if (link.theme) this.setTheme(link.theme)
    const read = content ?? (await this.#shelf.read(link.scenario))
    if (!(await this.#desk.follow(link, read, content === undefined))) return
    this.store.muted.value = new Set(link.muted)
    if (link.colourBy !== undefined) this.store.colourBy.value = link.colourBy
    if (link.layout) this.store.layout.value = link.layout
    await this.#frames.watch()
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
    this.#tell(async () => this.#desk.open({ name, ...(await this.#shelf.read(name)) }, true))
  }

  openFile(name: string, text: string): void {
    this.#tell(() => this.#desk.open({ name, text }, false))
  }

  setSeed(seed: string): void {
    this.#tell(() => this.#desk.reseed(seed))
  }

  moveLever(path: string, value: ParameterValue): void {
    this.#tell(() => this.#desk.move(this.store.side.value, path, value))
  }

  branch(): void {
    this.#tell(() => this.#desk.branch())
  }

  merge(keep: Side): void {
    this.#tell(() => this.#desk.merge(keep))
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
    return {
      ...this.#desk.linked(),
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
    this.#inspection.dispose()
    this.#frames.dispose()
    this.#connection.close()
  }

  /** @returns whether it opened; a society that cannot be opened leaves the one before as it was */
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
}

function contentOf({ text, society }: LinkState): Content | undefined {
  if (text !== undefined) return { text }
  return society && { scenario: society }
}
