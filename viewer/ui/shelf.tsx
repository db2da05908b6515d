import type { Signal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { useViewer } from './context.ts'
import { plural } from './format.ts'
import { Icon } from './icons.tsx'
import { Sheet } from './sheet.tsx'

/** Scenarios to open: those of the shelf, each with its question, or a file. */
export function Shelf({ open }: { readonly open: Signal<boolean> }) {
  const close = () => {
    open.value = false
  }
  return (
    <Sheet title="Scenarios" class="shelf" open={() => open.value} onClose={close}>
      {() => (
        <>
          <Now />
          <FileChooser done={close} />
          <ShelfList done={close} />
        </>
      )}
    </Sheet>
  )
}

/** What is open: its question, which a file of one's own has too, and what its loading warned of. */
function Now() {
  const { store } = useViewer()
  const society = store.society.value
  if (!society || (society.question === '' && society.warnings.length === 0)) return null
  return (
    <section class="now">
      <h3>{society.name}</h3>
      {society.question !== '' && <p>{society.question}</p>}
      {society.warnings.map((warning) => (
        <p key={warning} class="warning">
          <Icon name="warning" />
          <span>{warning}</span>
        </p>
      ))}
    </section>
  )
}

function ShelfList({ done }: { readonly done: () => void }) {
  const { store, actions, shelf } = useViewer()
  const current = store.society.value?.name
  return (
    <ul class="shelf-list">
      {shelf.map(({ name, question, agents, epochs }) => (
        <li key={name}>
          <button
            type="button"
            class="shelf-item"
            aria-current={name === current ? 'true' : undefined}
            onClick={() => {
              done()
              actions.openShelf(name)
            }}
          >
            <b>{name}</b>
            <span class="number muted">
              {plural(agents, 'agent')} · {plural(epochs, 'epoch')}
            </span>
            <span class="question">{question}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function FileChooser({ done }: { readonly done: () => void }) {
  const { actions } = useViewer()
  const input = useRef<HTMLInputElement>(null)
  return (
    <label class="file-chooser">
      <Icon name="file" />
      <span>
        <b>Open a scenario file</b> (YAML or JSON), or drop one anywhere on the page
      </span>
      <input
        ref={input}
        type="file"
        accept=".yaml,.yml,.json"
        onChange={() => {
          const file = input.current?.files?.[0]
          if (!file) return
          done()
          void file.text().then((text) => actions.openFile(file.name, text))
        }}
      />
    </label>
  )
}
