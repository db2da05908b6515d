import { TICK_SERIES, type TickSeries } from '../protocol/host.ts'
import { HarmSums } from './harm-sums.ts'

const FIRST_ROWS = 1024

/**
 * The series of every tick of one side, a column a series, in arrays that double when they are full: charts draw from views
 * of them. What lies before the first row that came is NaN.
 */
export class TickLog {
  #columns: Float64Array[] = TICK_SERIES.map(() => new Float64Array(FIRST_ROWS).fill(Number.NaN))
  /** Who harmed whom in the same ticks. */
  readonly harms = new HarmSums()
  #ticks = ascending(FIRST_ROWS)
  #length = 0

  /** Ticks known, from 0. */
  get length(): number {
    return this.#length
  }

  /** Tick numbers 0, 1, 2 … as long as the log. */
  get ticks(): Float64Array {
    return this.#ticks.subarray(0, this.#length)
  }

  column(series: TickSeries): Float64Array {
    return (this.#columns[TICK_SERIES.indexOf(series)] as Float64Array).subarray(0, this.#length)
  }

  /** Replaces everything from tick `first` on by rows of TICK_SERIES.length numbers each. */
  write(first: number, rows: Float64Array): void {
    const width = TICK_SERIES.length
    const end = first + rows.length / width
    this.#grow(end)
    this.#columns.forEach((column, place) => {
      for (let tick = this.#length; tick < first; tick++) column[tick] = Number.NaN
      for (let tick = first; tick < end; tick++) column[tick] = rows[(tick - first) * width + place] as number
    })
    this.#length = end
  }

  /** Takes over all that another log knows. */
  copy(other: TickLog): void {
    this.#grow(other.length)
    this.#columns.forEach((column, place) => {
      column.set(other.column(TICK_SERIES[place] as TickSeries))
    })
    this.#length = other.length
    this.harms.copy(other.harms)
  }

  /** Forgets everything from a tick on. */
  cut(tick: number): void {
    this.#length = Math.min(this.#length, tick)
    this.harms.cut(tick)
  }

  #grow(rows: number): void {
    let room = this.#ticks.length
    if (rows <= room) return
    while (room < rows) room *= 2
    this.#ticks = ascending(room)
    this.#columns = this.#columns.map((column) => {
      const longer = new Float64Array(room).fill(Number.NaN)
      longer.set(column)
      return longer
    })
  }
}

function ascending(length: number): Float64Array {
  const numbers = new Float64Array(length)
  for (let number = 0; number < length; number++) numbers[number] = number
  return numbers
}
