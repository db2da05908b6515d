import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Benchmark } from '../benchmark.ts'
import { rowsOf } from '../row.ts'

const row = rowsOf('bundle')

/** Exports that a lean build for browsers would have, the first that exists counting. */
const LEAN = ['./min', './browser', './lean']

type Exports = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** Where a browser would start: a lean build where the package has one, else the entry `.` from its source. */
function entryOf(root: string): { name: string; file: string; isBuilt: boolean } {
  const { exports }: { exports: Exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const targetOf = (name: string): string | undefined => {
    const entry = exports[name]
    return typeof entry === 'string' ? entry : (entry?.['browser'] ?? entry?.['default'])
  }
  const lean = LEAN.find((name) => exports[name] !== undefined)
  const main = exports['.']
  if (lean === undefined && typeof main === 'object' && main['browser'] !== undefined) {
    return { name: '. (browser)', file: join(root, main['browser']), isBuilt: false }
  }
  if (lean !== undefined) return { name: lean, file: join(root, targetOf(lean) ?? ''), isBuilt: true }
  return { name: '.', file: join(root, 'simulation/index.ts'), isBuilt: false }
}

/** Size of everything that a page needs to run a simulation, packages included. 1 kB is 1,000 B. */
export const bundle: Benchmark = async ({ root }) => {
  const { name, file, isBuilt } = entryOf(root)
  if (!existsSync(file)) {
    return [row.missing(`entry ${name}, minified`, 'kB', 'dist/ is missing: npm run build', 'K')]
  }
  const { build } = await import('esbuild')
  // The lean entry is a file as pages load it.
  const whole = isBuilt ? undefined : await build({ ...options(root), entryPoints: [file] })
  const contents = isBuilt ? readFileSync(file) : (whole?.outputFiles[0]?.contents ?? new Uint8Array())
  const used = "export { createSimulation } from './simulation/index.ts'"
  const least = await build({ ...options(root), stdin: { contents: used, resolveDir: root, loader: 'ts' } })
  const leastContents = least.outputFiles[0]?.contents ?? new Uint8Array()
  const digest = createHash('sha256').update(contents).digest('hex').slice(0, 16)
  return [
    row(`entry ${name}, minified`, contents.byteLength / 1000, 'kB', digest, { target: 'K' }),
    row(`entry ${name}, minified, gzip`, gzipSync(contents, { level: 9 }).byteLength / 1000, 'kB', digest),
    row('what createSimulation alone needs', leastContents.byteLength / 1000, 'kB', digest),
  ]
}

const options = (root: string) =>
  ({
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    absWorkingDir: root,
    legalComments: 'none',
    logLevel: 'error',
  }) as const
