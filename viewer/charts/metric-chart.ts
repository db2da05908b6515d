import uPlot from 'uplot'
import type { Theme } from '../scene/palette.ts'
import { formatAxis } from '../ui/format.ts'
import { lineThroughNumbers } from './paths.ts'
import { axisRange } from './range.ts'
import { POINTS_MAX, thin, thinTicks } from './thin.ts'

/** Share of the height that the difference of two sides takes up. */
const DIFFERENCE_SHARE = 0.26
const AXIS_FONT = '10px "JetBrains Mono", ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace'

export interface ChartLook {
  readonly theme: Theme
  /** Colour of side A's line. */
  readonly colour: string
  /** Two sides and their difference. */
  readonly comparing: boolean
}

/** What a chart draws: values by row, and the x of each row. */
export interface ChartData {
  readonly a: Float64Array
  /** Side B while comparing. */
  readonly b: Float64Array | undefined
  /** Rows; shorter series end earlier. */
  readonly length: number
  /** Ticks a row: 1 for series of ticks, the length of an epoch for metrics of epochs. */
  readonly ticksPerRow: number
  /** Tick of row 0. */
  readonly firstTick: number
  /** Tick where the x axis ends. */
  readonly lastTick: number
}

export interface MetricChart {
  /** Draws the data at once, on this call. */
  update(data: ChartData): void
  /** Shows a line at a tick; none when undefined. */
  setCursor(tick: number | undefined): void
  resize(width: number, height: number): void
  destroy(): void
}

/** Numbers of one chart, kept between frames. */
function createBuffers() {
  const column = () => new Float64Array(POINTS_MAX)
  return { x: column(), a: column(), b: column(), difference: column() }
}

/** A line chart of one metric. `onCursor` hears of the pointer's tick, `onSeek` of a click's. */
export function createMetricChart(
  host: HTMLElement,
  look: ChartLook,
  listeners: { onCursor(tick: number | undefined): void; onSeek(tick: number): void },
): MetricChart {
  const buffers = createBuffers()
  const extents = { values: new Float64Array(2), difference: new Float64Array(2), x: new Float64Array(2) }
  const ranges = { values: Float64Array.of(0, 1), difference: Float64Array.of(-1, 1) }
  const state = { hasZero: true, cursor: undefined as number | undefined }
  const plot = new uPlot(optionsOf(host, look, extents.x, ranges, state), emptyData(look.comparing), host)
  listenTo(plot, listeners)

  const place = () => {
    const { cursor } = state
    const left = cursor === undefined ? -10 : plot.valToPos(cursor, 'x')
    plot.setCursor({ left, top: left < 0 ? -10 : 0 }, false)
  }
  return {
    update(data) {
      const points = fillBuffers(buffers, extents, data)
      state.hasZero = rangesOf(extents, ranges, look.comparing)
      const shown: uPlot.AlignedData = [buffers.x.subarray(0, points), buffers.a.subarray(0, points)]
      if (look.comparing) shown.push(buffers.b.subarray(0, points), buffers.difference.subarray(0, points))
      plot.batch(() => plot.setData(shown, true))
      if (state.cursor !== undefined) place()
    },
    setCursor(tick) {
      state.cursor = tick
      place()
    },
    resize(width, height) {
      if (width !== plot.width || height !== plot.height) plot.setSize({ width, height })
    },
    destroy: () => plot.destroy(),
  }
}

/** Thins what is to be drawn to two points a pixel column at most. */
function fillBuffers(
  buffers: ReturnType<typeof createBuffers>,
  extents: Readonly<Record<'values' | 'difference' | 'x', Float64Array>>,
  data: ChartData,
): number {
  const { a, b, length } = data
  extents.values.set([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])
  extents.difference.set([0, 0])
  extents.x[0] = 0
  extents.x[1] = Math.max(1, data.lastTick)
  const points = thinTicks(length, POINTS_MAX, buffers.x)
  for (let point = 0; point < points; point++)
    buffers.x[point] = data.firstTick + (buffers.x[point] as number) * data.ticksPerRow
  thin(a, undefined, length, POINTS_MAX, buffers.a, extents.values)
  if (b) {
    thin(b, undefined, length, POINTS_MAX, buffers.b, extents.values)
    thin(a, b, length, POINTS_MAX, buffers.difference, extents.difference)
  }
  return points
}

type Ranges = Readonly<Record<'values' | 'difference', Float64Array>>

/** Places the difference in a strip of its own below both lines, zero in its middle. */
function rangesOf(extents: Ranges, ranges: Ranges, comparing: boolean): boolean {
  const [low, high] = extents.values as unknown as readonly [number, number]
  const hasZero = axisRange(low, high, ranges.values)
  if (comparing) {
    const [bottom, top] = ranges.values as unknown as readonly [number, number]
    ranges.values[0] = bottom - ((top - bottom) * (DIFFERENCE_SHARE + 0.06)) / (1 - DIFFERENCE_SHARE - 0.06)
    const [least, most] = extents.difference as unknown as readonly [number, number]
    const reach = Math.max(Math.abs(least), Math.abs(most)) || 1
    ranges.difference[0] = -reach
    ranges.difference[1] = -reach + (2 * reach) / DIFFERENCE_SHARE
  }
  return hasZero
}

