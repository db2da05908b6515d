import { type ColumnArray, type FieldKind, viewColumn } from '../../engine/columns.ts'
import { UserError } from '../../engine/errors.ts'
import type { JournalEvent } from '../../engine/journal.ts'
import { isObject } from '../../engine/shape.ts'
import type { LeverMove } from '../../simulation/levers.ts'
import type { EpochResult, Summary } from '../../simulation/results.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { epochsOfText } from '../snapshot-codec.ts'
import { type Block, BlockKind, BlockReader } from './blocks.ts'
import type { LogColumn } from './columns.ts'
import { GROUP_ROWS, PARAMETER_EVENT, Shape } from './recorder.ts'

/** How a logged run began. */
export interface LogStart {
  readonly version: string
  readonly scenario: Scenario
  readonly plannedEpochs: number
  readonly capacity: number
  /** Ticks completed before the log begins. */
  readonly tick: number
  readonly moves: readonly LeverMove[]
  /** Epochs that were finished by then. */
  readonly epochs: readonly EpochResult[]
  readonly policies: readonly string[]
  /** Paths of the parameters in the order of the world's store, and what it held. */
  readonly parameters: readonly string[]
  readonly parameterStore: Float64Array
  readonly columns: readonly LogColumn[]
  readonly states: readonly LogState[]
}

/** Numbers of one column from a place on. */
export interface LogState {
  readonly path: string
  readonly from: number
  readonly values: Uint8Array
  readonly count: number
}

/** Interactions of one chunk in one tick. */
export interface LogRun {
  readonly tick: number
  readonly chunk: number
  readonly count: number
  /** Row of the group where they begin. */
  readonly first: number
}

/** Rows of a group: a column that is the same in all of them holds one row. */
export interface LogGroup {
  readonly rows: number
  readonly columns: readonly { readonly values: ColumnArray; readonly constant: boolean }[]
}

/** One thing that a log tells, in the order in which it happened. */
export type LogItem =
  | { readonly type: 'run'; readonly tick: number; readonly run: LogRun; readonly group: LogGroup }
  | { readonly type: 'parameter'; readonly tick: number; readonly index: number; readonly value: number }
  | { readonly type: 'event'; readonly tick: number; readonly event: JournalEvent }
  | { readonly type: 'newcomers'; readonly states: readonly LogState[] }
  | { readonly type: 'epoch'; readonly epoch: EpochResult; readonly states: readonly LogState[] }
  | { readonly type: 'end'; readonly end: LogEnd; readonly states: readonly LogState[] }

/** How a logged run ended. */
export interface LogEnd {
  /** Interactions in the log. */
  readonly rows: number
  /** Events that the log could not be told in time. */
  readonly lost: number
  readonly interrupted: boolean
  /** Ticks completed. */
  readonly tick: number
  readonly digest: string
  readonly summary: Pick<Summary, 'metrics' | 'meanEpochToxicity' | 'criteria'>
}

/** Reads a log from its beginning; what it hands out is good until the next item. */
export class LogReader {
  readonly start: LogStart
  readonly #blocks: BlockReader
  readonly #shown: string
  readonly #spreads = new Map<number, Float64Array>()

  /** @param descriptor of the file, which whoever opened it closes. Throws UserError for what is no log */
  constructor(descriptor: number, shown: string) {
    this.#shown = shown
    this.#blocks = new BlockReader(descriptor, shown)
    const block = this.#blocks.next()
    if (block?.kind !== BlockKind.start) throw this.#damaged()
    const head = block.head as unknown as Omit<LogStart, 'epochs' | 'parameterStore' | 'states'> & {
      readonly epochs: string
    }
    if (!isObject(head.scenario) || !Array.isArray(head.parameters)) throw this.#damaged()
    this.start = {
      ...head,
      epochs: epochsOfText(head.epochs, shown),
      parameterStore: new Float64Array(block.body, 0, head.parameters.length).slice(),
      states: this.#statesOf(block).map((state) => ({ ...state, values: state.values.slice() })),
    }
  }

