import { digestOfRun } from '../golden/runs.ts'

/** Runs a golden run in a module worker and posts its digest. */
self.onmessage = async ({ data }: MessageEvent<string>) => {
  self.postMessage(await digestOfRun(data))
}
