import { effect } from '@preact/signals'
import { useEffect, useMemo, useRef } from 'preact/hooks'
import { timelineMarks } from '../charts/marks.ts'
import { branchTickOf } from '../charts/sources.ts'
import type { Side } from '../protocol/host.ts'
import { THEMES } from '../scene/palette.ts'
import { useViewer, type Viewer } from './context.ts'
import { colourOfEvent } from './event-colours.ts'
import { formatCount } from './format.ts'
import { throttled } from './throttle.ts'

const SEEK_MILLISECONDS = 80
const MARKS_MILLISECONDS = 250
const MARK_HEIGHT = 8

/** A slider over all ticks, with marks of what happened, the furthest tick run, and the tick under the pointer. */
export function Timeline() {
  const viewer = useViewer()
  const { store, actions } = viewer
  const ticks = store.society.value?.ticks ?? 1
  const box = useRef<HTMLDivElement>(null)
  const slider = useRef<HTMLInputElement>(null)
  const marks = useRef<HTMLCanvasElement>(null)
  const seek = useMemo(() => throttled(SEEK_MILLISECONDS, (tick: number) => actions.seek(tick)), [actions])
  useEffect(() => () => seek.stop(), [seek])
  useEffect(() => followTick(viewer, box.current, slider.current, ticks), [viewer, ticks])
  useEffect(() => drawMarks(viewer, marks.current, ticks), [viewer, ticks])
  return (
    <div
      class="timeline"
      ref={box}
      onPointerMove={(event) => {
        const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect()
        const tick = Math.round(((event.clientX - left) / Math.max(1, width)) * ticks)
        actions.setCursor(Math.max(0, Math.min(ticks, tick)))
      }}
      onPointerLeave={() => actions.setCursor(undefined)}
    >
      <canvas ref={marks} />
      <div class="track" aria-hidden="true">
        <i class="run" />
        <i class="past" />
        <i class="branch" />
      </div>
      <input
        ref={slider}
        type="range"
        aria-label="Tick"
        min={0}
        max={ticks}
        step={1}
        onInput={({ currentTarget }) => seek.call(currentTarget.valueAsNumber)}
        onChange={({ currentTarget }) => seek.flush(currentTarget.valueAsNumber)}
      />
      <span class="cursor number" aria-hidden="true" hidden />
    </div>
  )
}

/** Moves the slider, the bars and the cursor with the signals, without rendering anything anew. */
function followTick(
  { store }: Viewer,
  box: HTMLElement | null,
  slider: HTMLInputElement | null,
  ticks: number,
): (() => void) | undefined {
  if (!box || !slider) return undefined
  const cursor = box.querySelector<HTMLElement>('.cursor')
  const share = (tick: number) => String(Math.min(1, tick / Math.max(1, ticks)))
  const stops = [
    effect(() => {
      const tick = store.tick.value
      // While it is dragged, the slider goes where the hand is, and not where an earlier seek has arrived.
      if (!slider.matches(':active')) slider.value = String(tick)
      slider.setAttribute('aria-valuetext', `tick ${formatCount(tick)} of ${formatCount(ticks)}`)
      box.style.setProperty('--past', share(tick))
    }),
    effect(() => box.style.setProperty('--run', share(store.latestTick.value))),
    effect(() => {
      void store.logVersion.value
      const branch = store.comparing.value ? branchTickOf(store) : Number.POSITIVE_INFINITY
      box.toggleAttribute('data-branched', Number.isFinite(branch))
      if (Number.isFinite(branch)) box.style.setProperty('--branch', share(branch))
    }),
    effect(() => {
      const tick = store.cursor.value
      if (!cursor) return
      cursor.hidden = tick === undefined
      if (tick === undefined) return
      box.style.setProperty('--cursor', share(tick))
      cursor.textContent = formatCount(tick)
    }),
  ]
  return () => {
    for (const stop of stops) stop()
  }
}

/** Draws the marks a few times a second at most: a colour and a height a kind, side A above and B below. */
function drawMarks(
  { store }: Viewer,
  canvas: HTMLCanvasElement | null,
  ticks: number,
): (() => void) | undefined {
  if (!canvas) return undefined
  const draw = () => {
    const { clientWidth: width, clientHeight: height } = canvas
    const ratio = devicePixelRatio
    canvas.width = Math.round(width * ratio)
    canvas.height = Math.round(height * ratio)
    const context = canvas.getContext('2d')
    if (!context) return
    context.scale(ratio, ratio)
    const theme = THEMES[store.theme.peek()]
    const sides: readonly Side[] = store.comparing.peek() ? ['a', 'b'] : ['a']
    for (const side of sides) {
      for (const { x, kind } of timelineMarks(store.events.peek(), side, ticks, width)) {
        context.fillStyle = colourOfEvent(kind, theme)
        const tall = kind === 'lever' ? MARK_HEIGHT : MARK_HEIGHT - 2
        const top = side === 'a' ? MARK_HEIGHT - tall : height - MARK_HEIGHT
        context.fillRect(Math.min(width - 2, x - 1), top, 2, tall)
      }
    }
  }
  const slow = throttled(MARKS_MILLISECONDS, draw)
  const stop = effect(() => {
    void store.events.value
    void store.theme.value
    void store.comparing.value
    slow.call()
  })
  const watcher = new ResizeObserver(() => slow.call())
  watcher.observe(canvas)
  return () => {
    stop()
    slow.stop()
    watcher.disconnect()
  }
}
