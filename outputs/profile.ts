import type { ProfileRow } from '../engine/profile.ts'
import { plain, type Style } from './style.ts'
import { layOut, printable, TEXT_WIDTH } from './text.ts'

/** Where the time of a run went. */
export interface SystemProfile {
  /** Wall time of all ticks and epochs, milliseconds. */
  readonly runMs: number
  /** Bytes of heap that a tick leaves behind, the median over ticks; null when none could be measured. */
  readonly garbageBytesPerTick: number | null
  /** In schedule order, work that is no system last. */
  readonly systems: readonly ProfileRow[]
}

/** Longest name of a system that leaves room for its numbers. */
const NAME_CHARACTERS = 24
const HEADINGS = ['from', 'ms', 'share', 'ns', 'per'] as const
const ratio = (amount: number, by: number): number => (by === 0 ? 0 : amount / by)

/** A line a system, the most expensive first, within 80 columns. What is not the core's says where it comes from. */
export function profileText(profile: SystemProfile, style: Style = plain): string {
  const { runMs, garbageBytesPerTick, systems } = profile
  const sorted = [...systems].sort((a, b) => b.milliseconds - a.milliseconds)
  const timed = systems.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  const rest = ['', ...timeCells(Math.max(0, runMs - timed), runMs), '', '']
  const names = [
    ...sorted.map(({ system }) => printable(system).slice(0, NAME_CHARACTERS)),
    'everything else',
  ]
  const pad = Math.max(...names.map((name) => name.length))
  const rows = [[...HEADINGS], ...sorted.map((row) => cellsOf(row, runMs)), rest]
  const [heading = '', ...lines] = layOut(rows, { right: true, width: TEXT_WIDTH - pad - 2 })
  const garbage = garbageBytesPerTick === null ? '-' : (garbageBytesPerTick / 1000).toFixed(1)
  return [
    style.bold(`${'system'.padEnd(pad)}  ${heading}`),
    ...lines.map((line, index) => `${(names[index] ?? '').padEnd(pad)}  ${line}`.trimEnd()),
    `garbage of a tick: ${garbage} kB (median)`,
    '',
  ].join('\n')
}

function cellsOf({ plugin, cadence, milliseconds, rows }: ProfileRow, runMs: number): string[] {
  return [
    plugin === 'core' ? '' : printable(plugin).slice(0, NAME_CHARACTERS),
    ...timeCells(milliseconds, runMs),
    rows === 0 ? '-' : ((milliseconds * 1e6) / rows).toFixed(1),
    cadence === 'interaction' ? 'interaction' : 'agent',
  ]
}

const timeCells = (milliseconds: number, runMs: number): string[] => [
  milliseconds.toFixed(1),
  `${(ratio(milliseconds, runMs) * 100).toFixed(1)}%`,
]
