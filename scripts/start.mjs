// The main job with nothing else given: builds what is missing, then runs the metropolis with live progress.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const program = new URL('../dist/cli.js', import.meta.url)

if (!existsSync(program)) {
  process.stderr.write('Building Patchwork (once, about 15 seconds) ...\n')
  const built = spawnSync('npm', ['run', '--silent', 'build'], {
    cwd: root,
    shell: process.platform === 'win32',
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (built.status !== 0) process.exit(built.status ?? 1)
}
// In this process, so that Ctrl-C reaches the run itself.
process.argv.splice(1, 1, fileURLToPath(program), 'run', 'metropolis', '--out', 'runs/metropolis')
await import(program.href)
