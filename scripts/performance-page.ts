import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { drawScale } from './performance/curve.ts'
import { parseFigures } from './performance/figures.ts'
import { withFigures } from './performance/table.ts'

/**
 * Writes the figures of docs/performance.md and its picture anew from a run of the benchmarks:
 *
 *     npm run bench -- --processes 5 --json figures.json
 *     node scripts/run.mjs scripts/performance-page.ts figures.json
 *
 * The run is kept as docs/performance/figures.json; without a file, that one is read again.
 */
const root = path.resolve(path.dirname(process.argv[1] ?? ''), '..')
const kept = path.join(root, 'docs/performance/figures.json')
const page = path.join(root, 'docs/performance.md')
const given = process.argv[2] === undefined ? kept : path.resolve(process.argv[2])

const text = readFileSync(given, 'utf8')
const figures = parseFigures(text, given)
mkdirSync(path.dirname(kept), { recursive: true })
writeFileSync(kept, text)
writeFileSync(path.join(root, 'docs/performance/scale.svg'), drawScale(figures))
writeFileSync(page, withFigures(readFileSync(page, 'utf8'), figures))
process.stdout.write('docs/performance.md\ndocs/performance/scale.svg\ndocs/performance/figures.json\n')
