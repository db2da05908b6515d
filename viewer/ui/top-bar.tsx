import { useSignal } from '@preact/signals'
import { Comparison } from './comparison.tsx'
import { Live, useViewer } from './context.ts'
import { formatCount, formatMilliseconds, plural } from './format.ts'
import { Icon } from './icons.tsx'
import { Button } from './parts.tsx'
import { Seed, ThemeButton } from './seed.tsx'
import { Shelf } from './shelf.tsx'

const PACES = [1, 2, 4, 8, 16, 'max'] as const

/** Scenario, transport and everything that concerns the page as a whole. */
export function TopBar() {
  const { embedded } = useViewer()
  return (
    <header class="top">
      <DrawerButton drawer="left" />
      {!embedded && <h1 class="brand">Patchwork</h1>}
      <Scenario />
      <Seed />
      <Transport />
      <ReadOut />
      <span class="spread" />
      <Cost />
      <Comparison />
      <PageButtons />
      <DrawerButton drawer="right" />
    </header>
  )
}

function DrawerButton({ drawer }: { readonly drawer: 'left' | 'right' }) {
  const { store, actions, id } = useViewer()
  const open = store.openDrawer.value === drawer
  const label = drawer === 'left' ? 'Picture and rules' : 'Agents and events'
  return (
    <button
      type="button"
      class="button bare drawer-button"
      aria-label={label}
      title={label}
      aria-expanded={open}
      aria-controls={`${id}-${drawer}`}
      data-drawer={drawer}
      onClick={() => actions.openDrawer(open ? undefined : drawer)}
    >
      <Icon name={drawer === 'left' ? 'sliders' : 'panel'} />
    </button>
  )
}

function Scenario() {
  const { store } = useViewer()
  const open = useSignal(false)
  const name = store.society.value?.name ?? 'choose a scenario'
  const warnings = store.society.value?.warnings.length ?? 0
  return (
    <>
      <button
        type="button"
        class="button scenario"
        aria-haspopup="dialog"
        aria-label={`Scenario: ${name}${warnings === 0 ? '' : `, ${plural(warnings, 'warning')}`}`}
        title={store.society.value?.question}
        onClick={() => {
          open.value = true
        }}
      >
        <span class="ellipsis">{name}</span>
        {warnings > 0 && (
          <span class="warnings">
            <Icon name="warning" />
          </span>
        )}
        <Icon name="chevron" />
      </button>
      <Shelf open={open} />
    </>
  )
}

function Transport() {
  const { store, actions } = useViewer()
  const none = store.society.value === undefined
  return (
    <fieldset class="transport">
      <legend class="hidden">Time</legend>
      <Button
        bare
        icon="restart"
        label="Back to the start"
        disabled={none}
        onClick={() => actions.restart()}
      />
      <PlayButton none={none} />
      <Button
        icon="step"
        class="step"
        label="Step"
        title="Run one tick"
        disabled={none}
        onClick={() => actions.step(1)}
      />
      <Pace />
    </fieldset>
  )
}

function PlayButton({ none }: { readonly none: boolean }) {
  const { store, actions } = useViewer()
  const playing = store.playing.value
  return (
    <Button
      class="primary play"
      icon={playing ? 'pause' : 'play'}
      label={playing ? 'Pause' : 'Play'}
      disabled={none || (store.ended.value && !playing)}
      onClick={() => actions.toggle()}
    />
  )
}

function Pace() {
  const { store, actions } = useViewer()
  return (
    <select
      class="field pace"
      aria-label="Speed, in ticks a frame"
      value={String(store.pace.value)}
      onChange={({ currentTarget: { value } }) => actions.setPace(value === 'max' ? 'max' : Number(value))}
    >
      {PACES.map((pace) => (
        <option key={pace} value={String(pace)}>
          {pace === 'max' ? 'max' : `${pace}×`}
        </option>
      ))}
    </select>
  )
}

function ReadOut() {
  const { store } = useViewer()
  const society = store.society.value
  if (!society) return null
  return (
    <span class="read-out number">
      <span class="muted word">tick </span>
      <b>
        <Live of={() => formatCount(store.tick.value)} />
      </b>
      <span class="muted"> / {formatCount(society.ticks)}</span>
    </span>
  )
}

function Cost() {
  const { store } = useViewer()
  const society = store.society.value
  if (!society) return null
  return (
    <span class="cost number muted" title="Wall time of a tick, and of drawing a frame on this thread">
      <span>{plural(society.agentCount, 'agent')}</span>
      <span>
        <Live of={() => `${formatMilliseconds(store.millisecondsPerTick.value)}/tick`} />
        {' · '}
        <Live of={() => `${formatMilliseconds(store.millisecondsPerFrame.value)}/frame`} />
      </span>
    </span>
  )
}

function PageButtons() {
  const { store, actions } = useViewer()
  const none = store.society.value === undefined
  return (
    <span class="page-buttons">
      <Button
        class="share"
        icon="share"
        label="Share"
        disabled={none}
        onClick={() => actions.openSheet('share')}
      />
      <Button
        class="png"
        icon="picture"
        label="PNG"
        title="Save the picture"
        disabled={none}
        onClick={() => void actions.savePicture()}
      />
      <ThemeButton />
      <Button bare icon="help" label="Keys and help" onClick={() => actions.openSheet('help')} />
    </span>
  )
}
