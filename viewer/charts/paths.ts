import type uPlot from 'uplot'

/** uPlot's flag for paths whose bands clip fills only; it is not exported by name. */
const CLIP_FILLS = 1

/**
 * Lines through typed arrays that break where a value is NaN; uPlot's own would need null, and so boxed numbers. With
 * `fill`, the area down to zero is filled.
 */
export function lineThroughNumbers(fill: boolean): uPlot.Series.PathBuilder {
  return (plot, seriesIndex, first, last) => {
    const xs = plot.data[0] as Float64Array
    const ys = plot.data[seriesIndex] as Float64Array
    const scaleX = plot.scales['x'] as uPlot.Scale
    const scaleY = plot.scales[plot.series[seriesIndex]?.scale ?? 'y'] as uPlot.Scale
    const lowX = scaleX.min ?? 0
    const lowY = scaleY.min ?? 0
    const { left, top, width, height } = plot.bbox
    const perX = width / ((scaleX.max ?? 1) - lowX || 1)
    const perY = height / ((scaleY.max ?? 1) - lowY || 1)
    const bottom = top + height
    const ground = bottom - (0 - lowY) * perY
    const stroke = new Path2D()
    const area = fill ? new Path2D() : null
    let open = false
    let x = 0
    for (let index = first; index <= last; index++) {
      const value = ys[index] as number
      if (Number.isNaN(value)) {
        if (open) area?.lineTo(x, ground)
        open = false
        continue
      }
      x = left + ((xs[index] as number) - lowX) * perX
      const y = bottom - (value - lowY) * perY
      if (open) {
        stroke.lineTo(x, y)
      } else {
        stroke.moveTo(x, y)
        area?.moveTo(x, ground)
      }
      area?.lineTo(x, y)
      open = true
    }
    if (open) area?.lineTo(x, ground)
    return { stroke, fill: area, clip: null, band: null, gaps: [], flags: CLIP_FILLS }
  }
}
