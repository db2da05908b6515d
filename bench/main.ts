import { writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { BENCHES, type BenchRow } from './benches.ts'

/** `npm run bench [-- NAME...] [--json FILE] [--tiny]`: ratios first, then times; each row ends with a digest of what it computed. */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'string' }, tiny: { type: 'boolean', default: false } },
})

const known = Object.keys(BENCHES)
const unknown = positionals.filter((name) => !known.includes(name))
if (unknown.length > 0) {
  process.stderr.write(`bench: no benchmark ${unknown.join(', ')}, expected some of ${known.join(', ')}\n`)
  process.exit(2)
}

const names = positionals.length > 0 ? positionals : known
const load = loadavg()
  .map((value) => value.toFixed(2))
  .join(' ')
process.stdout.write(
  `Node ${process.version}, ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load average ${load}\n\n`,
)
const rows: BenchRow[] = []
for (const name of names) {
  for (const row of await (BENCHES[name] as (tiny: boolean) => Promise<BenchRow[]>)(values.tiny)) {
    rows.push(row)
    process.stdout.write(
      `${row.bench.padEnd(11)} ${row.label.padEnd(46)} ${row.value.padStart(16)}  ${row.digest}\n`,
    )
  }
}
if (values.json !== undefined) {
  writeFileSync(values.json, `${JSON.stringify({ node: process.version, load, rows }, null, 2)}\n`)
}
