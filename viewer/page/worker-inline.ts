import ViewerWorker from '../worker/viewer.worker.ts?worker&inline'

/** The society's thread, inside the one file that a saved page is: files opened from disk may load no others. */
export const makeWorker = (): Worker => new ViewerWorker()
