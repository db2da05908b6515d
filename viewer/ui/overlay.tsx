import { useSignalEffect } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Side, TickCounts } from '../protocol/host.ts'
import { Live, useViewer, type Viewer } from './context.ts'
import { formatCount, formatNumber, humanise } from './format.ts'
import { WorstFlow } from './harm.tsx'
import { Icon, KindIcon } from './icons.tsx'
import { Button } from './parts.tsx'

/** The canvas and what stands upon it: the last tick's counts, the keys, the agent under the pointer, A and B. */
export function Stage() {
  const { store, canvas } = useViewer()
  return (
    <main class="stage" aria-label="Picture of the society">
      <CanvasPlace canvas={canvas} />
      <TickCountsBox />
      {store.comparing.value && <SideLabels />}
      <HoverCard />
      <Hints />
      <CameraButtons />
      {store.society.value === undefined && <Empty />}
    </main>
  )
}

/** Puts the canvas into the page; it is made and drawn elsewhere. */
function CanvasPlace({ canvas }: { readonly canvas: HTMLElement }) {
  return (
    <div
      class="canvas-place"
      ref={(place) => {
        if (!place) return
        canvas.tabIndex = 0
        canvas.setAttribute('role', 'application')
        canvas.setAttribute('aria-label', 'The society. Arrow keys move the camera, + and − zoom.')
        canvas.setAttribute('aria-description', 'Press t for a table of all agents, ? for all keys.')
        if (canvas.parentNode !== place) place.append(canvas)
      }}
    />
  )
}

const countOf = (store: Viewer['store'], side: Side, what: keyof TickCounts) =>
  formatCount(store.counts.value[side]?.[what] ?? 0)

function TickCountsBox() {
  const { store } = useViewer()
  if (!store.society.value) return null
  const sides: readonly Side[] = store.comparing.value ? ['a', 'b'] : ['a']
  return (
    <div class="box counts">
      {sides.map((side) => (
        <p key={side}>
          <span class="muted">{sides.length > 1 ? `${side.toUpperCase()}, last tick` : 'last tick'} · </span>
          {(['proposed', 'accepted', 'audited'] as const).map((what, place) => (
            <span key={what}>
              {place > 0 && ' · '}
              <b class="number">
                <Live of={() => countOf(store, side, what)} />
              </b>{' '}
              {what}
            </span>
          ))}
        </p>
      ))}
      <FlowCounts />
      <WorstFlow />
    </div>
  )
}

function FlowCounts() {
  const { store } = useViewer()
  if (!store.flowsShown.value) return null
  return (
    <p class="muted small">
      <Live
        of={() => {
          const { shown, total } = store.flowCounts.value
          if (total === 0) return 'no interactions to draw'
          return shown === total
            ? `all ${formatCount(total)} interactions drawn`
            : `${formatCount(shown)} of ${formatCount(total)} interactions drawn`
        }}
      />
    </p>
  )
}

function SideLabels() {
  return (
    <>
      <span class="side-label" data-side="a" aria-hidden="true">
        A
      </span>
      <span class="side-label" data-side="b" aria-hidden="true">
        B
      </span>
      <span class="side-rule" aria-hidden="true" />
    </>
  )
}

function Hints() {
  return (
    <p class="box hints" aria-hidden="true">
      <span>drag</span> <b>pan</b> <span>wheel</span> <b>zoom</b> <span>⇧ drag</span> <b>lasso</b>{' '}
      <span>/</span> <b>find</b> <span>?</span> <b>keys</b>
    </p>
  )
}

const ZOOM_FACTOR = 1.5

/** What wheel, keys and pinching do, for whoever has none of them. */
function CameraButtons() {
  const { store, actions } = useViewer()
  if (!store.society.value) return null
  return (
    <fieldset class="camera">
      <legend class="hidden">Camera</legend>
      <Button
        bare
        icon="plus"
        label="Zoom in"
        title="Zoom in (+)"
        onClick={() => actions.zoom(ZOOM_FACTOR)}
      />
      <Button
        bare
        icon="minus"
        label="Zoom out"
        title="Zoom out (−)"
        onClick={() => actions.zoom(1 / ZOOM_FACTOR)}
      />
      <Button bare icon="fit" label="Show all" title="Show all (0)" onClick={() => actions.fit()} />
    </fieldset>
  )
}

const CARD_DISTANCE = 16

/** Follows the pointer; it never takes the pointer itself, and stays inside the stage. */
function HoverCard() {
  const { store } = useViewer()
  const card = useRef<HTMLDivElement>(null)
  useSignalEffect(() => {
    const hover = store.hover.value
    const element = card.current
    if (!element) return
    element.hidden = hover === undefined
    if (!hover) return
    const { clientWidth = 0, clientHeight = 0 } = element.parentElement ?? {}
    const { offsetWidth, offsetHeight } = element
    const right = hover.x + CARD_DISTANCE
    const below = hover.y + CARD_DISTANCE
    const left = right + offsetWidth > clientWidth ? hover.x - CARD_DISTANCE - offsetWidth : right
    const top = below + offsetHeight > clientHeight ? hover.y - CARD_DISTANCE - offsetHeight : below
    const within = (place: number, room: number) => Math.max(4, Math.min(place, room - 4))
    const x = within(left, clientWidth - offsetWidth)
    const y = within(top, clientHeight - offsetHeight)
    element.style.transform = `translate(${x}px, ${y}px)`
  })
  return (
    <div ref={card} class="box hover" hidden>
      <HoverWords />
    </div>
  )
}

function HoverWords() {
  const { store } = useViewer()
  const hover = store.hover.value
  if (!hover) return null
  const policy = store.society.value?.policies[hover.policy]
  return (
    <>
      <p>
        {policy && <KindIcon kind={policy.kind} />}
        <b class="number">{formatCount(hover.agent)}</b> {policy && humanise(policy.name)}
        {store.comparing.value && <span class="muted"> {hover.side.toUpperCase()}</span>}
      </p>
      <p>
        {hover.values.map(({ word, value }) => (
          <span key={word} class="pair">
            <span class="muted">{humanise(word)}</span> <b class="number">{formatNumber(value)}</b>
          </span>
        ))}
      </p>
    </>
  )
}

function Empty() {
  return (
    <div class="empty">
      <Icon name="file" />
      <p>Choose a scenario above, or drop a scenario file here.</p>
    </div>
  )
}
