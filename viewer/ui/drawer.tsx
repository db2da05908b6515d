import { useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useRef } from 'preact/hooks'
import { useViewer } from './context.ts'
import { Button } from './parts.tsx'

/**
 * A column at the side. Where the page is narrow it is a drawer: away until it is opened, then over the picture, with the
 * focus in it; when it closes the focus goes back to where it was.
 */
export function Drawer(props: {
  readonly side: 'left' | 'right'
  readonly label: string
  readonly children: ComponentChildren
}) {
  const { store, actions, id } = useViewer()
  const element = useRef<HTMLElement>(null)
  const before = useRef<HTMLElement | undefined>(undefined)
  useSignalEffect(() => {
    const column = element.current
    const open = store.openDrawer.value === props.side
    if (!column || column.hasAttribute('data-open') === open) return
    const root = column.getRootNode() as Document | ShadowRoot
    if (open) before.current = (root.activeElement as HTMLElement | null) ?? undefined
    const inside = column.contains(root.activeElement)
    column.toggleAttribute('data-open', open)
    if (open) column.focus()
    else if (inside) before.current?.focus()
  })
  return (
    <aside
      ref={element}
      id={`${id}-${props.side}`}
      class={`column ${props.side}`}
      aria-label={props.label}
      tabIndex={-1}
    >
      <div class="drawer-head">
        <b>{props.label}</b>
        <Button bare icon="close" label="Close" onClick={() => actions.openDrawer(undefined)} />
      </div>
      {props.children}
    </aside>
  )
}
