// Builds the viewer and serves it on this machine; prints its address. Further words go to the command `view`.
import { built } from './built.mjs'

await built()
process.argv.splice(1, 1, process.argv[1], 'view')
await import('../dist/cli.js')
