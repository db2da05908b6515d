import type { Simulation } from '../simulation/simulation.ts'
import { agentColumns, seriesColumns } from './agent-columns.ts'
import { csvOf } from './csv.ts'
import { epochColumns } from './epoch-columns.ts'
import { EventRecorder } from './events.ts'
import { INTERACTION_LOG, type RunFile, RunFolder } from './folder.ts'
import { type RunReport, runReport } from './json.ts'
import { InteractionRecorder } from './log/recorder.ts'
import { manifestText } from './manifest.ts'
import { parquetOf } from './parquet.ts'

export interface WriteRunOptions {
  /** Whether to write `agents.parquet`, the agents at the end. */
  readonly agents?: boolean
  /** A recorder from `recordEvents` on the same folder, which is ended here. */
  readonly events?: EventRecorder | undefined
  /** A recorder from `recordInteractions` on the same folder, which is ended here. */
  readonly interactions?: InteractionRecorder | undefined
  /** The run's report, when it was made already. */
  readonly report?: RunReport
}

/** Records the events of a simulation in `events.jsonl` of a folder; it takes its place when the run is written. */
export function recordEvents(folder: RunFolder, simulation: Simulation): EventRecorder {
  return new EventRecorder(simulation, folder.lines('events.jsonl'))
}

/**
 * Records every interaction of a simulation in `interactions.pwlog` of a folder; it takes its place when the run is written.
 * The recorder takes `simulation.onEpoch`.
 */
export function recordInteractions(folder: RunFolder, simulation: Simulation): InteractionRecorder {
  return new InteractionRecorder(simulation, folder.blocks(INTERACTION_LOG))
}

/**
 * Writes a run, as far as it has come, to a folder: `epochs.csv`, `epochs.parquet`, `series.parquet` where agents were
 * sampled, what else is asked for, and `manifest.json`. All files take their places together.
 * @param folder its path, or a folder opened before the run
 * @returns names of the files
 * @throws UserError when the folder holds something else or cannot be written; it is then as it was
 */
export function writeRun(
  folder: string | RunFolder,
  simulation: Simulation,
  options: WriteRunOptions = {},
): string[] {
  const target = typeof folder === 'string' ? new RunFolder(folder) : folder
  try {
    return writeFiles(target, simulation, options)
  } catch (thrown) {
    target.abandon()
    throw thrown
  }
}

function writeFiles(target: RunFolder, simulation: Simulation, options: WriteRunOptions): string[] {
  const { agents = false, events, interactions, report = runReport(simulation) } = options
  const epochs = epochColumns(simulation)
  const contents: [name: RunFile, content: string | Uint8Array][] = [
    ['epochs.csv', csvOf(epochs)],
    ['epochs.parquet', parquetOf(epochs)],
  ]
  if (agents) contents.push(['agents.parquet', parquetOf(agentColumns(simulation))])
  if (simulation.series.length > 0) contents.push(['series.parquet', parquetOf(seriesColumns(simulation))])
  for (const [name, content] of contents) target.write(name, content)
  events?.end()
  interactions?.end()
  const warnings = [...report.warnings, ...(events?.warnings ?? []), ...(interactions?.warnings ?? [])]
  return target.commit((files) => manifestText(simulation, { ...report, warnings }, files))
}
