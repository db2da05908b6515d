import { join } from 'node:path'
import { readRun, scenarioOf } from '../outputs/report/read-run.ts'
import { REPORT, writeReport } from '../outputs/report/report-file.ts'
import { runReportPage } from '../outputs/report/run-report.ts'
import { isSweepFolder, SweepStore } from '../outputs/sweep-store.ts'
import { printable } from '../outputs/text.ts'
import { modelOf } from './model.ts'
import { type Log, logTo, type ResultOutput } from './output.ts'

export interface ReportOptions {
  readonly out?: string
}

/** `report`: reads the folder of a run or of a sweep and writes a page about it. Prints the page's path. */
export async function reportCommand(
  folder: string,
  { out }: ReportOptions,
  output: ResultOutput,
): Promise<void> {
  const log = logTo(process.stderr, false)
  const path = out ?? join(folder, REPORT)
  const warnings = isSweepFolder(folder)
    ? await reportSweep(folder, path, log)
    : await reportRun(folder, path)
  for (const warning of warnings) log(`warning: ${printable(warning)}`)
  output.write(`${path}\n`)
}

async function reportRun(folder: string, path: string): Promise<readonly string[]> {
  const run = await readRun(folder)
  const model = modelOf(scenarioOf(run.manifest))
  const warnings = [...run.warnings, ...model.warnings]
  writeReport(path, runReportPage({ ...run, ...model, warnings }))
  return warnings
}

/** Sweeps may be reported before they are whole: the page says how many of their runs are there. */
async function reportSweep(folder: string, path: string, log: Log): Promise<readonly string[]> {
  const { Evidence } = await import('./evidence.ts')
  const store = SweepStore.open(folder)
  const evidence = await Evidence.in(store)
  for (const part of store.damaged) log(`warning: ${part} is damaged; its runs are left out`)
  return evidence.writePage(path)
}
