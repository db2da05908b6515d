import type { Plugin } from '../../engine/plugin.ts'
import { createSimulation } from '../../simulation/create.ts'
import { checkCount } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { matching } from '../interact/masks.ts'
import { compileQuery } from '../interact/query.ts'
import type {
  AgentHistory,
  HistoryOrder,
  HostCalls,
  LeverMove,
  OpenOrder,
  Push,
  Side,
  Society,
  TableOrder,
  WatchOrder,
} from '../protocol/host.ts'
import { HostProblem, problemOf } from '../protocol/problem.ts'
import { agentCard } from './agent-card.ts'
import { Breath } from './breath.ts'
import { CheckpointBudget } from './checkpoints.ts'
import { FrameSender } from './frame-sender.ts'
import { contrastOf } from './group-contrast.ts'
import { probeHistories } from './history.ts'
import { prepareOpening } from './opening.ts'
import { BREATHLESS, branchOf, openingOf, ownFor, refuseLongWay } from './own-simulation.ts'
import { Player } from './player.ts'
import { type Journey, Sides } from './sides.ts'
import { describeSociety } from './society.ts'
import { tiesOf } from './ties.ts'
import { Track } from './track.ts'

/** The calls as a host answers them: at once, or when it is done. */
export type Answering = {
  readonly [M in keyof HostCalls]: (
    order: Parameters<HostCalls[M]>[0],
  ) => ReturnType<HostCalls[M]> | Promise<ReturnType<HostCalls[M]>>
}

export interface SessionOptions {
  /** Mechanisms and policies of one's own, besides those that are shipped. */
  readonly plugins?: readonly Plugin[]
  /** The page's own simulation, which orders with `own` are about. */
  readonly simulation?: Simulation
  /** Bytes of checkpoints; 256 MB when left out. */
  readonly checkpointBytes?: number
  /** Bytes of memory that a society may take; 4 GB when left out. */
  readonly memoryBytesMax?: number
  /** Frames a second while a number of ticks lies between two; 60 when left out. */
  readonly framesPerSecond?: number
}

const loadMechanisms = async (): Promise<readonly Plugin[]> =>
  (await import('../../mechanisms/index.ts')).mechanisms

const CHECKPOINT_BYTES = 268_435_456
const MEMORY_BYTES_MAX = 4_294_967_296
const FRAMES_PER_SECOND = 60
const TICKS_MAX = 0xffffffff
/** A way shorter than this, in milliseconds, is not reported on. */
const SILENT_MS = 150

interface Waiting {
  readonly order: HistoryOrder
  readonly resolve: (history: AgentHistory) => void
  readonly reject: (thrown: unknown) => void
}

/**
 * The host of a society: opens it, runs it, goes to and fro in its time, compares it with a copy under other rules, and tells what is
 * known of its agents. Free of the page; whoever makes it hands its calls in and its pushes out. Calls are carried out one after
 * the other, ticks in between; `pause` alone acts at once.
 */
export class Session implements Answering {
  readonly #push: (push: Push) => void
  readonly #options: Required<Omit<SessionOptions, 'simulation'>>
  readonly #own: Simulation | undefined
  readonly #breath = new Breath()
  readonly #frames: FrameSender
  readonly #player: Player
  #budget: CheckpointBudget
  #opened:
    | { readonly sides: Sides; readonly society: Society; readonly plugins: readonly Plugin[] }
    | undefined
  #queue: Promise<unknown> = Promise.resolve()
  #histories: Waiting[] = []
  /** Counts calls that make looking back moot, and seeks, of which only the last counts. */
  #changes = 0
  #seeks = 0
  #closed = false
  #outside: ReturnType<typeof setTimeout> | undefined

