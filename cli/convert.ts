import { jsonText } from '../outputs/json.ts'
import { convertLog } from '../outputs/log/convert.ts'
import { Exit } from './exit.ts'
import type { ResultOutput } from './output.ts'
import type { ReportOptions } from './replay.ts'

/** `convert`: turns a log into another form. Returns the exit status. */
export async function convertCommand(
  from: string,
  to: string,
  { format }: ReportOptions,
  output: ResultOutput,
): Promise<number> {
  const report = await convertLog(from, to)
  const text = `${report.interactions} interactions written:\n${report.files.map((path) => `  ${path}\n`).join('')}`
  output.write(format === 'json' ? jsonText(report) : text)
  return Exit.good
}
