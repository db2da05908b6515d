import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { digestOfRun, GOLDEN_RUNS } from '../tests/golden/runs.ts'

/**
 * Writes tests/golden/digests.json anew: `node scripts/run.mjs scripts/golden.ts`. Do it by hand, when a change is meant
 * to change results, and say so in CHANGELOG.md.
 */
const digests: Record<string, string> = {}
for (const name of Object.keys(GOLDEN_RUNS)) digests[name] = await digestOfRun(name)
const file = path.resolve(path.dirname(process.argv[1] ?? ''), '../tests/golden/digests.json')
writeFileSync(file, `${JSON.stringify(digests, null, 2)}\n`)
process.stdout.write(`${JSON.stringify(digests, null, 2)}\n`)
