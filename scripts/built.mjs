// Builds the package when that has not been done.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
/** The last thing that a build writes. */
const LAST = new URL('../dist/page/single.html', import.meta.url)

/** Ends the process when the build fails; its messages have been shown by then. */
export function ensureBuilt() {
  if (existsSync(LAST)) return
  process.stderr.write('Building Patchwork (once, about 20 seconds) ...\n')
  const built = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (built.status !== 0) process.exit(built.status ?? 1)
}
