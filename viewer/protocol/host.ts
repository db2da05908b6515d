import type { Sight } from '../../engine/columns.ts'
import type { Parameter, ParameterValue } from '../../engine/config.ts'
import type { ProfileRow } from '../../engine/profile.ts'
import type { EpochResult } from '../../simulation/results.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'

/**
 * What a page asks of the host of a society, which runs in a worker or beside the page. Everything here is plain data that
 * crosses between threads; arrays of numbers are handed over, not copied.
 */
export interface HostCalls {
  /** Opens a society in place of the one before. A broken file is refused and leaves that one untouched. */
  open(order: OpenOrder): Society
  /** Runs until told otherwise, `ticksPerFrame` ticks between two frames; `max` draws at most ten frames a second. */
  play(order: { readonly ticksPerFrame: number | 'max' }): void
  pause(order: Empty): void
  /** Runs some ticks and sends a frame. */
  step(order: { readonly ticks: number }): void
  /** Goes to a tick, back or forth: from the nearest checkpoint on, all ticks are run again. Equal bit for bit. */
  seek(order: { readonly tick: number }): void
  /** Moves a lever from the next tick on. What had been run beyond this tick is no longer so, and is forgotten. */
  move(order: { readonly side: Side; readonly path: string; readonly value: ParameterValue }): LeverMove
  /** Starts side B as a copy of A at this tick: from here on both run in lock step, on one seed. */
  branch(order: Empty): void
  /** Ends the comparison and goes on with one of both. */
  merge(order: { readonly keep: Side }): void
  /** Says what frames are to carry. */
  watch(order: WatchOrder): void
  /** Everything known about an agent now. */
  inspect(order: { readonly side: Side; readonly agent: number }): AgentCard
  /** Columns of one agent, tick by tick from the start to now: found by running the past again. */
  history(order: HistoryOrder): AgentHistory
  /** Rows of the agents that an expression names, such as `toxicity > 0.6 and type = honest`, or the number of one. */
  find(order: { readonly side: Side; readonly text: string }): Uint32Array
  /** A group of agents against all others. */
  contrast(order: { readonly side: Side; readonly agents: Uint32Array }): GroupContrast
  /** A page of the table of agents. */
  table(order: TableOrder): TablePage
  /** Copies of columns, for files. */
  columns(order: { readonly side: Side; readonly paths: readonly string[] }): ColumnCopies
  /** Ties of the network, two rows an edge, at most so many; none where agents meet freely. */
  ties(order: { readonly side: Side; readonly most: number }): Uint32Array
  /** Where the time goes, system by system. */
  timings(order: { readonly side: Side }): readonly ProfileRow[]
  digest(order: { readonly side: Side }): string
}

export type Empty = Readonly<Record<string, never>>
/** `a` is the society itself, `b` the one that branched off. */
export type Side = 'a' | 'b'

export interface OpenOrder {
  /** Where it comes from, as errors and the page name it: `metropolis` or `mine.yaml`. */
  readonly name: string
  /** Text of a scenario file. */
  readonly text?: string
  /** A scenario in code, or resolved as a manifest holds it. */
  readonly scenario?: ScenarioInput
  /** The simulation that the host was given, as it is: it has its seed, agents and levers already. */
  readonly own?: boolean
  readonly seed?: string
  /** Scales the population, keeping the mix. */
  readonly agents?: number
  /** Levers that had been moved, by tick, when a link or a file was made. */
  readonly moves?: readonly LeverMove[]
  /** Tick to go to at once; 0 when left out. */
  readonly tick?: number
}

/** A lever that a person moved; it acts from tick `tick` on. */
export interface LeverMove {
  readonly side: Side
  readonly tick: number
  readonly path: string
  readonly value: ParameterValue
}

