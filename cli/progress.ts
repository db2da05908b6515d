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
    const now = this.#now()
    if (this.#quiet || now - this.#shown < (this.#stream.isTTY ? REDRAW_MS : LINE_MS)) return
    this.#shown = now
    const seconds = (now - this.#started) / 1000
    if (!this.#stream.isTTY) {
      this.#stream.write(`${statusOf(state, seconds)}\n`)
      return
    }
    this.#drawn = true
    this.#stream.write(
      CLEAR_LINE + barOf(state, seconds, Math.min(TEXT_WIDTH, this.#stream.columns ?? TEXT_WIDTH)),
    )
  }

  /** Takes the bar away, so that something else can be written. */
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
function barOf(state: ProgressState, seconds: number, width: number): string {
  const status = statusOf(state, seconds)
  const room = width - 1 - status.length - 3
  if (room < BAR_MIN) return status.slice(0, width - 1)
  const filled = Math.floor((room * state.tick) / state.ticks)
  return `[${'#'.repeat(filled)}${'-'.repeat(room - filled)}] ${status}`
}

const UNITS = ['', 'k', 'M', 'G', 'T'] as const

/** A rate in about three digits: 950, 12.4k, 3.21M. */
function brief(value: number): string {
  if (!Number.isFinite(value)) return '-'
  let scaled = value
  let unit = 0
  for (; scaled >= 1000 && unit < UNITS.length - 1; unit++) scaled /= 1000
  return `${scaled >= 100 ? Math.round(scaled) : scaled.toPrecision(3)}${UNITS[unit]}`
}

function clockTime(seconds: number): string {
  if (!Number.isFinite(seconds)) return '-'
  const whole = Math.ceil(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`
}
