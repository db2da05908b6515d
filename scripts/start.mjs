// The main job with nothing else given: builds what is missing, then runs the metropolis with live progress.
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './built.mjs'

const program = new URL('../dist/cli.js', import.meta.url)

ensureBuilt()
// In this process, so that Ctrl-C reaches the run itself.
process.argv.splice(1, 1, fileURLToPath(program), 'run', 'metropolis', '--out', 'runs/metropolis')
await import(program.href)
