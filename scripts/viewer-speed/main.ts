import { readFileSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { type Figure, isMet, lineOf } from './figures.ts'
import { FULL, MEASURES, TINY } from './measures.ts'
import { openDesk } from './pages.ts'

/**
 * Measures the built viewer in a headless browser that draws by software, and holds it against its bars:
 *
 *     npm run viewer:speed -- [NAME...] [--agents N] [--large-agents N] [--tiny] [--json FILE]
 *
 * A line a figure: what, the median of several measurements, their spread, the bar, and whether it was met. Bars are those of an
 * idle machine with two cores. Ends with status 1 when one of a full size was not met.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    agents: { type: 'string' },
    'large-agents': { type: 'string' },
    tiny: { type: 'boolean', default: false },
    json: { type: 'string' },
  },
})
const known = Object.keys(MEASURES) as (keyof typeof MEASURES)[]
const unknown = positionals.find((name) => !known.includes(name as keyof typeof MEASURES))
if (unknown !== undefined) {
  process.stderr.write(`${unknown} is not measured here, only ${known.join(', ')}\n`)
  process.exit(2)
}
const sizes = { ...(values.tiny ? TINY : FULL) }
const counts = { agents: countOf('agents'), largeAgents: countOf('large-agents') }
if (counts.agents !== undefined) Object.assign(sizes, { agents: counts.agents })
if (counts.largeAgents !== undefined) Object.assign(sizes, { largeAgents: counts.largeAgents })

const root = path.resolve(path.dirname(process.argv[1] ?? ''), '../..')
const town = readFileSync(path.join(root, 'scenarios/metropolis.yaml'), 'utf8')
const figures: Figure[] = []
const load = loadavg()[0] as number
const desk = await openDesk(path.join(root, 'dist/cli.js'))
try {
  for (const name of positionals.length > 0 ? known.filter((each) => positionals.includes(each)) : known) {
    for (const figure of await MEASURES[name](desk, sizes, town)) {
      figures.push(figure)
      process.stdout.write(`${lineOf(figure)}\n`)
    }
  }
} finally {
  await desk.close()
}
const machine = { cores: cpus().length, loadBefore: load, browser: desk.browser.version() }
process.stdout.write(`${machine.cores} cores, load ${load.toFixed(1)} before, Chromium ${machine.browser}\n`)
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ machine, sizes, figures }, null, 2)}\n`)
const isFull = !values.tiny && Object.values(counts).every((count) => count === undefined)
process.exitCode = isFull && figures.some((figure) => isMet(figure) === false) ? 1 : 0

function countOf(option: 'agents' | 'large-agents'): number | undefined {
  const text = values[option]
  if (text === undefined) return undefined
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1000) return count
  process.stderr.write(`--${option} is ${text}, expected a whole number from 1000 on\n`)
  process.exit(2)
}
