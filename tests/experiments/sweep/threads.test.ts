import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import type { Job } from '../../../experiments/sweep/job.ts'
import { readyCells } from '../../../experiments/sweep/jobs.ts'
import { inThreads } from '../../../experiments/sweep/threads.ts'
import { aPlan, known, MemoryStore } from './kit.ts'

const folder = mkdtempSync(join(tmpdir(), 'patchwork-threads-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A file for threads that answers orders by some code instead of running them. */
function workerFile(name: string, answer: string): URL {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(
    file,
    `import { parentPort, workerData } from 'node:worker_threads'
     const done = (number, job) => parentPort.postMessage({ number, result: { failed: false, text: JSON.stringify({
       key: job.key, cell: job.cell, replicate: job.replicate, seed: job.scenario.seed, point: job.point,
       digest: 'd', metrics: {}, criteria: [], epochs: [] }) } })
     parentPort.on('message', ({ number, job }) => { ${answer} })
     parentPort.postMessage('ready')`,
  )
  return pathToFileURL(file)
}

const jobs: Job[] = readyCells(aPlan(), known).flatMap((cell) => cell.jobs(0, 3))

describe('threads of a sweep', () => {
  it('carry out every job once, in one call and the next', async () => {
    const store = new MemoryStore()
    const executor = inThreads({ threads: 3, file: workerFile('good', 'done(number, job)') })
    const seen: number[] = []
    await executor.run(jobs.slice(0, 10), store, { onProgress: ({ done }) => seen.push(done) })
    await executor.run(jobs.slice(10), store, {})
    await executor.close()
    expect(store.writes).toBe(18)
    expect(store.results.size).toBe(18)
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
  })

  it('that die leave a failed run, and the others go on', async () => {
    const store = new MemoryStore()
    const file = workerFile(
      'dying',
      'if (job.cell === 2 && job.replicate === 1) process.exit(7); done(number, job)',
    )
    const executor = inThreads({ threads: 2, file })
    await executor.run(jobs, store, {})
    await executor.close()
    const failed = [...store.results.values()].filter(({ error }) => error !== undefined)
    expect(store.results.size).toBe(18)
    expect(failed.map(({ cell, replicate, error }) => [cell, replicate, error])).toEqual([
      [2, 1, 'the thread that ran it died: exit code 7'],
    ])
  })

  it('that cannot start are no fault of a run', async () => {
    const store = new MemoryStore()
    const executor = inThreads({ threads: 2, file: pathToFileURL(join(folder, 'missing.mjs')) })
    await expect(executor.run(jobs, store, {})).rejects.toThrow(/a thread cannot start: .*missing\.mjs/)
    expect(store.writes).toBe(0)
  })

  it('begin nothing more once they are to stop, and answer for what they have begun', async () => {
    const store = new MemoryStore()
    const file = workerFile(
      'slow',
      'if (Atomics.load(workerData.stop, 0)) parentPort.postMessage({ number }); else setTimeout(done, 20, number, job)',
    )
    const executor = inThreads({ threads: 2, file })
    const halt = new AbortController()
    await executor.run(jobs, store, {
      signal: halt.signal,
      onProgress: ({ done }) => done === 4 && halt.abort(),
    })
    await executor.close()
    expect(store.results.size).toBeGreaterThanOrEqual(4)
    expect(store.results.size).toBeLessThanOrEqual(8)
  })

  it('give up when results cannot be kept', async () => {
    const store = new MemoryStore()
    store.write = () => Promise.reject(new Error('no room'))
    const executor = inThreads({ threads: 2, file: workerFile('kept', 'done(number, job)') })
    await expect(executor.run(jobs, store, {})).rejects.toThrow('no room')
    await executor.close()
  })
})
