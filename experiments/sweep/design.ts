import type { ParameterValue } from '../../engine/config.ts'
import { morrisTrajectories } from '../../formulas/elementary-effects.ts'
import { latinHypercube } from '../../formulas/latin-hypercube.ts'
import { saltelliPoints } from '../../formulas/sobol-indices.ts'
import { sobolPoints } from '../../formulas/sobol-sequence.ts'
import { type Axis, valueAt } from './axis.ts'
import { canonicalJson } from './canonical.ts'
import { drawsOf } from './draws.ts'
import type { Point } from './job.ts'
import type { Control, Design } from './plan.ts'

/** A point of a sweep, and the cell that it is compared with. */
export interface Cell {
  readonly point: Point
  /** Number of the control cell; null where there is none, or for control cells themselves. */
  readonly control: number | null
}

/** Places of a design in the unit cube, row by row; undefined for designs that name their points. */
export function unitPoints(design: Design): Float64Array | undefined {
  switch (design.kind) {
    case 'latinHypercube':
      return latinHypercube(design.samples, design.axes.length, drawsOf(design.seed, 'latin hypercube'))
    case 'sobol':
      return sobolPoints(design.samples, design.axes.length)
    case 'morris':
      return morrisTrajectories(
        design.trajectories,
        design.axes.length,
        design.levels,
        drawsOf(design.seed, 'trajectories'),
      )
    case 'saltelli':
      return saltelliPoints(design.samples, design.axes.length)
    default:
      return undefined
  }
}

/** Points of a design in their order; of a grid, the last axis moves fastest. */
export function pointsOf(design: Design): Point[] {
  if (design.kind === 'points') return [...design.points]
  if (design.kind === 'grid') return gridOf(design.axes)
  const { axes } = design
  const units = unitPoints(design) ?? new Float64Array()
  return Array.from({ length: units.length / axes.length }, (_, row) =>
    Object.fromEntries(
      axes.map((axis, column) => [axis.path, valueAt(axis, units[row * axes.length + column] as number)]),
    ),
  )
}

function gridOf(axes: readonly Axis[]): Point[] {
  let points: Record<string, ParameterValue>[] = [{}]
  for (const { path, values = [] } of axes) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [path]: value })))
  }
  return points
}

/** Number of points of a grid, before any is made. */
export const gridSize = (axes: readonly Axis[]): number =>
  axes.reduce((product, { values = [] }) => product * values.length, 1)

/** Cells of a sweep: the design's points in their order, then control cells that are not among them. */
export function cellsOf({ design, control }: { design: Design; control: Control | null }): Cell[] {
  const points = pointsOf(design)
  if (control === null) return points.map((point) => ({ point, control: null }))
  const numbers = new Map<string, number>()
  points.forEach((point, number) => {
    const text = canonicalJson(point)
    if (!numbers.has(text)) numbers.set(text, number)
  })
  const designed = points.length
  const cells: Cell[] = []
  for (let number = 0; number < designed; number++) {
    const point = points[number] as Point
    const opposite = control.of === 'scenario' ? {} : { ...point, ...control.point }
    const text = canonicalJson(opposite)
    let place = numbers.get(text)
    if (place === undefined) {
      place = points.push(opposite) - 1
      numbers.set(text, place)
    }
    cells.push({ point, control: place === numbers.get(canonicalJson(point)) ? null : place })
  }
  return [...cells, ...points.slice(designed).map((point) => ({ point, control: null }))]
}
