import type { LeverSettings, Push, SeriesPart, ShownEvent, WatchOrder } from '../protocol/host.ts'
import { BufferCutter, FramePool } from './frame-pool.ts'
import { frameBytes } from './side-frame.ts'
import type { Sides } from './sides.ts'

/** Sends frames while the page hands their buffers back; what a dropped frame would have told of events and series goes with the next. */
export class FrameSender {
  watched: WatchOrder = { paths: [], flowsMost: 0 }
  /** A frame could not be sent for want of a buffer, and nothing later has been sent since. */
  isOwed = false
  readonly #push: (push: Push) => void
  readonly #pool = new FramePool()
  #sides: Sides | undefined

  constructor(push: (push: Push) => void) {
    this.#push = push
  }

  /** Shows another society from now on; what was watched of the one before may not be there. */
  begin(sides: Sides): void {
    this.#sides = sides
    const { columns } = sides.of('a')
    const known = new Set(columns.faces.map(({ path }) => path))
    this.watched = { ...this.watched, paths: this.watched.paths.filter((path) => known.has(path)) }
    this.isOwed = false
  }

  /** Sends the society as it is, or owes it when all buffers are away. Returns whether it was sent. */
  send(): boolean {
    const sides = this.#sides
    if (!sides) return false
    const bytes = sides.all.reduce(
      (sum, { simulation }) => sum + frameBytes(simulation.world, this.watched),
      0,
    )
    const buffer = this.#pool.take(bytes)
    this.isOwed = buffer === undefined
    if (!buffer) return false
    const cutter = new BufferCutter(buffer)
    const frames = sides.all.map((track) => track.takeFrame(track.side, this.watched, cutter))
    const settings: LeverSettings[] = []
    const series: SeriesPart[] = []
    const events: ShownEvent[] = []
    for (const track of sides.all) {
      // First, since what `unsent` tells of ends being anew.
      const setting = track.unsentSettings()
      if (setting) settings.push(setting)
      const part = track.unsent()
      if (part) series.push(part)
      events.push(...track.events.drain())
    }
    this.#push({
      push: 'frame',
      frames,
      series,
      settings,
      events,
      millisecondsPerTick: sides.millisecondsPerTick,
      latestTick: sides.latest,
      buffer,
    })
    return true
  }

  sendOwed(): void {
    if (this.isOwed) this.send()
  }

  giveBack(buffer: ArrayBuffer): void {
    this.#pool.giveBack(buffer)
  }
}
