import { describe, expect, it } from 'vitest'
import { analyse } from '../../../experiments/sweep/analysis.ts'
import { canonicalJson, firstDifference } from '../../../experiments/sweep/canonical.ts'
import { inProcess } from '../../../experiments/sweep/in-process.ts'
import type { Executor, Job } from '../../../experiments/sweep/job.ts'
import { jobKey, readyCells } from '../../../experiments/sweep/jobs.ts'
import type { SweepPlan } from '../../../experiments/sweep/plan.ts'
import { runJob } from '../../../experiments/sweep/run-job.ts'
import { readResults, runSweep, uniqueJobs } from '../../../experiments/sweep/run-sweep.ts'
import { jobsOfShard, parseShard, shardOfEnvironment } from '../../../experiments/sweep/shard.ts'
import { sweepTable } from '../../../experiments/sweep/sweep-table.ts'
import { sweepText } from '../../../outputs/sweep-text.ts'
import { aPlan, known, MemoryStore } from './kit.ts'

const jobsOf = (plan: SweepPlan): Job[] =>
  readyCells(plan, known).flatMap((cell) => cell.jobs(0, plan.replicates))

async function sweep(plan: SweepPlan, store = new MemoryStore(), more: object = {}) {
  const outcome = await runSweep(plan, { vocabulary: known, executor: inProcess(), store, ...more })
  return { ...outcome, store, results: await readResults(outcome.jobs, store) }
}

/** Makes up results of jobs instead of running them. */
const pretend = (measure: (job: Job) => number): Executor => ({
  async run(jobs, store) {
    for (const job of jobs) {
      const { key, cell, replicate, point, scenario } = job
      const metrics = { toxicityRate: measure(job) }
      await store.write({
        key,
        cell,
        replicate,
        point,
        seed: scenario.seed,
        digest: '0',
        metrics,
        criteria: [],
        epochs: [],
      })
    }
  },
})

describe('keys of runs', () => {
  it('are those of the canonical JSON, with and without short cuts', () => {
    for (const job of jobsOf(aPlan())) {
      expect(job.key).toMatch(/^[0-9a-f]{64}$/)
      expect(jobKey(job.scenario)).toBe(job.key)
    }
  })

  it('do not depend on the order of keys, on prose or on warnings', () => {
    const [{ scenario }] = jobsOf(aPlan()) as [Job]
    const turned = Object.fromEntries(Object.entries(scenario).reverse()) as unknown as typeof scenario
    const parameters = Object.fromEntries(Object.entries(scenario.parameters).reverse())
    expect(jobKey({ ...turned, parameters, description: 'Other words.', warnings: ['Look here.'] })).toBe(
      jobKey(scenario),
    )
    expect(jobKey({ ...scenario, seed: '8' })).not.toBe(jobKey(scenario))
    expect(jobKey({ ...scenario, epochs: 3 })).not.toBe(jobKey(scenario))
  })

  it('are all different where runs are', () => {
    const keys = jobsOf(aPlan()).map(({ key }) => key)
    expect(new Set(keys).size).toBe(18)
  })

  it('rest on canonical JSON', () => {
    expect(canonicalJson({ b: [1, { d: undefined, c: null }], a: 'é"' })).toBe(
      '{"a":"é\\"","b":[1,{"c":null}]}',
    )
    expect(firstDifference({ a: [1, 2], b: 0 }, { a: [1, 3], b: 1 })).toEqual({
      path: 'a[1]',
      before: 2,
      after: 3,
    })
    expect(firstDifference({ a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 })).toBeUndefined()
    expect(firstDifference({ a: 1 }, {})).toEqual({ path: 'a', before: 1, after: undefined })
  })
})

