import { batch } from '@preact/signals-core'
import type { ColumnFace, Connection, Push, SeriesPart, Side, SideFrame, Society } from '../protocol/host.ts'
import { AgentFlag } from '../protocol/host.ts'
import { BY_HELD, type Store } from '../state/store.ts'
import { layoutPaths, Picture, type View } from './picture.ts'
import type { Stage } from './stage.ts'

type FramePush = Extract<Push, { push: 'frame' }>

/** Flows that travel with a frame; more would be drawn over one another. */
const FLOWS_MOST = 3000
/** Ties of a network that are drawn and pull. */
const TIES_MOST = 200_000
/** Milliseconds of a browser's frame that the network's layout may take. */
const SETTLING_MS = 10
/** Events kept for the feed; older ones leave it. */
const EVENTS_MOST = 5000
/** Words of the columns that the card under the pointer shows. */
const HOVER_WORDS = ['reputation', 'toxicity']

const SIDES: readonly Side[] = ['a', 'b']

/** Takes in what the host tells: fills the store and hands pictures to the stage. */
export class Frames {
  readonly #store: Store
  readonly #connection: Connection
  readonly #stage: Stage
  readonly #onFrame: () => void
  readonly #pictures: Readonly<Record<Side, Picture>>
  #columns: ReadonlyMap<string, ColumnFace> = new Map()
  #ties: Uint32Array | undefined
  /** Pushes that came while a society was being opened: they may be the new one's. */
  #held: Push[] | undefined
  #buffer: ArrayBuffer | undefined
  #settling = 0

  constructor(store: Store, connection: Connection, stage: Stage, onFrame: () => void) {
    this.#store = store
    this.#connection = connection
    this.#stage = stage
    this.#onFrame = onFrame
    const now = () => performance.now()
    this.#pictures = { a: new Picture(now), b: new Picture(now) }
  }

  picture(side: Side): Picture {
    return this.#pictures[side]
  }

  /** Another society is on its way: what is told from now on waits until it is known whose it is. */
  expectAnother(): void {
    this.#held = []
  }

  /** It could not be opened: what was told is about the old one. */
  expectNone(): void {
    const held = this.#held ?? []
    this.#held = undefined
    for (const push of held) this.take(push)
  }

  /** Starts afresh with a society. */
  async adopt(society: Society): Promise<void> {
    const { store } = this
    this.#columns = new Map(society.columns.map((column) => [column.path, column]))
    this.#ties = undefined
    batch(() => {
      for (const side of SIDES) {
        store.logs[side].cut(0)
        store.logs[side].harms.begin(society.policies.length)
        store.epochs[side].value = []
        store.settings[side].value = new Map()
      }
      store.logVersion.value++
      store.events.value = []
      store.ended.value = false
      store.latestTick.value = 0
    })
    this.expectNone()
    await this.watch()
    this.#stage.fit()
  }

  /** Asks for the columns that the present view needs. */
  async watch(): Promise<void> {
    const society = this.#store.society.value
    if (!society) return
    const { layout, colourBy, flowsShown } = this.#store
    if (layout.value.kind === 'network' && !this.#ties && society.hasNetwork) {
      this.#ties = await this.#connection.call('ties', { side: 'a', most: TIES_MOST })
    }
    this.#stage.setTies(layout.value.kind === 'network' ? this.#ties : undefined)
    const hover = society.columns.filter(({ word }) => HOVER_WORDS.includes(word)).map(({ path }) => path)
    const colour = colourBy.value === 'type' || colourBy.value === BY_HELD ? [] : [colourBy.value]
    const paths = [...new Set([...colour, ...layoutPaths(layout.value), ...hover])]
    await this.#connection.call('watch', { paths, flowsMost: flowsShown.value ? FLOWS_MOST : 0 })
    this.redraw(true)
  }

  take(push: Push): void {
    if (this.#held) {
      this.#held.push(push)
      return
    }
    if (push.push === 'frame') this.#takeFrame(push)
    else if (push.push === 'playing') {
      this.#store.playing.value = push.playing
      this.#store.ended.value = push.ended
      if (!push.playing) this.redraw(true)
    } else if (push.push === 'progress') {
      this.#store.busy.value = push.done < push.of ? push : undefined
    } else this.#store.problem.value = push.problem
  }

  /** Draws the frames that are there once more, as the store now says. `settled`: what is dear may be done. */
  redraw(settled = false): void {
    for (const side of SIDES) {
      const { frame } = this.#pictures[side]
      if (frame) this.#show(frame, settled)
    }
    this.mark()
  }

