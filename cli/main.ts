#!/usr/bin/env node
import { explain } from './exit.ts'
import { ResultOutput } from './output.ts'
import { runProgram } from './program.ts'

// Notes that nobody reads any more are no reason to stop.
process.stderr.on('error', () => {})

try {
  process.exitCode = await runProgram(process.argv.slice(2), new ResultOutput())
} catch (thrown) {
  process.exitCode = explain(thrown, (text) => process.stderr.write(text))
}
