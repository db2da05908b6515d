import { KEY_GROUPS, POINTER_HELP } from '../interact/keys.ts'
import { useViewer } from './context.ts'
import { humanise } from './format.ts'
import { KindIcon, StateIcon } from './icons.tsx'
import { Sheet } from './sheet.tsx'

/** All keys, what the pointer does, and what the picture's signs mean. */
export function Help() {
  const { store, actions } = useViewer()
  return (
    <Sheet
      title="Keys and signs"
      class="help"
      open={() => store.openSheet.value === 'help'}
      onClose={() => actions.openSheet(undefined)}
    >
      {() => (
        <div class="help-columns">
          {KEY_GROUPS.map(({ title, keys }) => (
            <KeyList key={title} title={title} keys={keys} />
          ))}
          <KeyList title="Pointer" keys={POINTER_HELP.map(([gesture, does]) => [[gesture], does] as const)} />
          <Expressions />
          <Signs />
        </div>
      )}
    </Sheet>
  )
}

function KeyList(props: {
  readonly title: string
  readonly keys: readonly (readonly [keys: readonly string[], does: string])[]
}) {
  return (
    <section>
      <h3>{props.title}</h3>
      <dl class="keys">
        {props.keys.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Expressions() {
  const { store } = useViewer()
  const words = store.society.value?.columns.map(({ word }) => word) ?? []
  return (
    <section>
      <h3>Search</h3>
      <p>
        A number finds one agent, a type all of it. Conditions are joined by <code>and</code> and{' '}
        <code>or</code>: <code>toxicity &gt; 0.6 and type = honest</code>
      </p>
      {words.length > 0 && <p class="muted small">Words: {words.join(', ')}</p>}
    </section>
  )
}

function Signs() {
  const { store } = useViewer()
  return (
    <section>
      <h3>Signs</h3>
      <ul class="signs">
        {store.society.value?.policies.map(({ name, kind }) => (
          <li key={name}>
            <KindIcon kind={kind} /> {humanise(name)}
          </li>
        ))}
        <li>
          <StateIcon state="held" /> held: may not act
        </li>
        <li>
          <StateIcon state="flagged" /> ringed: flagged
        </li>
      </ul>
    </section>
  )
}
