/** Ways to set text off. */
export interface Style {
  bold(text: string): string
  faint(text: string): string
  good(text: string): string
  bad(text: string): string
}

const paint = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`
const same = (text: string) => text

export const plain: Style = { bold: same, faint: same, good: same, bad: same }

/** Terminal colours (ECMA-48). */
export const coloured: Style = {
  bold: paint(1, 22),
  faint: paint(2, 22),
  good: paint(32, 39),
  bad: paint(31, 39),
}
