/**
 * Threads that run one tick together. The first is the host's own and leads: it gives a command, does its share, and waits
 * for the others. Waiting is a short spin, since steps are short, and then a sleep, since machines may be busy.
 */

const GENERATION = 0
const COMMAND = 1
const ARRIVED = 2
const FAULT = 3
const FAULT_LENGTH = 4
const WORDS = 5
const FAULT_CHARACTERS = 2048
const STOP = -1
const SLEEP_MS = 1000
/** A share takes far below a second; a thread that is silent for so long is gone. */
const SILENCE_MAX = 120

export const teamBytes =
  WORDS * Int32Array.BYTES_PER_ELEMENT + FAULT_CHARACTERS * Uint16Array.BYTES_PER_ELEMENT

/** What went wrong in another thread. */
export interface TeamFault {
  readonly thread: number
  /** Text that the thread left. */
  readonly text: string
}

export class Team {
  readonly index: number
  readonly count: number
  readonly #control: Int32Array
  readonly #text: Uint16Array
  readonly #spins: number
  readonly #maySleep: boolean
  #generation = 0

  /**
   * @param memory shared memory of `teamBytes` bytes, zero at first
   * @param spins looks before a waiting thread sleeps; 0 where there are more threads than processors
   * @param maySleep false on a browser's main thread, which is not allowed to
   */
  constructor(memory: SharedArrayBuffer, index: number, count: number, spins: number, maySleep = true) {
    this.index = index
    this.count = count
    this.#control = new Int32Array(memory, 0, WORDS)
    this.#text = new Uint16Array(memory, WORDS * Int32Array.BYTES_PER_ELEMENT, FAULT_CHARACTERS)
    this.#spins = spins
    this.#maySleep = maySleep
  }

  /** Leader: sends the others to work. */
  start(command: number): void {
    const control = this.#control
    Atomics.store(control, COMMAND, command)
    Atomics.store(control, ARRIVED, 0)
    Atomics.add(control, GENERATION, 1)
    Atomics.notify(control, GENERATION)
  }

  /** Leader: waits until all others have done their share. Returns what went wrong there, if anything did. */
  join(): TeamFault | undefined {
    const control = this.#control
    const others = this.count - 1
    let silence = 0
    for (let arrived = Atomics.load(control, ARRIVED); arrived < others; ) {
      if (this.#wait(ARRIVED, arrived)) silence = 0
      else if (++silence === SILENCE_MAX) return { thread: -1, text: '' }
      arrived = Atomics.load(control, ARRIVED)
    }
    return this.#fault()
  }

  /** Leader: ends the others' lives. */
  stop(): void {
    this.start(STOP)
  }

  /** Others: waits for the next command; undefined when it is time to go. */
  next(): number | undefined {
    const control = this.#control
    while (Atomics.load(control, GENERATION) === this.#generation) this.#wait(GENERATION, this.#generation)
    this.#generation = (this.#generation + 1) | 0
    const command = Atomics.load(control, COMMAND)
    return command === STOP ? undefined : command
  }

  /** Others: the share is done. */
  arrive(): void {
    Atomics.add(this.#control, ARRIVED, 1)
    Atomics.notify(this.#control, ARRIVED)
  }

  /** Others: leaves word of what went wrong; the first one to fail is heard. */
  fail(text: string): void {
    if (Atomics.compareExchange(this.#control, FAULT, 0, this.index) !== 0) return
    const length = Math.min(text.length, FAULT_CHARACTERS)
    for (let i = 0; i < length; i++) this.#text[i] = text.charCodeAt(i)
    Atomics.store(this.#control, FAULT_LENGTH, length)
  }

  #fault(): TeamFault | undefined {
    const thread = Atomics.load(this.#control, FAULT)
    if (thread === 0) return undefined
    const characters = this.#text.slice(0, Atomics.load(this.#control, FAULT_LENGTH))
    return { thread, text: String.fromCharCode(...characters) }
  }

  /** Waits until a word may differ from `seen`. Returns false after a second of silence. */
  #wait(word: number, seen: number): boolean {
    const control = this.#control
    for (let spin = 0; spin < this.#spins; spin++) if (Atomics.load(control, word) !== seen) return true
    return !this.#maySleep || Atomics.wait(control, word, seen, SLEEP_MS) !== 'timed-out'
  }
}