  /** Marks on top: the pointer's agent, the selected one, those watched, and the group. */
  mark(): void {
    const { hover, selected, watched, group } = this.#store
    this.#stage.setMarks({
      hover: hover.value?.agent,
      selected: selected.value,
      watched: watched.value,
      group: group.value,
    })
  }

  /** Where an agent stands in the world; undefined where there is no such agent. */
  placeOf(side: Side, agent: number): { readonly x: number; readonly y: number } | undefined {
    const { agents } = this.#pictures[side]
    if (!agents || agent >= agents.count) return undefined
    return { x: agents.positions[2 * agent] as number, y: agents.positions[2 * agent + 1] as number }
  }

  /** Values of an agent that the card under the pointer shows. */
  valuesOf(side: Side, agent: number): { word: string; value: number }[] {
    const { frame } = this.#pictures[side]
    return Object.entries(frame?.values ?? {}).flatMap(([path, values]) => {
      const column = this.#columns.get(path)
      return column ? [{ word: column.word, value: values[agent] as number }] : []
    })
  }

  dispose(): void {
    cancelAnimationFrame(this.#settling)
    this.#buffer = undefined
  }

  private get store(): Store {
    return this.#store
  }

  #takeFrame(push: FramePush): void {
    const started = performance.now()
    const { store } = this
    // Of the buffer before nothing is read from here on; it may carry a later frame.
    if (this.#buffer) this.#connection.giveBack(this.#buffer)
    this.#buffer = push.buffer
    for (const frame of push.frames) this.#show(frame, !store.playing.value)
    batch(() => {
      // A frame ends whatever took so long.
      store.busy.value = undefined
      for (const part of push.series) this.#writeSeries(part)
      if (push.series.length > 0) store.logVersion.value++
      for (const { side, values } of push.settings)
        store.settings[side].value = new Map(Object.entries(values))
      if (push.events.length > 0)
        store.events.value = [...store.events.value, ...push.events].slice(-EVENTS_MOST)
      const [first] = push.frames
      if (first) this.#tellOf(first, push)
    })
    this.#stage.requestDraw(started)
    this.#onFrame()
  }

  #show(frame: SideFrame, settled: boolean): void {
    const society = this.#store.society.value
    if (!society) return
    const { layout, colourBy, muted } = this.#store
    const picture = this.#pictures[frame.side]
    const view: View = {
      layout: layout.value,
      colourBy: colourBy.value,
      policyCount: society.policies.length,
      columns: this.#columns,
      ties: layout.value.kind === 'network' ? this.#ties : undefined,
    }
    picture.mute(muted.value, society.policies.length)
    const moved = picture.show(frame, view, settled)
    if (picture.agents) this.#stage.setAgents(frame.side, picture.agents, picture.ramp)
    this.#stage.setFlows(frame.side, frame.flows.shown > 0 ? frame.flows : undefined)
    if (moved && frame.side === 'a') this.#stage.setBounds(picture.bounds)
    if (picture.settles) this.#settle()
  }

  /** Lets the network find its shape, a little in every frame of the browser, so that the page stays at hand. */
  #settle(): void {
    if (this.#settling !== 0) return
    this.#settling = requestAnimationFrame(() => {
      this.#settling = 0
      for (const side of SIDES) {
        const picture = this.#pictures[side]
        if (!picture.settleFor(SETTLING_MS)) continue
        if (picture.agents) this.#stage.setAgents(side, picture.agents, picture.ramp)
        if (side === 'a') this.#stage.setBounds(picture.bounds)
        if (picture.settles) this.#settle()
      }
    })
  }

  #writeSeries({ side, first, rows, harms, epochs }: SeriesPart): void {
    const { logs, epochs: results, events } = this.#store
    const log = logs[side]
    if (first < log.length) {
      // The past was changed here: what had been told about the time after it is no longer so.
      events.value = events.value.filter((event) => event.side !== side || event.tick < first)
    }
    log.cut(first)
    log.write(first, rows)
    log.harms.write(first, harms)
    const steps = this.#store.society.value?.stepsPerEpoch ?? 1
    const kept = results[side].value.filter(({ epoch }) => (epoch + 1) * steps < first)
    if (epochs.length > 0 || kept.length < results[side].value.length)
      results[side].value = [...kept, ...epochs]
  }

  #tellOf(first: SideFrame, push: FramePush): void {
    const { store } = this
    store.tick.value = first.tick
    store.epoch.value = first.epoch
    store.latestTick.value = push.latestTick
    store.millisecondsPerTick.value = push.millisecondsPerTick
    const countsOf = (side: Side) => push.frames.find((frame) => frame.side === side)?.counts
    store.counts.value = { a: countsOf('a'), b: countsOf('b') }
    store.flowCounts.value = { shown: first.flows.shown, total: first.flows.total }
    const shown = push.frames.find(({ side }) => side === store.side.value) ?? first
    store.census.value = censusOf(shown, store.society.value?.policies.length ?? 0)
  }
}

/** Agents by policy, without those who have left. */
function censusOf({ agentCount, policies, flags }: SideFrame, policyCount: number) {
  const byPolicy = new Array<number>(policyCount).fill(0)
  let held = 0
  let flagged = 0
  for (let agent = 0; agent < agentCount; agent++) {
    const flag = flags[agent] as number
    if ((flag & AgentFlag.departed) !== 0) continue
    const code = policies[agent] as number
    byPolicy[code] = (byPolicy[code] as number) + 1
    if ((flag & AgentFlag.held) !== 0) held++
    if ((flag & AgentFlag.flagged) !== 0) flagged++
  }
  return { byPolicy, held, flagged }
}
