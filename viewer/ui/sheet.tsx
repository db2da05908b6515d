import { useSignalEffect } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { Button } from './parts.tsx'

/**
 * A dialog over the page. The browser keeps the focus inside and gives it back when it closes. What is in it is rendered
 * only while it is open.
 */
export function Sheet(props: {
  readonly title: string
  readonly open: () => boolean
  readonly onClose: () => void
  readonly class?: string
  readonly children: () => ComponentChildren
}) {
  const { title, open, onClose } = props
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  const isOpen = open()
  useSignalEffect(() => {
    const wanted = open()
    const element = dialog.current
    if (!element || element.open === wanted) return
    if (wanted) element.showModal()
    else element.close()
  })
  useEffect(() => {
    const element = dialog.current
    // A click on the dialog itself, not on what is in it, is one on the backdrop.
    const onClick = (event: Event) => {
      if (event.target === element) element?.close()
    }
    element?.addEventListener('click', onClick)
    return () => element?.removeEventListener('click', onClick)
  }, [])
  return (
    <dialog
      ref={dialog}
      class={`sheet ${props.class ?? ''}`}
      aria-labelledby={id}
      onClose={() => {
        if (open()) onClose()
      }}
    >
      <div class="sheet-body">
        <header class="sheet-head">
          <h2 id={id}>{title}</h2>
          <Button bare icon="close" label="Close" onClick={onClose} />
        </header>
        {isOpen && props.children()}
      </div>
    </dialog>
  )
}
