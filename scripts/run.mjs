// Runs a TypeScript program of this repository: bundles it, packages left out, and imports the bundle with the remaining
// arguments. Node 20 cannot load TypeScript by itself. Beside the bundle lie the files that a release has: those that
// threads and further worlds load.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
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
const cache = path.join(root, 'node_modules/.cache/patchwork')
mkdirSync(cache, { recursive: true })
// A folder of its own, so that of two runs at once neither loads the other's half-written bundle.
const folder = mkdtempSync(path.join(cache, `${path.basename(source, '.ts')}-`))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

await build({
  entryPoints: {
    main: source,
    worker: path.join(root, 'simulation/worker.ts'),
    'sweep-worker': path.join(root, 'experiments/sweep/sweep-worker.ts'),
    kernels: path.join(root, 'simulation/core.ts'),
    mechanisms: path.join(root, 'mechanisms/index.ts'),
  },
  outdir: folder,
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  sourcemap: 'inline',
  logLevel: 'error',
}).catch(() => process.exit(2))
process.setSourceMapsEnabled(true)
process.argv = [process.argv[0], source, ...rest]
await import(pathToFileURL(path.join(folder, 'main.js')).href)
