import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'

const root = fileURLToPath(new URL('../../', import.meta.url))
const run = promisify(execFile)

it('the measurements behind the decisions still run', async () => {
  const program = [join(root, 'scripts/run.mjs'), 'scripts/measure.ts', '--tiny']
  const { stdout } = await run(process.execPath, ['--expose-gc', ...program], { cwd: root })
  const source = readFileSync(join(root, 'scripts/measure.ts'), 'utf8')
  const declared = [...source.matchAll(/^const (\w+): Measurement/gm)].map(([, name]) => name)
  const printed = new Set(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.split(':')[0]),
  )
  expect(declared.length).toBeGreaterThan(5)
  expect([...printed].sort()).toEqual(declared.sort())
  expect(stdout).not.toContain('NaN')
})
