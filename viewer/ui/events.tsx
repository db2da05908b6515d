import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { EventKind, ShownEvent } from '../protocol/host.ts'
import { useViewer } from './context.ts'
import { formatCount } from './format.ts'
import { EVENT_KINDS, EVENT_WORDS, EventIcon } from './icons.tsx'

/** Rows rendered beyond those in view, above and below. */
const SPARE_ROWS = 4
const ROW_PIXELS = 26
const COARSE_ROW_PIXELS = 44

type Filter = EventKind | 'all'

/** What has happened, newest first; each row leads to its tick and its agent. Only rows in view are in the page. */
export function EventFeed() {
  const { store } = useViewer()
  const filter = useSignal<Filter>('all')
  const shown = useComputed(() => {
    const kind = filter.value
    const events = store.events.value
    return kind === 'all' ? events : events.filter((event) => event.kind === kind)
  })
  if (!store.society.value) return null
  return (
    <section class="events">
      <div class="heading-row">
        <h2>Events</h2>
        <EventCount shown={shown} />
        <select
          class="field small"
          aria-label="Events shown"
          value={filter.value}
          onChange={({ currentTarget }) => {
            filter.value = currentTarget.value as Filter
          }}
        >
          <option value="all">all kinds</option>
          {EVENT_KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {EVENT_WORDS[kind]}
            </option>
          ))}
        </select>
      </div>
      <EventRows shown={shown} />
    </section>
  )
}

type ShownEvents = ReadonlySignal<readonly ShownEvent[]>

function EventCount({ shown }: { readonly shown: ShownEvents }) {
  const text = useComputed(() => formatCount(shown.value.length))
  return <span class="number muted small">{text}</span>
}

function useRowHeight(): number {
  const height = useRef(ROW_PIXELS)
  if (height.current === ROW_PIXELS && matchMedia('(pointer: coarse)').matches)
    height.current = COARSE_ROW_PIXELS
  return height.current
}

function EventRows({ shown }: { readonly shown: ShownEvents }) {
  const rowHeight = useRowHeight()
  const box = useRef<HTMLDivElement>(null)
  const firstRow = useSignal(0)
  const rows = useSignal(24)
  useEffect(() => {
    const element = box.current
    if (!element) return
    const watcher = new ResizeObserver(() => {
      rows.value = Math.ceil(element.clientHeight / rowHeight)
    })
    watcher.observe(element)
    return () => watcher.disconnect()
  }, [rowHeight, rows])
  const events = shown.value
  const first = Math.max(0, Math.min(firstRow.value, events.length - rows.value) - SPARE_ROWS)
  const last = Math.min(events.length, first + rows.value + 2 * SPARE_ROWS)
  const places = Array.from({ length: Math.max(0, last - first) }, (_, row) => first + row)
  return (
    // The list scrolls, so the keyboard must reach it even where its rows are few.
    <div
      class="event-scroll"
      ref={box}
      onScroll={({ currentTarget }) => {
        firstRow.value = Math.floor(currentTarget.scrollTop / rowHeight)
      }}
    >
      {events.length === 0 && <p class="muted">Nothing yet.</p>}
      <ol style={{ height: `${events.length * rowHeight}px` }} aria-label="Events, newest first">
        {places.map((place) => {
          const event = events[events.length - 1 - place] as ShownEvent
          return (
            <EventRow
              key={events.length - place}
              event={event}
              top={place * rowHeight}
              place={place + 1}
              of={events.length}
            />
          )
        })}
      </ol>
    </div>
  )
}

function EventRow(props: {
  readonly event: ShownEvent
  readonly top: number
  readonly place: number
  readonly of: number
}) {
  const { store, actions } = useViewer()
  const { tick, kind, text, agent, side } = props.event
  const sideWord = store.comparing.value ? side.toUpperCase() : ''
  return (
    <li
      style={{ transform: `translateY(${props.top}px)` }}
      aria-posinset={props.place}
      aria-setsize={props.of}
      data-event={kind}
    >
      <button
        type="button"
        class="event-tick number"
        aria-label={`Go to tick ${formatCount(tick)}`}
        onClick={() => actions.seek(tick)}
      >
        {formatCount(tick)}
      </button>
      <EventIcon kind={kind} />
      {sideWord && <b class="side-mark">{sideWord}</b>}
      <button
        type="button"
        class="event-text ellipsis"
        title={text}
        onClick={() => {
          actions.seek(tick)
          if (agent !== undefined) actions.select(agent)
        }}
      >
        {text}
      </button>
    </li>
  )
}
