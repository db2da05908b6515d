// Measures the built viewer against its bars; builds first what is missing. What is measured: scripts/viewer-speed.
import { ensureBuilt } from './built.mjs'

ensureBuilt()
process.argv.splice(2, 0, 'scripts/viewer-speed/main.ts')
await import('./run.mjs')
