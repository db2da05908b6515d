import { effect, useComputed, useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import { feedChart, listenForChart } from '../charts/feed.ts'
import { chartMaker, loadCharts } from '../charts/load.ts'
import type { createMetricChart } from '../charts/metric-chart.ts'
import { chartChoices, isTickSeries, titleOf, valueAt } from '../charts/sources.ts'
import { THEMES, type Theme } from '../scene/palette.ts'
import type { ChartChoice } from '../state/store.ts'
import { Live, useViewer, type Viewer } from './context.ts'
import { formatChange, formatNumber, sentence } from './format.ts'
import { throttled } from './throttle.ts'

/** A chart is drawn anew at most once in this time. */
const REDRAW_MILLISECONDS = 100

/** Small charts side by side, with one cursor. */
export function ChartRow() {
  const { store } = useViewer()
  // The picture comes first: what draws charts is fetched once it stands.
  useSignalEffect(() => {
    if (store.millisecondsPerFrame.value > 0 && !chartMaker.peek()) loadCharts().catch(() => {})
  })
  return (
    <div class="charts">
      {store.charts.value.map((choice, place) => (
        // A chart keeps its place when what it shows changes.
        <Chart key={place} choice={choice} place={place} />
      ))}
    </div>
  )
}

function colourOf(choice: ChartChoice, theme: Theme): string {
  if (choice === 'toxicity') return theme.danger
  if (choice === 'held') return theme.kinds.adversarial
  if (choice === 'qualityGap') return theme.kinds.deceptive
  return theme.accent
}

function Chart({ choice, place }: { readonly choice: ChartChoice; readonly place: number }) {
  const viewer = useViewer()
  const { store } = viewer
  const host = useRef<HTMLDivElement>(null)
  const look = useComputed(() => ({ theme: THEMES[store.theme.value], comparing: store.comparing.value }))
  const { theme, comparing } = look.value
  const make = chartMaker.value
  useEffect(
    () => make && startChart(viewer, host.current, make, choice, colourOf(choice, theme), theme, comparing),
    [viewer, make, choice, theme, comparing],
  )
  return (
    <figure class="chart">
      <figcaption>
        <ChartPicker choice={choice} place={place} />
        <ChartValue choice={choice} comparing={comparing} />
      </figcaption>
      <div ref={host} class="plot" role="img" aria-label={`${sentence(titleOf(choice))} over ticks`} />
    </figure>
  )
}

/** Makes a chart and keeps it fed; returns what ends it. */
function startChart(
  { store, actions }: Viewer,
  host: HTMLElement | null,
  make: typeof createMetricChart,
  choice: ChartChoice,
  colour: string,
  theme: Theme,
  comparing: boolean,
): (() => void) | undefined {
  if (!host) return undefined
  const chart = make(
    host,
    { theme, colour, comparing },
    {
      onCursor: (tick) => actions.setCursor(tick),
      onSeek: (tick) => actions.seek(Math.min(tick, store.society.peek()?.ticks ?? tick)),
    },
  )
  const redraw = throttled(REDRAW_MILLISECONDS, () => feedChart(chart, store, choice, comparing))
  redraw.flush()
  let due: ReturnType<typeof setTimeout> | undefined
  const stops = [
    effect(() => {
      listenForChart(store)
      // Never in the frame that brings the numbers: the picture is not to wait for charts.
      due ??= setTimeout(() => {
        due = undefined
        redraw.call()
      })
    }),
    () => clearTimeout(due),
    redraw.stop,
    effect(() => {
      const tick = store.tick.value
      chart.setCursor(store.cursor.value ?? (tick < store.latestTick.value ? tick : undefined))
    }),
  ]
  const watcher = new ResizeObserver(() => chart.resize(host.clientWidth, host.clientHeight))
  watcher.observe(host)
  return () => {
    watcher.disconnect()
    for (const stop of stops) stop()
    chart.destroy()
  }
}

function ChartPicker({ choice, place }: { readonly choice: ChartChoice; readonly place: number }) {
  const { store, actions } = useViewer()
  const { ticks, epochs } = chartChoices(store.society.value)
  const doc = store.society.value?.metrics[choice]?.doc
  return (
    <select
      class="chart-picker"
      aria-label={`Chart ${place + 1}`}
      title={isTickSeries(choice) ? undefined : `${doc ?? ''} Every epoch.`}
      value={choice}
      onChange={({ currentTarget }) => actions.chooseChart(place, currentTarget.value)}
    >
      <optgroup label="Every tick">
        {ticks.map((name) => (
          <option key={name} value={name}>
            {titleOf(name)}
          </option>
        ))}
      </optgroup>
      <optgroup label="Every epoch">
        {epochs.map((name) => (
          <option key={name} value={name}>
            {titleOf(name)}
          </option>
        ))}
      </optgroup>
    </select>
  )
}

/** Values at the cursor, or at the tick shown. */
function ChartValue({ choice, comparing }: { readonly choice: ChartChoice; readonly comparing: boolean }) {
  const { store } = useViewer()
  const at = () => store.cursor.value ?? store.tick.value
  if (!comparing)
    return (
      <b class="number">
        <Live of={() => formatNumber(valueAt(store, choice, 'a', at()))} />
      </b>
    )
  return (
    <span class="number chart-values">
      <b>
        <Live of={() => `A ${formatNumber(valueAt(store, choice, 'a', at()))}`} />
      </b>
      <b class="b-value">
        <Live of={() => `B ${formatNumber(valueAt(store, choice, 'b', at()))}`} />
      </b>
      <span class="muted difference-value" title="A less B">
        <Live
          of={() =>
            `Δ ${formatChange(valueAt(store, choice, 'a', at()) - valueAt(store, choice, 'b', at()))}`
          }
        />
      </span>
    </span>
  )
}
