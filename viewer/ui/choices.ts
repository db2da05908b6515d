import type { ParameterValue } from '../../engine/config.ts'
import { checkValue } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import type { ColumnFace, Lever, Society } from '../protocol/host.ts'
import type { Ramp } from '../scene/scene.ts'
import { BY_HELD, type ColourBy, type LayoutChoice } from '../state/store.ts'
import { humanise } from './format.ts'

/** Ways to colour that have a key: type, then the first columns. */
export const COLOUR_KEYS = 6

export interface Choice {
  readonly value: ColourBy
  readonly label: string
}

/** Columns before `held` stand among those that have a key. */
const LEADING_COLUMNS = 4

export function colourChoices({ columns }: Society): readonly Choice[] {
  const choices = columns.map(({ path, word }) => ({ value: path, label: humanise(word) }))
  return [
    { value: 'type', label: 'type' },
    ...choices.slice(0, LEADING_COLUMNS),
    { value: BY_HELD, label: 'held' },
    ...choices.slice(LEADING_COLUMNS),
  ]
}

/**
 * The ramp that a column's values are shown on: diverging where zero is the middle of what may come, as for gains and
 * losses, else sequential.
 */
export function rampOf({ range, unit }: ColumnFace): Ramp {
  if (range) return range[0] < 0 && range[1] > 0 ? 'diverging' : 'sequential'
  return unit === 'payoff' ? 'diverging' : 'sequential'
}

/** The first column whose word holds one of some words, the first word tried first; else the first column. */
export function columnLike(columns: readonly ColumnFace[], ...words: readonly string[]): string {
  for (const word of words) {
    const found = columns.find((column) => column.word.toLowerCase().includes(word))
    if (found) return found.path
  }
  return columns[0]?.path ?? ''
}

/** A layout as a person first meets it: scattered by reputation and payoff, sorted by reputation. */
export function layoutOf(kind: LayoutChoice['kind'], society: Society): LayoutChoice {
  const { columns } = society
  if (kind === 'grid') return { kind, by: columnLike(columns, 'reputation') }
  if (kind === 'scatter')
    return { kind, x: columnLike(columns, 'reputation'), y: columnLike(columns, 'totalpayoff', 'payoff') }
  return { kind }
}

export interface LeverSection {
  readonly name: string
  readonly levers: readonly Lever[]
}

export const sectionOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('.')))
export const nameOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

/** Sections that people come for; they stand first, and open. */
export const FIRST_SECTIONS: readonly string[] = ['governance', 'tax', 'audit']

const isFixed = ({ parameter }: Lever): boolean => parameter.live === false

/** The sections that people come for, then others that can move, then those that are fixed throughout. */
function rankOf({ name, levers }: LeverSection): number {
  const first = FIRST_SECTIONS.indexOf(name)
  if (first >= 0) return first
  return FIRST_SECTIONS.length + (levers.every(isFixed) ? 1 : 0)
}

/**
 * Levers by section, those only whose path or sentence holds every word of the filter. Within a section what moves stands
 * before what is fixed, else both are in path order.
 */
export function leverSections(levers: readonly Lever[], filter: string): readonly LeverSection[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean)
  const sections = new Map<string, Lever[]>()
  for (const lever of levers) {
    const text = `${humanise(lever.path)} ${lever.path} ${lever.parameter.doc}`.toLowerCase()
    if (!words.every((word) => text.includes(word))) continue
    const section = sections.get(sectionOf(lever.path)) ?? []
    section.push(lever)
    sections.set(sectionOf(lever.path), section)
  }
  return [...sections]
    .map(([name, members]) => ({
      name,
      levers: [...members.filter((lever) => !isFixed(lever)), ...members.filter(isFixed)],
    }))
    .sort((a, b) => rankOf(a) - rankOf(b))
}

/** Why a lever may not take a value, in words; undefined where it may. */
export function refusalOf(lever: Lever, value: ParameterValue): string | undefined {
  try {
    checkValue(lever.path, lever.parameter, value)
    return undefined
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return error.message.replace(`${lever.path}: `, '')
  }
}

/** Whether a number may be none. */
export const takesNone = ({ parameter }: Lever): boolean =>
  parameter.kind === 'number' && (parameter.default === null || parameter.reference === null)
