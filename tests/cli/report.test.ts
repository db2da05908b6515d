import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { SOCIETY, scenarioFile } from './society.ts'

let cli: BuiltCli
beforeAll(async () => {
  cli = await builtCli()
  const text = `${SOCIETY.replace('village\n', '"<b>village</b>"\n')}success_criteria: { min_epochs: 2 }\n`
  await cli.run(['run', scenarioFile(cli.folder, 'village.yaml', text), '--out', 'town', '--quiet'])
})
afterAll(() => cli.remove())

const manifest = () => join(cli.folder, 'town', 'manifest.json')

it('writes a page beside the files of a run and prints its path', async () => {
  const { status, stdout, stderr } = await cli.run(['report', 'town'])
  expect([status, stdout, stderr]).toEqual([0, 'town/report.html\n', ''])
  const page = readFileSync(join(cli.folder, 'town', 'report.html'), 'utf8')
  expect(page).toContain('<h1>&lt;b&gt;village&lt;/b&gt;</h1>')
  expect(page).toContain('7. Submodels')
  expect(page).toContain('governance.<wbr>audit_<wbr>probability')
  expect(page).toContain('Mean 1 - p of accepted interactions')
})

it('writes it elsewhere, and over nothing but a report', async () => {
  const elsewhere = join(cli.folder, 'elsewhere.html')
  expect((await cli.run(['report', 'town', '--out', 'elsewhere.html'])).stdout).toBe('elsewhere.html\n')
  expect(existsSync(elsewhere)).toBe(true)
  writeFileSync(elsewhere, 'mine')
  const { status, stderr } = await cli.run(['report', 'town', '--out', 'elsewhere.html'])
  expect(status).toBe(2)
  expect(stderr).toBe(
    'error: elsewhere.html: is there already and is no report (name another file with --out)\n',
  )
})

it('refuses what is no folder of a run', async () => {
  const { status, stderr } = await cli.run(['report', 'nowhere'])
  expect(status).toBe(2)
  expect(stderr).toBe('error: nowhere/manifest.json: no such file: the folder is no folder of a run\n')
})

it('shows the figures of a scenario that it does not know, and says so', async () => {
  const before = readFileSync(manifest(), 'utf8')
  const changed = JSON.parse(before)
  changed.scenario.parameters['later.invention'] = 1
  writeFileSync(manifest(), JSON.stringify(changed))
  try {
    const { status, stderr } = await cli.run(['report', 'town'])
    expect(status).toBe(0)
    expect(stderr).toMatch(/^warning: this version does not know the scenario, .*later\.invention/)
    const page = readFileSync(join(cli.folder, 'town', 'report.html'), 'utf8')
    expect(page).toContain('later.invention')
    expect(page).not.toContain('7. Submodels')
  } finally {
    writeFileSync(manifest(), before)
  }
})
