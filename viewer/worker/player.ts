import type { Push } from '../protocol/host.ts'
import { problemOf } from '../protocol/problem.ts'
import type { Breath } from './breath.ts'
import type { FrameSender } from './frame-sender.ts'
import type { Sides } from './sides.ts'

/** Milliseconds between two frames when ticks go as fast as they can. */
const MAX_FRAME_MS = 100
/** Waits shorter than this are spent breathing: timers come late. */
const TIMER_MS = 4

export interface PlayerParts {
  alone<T>(work: () => T | Promise<T>): Promise<T>
  sides(): Sides
  readonly frames: FrameSender
  readonly breath: Breath
  readonly push: (push: Push) => void
  readonly framesPerSecond: number
}

/**
 * Runs a society while frames go out. Ticks never wait for the page: when it has not handed a buffer back, that frame is dropped.
 * Between any two ticks others may have their turn, and whether to go on is asked before each.
 */
export class Player {
  readonly #parts: PlayerParts
  #pace: number | 'max' | undefined
  #running = false
  /** Ticks until the next frame. */
  #left = 0
  #lastFrame = 0
  #told = ''

  constructor(parts: PlayerParts) {
    this.#parts = parts
  }

  get isPlaying(): boolean {
    return this.#pace !== undefined
  }

  play(pace: number | 'max'): void {
    this.#pace = this.#hasEnded() ? undefined : pace
    this.#left = pace === 'max' ? Number.POSITIVE_INFINITY : pace
    this.tell()
    if (this.#pace !== undefined && !this.#running) void this.#run()
  }

  pause(): void {
    const wasPlaying = this.isPlaying
    this.#pace = undefined
    if (wasPlaying) this.tell()
  }

  /** Tells the page whether the society runs and is over, when that has changed. */
  tell(): void {
    const push = { push: 'playing', playing: this.isPlaying, ended: this.#hasEnded() } as const
    const told = `${push.playing} ${push.ended}`
    if (told === this.#told) return
    this.#told = told
    this.#parts.push(push)
  }

  #hasEnded(): boolean {
    try {
      const sides = this.#parts.sides()
      return sides.tick >= sides.end
    } catch {
      return false
    }
  }

  async #run(): Promise<void> {
    const { alone, breath, push } = this.#parts
    this.#running = true
    try {
      while (this.#pace !== undefined) {
        await alone(() => this.#piece())
        await breath.take()
        await this.#waitForBeat()
      }
    } catch (thrown) {
      this.#pace = undefined
      push({ push: 'problem', problem: problemOf(thrown) })
      this.tell()
    } finally {
      this.#running = false
    }
  }

  /** Ticks until the frame is due, or others should have their turn. */
  #piece(): void {
    const { breath, frames } = this.#parts
    if (this.#pace === undefined) return
    const sides = this.#parts.sides()
    breath.start()
    while (this.#left > 0 && sides.tick < sides.end) {
      sides.advance()
      this.#left--
      if (breath.isDue) break
    }
    const isOver = sides.tick >= sides.end
    const now = performance.now()
    const isDue = this.#pace === 'max' ? now - this.#lastFrame >= MAX_FRAME_MS : this.#left === 0
    if (isDue || isOver) {
      this.#lastFrame = now
      if (this.#pace !== 'max') this.#left = this.#pace
      frames.send()
    }
    if (isOver) {
      this.#pace = undefined
      this.tell()
    }
  }

  /** After a frame, waits until the next one's ticks are due. */
  async #waitForBeat(): Promise<void> {
    const pace = this.#pace
    if (pace === undefined || pace === 'max' || this.#left !== pace) return
    const beat = this.#lastFrame + 1000 / this.#parts.framesPerSecond
    for (;;) {
      const wait = beat - performance.now()
      if (wait <= 0 || this.#pace !== pace) return
      if (wait > TIMER_MS) await new Promise((resume) => setTimeout(resume, wait - TIMER_MS / 2))
      else await this.#parts.breath.take()
    }
  }
}
