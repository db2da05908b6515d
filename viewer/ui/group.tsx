import { useRef } from 'preact/hooks'
import type { GroupContrast } from '../protocol/host.ts'
import { useViewer } from './context.ts'
import { formatChange, formatCount, formatNumber, humanise, NOTHING, plural } from './format.ts'
import { KindIcon } from './icons.tsx'
import { Button } from './parts.tsx'

/** The agents found or circled, against all others, and groups that have a name. */
export function Group() {
  const { store } = useViewer()
  const group = store.group.value
  const groups = store.groups.value
  if (!group && groups.length === 0) return null
  return (
    <section class="group">
      <h2>Group</h2>
      {group && <GroupBody count={group.length} />}
      {groups.length > 0 && <NamedGroups />}
    </section>
  )
}

function GroupBody({ count }: { readonly count: number }) {
  const { store, actions } = useViewer()
  const contrast = store.contrast.value
  return (
    <>
      <div class="heading-row">
        <span>
          <b class="number">{plural(count, 'agent')}</b>
          {count === 0 && ' match'}
        </span>
        <Button icon="table" class="small" label="List" onClick={() => actions.openSheet('table')} />
        <Button icon="close" class="small" label="Clear" onClick={() => actions.clearGroup()} />
      </div>
      {contrast && <Kinds contrast={contrast} />}
      {contrast && contrast.columns.length > 0 && <ContrastTable contrast={contrast} />}
      {count > 0 && <NameField />}
    </>
  )
}

function Kinds({ contrast }: { readonly contrast: GroupContrast }) {
  const { store } = useViewer()
  const policies = store.society.value?.policies ?? []
  return (
    <p class="kinds">
      {contrast.byPolicy.map((count, code) => {
        const policy = policies[code]
        if (count === 0 || !policy) return null
        return (
          <span key={policy.name} class="pair" title={humanise(policy.name)}>
            <KindIcon kind={policy.kind} />
            <span class="hidden">{humanise(policy.name)} </span>
            <span class="number">{formatCount(count)}</span>
          </span>
        )
      })}
    </p>
  )
}

function ContrastTable({ contrast }: { readonly contrast: GroupContrast }) {
  const { store } = useViewer()
  const words = new Map(store.society.value?.columns.map(({ path, word }) => [path, humanise(word)]))
  return (
    <table class="figures">
      <thead>
        <tr>
          <th scope="col">mean</th>
          <th scope="col">group</th>
          <th scope="col">rest</th>
          <th scope="col" title="Difference over the pooled standard deviation (Cohen’s d)">
            effect
          </th>
        </tr>
      </thead>
      <tbody>
        {contrast.columns.map(({ path, mean, restMean, effect }) => (
          <tr key={path}>
            <th scope="row">{words.get(path) ?? path}</th>
            <td class="number">{formatNumber(mean)}</td>
            <td class="number">{formatNumber(restMean)}</td>
            <td class="number" data-strong={effect !== null && Math.abs(effect) >= 0.8 ? '' : undefined}>
              {effect === null ? NOTHING : formatChange(effect, 2)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function NameField() {
  const { actions } = useViewer()
  const field = useRef<HTMLInputElement>(null)
  return (
    <form
      class="name-group"
      onSubmit={(event) => {
        event.preventDefault()
        const name = field.current?.value.trim() ?? ''
        if (name === '') return
        actions.nameGroup(name)
        if (field.current) field.current.value = ''
      }}
    >
      <input ref={field} class="field" placeholder="name this group" aria-label="Name of this group" />
      <button type="submit" class="button small">
        Keep
      </button>
    </form>
  )
}

function NamedGroups() {
  const { store, actions } = useViewer()
  return (
    <ul class="chips named-groups" aria-label="Named groups">
      {store.groups.value.map(({ name, agents }) => (
        <li key={name}>
          <button type="button" class="chip" onClick={() => actions.recallGroup(name)}>
            {name} <span class="number muted">{formatCount(agents.length)}</span>
          </button>
        </li>
      ))}
    </ul>
  )
}