describe('a sweep', () => {
  it('runs every cell, with equal draws at all points', async () => {
    const { results, complete, store } = await sweep(aPlan())
    expect(complete).toBe(true)
    expect(store.writes).toBe(18)
    expect(results.map(({ cell, replicate }) => [cell, replicate])).toEqual(
      [0, 1, 2, 3, 4, 5].flatMap((cell) => [0, 1, 2].map((replicate) => [cell, replicate])),
    )
    const { cells, frontier } = analyse(aPlan(), results)
    const [toxic] = cells.map(({ metrics }) => metrics['toxicityRate']!)
    expect(toxic!.count).toBe(3)
    // By hand: the third arm less its control.
    const of = (cell: number) =>
      results.filter((each) => each.cell === cell).map(({ metrics }) => metrics['totalWelfare']!)
    const differences = of(5).map((value, replicate) => value - of(2)[replicate]!)
    const mean = differences.reduce((sum, each) => sum + each, 0) / 3
    expect(cells[5]!.differences!['totalWelfare']!.mean).toBeCloseTo(mean, 9)
    expect(cells[0]!.differences).toBeUndefined()
    expect(frontier).toHaveLength(2)
    expect(frontier[0]!.shares.map(({ place }) => place)).toEqual([0, 0.25, 0.5])
  })

  it('gives the same table when it is resumed at half, and runs nothing twice', async () => {
    const plan = aPlan()
    const whole = await sweep(plan)
    const store = new MemoryStore()
    const halt = new AbortController()
    const first = await sweep(plan, store, {
      signal: halt.signal,
      onProgress: ({ done }: { done: number }) => done === 9 && halt.abort(),
    })
    expect(first.complete).toBe(false)
    expect(store.results.size).toBe(9)
    const second = await sweep(plan, store)
    expect(store.writes).toBe(18)
    expect(sweepTable(second.results)).toEqual(sweepTable(whole.results))
    expect(sweepText(plan, analyse(plan, second.results))).toBe(sweepText(plan, analyse(plan, whole.results)))
  })

  it('adds up from shards in any order', async () => {
    const plan = aPlan()
    const whole = await sweep(plan)
    const store = new MemoryStore()
    for (const index of [2, 0, 3, 1]) {
      const { complete } = await sweep(plan, store, { shard: { index, count: 4 } })
      expect(complete).toBe(index === 1)
    }
    expect(store.writes).toBe(18)
    const { results } = await sweep(plan, store)
    expect(sweepTable(results)).toEqual(sweepTable(whole.results))
    const parts = [0, 1, 2, 3].map((index) => jobsOfShard(uniqueJobs(whole.jobs), { index, count: 4 }).length)
    expect(parts).toEqual([5, 5, 4, 4])
  })

  it('records a run that fails, and goes on', async () => {
    const plan = aPlan()
    const store = new MemoryStore()
    const failing: Executor = {
      async run(jobs, kept) {
        for (const job of jobs) {
          // Cell 4, replicate 1 asks for a policy that is not there.
          const isBad = job.cell === 4 && job.replicate === 1
          const agents = isBad ? [{ type: 'nobody', count: 3 }] : job.scenario.agents
          await kept.write(await runJob({ ...job, scenario: { ...job.scenario, agents } }))
        }
      },
    }
    const { results, complete } = await sweep(plan, store, { executor: failing })
    expect(complete).toBe(true)
    const bad = results.filter(({ error }) => error !== undefined)
    expect(bad).toHaveLength(1)
    expect(bad[0]).toMatchObject({
      cell: 4,
      replicate: 1,
      digest: '',
      error: expect.stringContaining('agents[0].type: got "nobody"'),
    })
    const { cells } = analyse(plan, results)
    expect(cells[4]).toMatchObject({ runs: 2, failed: 1 })
    expect(cells[4]!.differences!['toxicityRate']!.count).toBe(2)
    expect(
      sweepTable(results)
        .columns.find(({ name }) => name === 'error')!
        .values.filter(Boolean),
    ).toHaveLength(1)
    expect(sweepText(plan, analyse(plan, results))).toMatch(/failed/)
  })

  it('shares a result between points that coincide', async () => {
    const plan = aPlan('scenario: village\nset: { epochs: 1 }\ndesign: { kind: csv, file: p.csv }\n', {
      'p.csv': 'agents.adversarial\n0.5\n0.51\n',
    })
    const { results, store } = await sweep(plan)
    expect(store.writes).toBe(1)
    expect(results.map(({ cell, point }) => [cell, point])).toEqual([
      [0, { 'agents.adversarial': 0.5 }],
      [1, { 'agents.adversarial': 0.51 }],
    ])
    expect(results[1]!.digest).toBe(results[0]!.digest)
  })

  it('has rows with the figures of the Python sweeps, by snake_case names', async () => {
    const { results } = await sweep(aPlan())
    const names = sweepTable(results).columns.map(({ name }) => name)
    expect(names.slice(0, 5)).toEqual([
      'cell',
      'replicate',
      'seed',
      'governance.audit_probability',
      'agents.adversarial',
    ])
    for (const name of [
      'total_interactions',
      'accepted_interactions',
      'mean_epoch_toxicity',
      'mean_epoch_quality_gap',
      'total_welfare',
      'welfare_per_epoch',
      'agents',
      'frozen_agents',
      'mean_reputation',
      'avg_payoff',
      'min_total_payoff',
      'max_total_payoff',
      'mean_total_payoff.honest',
      'criterion.max_toxicity',
    ]) {
      expect(names).toContain(name)
    }
    const { metrics, epochs } = await runJob(jobsOf(aPlan())[0]!)
    expect(epochs).toHaveLength(2)
    expect(metrics['welfarePerEpoch']).toBeCloseTo(metrics['totalWelfare']! / 2, 9)
    expect(metrics['minTotalPayoff']!).toBeLessThanOrEqual(metrics['meanTotalPayoff']!)
    expect(metrics['maxTotalPayoff']!).toBeGreaterThanOrEqual(metrics['meanTotalPayoff']!)
  })

  it('finds the parameter that matters', async () => {
    const plan = aPlan(
      'scenario: village\nmetrics: [toxicityRate]\ndesign: { kind: saltelli, samples: 64, vary: { governance.audit_probability: { from: 0, to: 1 }, boundary.contagion_rate: { from: 0, to: 1 } } }\n',
    )
    const executor = pretend(({ point }) => 3 * Number(point['governance.audit_probability']) ** 2)
    const { results } = await sweep(plan, new MemoryStore(), { executor })
    const { sensitivities } = analyse(plan, results)
    expect(sensitivities.map(({ path }) => path)).toEqual([
      'governance.audit_probability',
      'boundary.contagion_rate',
    ])
    const [audit, contagion] = sensitivities.map((each) => (each.method === 'sobol' ? each.index : undefined))
    expect(audit!.total).toBeCloseTo(1, 1)
    expect(contagion!.total).toBe(0)
    expect(sweepText(plan, analyse(plan, results))).toContain('Sobol indices for toxicityRate')
  })

  it('screens by elementary effects', async () => {
    const plan = aPlan(
      'scenario: village\nmetrics: [toxicityRate]\ndesign: { kind: morris, trajectories: 8, vary: { governance.audit_probability: { from: 0, to: 1 }, boundary.contagion_rate: { from: 0, to: 1 } } }\n',
    )
    const executor = pretend(({ point }) => 2 * Number(point['governance.audit_probability']))
    const { results } = await sweep(plan, new MemoryStore(), { executor })
    const effects = analyse(plan, results).sensitivities.map((each) =>
      each.method === 'morris' ? each.effect : undefined,
    )
    expect(effects[0]!.mean).toBeCloseTo(2, 9)
    expect(effects[1]!.meanAbsolute).toBe(0)
  })
})

