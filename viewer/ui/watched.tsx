import { useComputed } from '@preact/signals'
import { useViewer } from './context.ts'
import { figuresOf } from './figures.ts'
import { formatCount, formatNumber, humanise } from './format.ts'
import { AgentButton, Button } from './parts.tsx'

const FIGURES = 2

/** Agents that are kept in view, a line each. */
export function Watched() {
  const { store } = useViewer()
  const watched = store.watched.value
  if (watched.length === 0) return null
  return (
    <section class="watched">
      <h2>Watched</h2>
      <ul>
        {watched.map((agent) => (
          <WatchedRow key={agent} agent={agent} />
        ))}
      </ul>
    </section>
  )
}

function WatchedRow({ agent }: { readonly agent: number }) {
  const { store, actions } = useViewer()
  const card = useComputed(() => store.cards.value.get(agent)).value
  const society = store.society.value
  return (
    <li>
      <AgentButton agent={agent} policy={card?.policy ?? -1} />
      <span class="watched-figures">
        {card &&
          society &&
          figuresOf(society, card, undefined)
            .slice(0, FIGURES)
            .map(({ column, value }) => (
              <span key={column.path} class="pair">
                <span class="muted">{humanise(column.word)}</span>{' '}
                <span class="number">{formatNumber(value)}</span>
              </span>
            ))}
        {card && card.held.length > 0 && <span class="pair held">held</span>}
      </span>
      <Button
        bare
        icon="close"
        class="small"
        label={`Stop watching agent ${formatCount(agent)}`}
        onClick={() => actions.unwatch(agent)}
      />
    </li>
  )
}
