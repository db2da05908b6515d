// Builds the viewer's page into dist/page: in many files for a server, and as single.html, which opens by double-click.
import { copyFileSync, renameSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

for (const mode of ['production', 'single']) {
  await build({ configFile: at('viewer/vite.config.ts'), mode, logLevel: 'warn' })
}
renameSync(at('dist/single/index.html'), at('dist/page/single.html'))
rmSync(at('dist/single'), { recursive: true, force: true })
// A second society at once loads loops of its own, from beside the worker's file.
copyFileSync(at('dist/kernels.js'), at('dist/page/assets/kernels.js'))
