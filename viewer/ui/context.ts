import { useComputed, useSignal } from '@preact/signals'
import { type ComponentChild, createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { TableOrder, TablePage } from '../protocol/host.ts'
import type { Actions } from '../state/actions.ts'
import type { Store } from '../state/store.ts'

/** A scenario that can be opened by name. */
export interface ShelfItem {
  readonly name: string
  readonly question: string
  readonly agents: number
  readonly epochs: number
}

/** What all panels work with. */
export interface Viewer {
  readonly store: Store
  readonly actions: Actions
  readonly shelf: readonly ShelfItem[]
  readonly canvas: HTMLElement
  /** Part of someone else's page: no brand, and keys count only while the focus is inside. */
  readonly embedded: boolean
  /** Starts the ids of this viewer's elements: a page may have several viewers. */
  readonly id: string
  readonly loadPage: ((order: TableOrder) => Promise<TablePage>) | undefined
}

export const ViewerContext = createContext<Viewer | undefined>(undefined)

/** @throws Error outside `<App>` */
export function useViewer(): Viewer {
  const viewer = useContext(ViewerContext)
  if (!viewer) throw new Error('panels stand inside <App>')
  return viewer
}

/**
 * Text that follows signals by itself: when they change, this text node does and nothing around it is rendered. What it reads
 * may change with a rendering of its parent.
 */
export function Live({ of }: { readonly of: () => string }): ComponentChild {
  const latest = useSignal(of)
  if (latest.peek() !== of) latest.value = of
  return useComputed(() => latest.value())
}