describe('a rule to stop by', () => {
  const text = (rule: string) =>
    `scenario: village\nmetrics: [toxicityRate]\nreplicates: 4\n${rule}\ndesign: { kind: grid, vary: { governance.audit_probability: [0, 0.5] } }\n`
  /** Arm 0 is calm and arm 1 noisy; their noise is the same but for a tenth. */
  const noisy = pretend(({ cell, replicate }) => {
    const noise = Math.sin(7 * replicate + 1)
    return cell === 0 ? 0.1 * noise : noise + 0.01 * Math.cos(replicate)
  })

  it('adds batches where the mean is not known well enough', async () => {
    const plan = aPlan(
      text('stop: { metric: toxicityRate, half_width: 0.15, batch: 5, max_replicates: 500 }'),
    )
    const { results } = await sweep(plan, new MemoryStore(), { executor: noisy })
    const runs = [0, 1].map((cell) => results.filter((result) => result.cell === cell).length)
    expect(runs[0]).toBe(4)
    expect(runs[1]! % 5).toBe(4)
    const { cells } = analyse(plan, results)
    expect(cells[1]!.metrics['toxicityRate']!.halfWidth!).toBeLessThanOrEqual(0.15)
    // One batch less was not enough.
    const fewer = results.filter(({ replicate }) => replicate < runs[1]! - 5)
    expect(analyse(plan, fewer).cells[1]!.metrics['toxicityRate']!.halfWidth!).toBeGreaterThan(0.15)
  })

  it('ends at the most that it may run', async () => {
    const plan = aPlan(
      text('stop: { metric: toxicityRate, half_width: 1.0e-9, batch: 5, max_replicates: 11 }'),
    )
    const { results, complete } = await sweep(plan, new MemoryStore(), { executor: noisy })
    expect(complete).toBe(true)
    expect(results).toHaveLength(22)
  })

  it('comes to the same runs when it was interrupted', async () => {
    const plan = aPlan(
      text('stop: { metric: toxicityRate, half_width: 0.15, batch: 5, max_replicates: 500 }'),
    )
    const whole = await sweep(plan, new MemoryStore(), { executor: noisy })
    const store = new MemoryStore()
    for (const result of whole.results.slice(0, 17)) store.results.set(result.key, result)
    const again = await sweep(plan, store, { executor: noisy })
    expect(sweepTable(again.results)).toEqual(sweepTable(whole.results))
  })

  it('needs pairs for differences: the control grows with its arms', async () => {
    const plan = aPlan(
      text(
        'control: { governance.audit_probability: 0 }\nstop: { metric: toxicityRate, half_width: 0.2, batch: 4, max_replicates: 100 }',
      ),
    )
    expect(plan.stop!.of).toBe('difference')
    const { results } = await sweep(plan, new MemoryStore(), { executor: noisy })
    const runs = [0, 1].map((cell) => results.filter((result) => result.cell === cell).length)
    expect(runs[0]).toBe(runs[1])
    expect(runs[0]!).toBeGreaterThan(4)
  })

  it('cannot be followed in shards', async () => {
    const plan = aPlan(text('stop: { metric: toxicityRate, half_width: 0.2, max_replicates: 100 }'))
    await expect(sweep(plan, new MemoryStore(), { shard: { index: 0, count: 2 } })).rejects.toThrow(
      /stop: needs the results of all runs/,
    )
  })
})

