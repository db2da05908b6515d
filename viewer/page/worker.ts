import ViewerWorker from '../worker/viewer.worker.ts?worker'

/** The society's thread, in a file beside the page. */
export const makeWorker = (): Worker => new ViewerWorker()