/** What a page needs to know about a society before it draws it. */
export interface Society {
  readonly name: string
  /** The question that the scenario asks, from the comment on top of its file; empty without one. */
  readonly question: string
  readonly seed: string
  readonly agentCount: number
  /** Rows that there may ever be, newcomers counted in. */
  readonly capacity: number
  readonly ticks: number
  readonly epochs: number
  readonly stepsPerEpoch: number
  /** Policies in the order of their codes. */
  readonly policies: readonly PolicyFace[]
  /** Columns of agents that can be shown, searched or drawn. */
  readonly columns: readonly ColumnFace[]
  readonly levers: readonly Lever[]
  /** Columns of epoch results with unit and meaning, mechanisms' among them. */
  readonly metrics: Readonly<Record<string, { readonly unit: string; readonly doc: string }>>
  readonly hasNetwork: boolean
  readonly warnings: readonly string[]
}

/** The five kinds of the model have colours and shapes of their own; others share the last. */
export type PolicyKind = 'honest' | 'opportunistic' | 'deceptive' | 'adversarial' | 'adaptive' | 'other'
export interface PolicyFace {
  readonly name: string
  readonly kind: PolicyKind
}

export interface ColumnFace {
  /** As columns are named: `Standing.reputation`. */
  readonly path: string
  /** Word for it in expressions and headings: `reputation`; unique. */
  readonly word: string
  readonly unit: string
  readonly doc: string
  readonly range?: readonly [low: number, high: number]
  readonly sight: Sight
}

export interface Lever {
  readonly path: string
  readonly parameter: Parameter
  /** When the society was opened. What it is at the tick shown comes with frames: see `LeverSettings`. */
  readonly value: ParameterValue
}

/** Levers of one side that are not what they were at opening, by path: moved by hand, or by the scenario's interventions. */
export interface LeverSettings {
  readonly side: Side
  readonly values: Readonly<Record<string, ParameterValue>>
}

export interface WatchOrder {
  /** Columns that travel with each frame, by path. */
  readonly paths: readonly string[]
  /** Interactions of the last tick that travel with it at most; 0 for none. */
  readonly flowsMost: number
}

/** Bits of a frame's flags. */
export const AgentFlag = { held: 1, flagged: 2, departed: 4 } as const

/** One side of the society at one tick. */
export interface SideFrame {
  readonly side: Side
  readonly tick: number
  readonly epoch: number
  readonly agentCount: number
  /** Policy code of each agent. */
  readonly policies: Uint8Array
  /** Bits of AgentFlag. */
  readonly flags: Uint8Array
  /** Values by path, as asked for by `watch`. */
  readonly values: Readonly<Record<string, Float32Array>>
  readonly flows: Flows
  readonly counts: TickCounts
}

/** Interactions of one tick, sampled evenly where there are more than fit. */
export interface Flows {
  /** Four numbers each: initiator, counterparty, p, and 1 where it was accepted. */
  readonly rows: Float32Array
  readonly shown: number
  readonly total: number
}

export interface TickCounts {
  readonly proposed: number
  readonly accepted: number
  readonly audited: number
  readonly held: number
}

/** Series that are kept for every tick. `null` where a tick had nothing to measure. */
export const TICK_SERIES = [
  'toxicity',
  'qualityGap',
  'welfare',
  'socialWelfare',
  'acceptance',
  'held',
] as const
export type TickSeries = (typeof TICK_SERIES)[number]

/** Numbers of a tick that say who harmed whom among so many policies. */
export const harmWidth = (policies: number): number => 2 * policies * policies

/**
 * Rows of the series since the last frame: TICK_SERIES.length numbers a tick, NaN for none. Row t is what the tick that led to
 * tick t measured; row 0 has no values but `held`.
 */
export interface SeriesPart {
  readonly side: Side
  /** Tick of the first row; everything that was known from this tick on is replaced, by nothing where there are no rows. */
  readonly first: number
  readonly rows: Float64Array
  /**
   * Who harmed whom, `harmWidth` numbers a tick in step with `rows`: by initiator's policy, then counterparty's, the accepted
   * interactions of the tick and their sum of 1 - p.
   */
  readonly harms: Float32Array
  /** Epochs that have ended since; all that were known to end at tick `first` or later are replaced. */
  readonly epochs: readonly EpochResult[]
}

/**
 * An event of the journal, or a lever's, in words. A frame has room for some of each kind; one event then says how many more
 * there were. What is run again is not told again.
 */
