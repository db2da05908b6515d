import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { VERSION } from '../../simulation/version.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { SOCIETY, scenarioFile } from './society.ts'

let cli: BuiltCli
let village: string
beforeAll(async () => {
  cli = await builtCli()
  village = scenarioFile(
    cli.folder,
    'village.yaml',
    `${SOCIETY}interventions:\n  - { epoch: 1, set: { governance.audit_probability: 0.75 } }\nsuccess_criteria: { min_epochs: 2 }\n`,
  )
})
afterAll(() => cli.remove())

const printed = async (...words: string[]) => {
  const { stdout, stderr, status } = await cli.run(words)
  expect(stderr).toBe('')
  expect(status).toBe(0)
  return stdout
}

describe('list', () => {
  it('names every scenario of the shelf, in 80 columns', async () => {
    const text = await printed('list')
    const shelf = readdirSync(fileURLToPath(new URL('../../scenarios', import.meta.url)))
    const names = shelf.filter((file) => file.endsWith('.yaml')).map((file) => file.slice(0, -5))
    expect(names.length).toBeGreaterThan(0)
    for (const name of names) expect(text).toMatch(new RegExp(`^${name} +\\d+ +\\d+ +\\S`, 'm'))
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })
})

describe('describe', () => {
  it('shows schedule, parameters, memory and the seven elements of ODD in 80 columns', async () => {
    const text = await printed('describe', village)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(text).toMatch(/^\d+ +audit +audit +interaction/m)
    expect(text).toMatch(/governance\.audit_probability +0\.5 +0\.1 +probability/)
    expect(text).toMatch(/^Interventions\nepoch +parameter +value\n1 +governance\.audit_probability +0\.75/m)
    expect(text).toMatch(/^Success criteria\ncriterion +bound\nmin_epochs +2/m)
    expect(text).toMatch(/^Standing +96 +8\.0 +12 +agent$/m)
    expect(text).toMatch(/^Acquaintance +\d+ +132\.0 +72 +acquaintance$/m)
    expect(text).toMatch(/^Journal +\d+ +[\d.]+ +4096 +journal$/m)
    const titles = text.match(/^[1-7]\. .*$/gm)
    expect(titles).toEqual([
      '1. Purpose and patterns',
      '2. Entities, state variables, and scales',
      '3. Process overview and scheduling',
      '4. Design concepts',
      '5. Initialisation',
      '6. Input data',
      '7. Submodels',
    ])
    expect(text).toContain('Standing.reputation (score)')
    expect(text).toContain('6 honest')
  })

  it('lists only what differs from the profile apart', async () => {
    const text = await printed('describe', village, '--set', 'payoff.theta=0.7')
    const apart = text.slice(text.indexOf('Parameters that differ'), text.indexOf('All parameters'))
    const paths = apart.match(/^[a-z_]+\.[a-z_]+/gm)
    expect(paths).toEqual(['governance.audit_enabled', 'governance.audit_probability', 'payoff.theta'])
  })

  it('gives the same as json', async () => {
    const description = JSON.parse(await printed('describe', village, '--format', 'json'))
    expect(description.scenario.id).toBe('village')
    expect(description.systems.find(({ name }: { name: string }) => name === 'audit')).toMatchObject({
      plugin: 'core',
      every: 'interaction',
      writes: ['Cost', 'Finding'],
    })
    expect(description.bytes.byComponent.Standing).toBe(96)
    const sum = Object.values(description.bytes.byComponent as Record<string, number>).reduce((a, b) => a + b)
    expect(sum).toBeLessThanOrEqual(description.bytes.total)
    expect(description.bytes.perAgent).toBeCloseTo(description.bytes.total / 12, 6)
    expect(description.rowsByTable).toMatchObject({ agent: 12, journal: 4096 })
  })

  it('shows the sizes of what no machine can hold', async () => {
    const words = ['describe', 'metropolis', '--agents', '10000000', '--set', 'memory.slots=1024']
    const text = await printed(...words)
    expect(text).toMatch(/^Acquaintance +2252\d{8} +22528\.0 +10240000000 +acquaintance$/m)
    expect(text).toMatch(/^One world takes at most 8589934592 bytes: this would not run\.$/m)
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    const { bytes } = JSON.parse(await printed(...words, '--format', 'json'))
    expect(bytes.total).toBeGreaterThan(2.4e11)
  })

  it('draws the schedule as Mermaid', async () => {
    const chart = await printed('describe', village, '--format', 'mermaid')
    expect(chart.startsWith('flowchart TD\n')).toBe(true)
    expect(chart).toContain('audit --> circuit_breaker')
  })
})

describe('the rest', () => {
  it('prints the JSON Schema of scenario files', async () => {
    const schema = JSON.parse(await printed('schema'))
    expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema')
    expect(schema.properties.governance.properties.audit_probability).toMatchObject({
      minimum: 0,
      maximum: 1,
    })
  })

  it('helps, and says its version', async () => {
    expect(await printed('--version')).toBe(`${VERSION}\n`)
    const help = await printed('run', '--help')
    for (const option of [
      'agents',
      'seed',
      'epochs',
      'steps',
      'profile',
      'set',
      'threads',
      'out',
      'record',
    ]) {
      expect(help).toContain(`--${option} <`)
    }
    expect(help).toContain('Exit status: 0 good')
  })
})
