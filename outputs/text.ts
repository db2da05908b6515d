/** Width of text when nobody says otherwise. */
export const TEXT_WIDTH = 80
const NARROWEST_COLUMN = 6

/** Text from a file, made safe for a terminal: control characters are shown as a replacement sign. */
export const printable = (text: string): string => text.replace(/\p{Cc}/gu, '\uFFFD')

/** Breaks text into lines of at most `width` characters, between words where that is possible. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    let rest = word
    if (line !== '' && line.length + 1 + rest.length <= width) {
      line += ` ${rest}`
      continue
    }
    if (line !== '') lines.push(line)
    for (; rest.length > width; rest = rest.slice(width)) lines.push(rest.slice(0, width))
    line = rest
  }
  if (line !== '' || lines.length === 0) lines.push(line)
  return lines
}

/** Wrapped text with every line moved in. */
export const indented = (text: string, width: number, by = 2): string =>
  wrap(text, width - by)
    .map((line) => ' '.repeat(by) + line)
    .join('\n')

export interface TableOptions {
  /** Characters that a line may take. */
  readonly width?: number
  /** Whether cells stand at the right of their columns, as numbers do. */
  readonly right?: boolean
}

/**
 * Rows of text as lines in columns. Where they do not fit, the widest columns are made narrower and their cells wrap;
 * columns without any text below the heading are left out.
 */
export function layOut(rows: readonly (readonly string[])[], options: TableOptions = {}): string[] {
  const { width = TEXT_WIDTH, right = false } = options
  const filled = (rows[0] ?? []).map((_, column) => rows.slice(1).some((row) => row[column] !== ''))
  const kept = rows.map((row) => row.filter((_, column) => filled[column] || rows.length === 1))
  const natural = (kept[0] ?? []).map((_, column) => longest(kept.map((row) => row[column] ?? '')))
  const gaps = Math.max(0, natural.length - 1)
  const gap = natural.reduce((sum, each) => sum + each, 2 * gaps) <= width ? 2 : 1
  const longestWords = natural.map((_, column) =>
    longest(kept.flatMap((row) => (row[column] ?? '').split(/\s+/))),
  )
  const widths = narrowed(natural, longestWords, width - gap * gaps)
  return kept.flatMap((row) => {
    const cells = row.map((cell, column) => wrap(cell, widths[column] as number))
    const height = Math.max(...cells.map((lines) => lines.length))
    return Array.from({ length: height }, (_, line) =>
      cells
        .map((lines, column) => {
          const text = lines[line] ?? ''
          return right ? text.padStart(widths[column] as number) : text.padEnd(widths[column] as number)
        })
        .join(' '.repeat(gap))
        .trimEnd(),
    )
  })
}

/** Length of the longest text. A table may have more rows than a call takes arguments. */
const longest = (texts: readonly string[]): number =>
  texts.reduce((length, text) => Math.max(length, text.length), 0)

/** Takes characters from the widest columns: first down to their longest words, then, if need be, through words. */
function narrowed(natural: readonly number[], longestWords: readonly number[], room: number): number[] {
  const widths = [...natural]
  const total = () => widths.reduce((sum, each) => sum + each, 0)
  for (const floors of [longestWords, natural.map(() => NARROWEST_COLUMN)]) {
    while (total() > room) {
      const slack = widths.map((width, column) => (width > (floors[column] as number) ? width : 0))
      const widest = Math.max(...slack)
      if (widest === 0) break
      widths[slack.indexOf(widest)] = widest - 1
    }
  }
  return widths
}

/** A number in at most `width` characters, at least 7: as many decimals as fit, up to four; `-` for none. */
export function fitNumber(value: number | null, width: number): string {
  if (value === null) return '-'
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'inf' : '-inf'
  if (Number.isInteger(value) && String(value).length <= width) return String(value)
  const candidates = [4, 3, 2, 1, 0].map((digits) => value.toFixed(digits))
  const short = [4, 3, 2, 1, 0].map((digits) => value.toExponential(digits).replace('e+', 'e'))
  const loses = value !== 0 && Math.abs(value) < 0.00005
  const fits = (text: string) => text.length <= width
  return (loses ? undefined : candidates.find(fits)) ?? short.find(fits) ?? (short.at(-1) as string)
}
