import { afterEach, describe, expect, it } from 'vitest'
import digests from '../golden/digests.json' with { type: 'json' }
import { digestOfRun } from '../golden/runs.ts'

const runs = Object.entries(digests)

describe('the headless core in a page', () => {
  it.each(runs)('%s ends in the digest that Node arrives at', async (name, digest) => {
    expect(await digestOfRun(name)).toBe(digest)
  })
})

describe('the headless core in a module worker', () => {
  const workers: Worker[] = []
  afterEach(() => {
    for (const worker of workers.splice(0)) worker.terminate()
  })

  it.each(runs)('%s ends in the same digest', async (name, digest) => {
    const worker = new Worker(new URL('./digest.worker.ts', import.meta.url), { type: 'module' })
    workers.push(worker)
    const got = await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }) => resolve(data)
      worker.onerror = ({ message }) => reject(new Error(`the worker failed: ${message}`))
      worker.postMessage(name)
    })
    expect(got).toBe(digest)
  })
})