function emptyData(comparing: boolean): uPlot.AlignedData {
  const none = new Float64Array(0)
  return comparing ? [none, none, none, none] : [none, none]
}

function listenTo(
  plot: uPlot,
  { onCursor, onSeek }: { onCursor(tick: number | undefined): void; onSeek(tick: number): void },
): void {
  const tickOf = (event: MouseEvent) => Math.max(0, Math.round(plot.posToVal(event.offsetX, 'x')))
  // A click goes to the tick that was shown under the pointer: its own place is rounded to whole pixels.
  let shown: number | undefined
  const show = (tick: number | undefined) => {
    shown = tick
    onCursor(tick)
  }
  plot.over.addEventListener('pointermove', (event) => show(tickOf(event)))
  plot.over.addEventListener('pointerleave', () => show(undefined))
  plot.over.addEventListener('click', (event) => onSeek(shown ?? tickOf(event)))
}

function optionsOf(
  host: HTMLElement,
  look: ChartLook,
  x: Float64Array,
  ranges: Ranges,
  state: { readonly hasZero: boolean },
): uPlot.Options {
  const { theme } = look
  const between = (range: Float64Array) => () => [range[0], range[1]] as [number, number]
  const deaf = () => null
  return {
    width: Math.max(40, host.clientWidth),
    height: Math.max(40, host.clientHeight),
    padding: [8, 6, 0, 0],
    legend: { show: false },
    select: { show: false, left: 0, top: 0, width: 0, height: 0 },
    cursor: {
      y: false,
      // Nothing is dragged here, so no click ends a drag.
      drag: { x: false, y: false, click: () => {} },
      points: { size: 5 },
      bind: {
        mousedown: deaf,
        mouseup: deaf,
        click: deaf,
        dblclick: deaf,
        mousemove: deaf,
        mouseleave: deaf,
      },
    },
    scales: {
      x: { time: false, range: between(x) },
      y: { range: between(ranges.values) },
      difference: { range: between(ranges.difference) },
    },
    axes: axesOf(theme, look.comparing),
    series: seriesOf(look, state),
    hooks: { drawAxes: [(plot) => markBreak(plot, theme, state.hasZero)] },
  }
}

function axesOf(theme: Theme, comparing: boolean): uPlot.Axis[] {
  const common: uPlot.Axis = {
    stroke: theme.muted,
    font: AXIS_FONT,
    grid: { stroke: theme.line, width: 1 },
    ticks: { show: false },
    gap: 4,
  }
  const words: uPlot.Axis.DynamicValues = (_plot, splits, _axis, _space, step) =>
    // Those that the filter has taken away come as null, whatever the type says.
    splits.map((split: number | null) => (split === null ? null : formatAxis(split, step)))
  const y: uPlot.Axis = { ...common, scale: 'y', size: 44, space: 26, values: words }
  // Numbers below the lowest value belong to the strip of the difference, which has another scale.
  const above: uPlot.Axis.Filter = (plot, splits) => {
    const { min = 0, max = 1 } = plot.scales['y'] as uPlot.Scale
    const floor = (min ?? 0) + ((max ?? 1) - (min ?? 0)) * (DIFFERENCE_SHARE + 0.05)
    return splits.map((split) => (split >= floor ? split : null))
  }
  if (comparing) {
    y.filter = above
    y.grid = { ...common.grid, filter: above }
  }
  return [{ ...common, size: 20, space: 54, values: words }, y]
}

function seriesOf({ colour, theme, comparing }: ChartLook, state: { readonly hasZero: boolean }) {
  const width = 1.5
  const a: uPlot.Series = {
    stroke: colour,
    width,
    points: { show: false },
    paths: lineThroughNumbers(true),
    fill: () => (state.hasZero && !comparing ? `${colour}2E` : 'transparent'),
  }
  const series: uPlot.Series[] = [{}, a]
  if (!comparing) return series
  const b: uPlot.Series = {
    stroke: theme.text,
    width,
    dash: [4, 3],
    points: { show: false },
    paths: lineThroughNumbers(false),
  }
  const difference: uPlot.Series = {
    scale: 'difference',
    stroke: theme.muted,
    width: 1,
    fill: `${theme.muted}55`,
    points: { show: false },
    paths: lineThroughNumbers(true),
  }
  series.push(b, difference)
  return series
}

/** Two slanted strokes at the foot of the axis say that it does not start at zero. */
function markBreak(plot: uPlot, theme: Theme, hasZero: boolean): void {
  if (hasZero) return
  const { ctx, bbox } = plot
  const unit = uPlot.pxRatio
  const foot = bbox.top + bbox.height - 5 * unit
  ctx.save()
  ctx.strokeStyle = theme.muted
  ctx.lineWidth = unit
  ctx.beginPath()
  for (const rise of [0, 4 * unit]) {
    ctx.moveTo(bbox.left - 4 * unit, foot - rise + 2 * unit)
    ctx.lineTo(bbox.left + 4 * unit, foot - rise - 2 * unit)
  }
  ctx.stroke()
  ctx.restore()
}