export interface ShownEvent {
  readonly side: Side
  /** Tick at which it shows; of a lever, the tick from which it acts. */
  readonly tick: number
  readonly kind: EventKind
  readonly text: string
  /** Agent that it is about, if any. */
  readonly agent?: number
}
export const EVENT_KINDS = [
  'freeze',
  'release',
  'audit',
  'flag',
  'lever',
  'boundary',
  'epoch',
  'population',
] as const
export type EventKind = (typeof EVENT_KINDS)[number]

/** What a host tells of its own accord. */
export type Push =
  | {
      readonly push: 'frame'
      readonly frames: readonly SideFrame[]
      readonly series: readonly SeriesPart[]
      /** Of the sides whose levers stand otherwise than in the frame before. */
      readonly settings: readonly LeverSettings[]
      readonly events: readonly ShownEvent[]
      /** Wall time of a tick, all sides together, over the last frames. */
      readonly millisecondsPerTick: number
      /** Furthest tick that has been run; scrubbing reaches from 0 to here at once. */
      readonly latestTick: number
      /** Buffer that carries the numbers; handed back, it carries a later frame's. */
      readonly buffer: ArrayBuffer
    }
  | { readonly push: 'playing'; readonly playing: boolean; readonly ended: boolean }
  | { readonly push: 'progress'; readonly what: string; readonly done: number; readonly of: number }
  | { readonly push: 'problem'; readonly problem: Problem }

/** An error as a person reads it. */
export interface Problem {
  readonly message: string
  /** Place in the file or expression, from 1. */
  readonly line?: number
  readonly column?: number
  readonly hint?: string
}

export interface AgentCard {
  readonly agent: number
  readonly tick: number
  readonly policy: number
  readonly entity: number
  /** Why it is held, in words; empty when it is free. */
  readonly held: readonly string[]
  /** Every component of the agent, mechanisms' among them. */
  readonly components: readonly ComponentCard[]
  /** Whom it dealt with most in this epoch, or as far as is remembered. */
  readonly counterparties: readonly Counterparty[]
}
export interface ComponentCard {
  readonly name: string
  readonly fields: readonly {
    readonly name: string
    readonly unit: string
    readonly doc: string
    readonly values: readonly number[]
  }[]
}
export interface Counterparty {
  readonly agent: number
  readonly policy: number
  readonly interactions: number
  /** Of those accepted, as far as it remembers, and NaN without one; of all of the last tick for an agent without memory. */
  readonly meanP: number
}

export interface HistoryOrder {
  readonly side: Side
  readonly agent: number
  readonly paths: readonly string[]
  /** Rows at most; ticks between them are left out evenly. */
  readonly most: number
}
export interface AgentHistory {
  readonly agent: number
  readonly ticks: Uint32Array
  /** One series a path. */
  readonly values: Readonly<Record<string, Float64Array>>
}

export interface GroupContrast {
  readonly count: number
  readonly rest: number
  readonly byPolicy: readonly number[]
  readonly columns: readonly {
    readonly path: string
    readonly mean: number
    readonly restMean: number
    /** Difference of means over the pooled standard deviation (Cohen's d); null where nothing varies. */
    readonly effect: number | null
  }[]
}

export interface TableOrder {
  readonly side: Side
  /** Agents to list; all when left out. */
  readonly agents?: Uint32Array
  readonly paths: readonly string[]
  readonly sortBy?: string
  readonly descending?: boolean
  readonly first: number
  readonly count: number
}
export interface TablePage {
  readonly total: number
  readonly rows: readonly {
    readonly agent: number
    readonly policy: number
    readonly flags: number
    readonly values: readonly number[]
  }[]
}

export interface ColumnCopies {
  readonly agentCount: number
  readonly policies: Uint8Array
  readonly values: Readonly<Record<string, Float64Array>>
}

/** A host as a page sees it, whichever thread it runs in. */
export interface Connection {
  call<M extends keyof HostCalls>(
    method: M,
    order: Parameters<HostCalls[M]>[0],
  ): Promise<ReturnType<HostCalls[M]>>
  /** Tells of frames and the rest; one listener. */
  onPush(listener: (push: Push) => void): void
  /** Hands a frame's buffer back. */
  giveBack(buffer: ArrayBuffer): void
  /** Ends the host; calls that wait are refused. */
  close(): void
}
