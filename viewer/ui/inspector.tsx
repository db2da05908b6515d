import { useComputed } from '@preact/signals'
import type { AgentCard, AgentHistory, ComponentCard } from '../protocol/host.ts'
import { columnLike } from './choices.ts'
import { useViewer } from './context.ts'
import { type Figure, figuresOf, sparkPath } from './figures.ts'
import { formatCount, formatNumber, humanise, sentence } from './format.ts'
import { Icon, KindIcon } from './icons.tsx'
import { AgentButton, Button, usePolicy } from './parts.tsx'

/** Everything about the chosen agent. */
export function Inspector() {
  const { store } = useViewer()
  const agent = store.selected.value
  const card = useComputed(() => {
    const selected = store.selected.value
    return selected === undefined ? undefined : store.cards.value.get(selected)
  })
  if (!store.society.value) return null
  if (agent === undefined)
    return (
      <section class="inspector">
        <h2>Agent</h2>
        <p class="muted">Click an agent, or find one by its number, to see all that is known about it.</p>
      </section>
    )
  return (
    <section class="inspector" aria-label={`Agent ${formatCount(agent)}`}>
      <InspectorHead agent={agent} />
      {card.value ? <CardBody card={card.value} /> : <p class="muted">asking…</p>}
    </section>
  )
}

function InspectorHead({ agent }: { readonly agent: number }) {
  const { store, actions } = useViewer()
  const watched = store.watched.value.includes(agent)
  const side = store.comparing.value ? ` · ${store.side.value.toUpperCase()}` : ''
  return (
    <div class="heading-row">
      <h2>
        Agent <span class="number">{formatCount(agent)}</span>
        {side}
      </h2>
      <Button
        bare
        icon="target"
        class="small"
        label="Show it in the picture"
        onClick={() => actions.focus(agent)}
      />
      <Button
        bare
        icon="eye"
        class="small"
        label={watched ? 'Stop watching' : 'Watch'}
        pressed={watched}
        onClick={() => (watched ? actions.unwatch(agent) : actions.watch(agent))}
      />
      <Button bare icon="close" class="small" label="Let go" onClick={() => actions.select(undefined)} />
    </div>
  )
}

function CardBody({ card }: { readonly card: AgentCard }) {
  const { store } = useViewer()
  const society = store.society.value
  const history = store.histories.value.get(card.agent)
  if (!society) return null
  return (
    <>
      <dl class="facts">
        <TypeFact policy={card.policy} />
        <dt>status</dt>
        <dd data-held={card.held.length > 0 ? '' : undefined}>
          {card.held.length === 0 ? 'free' : `held: ${card.held.join('; ')}`}
        </dd>
        {figuresOf(society, card, history).map((figure) => (
          <FigureFact key={figure.column.path} figure={figure} />
        ))}
      </dl>
      {history && <Spark history={history} />}
      <Counterparties card={card} />
      <h3>Components</h3>
      {card.components.map((component) => (
        <Component key={component.name} component={component} />
      ))}
    </>
  )
}

function TypeFact({ policy }: { readonly policy: number }) {
  const { kind, name } = usePolicy(policy)
  return (
    <>
      <dt>type</dt>
      <dd data-kind={kind} class="type">
        <KindIcon kind={kind} /> {humanise(name)}
      </dd>
    </>
  )
}

function FigureFact({ figure: { column, value, change } }: { readonly figure: Figure }) {
  const moved = change !== undefined && Math.abs(change) > 1e-9
  return (
    <>
      <dt title={column.doc}>{humanise(column.word)}</dt>
      <dd>
        <span class="number">{formatNumber(value)}</span>
        {moved && (
          <span class="trend muted number" title="Change over the last rows of its history">
            <Icon name={change > 0 ? 'up' : 'down'} />
            <span class="hidden">{change > 0 ? 'up by' : 'down by'}</span>
            {formatNumber(Math.abs(change))}
          </span>
        )}
      </dd>
    </>
  )
}

const SPARK_WIDTH = 280
const SPARK_HEIGHT = 44

function Spark({ history }: { readonly history: AgentHistory }) {
  const { store } = useViewer()
  const columns = (store.society.value?.columns ?? []).filter(({ path }) => path in history.values)
  if (history.ticks.length === 0 || columns.length === 0) return null
  const reputation = columnLike(columns, 'reputation')
  const payoff = columnLike(
    columns.filter(({ path }) => path !== reputation),
    'totalpayoff',
    'payoff',
  )
  const wordOf = (path: string) => humanise(columns.find((column) => column.path === path)?.word ?? '')
  const lines = [reputation, payoff].filter((path) => path !== '')
  const last = history.ticks[history.ticks.length - 1] ?? 0
  const title = `${lines.map(wordOf).join(' · ')}, ${formatCount(last)} ticks`
  return (
    <figure class="spark">
      <figcaption>
        <h3>{sentence(title)}</h3>
      </figcaption>
      <svg viewBox={`0 -2 ${SPARK_WIDTH} ${SPARK_HEIGHT + 4}`} preserveAspectRatio="none" aria-hidden="true">
        {lines.map((path, place) => (
          <path
            key={path}
            data-line={place}
            d={sparkPath(history.values[path] ?? new Float64Array(0), SPARK_WIDTH, SPARK_HEIGHT)}
          />
        ))}
      </svg>
      <p class="small muted spark-ends">
        {lines.map((path, place) => {
          const values = history.values[path] ?? new Float64Array(0)
          return (
            <span key={path} data-line={place}>
              <span class="hidden">{wordOf(path)}</span>
              <span class="number">{formatNumber(values[0])}</span> →{' '}
              <span class="number">{formatNumber(values[values.length - 1])}</span>
            </span>
          )
        })}
      </p>
    </figure>
  )
}

function Counterparties({ card }: { readonly card: AgentCard }) {
  if (card.counterparties.length === 0) return null
  return (
    <>
      <h3>Counterparties</h3>
      <ul class="counterparties">
        {card.counterparties.map(({ agent, policy, interactions, meanP }) => (
          <li key={agent}>
            <AgentButton agent={agent} policy={policy} />
            <span class="number">
              {formatCount(interactions)} × <span class="muted">mean p</span> {formatNumber(meanP)}
            </span>
          </li>
        ))}
      </ul>
    </>
  )
}

/** Values of a wide field that are shown. */
const SHOWN_VALUES = 12

function Component({ component }: { readonly component: ComponentCard }) {
  return (
    <details class="component">
      <summary>
        <span>{sentence(humanise(component.name))}</span>
        <span class="number muted">{formatCount(component.fields.length)}</span>
      </summary>
      <dl class="facts">
        {component.fields.map(({ name, unit, doc, values }) => (
          <Field key={name} name={name} unit={unit} doc={doc} values={values} />
        ))}
      </dl>
    </details>
  )
}

function Field(props: ComponentCard['fields'][number]) {
  const { name, unit, doc, values } = props
  return (
    <>
      <dt title={doc}>{humanise(name)}</dt>
      <dd title={unit}>
        <span class="number">{values.slice(0, SHOWN_VALUES).map(formatNumber).join(', ')}</span>
        {values.length > SHOWN_VALUES && <span class="muted"> and {values.length - SHOWN_VALUES} more</span>}
      </dd>
    </>
  )
}
