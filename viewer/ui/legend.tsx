import { useComputed } from '@preact/signals'
import type { PolicyFace } from '../protocol/host.ts'
import { Live, useViewer } from './context.ts'
import { formatCount, humanise } from './format.ts'
import { KindIcon, StateIcon } from './icons.tsx'

/** Who there is: counts by policy with buttons to show one alone or none of it, and those held or flagged. */
export function Legend() {
  const { store } = useViewer()
  const society = store.society.value
  if (!society) return null
  return (
    <section>
      <h2>Population</h2>
      <ul class="legend">
        {society.policies.map((policy, code) => (
          <LegendRow key={`${code} ${policy.name}`} policy={policy} code={code} />
        ))}
        <li>
          <StateIcon state="held" />
          <span class="word">held</span>
          <span class="number muted">
            <Live of={() => formatCount(store.census.value.held)} />
          </span>
        </li>
        <li>
          <StateIcon state="flagged" />
          <span class="word">flagged</span>
          <span class="number muted">
            <Live of={() => formatCount(store.census.value.flagged)} />
          </span>
        </li>
      </ul>
    </section>
  )
}

function LegendRow({ policy, code }: { readonly policy: PolicyFace; readonly code: number }) {
  const { store, actions } = useViewer()
  const name = humanise(policy.name)
  const muted = useComputed(() => store.muted.value.has(code))
  const alone = useComputed(() => {
    const others = (store.society.value?.policies.length ?? 0) - 1
    return others > 0 && !store.muted.value.has(code) && store.muted.value.size === others
  })
  return (
    <li data-muted={muted.value ? '' : undefined}>
      <KindIcon kind={policy.kind} />
      <span class="word ellipsis" title={name}>
        {name}
      </span>
      <span class="number muted">
        <Live of={() => formatCount(store.census.value.byPolicy[code] ?? 0)} />
      </span>
      <button
        type="button"
        class="letter"
        aria-label={`Show ${name} alone`}
        title={`Show ${name} alone`}
        aria-pressed={alone.value}
        onClick={() => actions.solo(code)}
      >
        S
      </button>
      <button
        type="button"
        class="letter"
        aria-label={`Mute ${name}`}
        title={`Mute ${name}`}
        aria-pressed={muted.value}
        onClick={() => actions.mute(code)}
      >
        M
      </button>
    </li>
  )
}
