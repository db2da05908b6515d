import { parentPort, workerData } from 'node:worker_threads'
import { aTown } from './a-simulation.ts'

/** Runs the town of the tests in a worker thread and posts its digest. */
const town = aTown((workerData as { agents: number }).agents)
while (!town.finished) town.tick()
parentPort?.postMessage(town.digest())
