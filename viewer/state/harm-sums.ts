import { harmWidth } from '../protocol/host.ts'

/** Accepted interactions from one policy's agents to another's over some ticks. */
export interface HarmCell {
  /** Policy codes of initiator and counterparty. */
  readonly from: number
  readonly to: number
  readonly count: number
  /** Mean 1 - p: the share that is expected to harm; NaN where there was none. */
  readonly toxicity: number
}

/**
 * Who harms whom, as the host tells it tick by tick, added up from the start: the sums between two ticks are one difference.
 * Numbers are doubles, so that counts stay exact.
 */
export class HarmSums {
  #policies = 0
  #width = 0
  /** Sums of ticks 0 to t, per pair: interactions and 1 - p. */
  #sums = new Float64Array(0)
  #length = 0

  get length(): number {
    return this.#length
  }

  get policies(): number {
    return this.#policies
  }

  /** Starts with nothing, among so many policies. */
  begin(policies: number): void {
    this.#policies = policies
    this.#width = harmWidth(policies)
    this.#sums = new Float64Array(1024 * this.#width)
    this.#length = 0
  }

  /** Replaces everything from a tick on. */
  write(first: number, rows: Float32Array): void {
    const width = this.#width
    if (width === 0) return
    this.cut(first)
    this.#fillTo(first)
    const ticks = rows.length / width
    this.#grow(first + ticks)
    for (let tick = first; tick < first + ticks; tick++) {
      const [at, from] = [tick * width, (tick - first) * width]
      for (let cell = 0; cell < width; cell++) {
        const before = tick === 0 ? 0 : (this.#sums[at - width + cell] as number)
        this.#sums[at + cell] = before + (rows[from + cell] as number)
      }
    }
    this.#length = first + ticks
  }

  cut(tick: number): void {
    this.#length = Math.min(this.#length, tick)
  }

  copy(other: HarmSums): void {
    this.#policies = other.#policies
    this.#width = other.#width
    this.#sums = other.#sums.slice()
    this.#length = other.#length
  }

  /** All pairs, initiator by initiator, over the ticks after `after` up to and with `last`, as far as they are known. */
  between(after: number, last: number): HarmCell[] {
    const end = Math.min(last, this.#length - 1)
    if (end < 0 || this.#width === 0) return []
    const start = Math.min(after, end)
    const sumAt = (tick: number, cell: number) =>
      tick < 0 ? 0 : (this.#sums[tick * this.#width + cell] as number)
    return Array.from({ length: this.#policies ** 2 }, (_, pair) => {
      const count = sumAt(end, 2 * pair) - sumAt(start, 2 * pair)
      const harm = sumAt(end, 2 * pair + 1) - sumAt(start, 2 * pair + 1)
      return {
        from: Math.floor(pair / this.#policies),
        to: pair % this.#policies,
        count,
        toxicity: count > 0 ? harm / count : Number.NaN,
      }
    })
  }

  /** Ticks that were not told of change nothing. */
  #fillTo(tick: number): void {
    this.#grow(tick)
    for (; this.#length < tick; this.#length++) {
      const at = this.#length * this.#width
      if (this.#length > 0) this.#sums.copyWithin(at, at - this.#width, at)
      else this.#sums.fill(0, 0, this.#width)
    }
  }

  #grow(ticks: number): void {
    let room = this.#sums.length
    if (ticks * this.#width <= room) return
    while (room < ticks * this.#width) room *= 2
    const longer = new Float64Array(room)
    longer.set(this.#sums)
    this.#sums = longer
  }
}

/** Of initiators' flows, as one cell each: to whomever. */
export function byInitiator(cells: readonly HarmCell[], policies: number): HarmCell[] {
  return Array.from({ length: policies }, (_, from) => {
    const own = cells.filter((cell) => cell.from === from && cell.count > 0)
    const count = own.reduce((sum, cell) => sum + cell.count, 0)
    const harm = own.reduce((sum, cell) => sum + cell.count * cell.toxicity, 0)
    return { from, to: -1, count, toxicity: count > 0 ? harm / count : Number.NaN }
  })
}

/**
 * The flow from one policy to another that does most harm beyond what is usual: interactions times what their toxicity has above
 * the mean of all. Undefined where no flow between two policies is above it.
 */
export function worstOf(cells: readonly HarmCell[]): HarmCell | undefined {
  let total = 0
  let harm = 0
  for (const { count, toxicity } of cells) {
    if (count === 0) continue
    total += count
    harm += count * toxicity
  }
  const mean = harm / total
  let most = 0
  let worst: HarmCell | undefined
  for (const cell of cells) {
    const excess = cell.count > 0 && cell.from !== cell.to ? cell.count * (cell.toxicity - mean) : 0
    if (excess <= most) continue
    most = excess
    worst = cell
  }
  return worst
}
