import type { EntitySource } from '../../engine/random.ts'

/** Draws from a list, in order, and counts them. Throws when a rule asks for more than the list holds. */
export class ScriptedSource implements EntitySource {
  readonly #values: readonly number[]
  taken = 0

  constructor(values: readonly number[]) {
    this.#values = values
  }

  begin(): void {}

  next(): number {
    const value = this.#values[this.taken]
    if (value === undefined)
      throw new Error(`a rule drew ${this.taken + 1} times, the script has ${this.#values.length}`)
    this.taken++
    return value
  }
}
