import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { generatedFiles } from '../../scripts/reference/pages.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const files = generatedFiles(root)

it.each([...files.keys()])('%s is what the declarations say', (file) => {
  const held = readFileSync(root + file, 'utf8')
  expect(held === files.get(file), `${file} is stale: run npm run docs`).toBe(true)
})

it('leaves no page behind that nothing generates', () => {
  const pages = readdirSync(`${root}docs/reference`).map((name) => `docs/reference/${name}`)
  expect(pages.filter((page) => !files.has(page))).toEqual([])
})

it('describes every parameter, column and metric', () => {
  expect(files.get('docs/reference/parameters.md')).toContain('`governance.audit_probability`')
  expect(files.get('docs/reference/columns.md')).toContain('### Standing')
  expect(files.get('docs/reference/metrics.md')).toContain('`toxicityRate`')
  expect(files.get('docs/reference/systems.md')).toContain('flowchart TD')
})
