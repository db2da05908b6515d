import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type QueueExecutorOptions, queueExecutor } from '../../experiments/queue/index.ts'
import type { Job, SweepProgress } from '../../experiments/sweep/job.ts'
import { jobKey } from '../../experiments/sweep/jobs.ts'
import type { SweepPlan } from '../../experiments/sweep/plan.ts'
import { runSweep } from '../../experiments/sweep/run-sweep.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { SweepStore } from '../../outputs/sweep-store.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { startRedis, type TestRedis } from '../kit/redis-server.ts'
import { hashOf, jobsOfPlan, serialHash, strayFiles, townPlan } from './town.ts'
import { TestWorker, type TestWorkerOptions, until } from './workers.ts'

let cli: BuiltCli
let redis: TestRedis
/** Two workers for all tests that have no worker end. */
let crew: readonly TestWorker[] = []
const CREW_QUEUE = randomUUID()
beforeAll(async () => {
  ;[cli, redis] = await Promise.all([builtCli(), startRedis()])
  crew = [1, 2].map(() => new TestWorker(cli, redis.url, CREW_QUEUE))
})
afterAll(async () => {
  await Promise.all(crew.map((worker) => worker.stop()))
  cli?.remove()
  await redis?.stop()
})

const known = vocabulary(mechanisms)
/** What the longest test may take where others compute as well. */
const BUSY_MACHINE_MS = 150_000

/** A sweep with a folder, a queue and workers of its own. */
class TestSweep {
  readonly jobs: readonly Job[]
  readonly folder: string
  readonly workers: TestWorker[] = []
  readonly notes: string[] = []
  readonly #plan: SweepPlan
  #queue: string = randomUUID()
  readonly #name: string
  readonly #redis: TestRedis

  constructor(name: string, plan: SweepPlan, server = redis) {
    this.#name = name
    this.#plan = plan
    this.#redis = server
    this.jobs = jobsOfPlan(plan)
    this.folder = join(cli.folder, name)
    SweepStore.create(this.folder, plan)
    sweeps.push(this)
  }

  /** Has it run by the crew. */
  async workWithCrew(): Promise<void> {
    this.#queue = CREW_QUEUE
    await Promise.all(crew.map((worker) => worker.isReady()))
  }

  /** Has it run by workers of its own. */
  async work(count: number, options: TestWorkerOptions = {}): Promise<TestWorker[]> {
    const start = () => new TestWorker(cli, this.#redis.url, this.#queue, options)
    const added = Array.from({ length: count }, start)
    this.workers.push(...added)
    await Promise.all(added.map((worker) => worker.isReady()))
    return added
  }

  executor(options: Partial<QueueExecutorOptions> = {}) {
    return queueExecutor({
      redis: this.#redis.url,
      storeName: this.#name,
      queue: this.#queue,
      lookEveryMs: 500,
      onNote: (line) => this.notes.push(line),
      ...options,
    })
  }

  /** Runs what is missing, as a coordinator of its own. */
  run(
    options: { onProgress?(state: SweepProgress): void; signal?: AbortSignal } = {},
    executor: Partial<QueueExecutorOptions> = {},
  ) {
    return runSweep(this.#plan, {
      vocabulary: known,
      store: SweepStore.open(this.folder),
      executor: this.executor(executor),
      ...options,
    })
  }

  get taken(): string[] {
    return [...crew, ...this.workers]
      .flatMap(({ taken }) => taken)
      .filter((title) => title.startsWith(`${this.#name},`))
  }

  /** Keys of all results in the files of the store. */
  get storedKeys(): string[] {
    const parts = join(this.folder, 'parts')
    return readdirSync(parts)
      .filter((name) => name.endsWith('.jsonl'))
      .flatMap((name) => readFileSync(join(parts, name), 'utf8').split('\n'))
      .filter((line) => line.startsWith('{"key"'))
      .map((line) => line.slice(8, 72))
      .sort()
  }

