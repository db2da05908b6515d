import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'

/**
 * Draws docs/pictures/metropolis.svg, a terminal window with what `patchwork-ecs run metropolis` prints, and the same as
 * text beside it: `npm run build && node scripts/run.mjs scripts/picture.ts`. Epochs in the middle are left out.
 */
const FONT_SIZE = 13
const LINE = 18
const CHARACTER = 7.83
const MARGIN = 18
const BAR = 34
const EPOCHS_SHOWN = 4

const root = path.resolve(path.dirname(process.argv[1] ?? ''), '..')

function runMetropolis(): string[] {
  const program = path.join(root, 'dist/cli.js')
  const printed = execFileSync(process.execPath, [program, 'run', 'metropolis', '--quiet'], {
    encoding: 'utf8',
  })
  return printed.trimEnd().split('\n')
}

/** The first and last rows of the epoch table, and everything else. */
function shorten(lines: readonly string[]): string[] {
  const isEpoch = (line: string) => /^\s*\d+\s+\d+\s+\d+\s/.test(line)
  const epochs = lines.filter(isEpoch)
  const kept = new Set([...epochs.slice(0, EPOCHS_SHOWN), ...epochs.slice(-EPOCHS_SHOWN)])
  const gap = epochs[EPOCHS_SHOWN]
  return lines.flatMap((line) => {
    if (!isEpoch(line) || kept.has(line)) return [line]
    return line === gap ? ['  ...'] : []
  })
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

function colourOf(line: string): string {
  if (line.startsWith('$')) return '#8fd3a8'
  if (line.startsWith('PASS')) return '#7fd18b'
  if (line.startsWith('FAIL')) return '#f08a7a'
  if (/^(epoch |summary|\s+agents |\s+criterion)/.test(line)) return '#ffffff'
  return '#c9d4e0'
}

function draw(lines: readonly string[]): string {
  const columns = Math.max(...lines.map(({ length }) => length))
  const width = Math.ceil(columns * CHARACTER + 2 * MARGIN)
  const height = BAR + lines.length * LINE + MARGIN
  const texts = lines.map((line, index) => {
    const y = BAR + (index + 1) * LINE
    return `<text x="${MARGIN}" y="${y}" fill="${colourOf(line)}" xml:space="preserve">${escaped(line)}</text>`
  })
  const lights = ['#e8695c', '#e5b94e', '#67b868'].map(
    (fill, index) => `<circle cx="${MARGIN + index * 18}" cy="${BAR / 2}" r="5.5" fill="${fill}"/>`,
  )
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    '<title id="title">A terminal after patchwork-ecs run metropolis: the epochs of the metropolis, its agents by policy, and the summary</title>',
    `<rect width="${width}" height="${height}" rx="9" fill="#17202b"/>`,
    ...lights,
    `<g font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="${FONT_SIZE}">`,
    ...texts,
    '</g>',
    '</svg>',
  ].join('\n')}\n`
}

const lines = shorten(['$ npx patchwork-ecs run metropolis', ...runMetropolis()])
const folder = path.join(root, 'docs/pictures')
mkdirSync(folder, { recursive: true })
writeFileSync(path.join(folder, 'metropolis.svg'), draw(lines))
writeFileSync(path.join(folder, 'metropolis.txt'), `${lines.join('\n')}\n`)
process.stdout.write('docs/pictures/metropolis.svg\ndocs/pictures/metropolis.txt\n')
