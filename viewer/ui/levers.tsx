import { type ReadonlySignal, useComputed, useSignal } from '@preact/signals'
import type { ParameterValue } from '../../engine/config.ts'
import { FIRST_SECTIONS, type LeverSection, leverSections } from './choices.ts'
import { useViewer } from './context.ts'
import { formatCount, humanise, sentence } from './format.ts'
import { LeverControl } from './lever.tsx'

export type MovedValues = ReadonlySignal<ReadonlyMap<string, ParameterValue>>

/** Values of levers that are not what they were at opening, on the side that panels are about, at the tick shown. */
function useMovedValues(): MovedValues {
  const { store } = useViewer()
  return useComputed(() => store.settings[store.side.value].value)
}

/** All levers by section, to be filtered by words. */
export function Levers() {
  const { store } = useViewer()
  const filter = useSignal('')
  const moved = useMovedValues()
  const society = store.society.value
  if (!society) return null
  const sections = leverSections(society.levers, filter.value)
  const side = store.comparing.value ? ` of ${store.side.value.toUpperCase()}` : ''
  return (
    <section class="levers">
      <div class="heading-row">
        <h2>Rules{side}</h2>
        <span class="muted small">act from the next tick</span>
      </div>
      <input
        type="search"
        class="field wide"
        placeholder="filter rules"
        aria-label="Filter rules"
        value={filter.value}
        onInput={({ currentTarget }) => {
          filter.value = currentTarget.value
        }}
      />
      {sections.map((section) => (
        <Section key={section.name} section={section} moved={moved} filtered={filter.value.trim() !== ''} />
      ))}
      {sections.length === 0 && <p class="muted">No rule has these words.</p>}
    </section>
  )
}

function Section(props: {
  readonly section: LeverSection
  readonly moved: MovedValues
  readonly filtered: boolean
}) {
  const { name, levers } = props.section
  const chosen = useSignal<boolean | undefined>(undefined)
  const open = chosen.value ?? (props.filtered || FIRST_SECTIONS.includes(name))
  return (
    <details
      open={open}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open !== open) chosen.value = currentTarget.open
      }}
    >
      <summary>
        <span>{name === '' ? 'Society' : sentence(humanise(name))}</span>
        <span class="number muted">{formatCount(levers.length)}</span>
      </summary>
      {open && levers.map((lever) => <LeverControl key={lever.path} lever={lever} moved={props.moved} />)}
    </details>
  )
}
