/**
 * Entry `patchwork-ecs/viewer`: the viewer for pages of one's own. It draws with Pixi, which the page brings along
 * (`pixi.js`, an optional peer); everything else comes with it.
 */

export type { Shelf, ShelfContent, ShelfItem } from './app/shelf.ts'
export type { Source } from './app/source.ts'
export { type MountOptions, mountViewer, type Viewer } from './mount.ts'
export type { Connection, OpenOrder, Push, SideFrame, Society } from './protocol/host.ts'
export { connectWorker } from './protocol/port.ts'
export type { Actions } from './state/actions.ts'
export { type LinkState, linkOf, readLink } from './state/link.ts'
export type { Store } from './state/store.ts'
export { connectLocal } from './worker/hosting.ts'
