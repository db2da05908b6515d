import type { ComponentChildren } from 'preact'
import type { PolicyFace } from '../protocol/host.ts'
import { useViewer } from './context.ts'
import { formatCount } from './format.ts'
import { Icon, type IconName, KindIcon } from './icons.tsx'

interface ButtonProps {
  readonly onClick: () => void
  readonly label: string
  readonly icon?: IconName
  /** Shows the icon alone; the label is its name. */
  readonly bare?: boolean
  readonly class?: string
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly title?: string
  readonly children?: ComponentChildren
}

/** A button with an icon, a word, or both. */
export function Button(props: ButtonProps) {
  const { onClick, label, icon, bare, pressed, disabled, title, children } = props
  return (
    <button
      type="button"
      class={`button ${bare ? 'bare' : ''} ${props.class ?? ''}`}
      onClick={onClick}
      aria-label={bare || children ? label : undefined}
      aria-pressed={pressed}
      disabled={disabled}
      title={title ?? (bare ? label : undefined)}
    >
      {icon && <Icon name={icon} />}
      {children ?? (bare ? null : <span>{label}</span>)}
    </button>
  )
}

/** A chip: one of several choices, the chosen one pressed. */
export function Chip(props: {
  readonly label: string
  readonly pressed: boolean
  readonly onClick: () => void
  readonly disabled?: boolean
  readonly title?: string | undefined
}) {
  return (
    <button
      type="button"
      class="chip"
      aria-pressed={props.pressed}
      disabled={props.disabled}
      title={props.title}
      onClick={props.onClick}
    >
      {props.label}
    </button>
  )
}

const NOBODY: PolicyFace = { name: 'unknown', kind: 'other' }

/** The name and kind of a policy by its code. */
export function usePolicy(code: number): PolicyFace {
  return useViewer().store.society.value?.policies[code] ?? NOBODY
}

/** An agent to choose: its shape and number. */
export function AgentButton({ agent, policy }: { readonly agent: number; readonly policy: number }) {
  const { actions } = useViewer()
  const { kind, name } = usePolicy(policy)
  return (
    <button
      type="button"
      class="agent-button"
      aria-label={`agent ${formatCount(agent)}, ${name}`}
      onClick={() => actions.select(agent)}
    >
      <KindIcon kind={kind} />
      <span class="number">{formatCount(agent)}</span>
    </button>
  )
}
