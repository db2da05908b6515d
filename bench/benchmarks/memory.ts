import type { Benchmark } from '../benchmark.ts'
import { rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('memory')
const SMALL = 500

/** Lets the collector take what is not held: buffers go some turns of the event loop after their owners. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) {
    globalThis.gc?.()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const heldBytes = () => {
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return heapUsed + arrayBuffers
}

async function runSmallWorld(root: string): Promise<void> {
  const simulation = await makeWorld(root, { of: 'metropolis', agents: SMALL })
  for (let epoch = 0; epoch < 3; epoch++) simulation.runEpoch()
  simulation.dispose()
}

/** Memory of the metropolis: its columns as sized, and what the process holds because of it. Needs --expose-gc. */
export const memory: Benchmark = async ({ tiny, root }) => {
  const agents = tiny ? 1000 : 50_000
  // Code that is compiled and shapes that are learnt belong to the process, however many agents come after.
  await runSmallWorld(root)
  await settle()
  const before = heldBytes()
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  const { buffer } = simulation.world
  for (let epoch = 0; epoch < (tiny ? 1 : 3); epoch++) simulation.runEpoch()
  await settle()
  const held = heldBytes() - before
  const digest = simulation.digest()
  const resident = process.memoryUsage().rss
  return [
    row('columns and heap per agent', held / agents, 'B', digest, { target: 'J' }),
    row(`columns per agent, ${sizeText(agents)} agents`, buffer.byteLength / agents, 'B', digest),
    row(`the whole process, ${sizeText(agents)} agents`, resident / 1e6, 'MB', digest),
  ]
}
