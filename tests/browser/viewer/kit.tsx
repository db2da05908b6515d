import { render } from 'preact'
import { App, type AppProps } from '../../../viewer/ui/app.tsx'
import { type Call, fakePages, fakeStore, recordedActions, SHELF } from './fake.ts'

export interface Mounted {
  readonly root: HTMLElement
  readonly app: HTMLElement
  readonly canvas: HTMLCanvasElement
  readonly store: ReturnType<typeof fakeStore>
  readonly calls: Call[]
  readonly cursors: unknown[]
  readonly orders: ReturnType<typeof fakePages>['orders']
  /** Takes the app away again. */
  unmount(): void
}

/** The whole app over a fake store, as large as asked for. */
export function mountApp(
  options: Partial<AppProps> & { width?: number; height?: number; parent?: Node } = {},
): Mounted {
  const { width = 1440, height = 900, parent = document.body, ...props } = options
  const root = document.createElement('div')
  root.style.width = `${width}px`
  root.style.height = `${height}px`
  document.body.style.margin = '0'
  parent.appendChild(root)
  const store = props.store ?? fakeStore()
  const { actions, calls, cursors } = recordedActions()
  const { loadPage, orders } = fakePages()
  const canvas = document.createElement('canvas')
  render(
    <App store={store} actions={actions} shelf={SHELF} canvas={canvas} loadPage={loadPage} {...props} />,
    root,
  )
  return {
    root,
    app: root.querySelector<HTMLElement>('.patchwork')!,
    canvas,
    store,
    calls,
    cursors,
    orders,
    unmount() {
      render(null, root)
      root.remove()
    },
  }
}
