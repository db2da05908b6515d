import { mkdirSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Bundles a TypeScript file of the project so that Node can run it in a worker or a process of its own; packages stay outside. */
export async function bundled(file: string): Promise<URL> {
  const folder = `${root}node_modules/.cache/patchwork`
  mkdirSync(folder, { recursive: true })
  const outfile = `${folder}/${file.replace(/\W+/g, '-')}.${process.pid}.mjs`
  await build({
    entryPoints: [`${root}${file}`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    sourcemap: 'inline',
    logLevel: 'warning',
  })
  return pathToFileURL(outfile)
}
