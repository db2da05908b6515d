/** Those who want to hear of something, in the order in which they came. */
export class Listeners {
  readonly #all: (() => void)[] = []

  /** Adds one; what is returned takes it away again. */
  readonly add = (listener: () => void): (() => void) => {
    this.#all.push(listener)
    return () => {
      const place = this.#all.indexOf(listener)
      if (place >= 0) this.#all.splice(place, 1)
    }
  }

  call(): void {
    for (let each = 0; each < this.#all.length; each++) this.#all[each]()
  }
}