  *items(): Generator<LogItem, void> {
    for (let block = this.#blocks.next(); block !== undefined; block = this.#blocks.next()) {
      const { kind, head } = block
      if (kind === BlockKind.rows) yield* this.#rowItems(block)
      else if (kind === BlockKind.state) yield { type: 'newcomers', states: this.#statesOf(block) }
      else if (kind === BlockKind.epoch) {
        const [epoch] = epochsOfText(head['epoch'] as string, this.#shown) as [EpochResult]
        yield { type: 'epoch', epoch, states: this.#statesOf(block) }
      } else if (kind === BlockKind.end) {
        const [summary] = epochsOfText(head['summary'] as string, this.#shown) as unknown as [
          LogEnd['summary'],
        ]
        const end = { ...(head as unknown as LogEnd), summary }
        yield { type: 'end', end, states: this.#statesOf(block) }
        return
      } else throw this.#damaged()
    }
    throw new UserError(this.#shown, 'is cut off: it does not say how the run ended')
  }

  /** Of a tick: its parameters, its interactions, then its other events. */
  *#rowItems({ head, body }: Block): Generator<LogItem, void> {
    const { rows, columns, runs, events } = head as unknown as {
      readonly rows: number
      readonly columns: readonly (readonly [at: number, shape: number, kept: number])[]
      readonly runs: readonly [at: number, count: number]
      readonly events: readonly [at: number, count: number]
    }
    const group = {
      rows,
      columns: this.start.columns.map(({ kind, width }, place) => {
        const [at, shape, kept] = columns[place] ?? [0, Shape.whole, 0]
        const values = viewOf(kind, width, body, at, kept)
        if (shape !== Shape.sparse) return { values, constant: shape === Shape.constant }
        return {
          values: this.#spread(place, values, new Uint16Array(body, at + kept * 8, kept), rows),
          constant: false,
        }
      }),
    }
    const words = new Uint32Array(body, runs[0], runs[1] * 3)
    const values = new Float64Array(body, events[0], events[1])
    const told = new Uint32Array(body, events[0] + events[1] * 8, events[1] * 4)
    let first = 0
    let nextRun = 0
    let nextEvent = 0
    while (nextRun < runs[1] || nextEvent < events[1]) {
      const runTick = nextRun < runs[1] ? (words[nextRun * 3] as number) : Number.POSITIVE_INFINITY
      const eventTick = nextEvent < events[1] ? (told[nextEvent * 4] as number) : Number.POSITIVE_INFINITY
      const code = told[nextEvent * 4 + 1] as number
      if (eventTick < runTick || (eventTick === runTick && code === PARAMETER_EVENT)) {
        yield eventItem(told, values, nextEvent++)
        continue
      }
      const run = {
        tick: runTick,
        chunk: words[nextRun * 3 + 1] as number,
        count: words[nextRun * 3 + 2] as number,
        first,
      }
      first += run.count
      nextRun++
      if (first > rows) throw this.#damaged()
      yield { type: 'run', tick: runTick, run, group }
    }
  }

  /** The rows of a column of which only those that are not 0 were written. */
  #spread(place: number, values: ColumnArray, places: Uint16Array, rows: number): ColumnArray {
    const spread = this.#spreads.get(place) ?? new Float64Array(GROUP_ROWS)
    this.#spreads.set(place, spread.fill(0))
    places.forEach((row, index) => {
      spread[row] = values[index] as number
    })
    return spread.subarray(0, rows)
  }

  #statesOf({ head, body }: Block): LogState[] {
    const states = head['states'] as readonly {
      readonly path: string
      readonly from: number
      readonly values: number
      readonly at: number
      readonly bytes: number
    }[]
    return states.map(({ path, from, values, at, bytes }) => ({
      path,
      from,
      count: values,
      values: new Uint8Array(body, at, bytes),
    }))
  }

  #damaged(): UserError {
    return new UserError(this.#shown, 'is damaged, or no log of this version')
  }
}

function eventItem(words: Uint32Array, values: Float64Array, place: number): LogItem {
  const [tick, code, agent, other] = words.subarray(place * 4, place * 4 + 4) as unknown as [
    number,
    number,
    number,
    number,
  ]
  const value = values[place] as number
  if (code === PARAMETER_EVENT) return { type: 'parameter', tick, index: agent, value }
  return { type: 'event', tick, event: { sequence: 0, tick, code, agent, other, value } }
}

/** Rows of a column as they lie in a block. */
const viewOf = (kind: FieldKind, width: number, body: ArrayBuffer, at: number, rows: number): ColumnArray =>
  viewColumn({ kind, width, unit: '', sight: 'hidden', doc: '' }, body, at, rows)
