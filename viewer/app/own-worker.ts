/** The society's thread: the file that the package ships beside this one. The page's own build puts its own in this place. */
export const makeWorker = (): Worker =>
  new Worker(new URL('./viewer-worker.js', import.meta.url), { type: 'module' })
