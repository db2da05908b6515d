import { useSignalEffect } from '@preact/signals'
import { useId, useRef } from 'preact/hooks'
import { useViewer } from './context.ts'
import { Icon } from './icons.tsx'

/** Finds agents by number, type or expression; what is wrong with an expression is shown under the place. */
export function Search() {
  const { store, actions } = useViewer()
  const id = useId()
  const field = useRef<HTMLInputElement>(null)
  useSignalEffect(() => {
    const text = store.search.value
    if (field.current && field.current.value !== text) field.current.value = text
  })
  const problem = store.searchProblem.value
  const none = store.society.value === undefined
  return (
    <search>
      <form
        class="search"
        onSubmit={(event) => {
          event.preventDefault()
          const text = field.current?.value.trim() ?? ''
          if (text === '') actions.clearGroup()
          else actions.find(text)
        }}
      >
        <h2 class="hidden">Find agents</h2>
        <Icon name="search" />
        <input
          ref={field}
          type="search"
          class="field number"
          data-search=""
          placeholder="18204, deceptive, toxicity > 0.6"
          aria-label="Find agents by number, type or expression"
          aria-describedby={problem ? id : undefined}
          aria-invalid={problem !== undefined}
          spellcheck={false}
          autocomplete="off"
          disabled={none}
        />
      </form>
      {problem && (
        <div id={id} class="search-problem" role="alert">
          {problem.column !== undefined && (
            <pre aria-hidden="true">
              {store.search.value}
              {'\n'}
              {' '.repeat(Math.max(0, problem.column - 1))}^
            </pre>
          )}
          <p>
            {problem.column !== undefined && <span class="hidden">At column {problem.column}: </span>}
            {problem.message}
          </p>
          {problem.hint && <p class="muted">{problem.hint}</p>}
        </div>
      )}
    </search>
  )
}