describe('shards', () => {
  it('are named on the command line or by a scheduler', () => {
    expect(parseShard('2/8')).toEqual({ index: 1, count: 8 })
    expect(shardOfEnvironment({})).toBeUndefined()
    expect(shardOfEnvironment({ SLURM_ARRAY_TASK_ID: '3', SLURM_ARRAY_TASK_COUNT: '4' })).toEqual({
      index: 3,
      count: 4,
    })
    expect(
      shardOfEnvironment({
        SLURM_ARRAY_TASK_ID: '9',
        SLURM_ARRAY_TASK_COUNT: '5',
        SLURM_ARRAY_TASK_MIN: '1',
        SLURM_ARRAY_TASK_STEP: '2',
      }),
    ).toEqual({ index: 4, count: 5 })
    expect(shardOfEnvironment({ JOB_COMPLETION_INDEX: '0', JOB_COMPLETIONS: '3' })).toEqual({
      index: 0,
      count: 3,
    })
  })

  it.each(['0/4', '5/4', '1', 'a/b', '1/0', '-1/3', ''])('are refused as %j', (text) => {
    expect(() => parseShard(text)).toThrow(/--shard: got .*, expected i\/n/)
  })

  it('are refused where a scheduler says half of it', () => {
    expect(() => shardOfEnvironment({ SLURM_ARRAY_TASK_ID: '3' })).toThrow(/give --shard i\/n/)
    expect(() => shardOfEnvironment({ JOB_COMPLETION_INDEX: '3' })).toThrow(/JOB_COMPLETIONS/)
    expect(() => shardOfEnvironment({ SLURM_ARRAY_TASK_ID: '4', SLURM_ARRAY_TASK_COUNT: '4' })).toThrow(
      /number 5 of 4/,
    )
    expect(() => shardOfEnvironment({ JOB_COMPLETION_INDEX: 'x' })).toThrow(/expected a whole number/)
  })
})
