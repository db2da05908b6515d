import { TEXT_WIDTH } from '../outputs/text.ts'

const REDRAW_MS = 100
const LINE_MS = 5000
const BAR_MIN = 8
const CLEAR_LINE = '\r\u001b[2K'

export interface ProgressState {
  readonly tick: number
  readonly ticks: number
  /** Interactions so far, where they are counted. */
  readonly interactions?: number
}

interface ProgressStream {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** Shows how far a run has come: a bar on a terminal, a line now and then elsewhere, nothing when quiet. */
export class ProgressDisplay {
  readonly #stream: ProgressStream
  readonly #quiet: boolean
  readonly #now: () => number
  #started: number
  #shown: number
  #drawn = false

  /** @param now clock in milliseconds */
  constructor(stream: ProgressStream, quiet: boolean, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#quiet = quiet
    this.#now = now
    this.#started = now()
    this.#shown = this.#started
  }

  /** Starts the clock, once set-up is over. */
  start(): void {
    this.#started = this.#now()
    this.#shown = this.#started
  }

  update(state: ProgressState): void {
    this.show(state.tick / state.ticks, (seconds) => statusOf(state, seconds))
  }

  /**
   * Shows something else than ticks.
   * @param share that is done, in [0, 1]
   * @param describe what the line says, given the seconds since `start`; asked only when a line is due
   */
  show(share: number, describe: (seconds: number) => string): void {
    const now = this.#now()
    if (this.#quiet || now - this.#shown < (this.#stream.isTTY ? REDRAW_MS : LINE_MS)) return
    this.#shown = now
    const status = describe((now - this.#started) / 1000)
    if (!this.#stream.isTTY) {
      this.#stream.write(`${status}\n`)
      return
    }
    this.#drawn = true
    this.#stream.write(
      CLEAR_LINE + barOf(status, share, Math.min(TEXT_WIDTH, this.#stream.columns ?? TEXT_WIDTH)),
    )
  }

  /** Takes the bar away, so that something else can be written. */
  clear(): void {
    if (this.#drawn) this.#stream.write(CLEAR_LINE)
    this.#drawn = false
  }
}

/** Says which of some checks is being made: in one line on a terminal, in a line now and then elsewhere. */
export class CheckProgress {
  readonly #stream: ProgressStream
  readonly #quiet: boolean
  readonly #now: () => number
  #said: number
  #drawn = false

  /** @param now clock in milliseconds */
  constructor(stream: ProgressStream, quiet: boolean, now: () => number = () => performance.now()) {
    this.#stream = stream
    this.#quiet = quiet
    this.#now = now
    this.#said = now()
  }

  /** @param done checks made before this one */
  show(done: number, all: number, name: string): void {
    if (this.#quiet) return
    const status = `${done}/${all} ${name}`
    if (this.#stream.isTTY) {
      const width = Math.min(TEXT_WIDTH, this.#stream.columns ?? TEXT_WIDTH)
      this.#stream.write(CLEAR_LINE + status.slice(0, width - 1))
      this.#drawn = true
      return
    }
    if (this.#now() - this.#said < LINE_MS) return
    this.#said = this.#now()
    this.#stream.write(`${status}\n`)
  }

  /** Takes the line away, so that something else can be written. */
  clear(): void {
    if (this.#drawn) this.#stream.write(CLEAR_LINE)
    this.#drawn = false
  }
}

function statusOf({ tick, ticks, interactions }: ProgressState, seconds: number): string {
  const rate = tick / seconds
  const share = Math.floor((100 * tick) / ticks)
  const left = clockTime((ticks - tick) / rate)
  const done = interactions === undefined ? '' : ` ${brief(interactions / seconds)} interactions/s`
  return `${share}% tick ${tick}/${ticks} ${brief(rate)} ticks/s${done} ${left} left`
}

/** One line narrower than the terminal: a full one would make some of them scroll. */
function barOf(status: string, share: number, width: number): string {
  const room = width - 1 - status.length - 3
  if (room < BAR_MIN) return status.slice(0, width - 1)
  const filled = Math.floor(room * share)
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}] ${status}`
}

const UNITS = ['', 'k', 'M', 'G', 'T'] as const

/** A rate in about three digits: 950, 12.4k, 3.21M. */
export function brief(value: number): string {
  if (!Number.isFinite(value)) return '-'
  let scaled = value
  let unit = 0
  for (; scaled >= 1000 && unit < UNITS.length - 1; unit++) scaled /= 1000
  return `${scaled >= 100 ? Math.round(scaled) : scaled.toPrecision(3)}${UNITS[unit]}`
}

/** Seconds as minutes and hours: 1:05, 2:03:04. */
export function clockTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-'
  const whole = Math.ceil(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
