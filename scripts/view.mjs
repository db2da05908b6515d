// Builds what is missing, serves the viewer on this machine and prints its address. Words after `--` go to the command `view`.
import { fileURLToPath } from 'node:url'
import { ensureBuilt } from './built.mjs'

const program = new URL('../dist/cli.js', import.meta.url)

ensureBuilt()
process.argv.splice(1, 1, fileURLToPath(program), 'view')
await import(program.href)
