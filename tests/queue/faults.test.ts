import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { queueExecutor } from '../../experiments/queue/index.ts'
import type { Job, SweepProgress } from '../../experiments/sweep/job.ts'
import type { SweepPlan } from '../../experiments/sweep/plan.ts'
import { runSweep } from '../../experiments/sweep/run-sweep.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { SweepStore } from '../../outputs/sweep-store.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { startRedis, type TestRedis } from '../kit/redis-server.ts'
import { hashOf, jobsOfPlan, serialHash, strayFiles, townPlan } from './town.ts'
import { TestWorker, until } from './workers.ts'

let cli: BuiltCli
let redis: TestRedis
beforeAll(async () => {
  ;[cli, redis] = await Promise.all([builtCli(), startRedis()])
})
afterAll(async () => {
  cli?.remove()
  await redis?.stop()
})

const known = vocabulary(mechanisms)

/** A sweep with a folder, a queue and workers of its own. */
class TestSweep {
  readonly queue = randomUUID()
  readonly folder: string
  readonly store: SweepStore
  readonly workers: TestWorker[] = []
  readonly notes: string[] = []
  readonly #name: string

  constructor(name: string, plan: SweepPlan) {
    this.#name = name
    this.folder = join(cli.folder, name)
    this.store = SweepStore.create(this.folder, plan)
  }

  async work(count: number): Promise<TestWorker[]> {
    const added = Array.from({ length: count }, () => new TestWorker(cli, redis.url, this.queue))
    this.workers.push(...added)
    await Promise.all(added.map((worker) => worker.isReady()))
    return added
  }

  executor(runsPerJob?: number) {
    return queueExecutor({
      redis: redis.url,
      storeName: this.#name,
      queue: this.queue,
      lookEveryMs: 500,
      onNote: (line) => this.notes.push(line),
      ...(runsPerJob === undefined ? {} : { runsPerJob }),
    })
  }

  /** Titles of the batches that workers began with, those of dead ones included. */
  get taken(): string[] {
    return this.workers.flatMap(({ taken }) => taken)
  }

  /** Ends the workers. @returns all that they have said */
  async end(): Promise<string> {
    const ends = await Promise.all(this.workers.map((worker) => worker.stop()))
    return ends.map(({ stderr }) => stderr).join('')
  }
}

const keysOf = (jobs: readonly Job[]) => jobs.map(({ key }) => key).sort()
const resultsIn = (folder: string): string[] =>
  readdirSync(join(folder, 'parts'))
    .flatMap((part) => readFileSync(join(folder, 'parts', part), 'utf8').split('\n'))
    .filter((line) => line.startsWith('{"key"'))
    .map((line) => line.slice(8, 72))
    .sort()

describe('a sweep over a queue', () => {
  it('comes to the serial table although a worker and the Redis server are killed', async () => {
    const plan = townPlan(6, 10, 1200)
    const jobs = jobsOfPlan(plan)
    const sweep = new TestSweep('faults', plan)
    const [first, second] = (await sweep.work(2)) as [TestWorker, TestWorker]
    const states: SweepProgress[] = []
    const running = runSweep(plan, {
      vocabulary: known,
      store: sweep.store,
      executor: sweep.executor(),
      onProgress: (state) => states.push(state),
    })

    await until('the first worker is in its fifth run', () => first.taken.length >= 5)
    await first.kill()
    const orphan = first.taken.at(-1) as string
    expect(first.stored).not.toContain(orphan)

    await until('a third is done', () => (states.at(-1)?.done ?? 0) >= 20)
    await redis.crash()
    await pause(700)
    await redis.restart()

    expect((await running).complete).toBe(true)
    await sweep.end()
    expect(await hashOf(jobs, SweepStore.open(sweep.folder))).toBe(await serialHash(jobs))
    expect(resultsIn(sweep.folder)).toEqual(keysOf(jobs))
    expect(strayFiles(sweep.folder)).toEqual([])
    expect(second.taken).toContain(orphan)
    expect(states.at(-1)).toEqual({ done: 60, failed: 0, total: 60 })
    expect(sweep.notes).toEqual([
      expect.stringMatching(/^redis:.*went away; waiting for it$/),
      expect.stringMatching(/^redis:.* is back$/),
    ])
  })
})
