/** Names that are counted exactly until there are this many; from then on the counts are upper bounds. */
const NAMES_MAX = 4096

/**
 * Counts of names in bounded memory. Beyond `max` names the one counted least gives its place to a newcomer, who
 * inherits its count: nobody who is behind more than one event in `max` is missed, and no count is too low. "Space-Saving",
 * Metwally, Agrawal & El Abbadi (2005).
 */
export class BoundedCounts {
  readonly #max: number
  readonly #counts = new Map<string, number>()
  /** Names that gave way. */
  evictions = 0

  constructor(max = NAMES_MAX) {
    this.#max = max
  }

  add(name: string): void {
    const count = this.#counts.get(name)
    if (count !== undefined) this.#counts.set(name, count + 1)
    else if (this.#counts.size < this.#max) this.#counts.set(name, 1)
    else {
      let least = ''
      let fewest = Number.POSITIVE_INFINITY
      for (const [other, times] of this.#counts) {
        if (times >= fewest) continue
        least = other
        fewest = times
        if (fewest === 1) break
      }
      this.#counts.delete(least)
      this.#counts.set(name, fewest + 1)
      this.evictions++
    }
  }

  /** The names counted most, those that came first before their equals. */
  top(count: number): [string, number][] {
    return [...this.#counts].sort(([, a], [, b]) => b - a).slice(0, count)
  }
}
