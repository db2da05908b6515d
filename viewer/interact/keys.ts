import type { LayoutChoice } from '../state/store.ts'

/** What a key asks for; the page carries it out. */
export type Command =
  | { readonly do: 'toggle' | 'fit' | 'search' | 'branch' | 'close' }
  | { readonly do: 'step'; readonly ticks: number }
  | { readonly do: 'seekBy'; readonly ticks: number }
  | { readonly do: 'seekTo'; readonly place: 'first' | 'latest' }
  /** Place among the ways to colour, from 0. */
  | { readonly do: 'colour'; readonly place: number }
  | { readonly do: 'layout'; readonly kind: LayoutChoice['kind'] }
  | { readonly do: 'zoom'; readonly factor: number }
  /** CSS pixels. */
  | { readonly do: 'pan'; readonly x: number; readonly y: number }
  | { readonly do: 'sheet'; readonly sheet: 'table' | 'help' }

/** The parts of a KeyboardEvent that matter. */
export interface Stroke {
  readonly key: string
  readonly shiftKey?: boolean
  readonly ctrlKey?: boolean
  readonly metaKey?: boolean
  readonly altKey?: boolean
}

/**
 * Where the keyboard is: `text` is a field that letters are typed into (or a list that they choose from), `control` a
 * button or slider that space, arrows, Home and End belong to, `dialog` anything inside an open dialog.
 */
export type Focus = 'page' | 'canvas' | 'control' | 'text' | 'dialog'

const SHIFTED_TICKS = 10
const ZOOM_FACTOR = 1.25
const PAN_PIXELS = 48
const SHIFTED_PAN_PIXELS = 192

const LAYOUT_KEYS: ReadonlyMap<string, LayoutChoice['kind']> = new Map([
  ['g', 'groups'],
  ['r', 'grid'],
  ['s', 'scatter'],
  ['n', 'network'],
])

/** Where the picture goes: the camera moves the other way. */
const ARROWS: ReadonlyMap<string, readonly [x: number, y: number]> = new Map([
  ['ArrowLeft', [1, 0]],
  ['ArrowRight', [-1, 0]],
  ['ArrowUp', [0, 1]],
  ['ArrowDown', [0, -1]],
])

const PLAIN: ReadonlyMap<string, Command> = new Map<string, Command>([
  ['.', { do: 'step', ticks: 1 }],
  ['+', { do: 'zoom', factor: ZOOM_FACTOR }],
  ['=', { do: 'zoom', factor: ZOOM_FACTOR }],
  ['-', { do: 'zoom', factor: 1 / ZOOM_FACTOR }],
  ['0', { do: 'fit' }],
  ['/', { do: 'search' }],
  ['?', { do: 'sheet', sheet: 'help' }],
  ['b', { do: 'branch' }],
  ['t', { do: 'sheet', sheet: 'table' }],
])

/**
 * What a key does, given where the focus is; undefined where it is the browser's or the control's own. Nothing is taken
 * from a control that needs it, and nothing with Ctrl, Meta or Alt held.
 */
export function commandOf(stroke: Stroke, focus: Focus): Command | undefined {
  const { key } = stroke
  if (stroke.ctrlKey || stroke.metaKey || stroke.altKey || focus === 'dialog') return undefined
  if (key === 'Escape') return { do: 'close' }
  if (focus === 'text') return undefined
  return (focus === 'control' ? undefined : moveOf(stroke, focus)) ?? letterOf(key)
}

function moveOf({ key, shiftKey }: Stroke, focus: Focus): Command | undefined {
  if (key === ' ') return { do: 'toggle' }
  if (key === 'Home') return { do: 'seekTo', place: 'first' }
  if (key === 'End') return { do: 'seekTo', place: 'latest' }
  const arrow = ARROWS.get(key)
  if (!arrow) return undefined
  if (focus === 'canvas') {
    const pixels = shiftKey ? SHIFTED_PAN_PIXELS : PAN_PIXELS
    return { do: 'pan', x: arrow[0] * pixels || 0, y: arrow[1] * pixels || 0 }
  }
  if (arrow[0] === 0) return undefined
  return { do: 'seekBy', ticks: -arrow[0] * (shiftKey ? SHIFTED_TICKS : 1) }
}

function letterOf(key: string): Command | undefined {
  if (/^[1-6]$/.test(key)) return { do: 'colour', place: Number(key) - 1 }
  const letter = key.length === 1 ? key.toLowerCase() : key
  const kind = LAYOUT_KEYS.get(letter)
  return kind ? { do: 'layout', kind } : PLAIN.get(letter)
}

/** Every key in words, for the help sheet, in groups. */
export const KEY_GROUPS: readonly {
  readonly title: string
  readonly keys: readonly (readonly [keys: readonly string[], does: string])[]
}[] = [
  {
    title: 'Time',
    keys: [
      [['Space'], 'Play or pause'],
      [['.'], 'Run one tick'],
      [['←', '→'], 'Back or forth by a tick'],
      [['⇧ ←', '⇧ →'], `Back or forth by ${SHIFTED_TICKS} ticks`],
      [['Home', 'End'], 'First tick, or the furthest one run'],
      [['b'], 'Branch here and compare'],
    ],
  },
  {
    title: 'Picture',
    keys: [
      [['1', '…', '6'], 'Colour by type or by a value'],
      [['g', 's', 'r', 'n'], 'Groups, scatter, grid, network'],
      [['+', '−', '0'], 'Zoom in, out, show all'],
      [['← ↑ ↓ →'], 'Move the camera, with the focus on the picture'],
    ],
  },
  {
    title: 'Find',
    keys: [
      [['/'], 'Search for agents'],
      [['t'], 'Table of agents'],
      [['?'], 'This page'],
      [['Esc'], 'Close, or let go of the chosen agent'],
    ],
  },
]

/** What the pointer does on the picture, in words. */
export const POINTER_HELP: readonly (readonly [gesture: string, does: string])[] = [
  ['drag', 'Move the camera'],
  ['wheel or pinch', 'Zoom'],
  ['click', 'Choose an agent'],
  ['⇧ drag', 'Circle agents to make them the group'],
  ['click in a chart', 'Go to that tick'],
]
