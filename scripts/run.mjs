// Runs a TypeScript program of this repository: bundles it, packages left out, and imports the bundle with the remaining
// arguments. Node 20 cannot load TypeScript by itself.
import { rename } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('..', import.meta.url))
const [entry, ...rest] = process.argv.slice(2)
if (entry === undefined) {
  process.stderr.write('usage: node scripts/run.mjs ENTRY.ts [ARGUMENT...]\n')
  process.exit(2)
}

const source = path.resolve(root, entry)
const name = path
  .relative(root, source)
  .replace(/\.[a-z]+$/, '')
  .replaceAll(path.sep, '-')
const folder = path.join(root, 'node_modules/.cache/patchwork')
const bundle = path.join(folder, `${name}.mjs`)
// Written beside and renamed, so that of two runs at once neither loads the other's half-written bundle.
const draft = path.join(folder, `${name}-${process.pid}.mjs`)
await build({
  entryPoints: [source],
  outfile: draft,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'error',
}).catch(() => process.exit(2))
await rename(draft, bundle)
process.setSourceMapsEnabled(true)
process.argv = [process.argv[0], source, ...rest]
await import(pathToFileURL(bundle).href)