  /** That the store has each run once, with the results of a serial run, and nothing else. */
  async expectWhole(): Promise<void> {
    expect(await hashOf(this.jobs, await lookedAt(this.folder))).toBe(await serialHash(this.jobs))
    expect(this.storedKeys).toEqual(this.jobs.map(({ key }) => key).sort())
    expect(strayFiles(this.folder)).toEqual([])
  }

  async end(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()))
  }
}

const sweeps: TestSweep[] = []
afterEach(async () => {
  await Promise.all(sweeps.splice(0).map((sweep) => sweep.end()))
})

async function lookedAt(folder: string): Promise<SweepStore> {
  const store = SweepStore.open(folder)
  await store.keys()
  return store
}

describe('a sweep over a queue', () => {
  it(
    'comes to the serial table although a worker and the Redis server are killed',
    async () => {
      const sweep = new TestSweep('faults', townPlan(6, 10, 400))
      const [first, second] = (await sweep.work(2, { lockSeconds: 2 })) as [TestWorker, TestWorker]
      const states: SweepProgress[] = []
      const running = sweep.run({ onProgress: (state) => states.push(state) })

      await until('the first worker is in its third run', () => first.taken.length >= 3)
      const orphan = await first.killInRun()
      await until('a third is done', () => (states.at(-1)?.done ?? 0) >= 20)
      await redis.crash()
      await pause(500)
      await redis.restart()

      expect((await running).complete).toBe(true)
      await sweep.expectWhole()
      await until('the log is there', () => second.stored.includes(orphan))
      expect(states.at(-1)).toEqual({ done: 60, failed: 0, total: 60 })
      expect(sweep.notes).toEqual([
        expect.stringMatching(/^redis:.*went away; waiting for it$/),
        expect.stringMatching(/^redis:.* is back$/),
      ])
    },
    BUSY_MACHINE_MS,
  )

  it('goes on when the server has forgotten everything', async () => {
    const forgetful = await startRedis(false)
    try {
      const sweep = new TestSweep('forgotten', townPlan(3, 4), forgetful)
      const running = sweep.run()
      await pause(300)
      await forgetful.crash()
      await forgetful.restart()
      await sweep.work(1)
      expect((await running).complete).toBe(true)
      await sweep.expectWhole()
      await sweep.end()
    } finally {
      await forgetful.stop()
    }
  })

  it('runs each run once for two coordinators on one store', async () => {
    const sweep = new TestSweep('two', townPlan(3, 4))
    await sweep.workWithCrew()
    const outcomes = await Promise.all([sweep.run(), sweep.run()])
    expect(outcomes.map(({ complete }) => complete)).toEqual([true, true])
    await sweep.expectWhole()
    expect(sweep.taken).toHaveLength(12)
    expect(new Set(sweep.taken).size).toBe(12)
  })

  it('loses nothing when a worker is told to end in the middle of a batch', async () => {
    const sweep = new TestSweep('ending', townPlan(2, 8, 800))
    const [first] = (await sweep.work(1)) as [TestWorker]
    const running = sweep.run({}, { runsPerJob: 8 })
    await until('the first is at work', () => first.taken.length === 1)
    const { status, stderr } = await first.stop()
    expect(status).toBe(0)
    expect(stderr).toMatch(/\d stored, the others are given back/)
    await sweep.work(1)
    expect((await running).complete).toBe(true)
    await sweep.expectWhole()
  })

  it('takes back what waits when its coordinator is interrupted, and resumes', async () => {
    const sweep = new TestSweep('interrupted', townPlan(10, 4, 200))
    await sweep.workWithCrew()
    const halt = new AbortController()
    const interrupted = await sweep.run({
      signal: halt.signal,
      onProgress: ({ done }) => done >= 4 && halt.abort(),
    })
    expect(interrupted.complete).toBe(false)
    await pause(500)
    const there = sweep.storedKeys.length
    expect(there).toBeLessThan(40)
    expect((await sweep.run()).complete).toBe(true)
    await sweep.expectWhole()
    expect(sweep.taken).toHaveLength(40)
  })

  it('runs again what was damaged, and only that', async () => {
    const sweep = new TestSweep('damaged', townPlan(2, 3))
    await sweep.workWithCrew()
    await sweep.run()
    const part = readdirSync(join(sweep.folder, 'parts')).sort()[2] as string
    truncateSync(join(sweep.folder, 'parts', part), 700)
    expect((await sweep.run()).complete).toBe(true)
    expect(strayFiles(sweep.folder)).toEqual([
      join(sweep.folder, 'parts', part.replace('.jsonl', '.damaged')),
    ])
    expect(await hashOf(sweep.jobs, await lookedAt(sweep.folder))).toBe(await serialHash(sweep.jobs))
    expect(sweep.taken).toHaveLength(7)
  })

  it('says that a disk is full, keeps what is there, and goes on once there is room', async () => {
    const sweep = new TestSweep('full', townPlan(2, 2))
    const [worker] = (await sweep.work(1, { fileBlocksMax: 2 })) as [TestWorker]
    await expect(sweep.run()).rejects.toThrow(
      /^cell \d, replicate \d: no worker could run it: .*parts: cannot be written: EFBIG.*resume/,
    )
    await worker.stop()
    expect(sweep.storedKeys).toEqual([])
    expect(strayFiles(sweep.folder)).toEqual([])
    await sweep.work(1)
    expect((await sweep.run()).complete).toBe(true)
    await sweep.expectWhole()
  })

  it('says that a worker sees another folder', async () => {
    const sweep = new TestSweep('here', townPlan(2, 1))
    await sweep.workWithCrew()
    const lost = sweep.executor({ storeName: 'there' }).run(sweep.jobs, SweepStore.open(sweep.folder), {})
    await expect(lost).rejects.toThrow(/no worker could run it: .*there: has no plan\.json of a sweep/)
  })

  it('gives the same from the command line as without a queue', async () => {
    await Promise.all(crew.map((worker) => worker.isReady()))
    writeFileSync(join(cli.folder, 'village.yaml'), 'agents:\n  - { type: honest, count: 9 }\n')
    writeFileSync(
      join(cli.folder, 'plan.yaml'),
      'name: village\nscenario: village.yaml\nreplicates: 2\n' +
        'design: { kind: grid, vary: { governance.transaction_tax_rate: [0, 0.1] } }\n',
    )
    const words = ['sweep', 'plan.yaml', '--format', 'json']
    const env = { REDIS_URL: redis.url }
    const queued = await cli.run([...words, '--out', 'queued', '--redis', '--queue', CREW_QUEUE], { env })
    const alone = await cli.run([...words, '--out', 'alone', '--threads', '1'])
    expect(queued).toEqual({ status: 0, stdout: alone.stdout, stderr: queued.stderr })
    expect(crew.flatMap(({ taken }) => taken).filter((title) => title.startsWith('queued,'))).toHaveLength(4)
  })

  it('records a run that fails, in cell 7, and goes on', async () => {
    const sweep = new TestSweep('failing', townPlan(9, 1))
    await sweep.workWithCrew()
    const jobs = sweep.jobs.map((job) => {
      if (job.cell !== 7) return job
      const scenario = { ...job.scenario, agents: [{ type: 'ghost', count: 3 }] }
      return { ...job, scenario, key: jobKey(scenario) }
    })
    const states: SweepProgress[] = []
    const store = SweepStore.open(sweep.folder)
    await sweep.executor().run(jobs, store, { onProgress: (state) => states.push(state) })
    expect(states.at(-1)).toEqual({ done: 9, failed: 1, total: 9 })
    expect((await store.read((jobs[7] as Job).key)).error).toMatch(/agents\[0\].*ghost/)
    expect(await hashOf(jobs, store)).toBe(await serialHash(jobs))
  })
})
