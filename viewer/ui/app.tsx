import { effect, useSignalEffect } from '@preact/signals'
import { useId, useLayoutEffect, useMemo, useRef } from 'preact/hooks'
import type { TableOrder, TablePage } from '../protocol/host.ts'
import type { Actions } from '../state/actions.ts'
import type { Store } from '../state/store.ts'
import { AgentsTable } from './agents-table.tsx'
import { Notices } from './banner.tsx'
import { Bottom } from './bottom.tsx'
import { type ShelfItem, useViewer, type Viewer, ViewerContext } from './context.ts'
import { listenToDrops } from './file-drop.ts'
import { Help } from './help.tsx'
import { listenToKeys } from './key-dispatch.ts'
import { LeftColumn } from './left-column.tsx'
import { Stage } from './overlay.tsx'
import { RightColumn } from './right-column.tsx'
import { Share } from './share.tsx'
import { adoptStyle, setThemeProperties } from './style.ts'
import { Timings } from './timings-sheet.tsx'
import { TopBar } from './top-bar.tsx'

export type { ShelfItem } from './context.ts'

export interface AppProps {
  readonly store: Store
  readonly actions: Actions
  /** Scenarios that can be opened by name. */
  readonly shelf: readonly ShelfItem[]
  /** Placed in the middle; drawn and listened to elsewhere. */
  readonly canvas: HTMLElement
  /** Part of someone else's page: no brand, and keys count only while the focus is inside. */
  readonly embedded?: boolean
  /** Answers a page of the table of agents; without it there is no table. */
  readonly loadPage?: (order: TableOrder) => Promise<TablePage>
}

/**
 * The whole page around the canvas. It fills its parent, which needs a height. Everything shown comes from the store and
 * everything done goes to the actions. Rules of style are adopted by the document or shadow root that it stands in.
 */
export function App({ store, actions, shelf, canvas, embedded = false, loadPage }: AppProps) {
  const root = useRef<HTMLDivElement>(null)
  const id = useId()
  const viewer = useMemo<Viewer>(
    () => ({ store, actions, shelf, canvas, embedded, id, loadPage }),
    [store, actions, shelf, canvas, embedded, id, loadPage],
  )
  useLayoutEffect(() => {
    const element = root.current
    if (!element) return
    const stops = [
      adoptStyle(element),
      effect(() => setThemeProperties(element, store.theme.value)),
      effect(() => {
        element.toggleAttribute('data-still', store.still.value)
      }),
      listenToKeys(viewer, element),
      listenToDrops(viewer, element),
    ]
    return () => {
      for (const stop of stops) stop()
    }
  }, [viewer, store])
  return (
    <ViewerContext.Provider value={viewer}>
      <div class="patchwork" ref={root} data-embedded={embedded ? '' : undefined}>
        <div class="page">
          <TopBar />
          <LeftColumn />
          <Stage />
          <RightColumn />
          <Bottom />
          <Notices />
          <DrawerShade />
        </div>
        <Help />
        <AgentsTable />
        <Share />
        <Timings />
      </div>
    </ViewerContext.Provider>
  )
}

/** Darkens the page under an open drawer; a click on it shuts the drawer, as Escape does. */
function DrawerShade() {
  const { store, actions } = useViewer()
  const shade = useRef<HTMLDivElement>(null)
  useSignalEffect(() => {
    shade.current?.toggleAttribute('data-shown', store.openDrawer.value !== undefined)
  })
  return <div class="shade" ref={shade} aria-hidden="true" onClick={() => actions.openDrawer(undefined)} />
}
