import { type Signal, signal } from '@preact/signals-core'
import type { ParameterValue } from '../../engine/config.ts'
import type { ProfileRow } from '../../engine/profile.ts'
import type { EpochResult } from '../../simulation/results.ts'
import type {
  AgentCard,
  AgentHistory,
  GroupContrast,
  LeverMove,
  Problem,
  ShownEvent,
  Side,
  Society,
  TickCounts,
} from '../protocol/host.ts'
import type { ThemeName } from '../scene/palette.ts'
import type { TickLog } from './tick-log.ts'

/** What agents are coloured by: their policy, whether they are held, or the path of a column. */
export type ColourBy = 'type' | (string & {})
/** Colouring by whether an agent is held. */
export const BY_HELD = 'held'
export type LayoutChoice =
  | { readonly kind: 'groups' }
  | { readonly kind: 'grid'; readonly by: string }
  | { readonly kind: 'scatter'; readonly x: string; readonly y: string }
  | { readonly kind: 'network' }

export interface NamedGroup {
  readonly name: string
  readonly agents: Uint32Array
}

/** A chart: one of the series of every tick, or a metric of the epochs. */
export type ChartChoice = string

/**
 * Everything that the page shows, as signals: panels read them, the controller writes them, and nothing here knows of a
 * document. `b` is there while two sides are compared.
 */
export interface Store {
  readonly society: Signal<Society | undefined>
  readonly playing: Signal<boolean>
  readonly ended: Signal<boolean>
  /** Ticks between two frames, or as fast as it goes. */
  readonly pace: Signal<number | 'max'>
  readonly tick: Signal<number>
  readonly epoch: Signal<number>
  /** Furthest tick that has been run. */
  readonly latestTick: Signal<number>
  readonly counts: Signal<Readonly<Record<Side, TickCounts | undefined>>>
  /** Agents by policy code, and those held or flagged. */
  readonly census: Signal<Census>
  readonly comparing: Signal<boolean>
  /** Tick at which side B branched off, while two are compared. */
  readonly branchedAt: Signal<number | undefined>
  /** Side that levers and the inspector are about. */
  readonly side: Signal<Side>
  readonly logs: Readonly<Record<Side, TickLog>>
  readonly epochs: Readonly<Record<Side, Signal<readonly EpochResult[]>>>
  /** Counts up whenever logs have grown or been cut. */
  readonly logVersion: Signal<number>
  /** Tick under the pointer in any chart, which all others show too. */
  readonly cursor: Signal<number | undefined>
  readonly charts: Signal<readonly ChartChoice[]>
  readonly events: Signal<readonly ShownEvent[]>
  readonly moves: Signal<readonly LeverMove[]>
  /** Values of the levers that are not, at the tick shown, what they were at opening. */
  readonly settings: Readonly<Record<Side, Signal<ReadonlyMap<string, ParameterValue>>>>
  readonly colourBy: Signal<ColourBy>
  readonly layout: Signal<LayoutChoice>
  readonly flowsShown: Signal<boolean>
  /** Interactions drawn and all of the last tick. */
  readonly flowCounts: Signal<{ readonly shown: number; readonly total: number }>
  /** Policy codes that the legend has muted. */
  readonly muted: Signal<ReadonlySet<number>>
  readonly hover: Signal<Hover | undefined>
  readonly selected: Signal<number | undefined>
  /** Agents kept in view, several at once. */
  readonly watched: Signal<readonly number[]>
  readonly cards: Signal<ReadonlyMap<number, AgentCard>>
  readonly histories: Signal<ReadonlyMap<number, AgentHistory>>
  readonly search: Signal<string>
  readonly searchProblem: Signal<Problem | undefined>
  readonly group: Signal<Uint32Array | undefined>
  readonly contrast: Signal<GroupContrast | undefined>
  readonly groups: Signal<readonly NamedGroup[]>
  readonly timings: Signal<readonly ProfileRow[]>
  readonly millisecondsPerTick: Signal<number>
  readonly millisecondsPerFrame: Signal<number>
  readonly theme: Signal<ThemeName>
  /** Whether the person asked for less motion. */
  readonly still: Signal<boolean>
  /** A film is being made. */
  readonly recording: Signal<boolean>
  readonly openSheet: Signal<Sheet | undefined>
  readonly openDrawer: Signal<'left' | 'right' | undefined>
  /** What went wrong last, until it is put away. */
  readonly problem: Signal<(Problem & { readonly source?: string }) | undefined>
  readonly busy: Signal<{ readonly what: string; readonly done: number; readonly of: number } | undefined>
  /** Read out by screen readers when it changes. */
  readonly announcement: Signal<string>
}

/** What covers the page: help, the table of agents, sharing, or where time goes. */
export type Sheet = 'help' | 'table' | 'share' | 'timings'

export interface Census {
  readonly byPolicy: readonly number[]
  readonly held: number
  readonly flagged: number
}

export interface Hover {
  readonly side: Side
  readonly agent: number
  /** Its policy's code. */
  readonly policy: number
  /** Place of the pointer on the canvas in CSS pixels. */
  readonly x: number
  readonly y: number
  /** A few values in words, reputation among them. */
  readonly values: readonly { readonly word: string; readonly value: number }[]
}

/** The store of a page that has opened nothing yet. */
export function createStore(logs: Readonly<Record<Side, TickLog>>): Store {
  return {
    society: signal(undefined),
    playing: signal(false),
    ended: signal(false),
    pace: signal<number | 'max'>(1),
    tick: signal(0),
    epoch: signal(0),
    latestTick: signal(0),
    counts: signal({ a: undefined, b: undefined }),
    census: signal({ byPolicy: [], held: 0, flagged: 0 }),
    comparing: signal(false),
    branchedAt: signal(undefined),
    side: signal<Side>('a'),
    logs,
    epochs: { a: signal([]), b: signal([]) },
    logVersion: signal(0),
    cursor: signal(undefined),
    charts: signal(['toxicity', 'qualityGap', 'welfare', 'acceptance', 'held']),
    events: signal([]),
    moves: signal([]),
    settings: { a: signal(new Map()), b: signal(new Map()) },
    colourBy: signal<ColourBy>('type'),
    layout: signal<LayoutChoice>({ kind: 'groups' }),
    flowsShown: signal(true),
    flowCounts: signal({ shown: 0, total: 0 }),
    muted: signal(new Set<number>()),
    hover: signal(undefined),
    selected: signal(undefined),
    watched: signal([]),
    cards: signal(new Map()),
    histories: signal(new Map()),
    search: signal(''),
    searchProblem: signal(undefined),
    group: signal(undefined),
    contrast: signal(undefined),
    groups: signal([]),
    timings: signal([]),
    millisecondsPerTick: signal(0),
    millisecondsPerFrame: signal(0),
    theme: signal<ThemeName>('dark'),
    still: signal(false),
    recording: signal(false),
    openSheet: signal(undefined),
    openDrawer: signal(undefined),
    problem: signal(undefined),
    busy: signal(undefined),
    announcement: signal(''),
  }
}
