import type { JobResult } from '../../../experiments/sweep/job.ts'
import type { SweepReportInput } from '../../../outputs/report/sweep-input.ts'
import { createSimulation } from '../../../simulation/create.ts'
import type { EpochResult } from '../../../simulation/results.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'

/** A society of thirty that is run at each point of a small sweep. */
export const village: ScenarioInput = {
  id: 'village',
  epochs: 6,
  stepsPerEpoch: 5,
  agents: [
    { type: 'honest', count: 15 },
    { type: 'opportunistic', count: 5 },
    { type: 'adversarial', count: 10 },
  ],
  parameters: { 'governance.audit_enabled': true, 'governance.circuit_breaker_enabled': true },
  successCriteria: { max_toxicity: 0.44, min_epochs: 6 },
}

const hex = (number: number): string => number.toString(16).padStart(64, '0')

/** Runs a point of a sweep. */
export async function runAt(
  point: JobResult['point'],
  cell: number,
  replicate: number,
  base: ScenarioInput = village,
): Promise<JobResult> {
  const seed = String(replicate)
  const simulation = await createSimulation({
    ...base,
    seed,
    parameters: { ...base.parameters, ...point },
  })
  const { summary, epochs } = await simulation.run()
  const digest = simulation.digest()
  simulation.dispose()
  return {
    key: hex(1000 * cell + replicate),
    cell,
    replicate,
    seed,
    point,
    digest,
    metrics: { ...summary.metrics, meanEpochToxicity: summary.meanEpochToxicity },
    criteria: summary.criteria,
    epochs,
  }
}

/** A run that failed. */
export const failedAt = (
  point: JobResult['point'],
  cell: number,
  replicate: number,
  error: string,
): JobResult => ({
  key: hex(1000 * cell + replicate),
  cell,
  replicate,
  seed: String(replicate),
  point,
  error,
  digest: '',
  metrics: {},
  criteria: [],
  epochs: [],
})

/** Audit probability by tax, some runs each; cell 0 is the one with the least of both. */
export async function smallSweep(
  audits: readonly number[],
  taxes: readonly number[],
  replicates: number,
): Promise<JobResult[]> {
  const results: JobResult[] = []
  let cell = 0
  for (const audit of audits) {
    for (const tax of taxes) {
      const point = { 'governance.audit_probability': audit, 'governance.transaction_tax_rate': tax }
      for (let replicate = 0; replicate < replicates; replicate++) {
        results.push(await runAt(point, cell, replicate))
      }
      cell++
    }
  }
  return results
}

/** Results without a simulation behind them: as many as asked for, each with some epochs and metrics. */
export function madeResults(runs: number, cells: number, epochs: number): JobResult[] {
  return Array.from({ length: runs }, (_, run): JobResult => {
    const cell = run % cells
    const share = cell / cells
    const wave = (at: number) => 0.4 - 0.3 * share + 0.05 * Math.sin(run + at)
    return {
      key: hex(run),
      cell,
      replicate: Math.floor(run / cells),
      seed: String(run),
      point: {
        'governance.audit_probability': share,
        'payoff.theta': (cell * 7919) % 997,
        turns: 'simultaneous',
      },
      digest: hex(run).slice(0, 16),
      metrics: { toxicityRate: wave(0), totalWelfare: 1000 * wave(1), qualityGap: wave(2) - 0.3 },
      criteria: [{ name: 'max_toxicity', value: wave(0), bound: 0.3, passed: wave(0) <= 0.3 }],
      epochs: Array.from(
        { length: epochs },
        (_, epoch): EpochResult => ({
          epoch,
          metrics: {
            toxicityRate: wave(epoch),
            totalWelfare: 100 * wave(epoch),
            qualityGap: wave(epoch) - 0.3,
          },
          byType: {},
        }),
      ),
    }
  })
}

/** The least that a report of a sweep needs. */
export const reportOf = (
  results: readonly JobResult[],
  changes: Partial<SweepReportInput> = {},
): SweepReportInput => ({
  name: 'audits and taxes',
  description: 'How much of the toxicity of a village do audits and taxes take away?',
  facts: [{ term: 'Design', value: 'grid' }],
  results,
  metrics: ['toxicityRate', 'totalWelfare', 'qualityGap'],
  notes: {
    toxicityRate: { unit: 'probability', doc: 'Mean 1 - p of accepted interactions.' },
    totalWelfare: { unit: 'payoff', doc: 'Sum of both payoffs over accepted interactions.' },
  },
  plan: { name: 'audits and taxes' },
  manifest: { format: 'patchwork-ecs sweep' },
  odd: [
    {
      title: '1. Purpose and patterns',
      paragraphs: [
        [1, 'The model asks something.'],
        [2, 'First item.'],
        [2, 'Second item.'],
      ],
    },
  ],
  ...changes,
})
