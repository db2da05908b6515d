/** A cell of a table: what would end it or its row is kept out. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')

/** A Markdown table. */
export function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`
  return [line(headings), `|${headings.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}

export const code = (text: string): string => (text === '' ? '' : `\`${text}\``)

/** A page with its title, what it is, and the note that it is generated. */
export function page(title: string, introduction: string, ...parts: readonly string[]): string {
  const note =
    '<!-- Generated from the declarations in the code by `npm run docs`; a test compares the two. -->'
  return `${[`# ${title}`, note, introduction, ...parts].join('\n\n')}\n`
}

const bound = (value: number): string => {
  if (value === Number.POSITIVE_INFINITY) return '∞'
  return value === Number.NEGATIVE_INFINITY ? '-∞' : String(value)
}

/** An interval as mathematics writes it: an infinite or excluded end is open. */
export function interval([low, high]: readonly [number, number], aboveLow = false): string {
  const opens = aboveLow || low === Number.NEGATIVE_INFINITY ? '(' : '['
  return `${opens}${bound(low)}, ${bound(high)}${high === Number.POSITIVE_INFINITY ? ')' : ']'}`
}
