import type { EntitySource } from './random.ts'

/**
 * Draws that are known beforehand, in order, whatever the entity: for tests of rules and for golden cases. Throws when a
 * rule asks for more than the script holds, so that a rule cannot draw more than a case allows.
 */
export class ScriptedSource implements EntitySource {
  /** Draws taken since the start. */
  taken = 0
  readonly #register = new Float64Array(1)
  #values: readonly number[]
  #next = 0

  constructor(values: readonly number[] = []) {
    this.#values = values
  }

  /** Goes on with another script. */
  script(values: readonly number[]): void {
    this.#values = values
    this.#next = 0
  }

  begin(): void {}

  fill(): void {}

  beginRow(): void {}

  next(): Float64Array {
    const value = this.#values[this.#next]
    if (value === undefined) {
      throw new RangeError(`a rule asks for draw ${this.#next + 1} of a script of ${this.#values.length}`)
    }
    this.#next++
    this.taken++
    this.#register[0] = value
    return this.#register
  }
}
