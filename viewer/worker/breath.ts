/** How long work goes on before others get their turn, in milliseconds. */
const SLICE_MS = 12

/** Lets messages in between two pieces of work. */
export class Breath {
  readonly #channel = typeof setImmediate === 'function' ? undefined : new MessageChannel()
  readonly #waiting: (() => void)[] = []
  #since = 0

  constructor() {
    if (this.#channel) this.#channel.port1.onmessage = () => this.#waiting.shift()?.()
  }

  /** Starts a piece of work. */
  start(): void {
    this.#since = performance.now()
  }

  /** Whether the piece has taken long enough. */
  get isDue(): boolean {
    return performance.now() - this.#since >= SLICE_MS
  }

  /** Resolves once everything that has arrived meanwhile has had its turn; a timer would wait longer. */
  take(): Promise<void> {
    return new Promise((resume) => {
      if (!this.#channel) {
        setImmediate(resume)
        return
      }
      this.#waiting.push(resume)
      this.#channel.port2.postMessage(0)
    })
  }

  close(): void {
    this.#channel?.port1.close()
  }
}
