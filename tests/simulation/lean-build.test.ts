import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildLean } from '../../scripts/lean/build.ts'
import { leaveOutDocumentation } from '../../scripts/lean/without-documentation.ts'
import * as full from '../../simulation/index.ts'
import digests from '../golden/digests.json' with { type: 'json' }
import { digestOfRun, GOLDEN_RUNS } from '../golden/runs.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))

let folder: string
let file: string
let lean: typeof full
beforeAll(async () => {
  const cache = join(root, 'node_modules/.cache')
  mkdirSync(cache, { recursive: true })
  folder = mkdtempSync(join(cache, 'patchwork-lean-'))
  file = join(folder, 'core.min.mjs')
  await buildLean(root, file)
  lean = await import(/* @vite-ignore */ pathToFileURL(file).href)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Bundles an example, its engine from the lean file, and imports it. */
async function exampleOnLean(name: string): Promise<Record<string, (print: () => void) => Promise<object>>> {
  const outfile = join(folder, `${name}.mjs`)
  await build({
    entryPoints: [join(root, 'examples', `${name}.ts`)],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
    plugins: [
      {
        name: 'lean',
        setup: ({ onResolve }) =>
          onResolve({ filter: /simulation\/index\.ts$/ }, () => ({ path: './core.min.mjs', external: true })),
      },
    ],
  })
  return import(/* @vite-ignore */ pathToFileURL(outfile).href)
}

describe('the lean build', () => {
  it.each(Object.entries(digests))('%s ends in the digest of the full build', async (name, digest) => {
    expect(await digestOfRun(name, lean.createSimulation)).toBe(digest)
  })

  it('offers what the full build offers', () => {
    expect(Object.keys(lean).sort()).toEqual(Object.keys(full).sort())
  })

  it('runs where there is nothing of Node', async () => {
    const program = `
      for (const name of ['process', 'Buffer', 'require', 'global', 'setImmediate']) delete globalThis[name]
      const { createSimulation } = await import(${JSON.stringify(pathToFileURL(file).href)})
      const simulation = await createSimulation(${JSON.stringify(GOLDEN_RUNS['village'])})
      await simulation.run()
      console.log(simulation.digest())`
    const words = ['--input-type=module', '--eval', program]
    const { stdout } = await promisify(execFile)(process.execPath, words)
    expect(stdout.trim()).toBe(digests.village)
  })

  it('says errors in full', async () => {
    const misspelt = { agents: [{ type: 'honset', count: 3 }] }
    const said = (create: typeof full.createSimulation) => create(misspelt).catch(String)
    expect(await said(lean.createSimulation)).toBe(await said(full.createSimulation))
    expect(await said(lean.createSimulation)).toMatch(/^UserError: agents.*did you mean honest\?/)
  })

  it('keeps declarations but for their sentences', () => {
    expect(lean.Standing).toEqual({
      ...full.Standing,
      fields: Object.fromEntries(
        Object.entries(full.Standing.fields).map(([name, field]) => [name, { ...field, doc: '' }]),
      ),
    })
    const sentences = readFileSync(file, 'utf8').match(/(["'`])[A-Z][a-z]+ [^"'`$]*\.\1/g)
    expect(sentences ?? []).toEqual([])
  })

  it.each(['headless', 'custom-policy', 'custom-mechanism', 'host-world'])('%s runs on it', async (name) => {
    const { main } = await exampleOnLean(name)
    const original = await import(`../../examples/${name}.ts`)
    expect(await main!(() => {})).toEqual(await original.main(() => {}))
  })

  // Punctuation, keywords and numbers alone came to 68 kB of the first 152, so leaving names and texts out wins little.
  it('stays below 185 kB, and 64 kB compressed', () => {
    expect(statSync(file).size).toBeLessThan(185_000)
    expect(gzipSync(readFileSync(file), { level: 9 }).length).toBeLessThan(64_000)
  })

  it('names the packages in it', () => {
    expect(readFileSync(file, 'utf8')).toMatch(
      /^\/\*! patchwork-ecs \d.* bitecs \d.* seedrandom \d.* NOTICE\. \*\/\n/,
    )
  })
})

describe('leaving documentation out', () => {
  it('empties every doc of an object, whatever it is made of, and nothing else', () => {
    const source = `
      interface Field { doc: string }
      const note = 'doc: kept'
      export const a = f64({ unit: 'score', doc: 'A \\'quoted\\' { brace }.', range: [0, 1] })
      export const b = f64({ doc: 'One part ' + 'and another.' }), c = { doc: \`of \${note}\` }
      export const { doc } = a`
    expect(leaveOutDocumentation(source)).toBe(`
      interface Field { doc: string }
      const note = 'doc: kept'
      export const a = f64({ unit: 'score', doc: '', range: [0, 1] })
      export const b = f64({ doc: '' }), c = { doc: '' }
      export const { doc } = a`)
  })

  it('empties sentences handed to a function for its doc alone', () => {
    const source = `
      const off = (what: string) => flag({ default: false, doc: what })
      const named = (what: string) => ({ name: what, doc: what })
      export const a = [off('Whether it is on.'), named('kept')]`
    expect(leaveOutDocumentation(source)).toContain("[off(''), named('kept')]")
  })
})
