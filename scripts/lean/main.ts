import { statSync } from 'node:fs'
import { buildLean } from './build.ts'

/** Part of `npm run build`: writes dist/core.min.js. */
await buildLean(process.cwd(), 'dist/core.min.js')
process.stdout.write(`dist/core.min.js: ${(statSync('dist/core.min.js').size / 1000).toFixed(1)} kB\n`)
