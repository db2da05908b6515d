import { h, render } from 'preact'
import { Controller } from './app/controller.ts'
import { Pointer } from './app/pointer.ts'
import { EMPTY_SHELF, type Shelf } from './app/shelf.ts'
import { type Source, startOf } from './app/source.ts'
import { Stage } from './app/stage.ts'
import type { ThemeName } from './scene/palette.ts'
import type { Actions } from './state/actions.ts'
import type { LinkState } from './state/link.ts'
import { createStore, type Store } from './state/store.ts'
import { TickLog } from './state/tick-log.ts'
import { App } from './ui/app.tsx'

export interface MountOptions {
  /** Scenarios to choose from; none when left out. */
  readonly shelf?: Shelf
  /** `dark` or `light`; what the person's system prefers when left out. */
  readonly theme?: ThemeName
  /** Starts at once instead of waiting for a press of play. */
  readonly playing?: boolean
  /** What to show of the society, as `readLink` reads it from an address. */
  readonly view?: Partial<LinkState>
  /** The viewer is the page: it shows its name, and takes keys wherever the focus is instead of inside it alone. */
  readonly whole?: boolean
}

/** A viewer that has been mounted. */
export interface Viewer {
  /** What is shown, as signals. */
  readonly store: Store
  /** What a person can do. */
  readonly actions: Actions
  /** What a link has to hold to show the same again; `linkOf` writes it. */
  linkState(): LinkState
  /** Digest of the side that is looked at: equal states have equal ones. */
  digest(): Promise<string>
  /** Takes everything away again; calling it twice does nothing more. */
  dispose(): void
}

/**
 * Shows a society inside an element, which should have a size of its own. Any number of viewers may live side by side, and
 * one that has been disposed of, or could not be mounted, leaves nothing behind.
 * @throws UserError where pixi.js is missing; Error where the browser has no WebGL 2; HostProblem where a manifest is none
 */
export async function mountViewer(
  element: HTMLElement,
  source: Source,
  options: MountOptions = {},
): Promise<Viewer> {
  const store = createStore({ a: new TickLog(), b: new TickLog() })
  const motion = matchMedia('(prefers-reduced-motion: reduce)')
  store.still.value = motion.matches
  store.theme.value =
    options.theme ?? (matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark')
  // The society's thread starts while Pixi is being fetched.
  const starting = startOf(source, options.view)
  starting.catch(() => {}) // It is waited for below, once there is something to draw with.
  const stage = await Stage.create({
    theme: store.theme.value,
    still: () => store.still.value,
    onDrawn: (milliseconds) => {
      store.millisecondsPerFrame.value = milliseconds
    },
  }).catch((thrown: unknown) => {
    starting.then(({ connection }) => connection.close()).catch(() => {})
    throw thrown
  })
  const { connection, link, content } = await starting.catch((thrown: unknown) => {
    stage.dispose()
    throw thrown
  })
  const follow = () => {
    store.still.value = motion.matches
  }
  motion.addEventListener('change', follow)
  const shelf = options.shelf ?? EMPTY_SHELF
  const controller = new Controller(store, connection, stage, shelf)
  const pointer = new Pointer(store, stage, controller)
  stage.whereIs = (agent) => controller.frames.placeOf(store.side.value, agent)
  stage.onSceneAdded = () => controller.frames.redraw(true)
  render(
    h(App, {
      store,
      actions: controller,
      shelf: shelf.items,
      canvas: stage.element,
      embedded: options.whole !== true,
      loadPage: (order) => controller.inspection.page(order),
    }),
    element,
  )
  stage.resize()
  let disposed = false
  if (link) {
    await controller.follow(link, content)
    if (options.playing === true) controller.play()
  }
  return {
    store,
    actions: controller,
    linkState: () => controller.linkState(),
    digest: () => connection.call('digest', { side: store.side.value }),
    dispose: () => {
      if (disposed) return
      disposed = true
      motion.removeEventListener('change', follow)
      pointer.dispose()
      controller.dispose()
      render(null, element)
      stage.dispose()
    },
  }
}
