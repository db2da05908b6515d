import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { vocabulary } from '../../simulation/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { milliseconds } from '../clocks.ts'
import { type BenchRow, rowsOf, sizeText } from '../row.ts'
import { shippedScenario } from '../worlds.ts'

const row = rowsOf('startup')
const BUILD_MISSING = 'dist/ is missing: npm run build'

/**
 * From the start of node to the end of the first tick, over a node that does nothing: the built entry, and the agents and
 * rules of the metropolis as an object in a file of its own, so that no reader of scenario files is loaded.
 */
export const startup: Benchmark = async ({ tiny, rounds, root }) => {
  const entry = join(root, 'dist/index.js')
  const sizes = tiny ? [100] : [1000, 100_000]
  const labelOf = (agents: number) => `first tick of ${sizeText(agents)} after an empty node`
  if (!existsSync(entry)) {
    return sizes.map((agents, index) =>
      row.missing(labelOf(agents), 'ms', BUILD_MISSING, index === 0 ? 'H' : undefined),
    )
  }
  const folder = mkdtempSync(join(tmpdir(), 'patchwork-startup-'))
  try {
    const empty = join(folder, 'empty.mjs')
    writeFileSync(empty, '')
    const rows: BenchRow[] = []
    for (const [index, agents] of sizes.entries()) {
      const program = join(folder, `first-tick-${agents}.mjs`)
      writeFileSync(program, programOf(root, entry, agents))
      const [full, bare]: [number[], number[]] = [[], []]
      let digest = ''
      // Starts are short and their times spread widely, so there are three times as many.
      for (let round = 0; round < (tiny ? 1 : 3) * rounds; round++) {
        bare.push(milliseconds(() => run(empty)))
        full.push(milliseconds(() => run(program)))
      }
      digest = run(program, '--digest').trim()
      const added = full.map((time, round) => time - (bare[round] ?? Number.NaN))
      const target = index === 0 ? { target: 'H' as const } : {}
      rows.push(row(labelOf(agents), added, 'ms', digest, target))
      rows.push(row(`start to first tick, ${sizeText(agents)} agents`, full, 'ms', digest))
      if (index === 0) rows.push(row('an empty node', bare, 'ms', digest))
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const run = (program: string, ...words: string[]): string =>
  execFileSync(process.execPath, [program, ...words], { encoding: 'utf8' })

function programOf(root: string, entry: string, agents: number): string {
  const { id, stepsPerEpoch, parameters, agents: groups } = shippedScenario(root, 'metropolis', { agents })
  // Parameters of mechanisms belong to another entry; those of the core are what is asked for here.
  const core = Object.entries(parameters).filter(([path]) => CORE.has(path))
  const scenario = { id, stepsPerEpoch, agents: groups, parameters: Object.fromEntries(core) }
  return `import { createSimulation } from ${JSON.stringify(pathToFileURL(entry).href)}
const simulation = await createSimulation(${JSON.stringify(scenario)})
simulation.tick()
if (process.argv[2] === '--digest') console.log(simulation.digest())
`
}

const CORE = vocabulary().parameters
