import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import {
  inThreads,
  type Job,
  type JobResult,
  readyCells,
  runJob,
  type SweepPlan,
} from '../../experiments/sweep/index.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { SweepStore } from '../../outputs/sweep-store.ts'
import { vocabulary } from '../../simulation/index.ts'
import type { Benchmark, Settings } from '../benchmark.ts'
import { now, processorSince, wallSince } from '../clocks.ts'
import { type BenchRow, rowsOf } from '../row.ts'
import { shippedScenario } from '../worlds.ts'

const row = rowsOf('sweep')
const THREADS = 2

/**
 * Many short runs through threads and the store on disk: how busy they keep two processors, and what a run costs beside
 * itself. Processor time is the process's own, so other programs take none of it; what runs cost alone is measured in
 * this thread after as many of them as warm it up.
 */
export const sweep: Benchmark = async (settings) => {
  const { tiny, root } = settings
  const jobs = shortJobs(root, tiny ? 5 : 100)
  const file = workerFile(settings)
  if (!file)
    return [row.missing('two threads have work', '%', 'the file of threads is missing: npm run build')]
  const folder = mkdtempSync(join(tmpdir(), 'patchwork-sweep-'))
  const executor = inThreads({ threads: THREADS, file })
  try {
    const store = SweepStore.create(join(folder, 'store'), planOf(root, tiny ? 5 : 100))
    // Threads that have just come up compile: what they do is warmed up as a run is.
    await executor.run(jobs.slice(0, jobs.length / 5), store, {})
    const rest = jobs.slice(jobs.length / 5)
    const start = now()
    await executor.run(rest, store, {})
    const [wall, processor] = [wallSince(start), processorSince(start)]
    const utilisation = executor.utilisation()
    const digest = digestOf(await Promise.all(jobs.map(({ key }) => store.read(key))))
    return await rowsFor(jobs, { measured: rest.length, wall, processor, utilisation, digest })
  } finally {
    await executor.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Measured {
  readonly measured: number
  readonly wall: number
  readonly processor: number
  readonly utilisation: number
  readonly digest: string
}

async function rowsFor(
  jobs: readonly Job[],
  { measured, wall, processor, utilisation, digest }: Measured,
): Promise<BenchRow[]> {
  for (const job of jobs) await runJob(job)
  const start = now()
  const results: JobResult[] = []
  for (const job of jobs.slice(jobs.length - measured)) results.push(await runJob(job))
  const alone = processorSince(start)
  const per = (nanoseconds: number) => nanoseconds / measured / 1e6
  return [
    row(`two threads have work, ${measured} runs`, 100 * utilisation, '%', digest),
    row('two processors busy', (100 * processor) / wall / THREADS, '%', digest, {
      note: 'says something on an idle machine only',
    }),
    row('processor time of a run in a sweep', per(processor), 'ms', digest),
    row('processor time of a run alone', per(alone), 'ms', digest),
    row('overhead of a run', per(processor - alone), 'ms', digest),
    row('runs per second', (measured * 1e9) / wall, 'runs/s', digest),
  ]
}

function planOf(root: string, replicates: number): SweepPlan {
  const scenario = shippedScenario(root, 'strict_governance', { epochs: 10 })
  const values = Array.from({ length: 10 }, (_, step) => step / 10)
  return {
    name: 'bench',
    scenario,
    design: { kind: 'grid', axes: [{ path: 'governance.audit_probability', values }] },
    replicates,
    seed: '0',
    metrics: ['toxicityRate'],
    control: null,
    confidence: 0.95,
    stop: null,
    frontier: null,
  }
}

const shortJobs = (root: string, replicates: number): Job[] =>
  readyCells(planOf(root, replicates), vocabulary(mechanisms)).flatMap((cell) => cell.jobs(0, replicates))

/** Beside this program, or in the build. */
function workerFile({ root }: Settings): URL | undefined {
  const here = new URL('./sweep-worker.js', import.meta.url)
  const built = pathToFileURL(join(root, 'dist/sweep-worker.js'))
  return [here, built].find((url) => existsSync(fileURLToPath(url)))
}

const digestOf = (results: readonly JobResult[]): string =>
  createHash('sha256')
    .update(results.map(({ digest }) => digest).join(''))
    .digest('hex')
    .slice(0, 16)
