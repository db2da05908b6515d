import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import type * as Core from '../../simulation/index.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** Builds entries as a release does: side by side, with what they share in chunks beside them. */
export async function buildPackage(
  folder: string,
  entries: Readonly<Record<string, string>>,
  splitting = true,
): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
    outdir: folder,
    bundle: true,
    splitting,
    platform: 'neutral',
    mainFields: ['module', 'main'],
    external: ['node:*'],
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    logLevel: 'error',
  })
}

export interface BuiltPackage {
  readonly core: typeof Core
  /** URL of another entry. */
  url(entry: string): string
  remove(): void
}

/**
 * The core as a release has it, with the file that threads run, and further entries of a test's own.
 * @param whole entries that share nothing with others
 */
export async function builtPackage(
  entries: Readonly<Record<string, string>> = {},
  whole: Readonly<Record<string, string>> = {},
): Promise<BuiltPackage> {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'patchwork-package-'))
  await buildPackage(folder, {
    index: 'simulation/index.ts',
    worker: 'simulation/worker.ts',
    ...entries,
  })
  await buildPackage(folder, whole, false)
  const url = (entry: string) => pathToFileURL(join(folder, `${entry}.js`)).href
  return {
    core: (await import(url('index'))) as typeof Core,
    url,
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
