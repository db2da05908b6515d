/** The command `conformance`: golden-vector files or folders of them, a line a family, and what failed first. */

import { parseArgs } from 'node:util'
import { messageOf, UserError } from '../../engine/errors.ts'
import { runConformance } from './index.ts'
import { readVectorFiles } from './read.ts'
import type { ConformanceReport, FamilyReport } from './run.ts'

const USAGE = 'conformance PATH... [--families a,b] [--compat] [--opt]'
const SHOWN_LENGTH_MAX = 1500

const show = (value: unknown): string => {
  const text = JSON.stringify(value, (_, inner) =>
    typeof inner === 'number' && !Number.isFinite(inner) ? String(inner) : inner,
  )
  if (text === undefined) return 'nothing'
  return text.length > SHOWN_LENGTH_MAX ? `${text.slice(0, SHOWN_LENGTH_MAX)}…` : text
}

function lineOf({ family, passed, failed, notRun }: FamilyReport): string {
  return `${family}  ${passed} passed, ${failed} failed${notRun > 0 ? `, ${notRun} not run` : ''}`
}

function describeFirstFailure(reports: readonly FamilyReport[]): string[] {
  const found = reports.find(({ firstFailure }) => firstFailure !== undefined)
  if (found?.firstFailure === undefined) return []
  const { index, input, difference, problem } = found.firstFailure
  const lines = ['', `First failing case: ${found.family}, case ${index}`, `  in        ${show(input)}`]
  if (problem !== undefined) return [...lines, `  ${problem}`, '']
  const place = difference?.path ? `at ${difference.path}` : 'as a whole'
  return [
    ...lines,
    `  differs ${place}`,
    `  got       ${show(difference?.got)}`,
    `  expected  ${show(difference?.expected)}`,
    '',
  ]
}

function print(report: ConformanceReport): void {
  const lines = [
    ...report.families.map(lineOf),
    ...describeFirstFailure(report.families),
    `${report.passed} passed, ${report.failed} failed`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      families: { type: 'string' },
      compat: { type: 'boolean', default: false },
      opt: { type: 'boolean', default: false },
    },
  })
  if (positionals.length === 0) throw new UserError('PATH', `none given, expected ${USAGE}`)
  const families = values.families?.split(',').map((family) => family.trim())
  const { compat, opt } = values
  const files = await readVectorFiles(positionals)
  for (const family of families ?? []) {
    if (files.some((file) => file.family === family)) continue
    process.stderr.write(`no file of family ${family} among the paths\n`)
  }
  const report = runConformance(files, { compat, opt, ...(families && { families }) })
  print(report)
  return report.failed > 0 ? 1 : 0
}

try {
  process.exitCode = await main()
} catch (thrown) {
  process.stderr.write(`${messageOf(thrown)}\n`)
  process.exitCode = 2
}
