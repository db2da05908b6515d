import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { describe, expect, it } from 'vitest'
import { main as customMechanism } from '../../examples/custom-mechanism.ts'
import { main as customPolicy } from '../../examples/custom-policy.ts'
import { main as headless } from '../../examples/headless.ts'
import { main as hostWorld } from '../../examples/host-world.ts'
import { barsOf, createTown } from '../../examples/in-a-page/main.ts'

const folder = fileURLToPath(new URL('../../examples/', import.meta.url))

/** Gathers what an example prints. */
function paper() {
  const lines: string[] = []
  return { lines, print: (line: string) => void lines.push(line) }
}

describe('examples', () => {
  it('headless: moves a lever in mid-run, and the lever shows', async () => {
    const { lines, print } = paper()
    const { before, after, digest } = await headless(print)
    expect(before.metrics['auditedInteractions']).toBe(0)
    expect(after.metrics['auditedInteractions']).toBeGreaterThan(0)
    const reputation = ({ byType }: typeof before) => byType['adversarial']!.meanReputation
    expect(reputation(after)).toBeLessThan(reputation(before))
    expect((await headless(print)).digest).toBe(digest)
    expect(lines).toContain(`digest ${digest}`)
  })

  it('custom-policy: pays poor interactions back', async () => {
    const { lines, print } = paper()
    const { byType, paidBack, digest } = await customPolicy(print)
    expect(byType['titForTat']!.agents).toBe(30)
    expect(byType['titForTat']!.initiated).toBeGreaterThan(0)
    expect(paidBack).toBeGreaterThan(0)
    expect((await customPolicy(print)).digest).toBe(digest)
    expect(lines).toContain(`poor interactions paid back: ${paidBack}`)
  })

  it('custom-mechanism: rations interactions and conserves money', async () => {
    const { open, rationed } = await customMechanism(() => {})
    expect(rationed.metrics['totalInteractions']).toBeLessThan(open.metrics['totalInteractions'] as number)
    expect(open.metrics['depositsLocked']).toBe(0)
    expect(rationed.metrics['depositsLocked']).toBeGreaterThan(0)
    expect(rationed.midEpoch.locked).toBeGreaterThan(0)
    for (const { midEpoch, end } of [open, rationed]) {
      expect(midEpoch.free + midEpoch.locked).toBe(6000)
      expect(end).toEqual({ free: 6000, locked: 0 })
    }
    const { placed } = rationed
    expect(placed.indexOf('deposit-lock')).toBeGreaterThan(placed.indexOf('settlement'))
    expect(placed.indexOf('deposit-release')).toBeLessThan(placed.indexOf('redistribution'))
  })

  it('host-world: takes in the entities that carry a policy, and no other', async () => {
    const { agents, frozen, lampPost, people, bestRow } = await hostWorld(() => {})
    expect([...agents].sort((a, b) => a - b)).toEqual(people)
    expect(frozen.length).toBeGreaterThan(0)
    expect(frozen.every((entity) => agents.includes(entity))).toBe(true)
    expect(lampPost).toBe(-1)
    expect(bestRow).toBeGreaterThanOrEqual(0)
  })

  it('in-a-page: draws a bar for each policy', async () => {
    const town = await createTown()
    const result = town.runEpoch()
    const svg = barsOf(result)
    expect(svg.match(/<rect /g)).toHaveLength(4)
    for (const name of Object.keys(result.byType)) expect(svg).toContain(`>${name}</text>`)
  })

  it('in-a-page: needs nothing of Node', async () => {
    const result = await build({
      entryPoints: [`${folder}in-a-page/main.ts`],
      bundle: true,
      write: false,
      format: 'esm',
      target: 'es2022',
      platform: 'browser',
      minify: true,
      metafile: true,
      // seedrandom names it in a branch for Node that a page never takes; its package.json says so to bundlers.
      logLevel: 'silent',
    })
    expect(result.errors).toEqual([])
    const code = result.outputFiles[0]!.text
    expect(code).not.toMatch(/from\s*["']node:|require\(["']node:|import\(["']node:/)
    const inputs = Object.keys(result.metafile.inputs)
    expect(inputs.filter((input) => /^(outputs|cli|scenarios|experiments)\//.test(input))).toEqual([])
    const packages = new Set(inputs.flatMap((input) => /node_modules\/([^/]+)/.exec(input)?.[1] ?? []))
    expect([...packages].sort()).toEqual(['bitecs', 'seedrandom'])
  })

  it('are all named in their README', () => {
    const readme = readFileSync(`${folder}README.md`, 'utf8')
    const missing = readdirSync(folder).filter(
      (name) => name !== 'README.md' && !readme.includes(`\`${name}`),
    )
    expect(missing).toEqual([])
  })

  it('open with a comment that says how to run them', () => {
    const files = readdirSync(folder).filter((name) => name.endsWith('.ts'))
    expect(files.length).toBeGreaterThanOrEqual(4)
    for (const name of files) {
      expect(readFileSync(folder + name, 'utf8')).toContain(`Run it: node scripts/run.mjs examples/${name}`)
    }
  })
})