  constructor(push: (push: Push) => void, options: SessionOptions = {}) {
    this.#push = push
    this.#own = options.simulation
    this.#options = {
      plugins: options.plugins ?? [],
      checkpointBytes: options.checkpointBytes ?? CHECKPOINT_BYTES,
      memoryBytesMax: options.memoryBytesMax ?? MEMORY_BYTES_MAX,
      framesPerSecond: options.framesPerSecond ?? FRAMES_PER_SECOND,
    }
    this.#budget = new CheckpointBudget(this.#options.checkpointBytes)
    this.#frames = new FrameSender(push)
    this.#player = new Player({
      alone: (work) => this.#alone(work),
      sides: () => this.#sides,
      frames: this.#frames,
      breath: this.#breath,
      push,
      framesPerSecond: this.#options.framesPerSecond,
    })
  }

  open(order: OpenOrder): Promise<Society> {
    this.#changes++
    return this.#alone(() => this.#open(order))
  }

  play(order: { readonly ticksPerFrame: number | 'max' }): Promise<void> {
    return this.#alone(() => {
      void this.#sides
      const { ticksPerFrame } = order
      const pace = ticksPerFrame === 'max' ? 'max' : checkCount('ticksPerFrame', ticksPerFrame, 1, TICKS_MAX)
      this.#player.play(pace)
    })
  }

  pause(): void {
    this.#player.pause()
  }

  step({ ticks }: { readonly ticks: number }): Promise<void> {
    this.#changes++
    return this.#alone(async () => {
      const sides = this.#sides
      const target = sides.tick + checkCount('ticks', ticks, 1, TICKS_MAX)
      await sides.travel(
        Math.min(target, sides.end),
        this.#journey(() => false),
      )
      this.#show()
    })
  }

  seek({ tick }: { readonly tick: number }): Promise<void> {
    this.#changes++
    const seek = ++this.#seeks
    const isStale = () => seek !== this.#seeks || this.#closed
    return this.#alone(async () => {
      const sides = this.#sides
      const target = Math.min(checkCount('tick', tick, 0, TICKS_MAX), sides.end)
      if (isStale()) return
      if (await sides.travel(target, this.#journey(isStale))) this.#show()
    })
  }

  move({ side, path, value }: Parameters<HostCalls['move']>[0]): Promise<LeverMove> {
    this.#changes++
    return this.#alone(() => {
      const move = this.#sides.of(side).move(path, value)
      this.#show()
      return move
    })
  }

  branch(): Promise<void> {
    this.#changes++
    return this.#alone(() => {
      const sides = this.#sides
      if (sides.isCompared) throw new HostProblem({ message: 'two sides are being compared already' })
      const a = sides.of('a')
      sides.branch(branchOf(a, this.#simulationOptions(this.#opened?.plugins ?? [])))
      this.#show()
    })
  }

  merge({ keep }: { readonly keep: Side }): Promise<void> {
    this.#changes++
    return this.#alone(() => {
      if (!this.#sides.isCompared) throw new HostProblem({ message: 'nothing is being compared' })
      this.#sides.merge(keep, this.#onOutside)
      this.#show()
    })
  }

  watch({ paths, flowsMost }: WatchOrder): Promise<void> {
    return this.#alone(() => {
      const { columns } = this.#sides.of('a')
      for (const path of paths) columns.get(path)
      this.#frames.watched = {
        paths: [...new Set(paths)],
        flowsMost: checkCount('flowsMost', flowsMost, 0, TICKS_MAX),
      }
      this.#show()
    })
  }

  inspect({ side, agent }: Parameters<HostCalls['inspect']>[0]) {
    return this.#alone(() => {
      const { simulation } = this.#sides.of(side)
      return agentCard(simulation, this.#checkAgent(simulation, agent))
    })
  }

  history(order: HistoryOrder): Promise<AgentHistory> {
    return new Promise((resolve, reject) => {
      this.#histories.push({ order, resolve, reject })
      void this.#alone(() => this.#lookBack())
    })
  }

  find({ side, text }: Parameters<HostCalls['find']>[0]): Promise<Uint32Array> {
    return this.#alone(() => {
      const track = this.#sides.of(side)
      const { policyNames, world } = track.simulation
      const count = world.clock.agentCount[0] as number
      const { words } = track.columns
      const { test } = compileQuery(text, { words, policies: policyNames, agentCount: count })
      const column = (path: string) => track.columns.get(path).values()
      return matching(test, { count, ...track.marks(), column })
    })
  }

  contrast({ side, agents }: Parameters<HostCalls['contrast']>[0]) {
    return this.#alone(() => {
      const { simulation, columns } = this.#sides.of(side)
      return contrastOf(simulation.world, columns, agents, simulation.policyNames.length)
    })
  }

  table(order: TableOrder) {
    return this.#alone(() => this.#sides.of(order.side).table.page(order))
  }

  columns({ side, paths }: Parameters<HostCalls['columns']>[0]) {
    return this.#alone(() => {
      const { simulation, columns, marks } = this.#sides.of(side)
      const agentCount = simulation.world.clock.agentCount[0] as number
      const copies = paths.map((path) => {
        const values = columns.get(path).values().subarray(0, agentCount)
        return [path, Float64Array.from(values)] as const
      })
      return {
        agentCount,
        policies: marks().policies.slice(0, agentCount),
        values: Object.fromEntries(copies),
      }
    })
  }

  ties({ side, most }: Parameters<HostCalls['ties']>[0]): Promise<Uint32Array> {
    return this.#alone(() => tiesOf(this.#sides.of(side).simulation, most))
  }

  timings({ side }: { readonly side: Side }) {
    return this.#alone(() => this.#sides.of(side).simulation.profile())
  }

  digest({ side }: { readonly side: Side }): Promise<string> {
    return this.#alone(() => this.#sides.of(side).simulation.digest())
  }

  /** Takes a frame's buffer back. */
  giveBack(buffer: ArrayBuffer): void {
    this.#frames.giveBack(buffer)
    if (this.#frames.isOwed && !this.#player.isPlaying) void this.#alone(() => this.#frames.sendOwed())
  }

  /** Bytes that checkpoints take now. */
  get checkpointBytes(): number {
    return this.#budget.used
  }

  /** Ends the session and gives its memory back. */
  async close(): Promise<void> {
    this.#closed = true
    this.#changes++
    this.#player.pause()
    clearTimeout(this.#outside)
    await this.#alone(() => {
      this.#opened?.sides.close()
      this.#opened = undefined
      this.#breath.close()
    })
  }

  get #sides(): Sides {
    if (this.#opened) return this.#opened.sides
    throw new HostProblem({ message: 'no society is open' })
  }

  /** Carries work out when all that came before it is done. */
  #alone<T>(work: () => T | Promise<T>): Promise<T> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => {})
    return done
  }

  async #open(order: OpenOrder): Promise<Society> {
    const own = order.own === true ? ownFor(this.#own, order) : undefined
    const opening = own
      ? openingOf(own, order, [...(await loadMechanisms()), ...this.#options.plugins])
      : await prepareOpening(order, { ...this.#options, loadMechanisms })
    // From here on nothing is wrong with the order, and its society takes the place of the one that runs.
    this.#player.pause()
    this.#opened?.sides.close()
    this.#opened = undefined
    this.#budget = new CheckpointBudget(this.#options.checkpointBytes)
    const { plugins, scenario } = opening
    const simulation = own ?? (await createSimulation(scenario, this.#simulationOptions(plugins)))
    const track = new Track(simulation, 'a', this.#budget, own && this.#onOutside)
    const society = describeSociety(simulation, track.columns, opening)
    track.begin(opening.moves)
    const sides = new Sides(track)
    this.#opened = { sides, society, plugins }
    this.#frames.begin(sides)
    void this.#settle(opening.tick)
    return society
  }

  /** Shows a society that has just been opened, once the page knows that it is. */
  async #settle(tick: number): Promise<void> {
    await this.#breath.take()
    try {
      if (tick > 0) await this.seek({ tick })
      else await this.#alone(() => this.#opened && this.#show())
    } catch (thrown) {
      this.#push({ push: 'problem', problem: problemOf(thrown) })
    }
  }

  /** The page has run its simulation itself: shows it, at most as often as frames go. */
  #onOutside = (): void => {
    if (this.#outside !== undefined) return
    this.#outside = setTimeout(() => {
      this.#outside = undefined
      void this.#alone(() => {
        if (this.#opened) this.#show()
      })
    }, 1000 / this.#options.framesPerSecond)
  }

  #simulationOptions(plugins: readonly Plugin[]) {
    return { plugins, profiler: performance, memoryBytesMax: this.#options.memoryBytesMax }
  }

  /** Sends a frame, now or when a buffer comes back, and says when the scenario is over. */
  #show(): void {
    this.#frames.send()
    this.#player.tell()
  }

  async #lookBack(): Promise<void> {
    const waiting = this.#histories.splice(0)
    const changes = this.#changes
    const journey = this.#journey(() => changes !== this.#changes)
    for (const side of ['a', 'b'] as const) {
      const asked = waiting.filter(({ order }) => order.side === side)
      if (asked.length === 0) continue
      try {
        const track = this.#sides.of(side)
        if (track.isGuest) refuseLongWay(track, this.#sides.millisecondsPerTick)
        for (const { order } of asked) this.#checkAgent(track.simulation, order.agent)
        const found = await probeHistories(
          track,
          asked.map(({ order }) => order),
          track.isGuest ? { ...journey, breath: BREATHLESS } : journey,
        )
        asked.forEach(({ resolve }, place) => {
          resolve(found[place] as AgentHistory)
        })
      } catch (thrown) {
        for (const { reject } of asked) reject(thrown)
      }
    }
  }

  #checkAgent({ world }: Simulation, agent: number): number {
    return checkCount('agent', agent, 0, (world.clock.agentCount[0] as number) - 1)
  }

  #journey(isStale: () => boolean): Journey {
    const start = performance.now()
    let told = false
    return {
      breath: this.#breath,
      isStale,
      progress: (what, done, of) => {
        if (performance.now() - start < SILENT_MS && !told) return
        told = true
        this.#push({ push: 'progress', what, done, of })
      },
    }
  }
}
