import { COLOUR_KEYS, colourChoices, rampOf } from './choices.ts'
import { useViewer } from './context.ts'
import { formatNumber } from './format.ts'
import { Chip } from './parts.tsx'

/** What agents are coloured by: the first choices as chips with keys 1 to 6, the rest in a list. */
export function ColourBy() {
  const { store, actions } = useViewer()
  const society = store.society.value
  const chosen = store.colourBy.value
  if (!society) return null
  const choices = colourChoices(society)
  const rest = choices.slice(COLOUR_KEYS)
  const inRest = rest.some(({ value }) => value === chosen)
  return (
    <section>
      <h2>Colour by</h2>
      <div class="chips">
        {choices.slice(0, COLOUR_KEYS).map(({ value, label }, place) => (
          <Chip
            key={value}
            label={label}
            pressed={chosen === value}
            title={`Key ${place + 1}`}
            onClick={() => actions.colourBy(value)}
          />
        ))}
        {rest.length > 0 && (
          <select
            class="chip"
            aria-label="Colour by another value"
            data-chosen={inRest ? '' : undefined}
            value={inRest ? chosen : ''}
            onChange={({ currentTarget: { value } }) => value && actions.colourBy(value)}
          >
            <option value="">more…</option>
            {rest.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        )}
      </div>
      <RampKey />
    </section>
  )
}

/** What the colours mean while they show a value. */
function RampKey() {
  const { store } = useViewer()
  const column = store.society.value?.columns.find(({ path }) => path === store.colourBy.value)
  if (!column) return null
  const [low, high] = column.range ?? []
  return (
    <p class="ramp" title={column.doc}>
      <span class="number">{Number.isFinite(low) ? formatNumber(low) : 'low'}</span>
      <i data-ramp={rampOf(column)} />
      <span class="number">
        {Number.isFinite(high) ? formatNumber(high) : 'high'} {column.unit}
      </span>
    </p>
  )
}
