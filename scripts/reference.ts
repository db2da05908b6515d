import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { generatedFiles } from './reference/pages.ts'

/**
 * `npm run docs`: writes docs/reference/, scenarios/scenario.schema.json and the README's table of scenarios from
 * what the code and the scenario files declare.
 */
const root = path.resolve(path.dirname(process.argv[1] ?? ''), '..')
for (const [file, text] of generatedFiles(root)) {
  const target = path.join(root, file)
  mkdirSync(path.dirname(target), { recursive: true })
  writeFileSync(target, text)
  process.stdout.write(`${file}\n`)
}
