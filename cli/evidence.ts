import { analyse, type SweepAnalysis } from '../experiments/sweep/analysis.ts'
import type { Job } from '../experiments/sweep/job.ts'
import { runSweep } from '../experiments/sweep/run-sweep.ts'
import { mechanisms } from '../mechanisms/index.ts'
import { BandCollector } from '../outputs/report/arms.ts'
import { cellsOf } from '../outputs/report/cells.ts'
import { sweepReportInput } from '../outputs/report/of-sweep.ts'
import { writeReport } from '../outputs/report/report-file.ts'
import { METRICS_DRAWN_MAX, sweepReport } from '../outputs/report/sweep-report.ts'
import type { SweepStore } from '../outputs/sweep-store.ts'
import { readSweep, type SweepResults, withEpochs, writeSweepTables } from '../outputs/sweep-tables.ts'
import { vocabulary } from '../simulation/assembly.ts'
import { modelOf } from './model.ts'

/** What a sweep leaves behind: tables, and a page about it. */
export class Evidence {
  readonly analysis: SweepAnalysis
  readonly #store: SweepStore
  readonly #found: SweepResults
  readonly #planned: number
  readonly #bands: BandCollector

  private constructor(store: SweepStore, found: SweepResults, planned: number) {
    const { plan } = store
    this.analysis = analyse(plan, found.results)
    this.#store = store
    this.#found = found
    this.#planned = planned
    const cells = cellsOf(found.results)
    const control = plan.control?.of === 'values' ? { point: plan.control.point } : { cell: this.#control }
    const drawn = plan.metrics.slice(0, METRICS_DRAWN_MAX)
    this.#bands = new BandCollector(cells, drawn, control, plan.confidence)
  }

  /** Reads what the store has of some jobs. */
  static async of(store: SweepStore, jobs: readonly Job[]): Promise<Evidence> {
    return new Evidence(store, await readSweep(jobs, store), jobs.length)
  }

  /** Reads what the store has of its plan, whole or not; nothing is run. */
  static async in(store: SweepStore): Promise<Evidence> {
    const executor = { run: async () => {} }
    const { jobs } = await runSweep(store.plan, { vocabulary: vocabulary(mechanisms), executor, store })
    return Evidence.of(store, jobs)
  }

  get results(): SweepResults['results'] {
    return this.#found.results
  }

  get #control(): number | null {
    return this.analysis.cells.find(({ control }) => control !== null)?.control ?? null
  }

  /**
   * Writes the tables into the folder of the sweep, and the page where it is asked for.
   * @param page path of the page; none is written when left out
   * @returns what the reader should know of the page
   */
  async write(page?: string): Promise<readonly string[]> {
    const onRun = page === undefined ? undefined : this.#onRun
    await writeSweepTables(this.#store.path, this.#found, this.#store, onRun)
    return page === undefined ? [] : this.#writePage(page)
  }

  /** Writes the page alone, as `write` does. */
  async writePage(page: string): Promise<readonly string[]> {
    for await (const run of withEpochs(this.results, this.#store)) this.#bands.add(run)
    return this.#writePage(page)
  }

  readonly #onRun: Parameters<typeof writeSweepTables>[3] = (run) => this.#bands.add(run)

  #writePage(path: string): readonly string[] {
    const { plan } = this.#store
    const { notes, odd, warnings } = modelOf(plan.scenario)
    const parts = { notes, odd, bands: this.#bands.bands(), planned: this.#planned }
    writeReport(path, sweepReport(sweepReportInput(plan, this.results, this.analysis, parts)))
    return warnings
  }
}
