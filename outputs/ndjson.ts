import type { EpochResult } from '../simulation/results.ts'
import { epochReport, type RunReport } from './json.ts'

/** An epoch as one line, to be written as soon as it is finished. */
export const epochLine = (epoch: EpochResult): string => `${JSON.stringify(epochReport(epoch))}\n`

/** The last line: the run without its epochs. */
export function summaryLine({ epochs, ...rest }: RunReport): string {
  return `${JSON.stringify({ ...rest, finishedEpochs: epochs.length })}\n`
}
