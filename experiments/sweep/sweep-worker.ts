import { parentPort, workerData } from 'node:worker_threads'
import { runJobText } from './run-job.ts'
import type { Answer, Order, ThreadData } from './threads.ts'

/** The file that threads of a sweep run. */

const { stop } = workerData as ThreadData
const tell = (answer: Answer) => parentPort?.postMessage(answer)

async function carryOut({ number, job }: Order): Promise<void> {
  const isOver = Atomics.load(stop, 0) === 1
  tell(isOver ? { number } : { number, result: await runJobText(job) })
}

// One after the other: two worlds at once would need kernels of their own.
let last = Promise.resolve()
parentPort?.on('message', (order: Order) => {
  last = last.then(() => carryOut(order))
})
tell('ready')
