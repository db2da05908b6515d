import { breakable, type Child, element, type Markup } from './markup.ts'
import type { Ink } from './model.ts'

/** Numbers the parts of a page that others refer to. */
export class Addresses {
  #last = 0
  next(): string {
    this.#last++
    return `p${this.#last}`
  }
}

export interface PictureOptions {
  readonly title: string
  /** What is to be seen, in a sentence, for those who do not see it. */
  readonly description: string
  /** Units across; left out, the picture is as wide as the page lets it be and places are given in per cent. */
  readonly width?: number
  readonly height: number
  readonly style?: string
}

/** A picture with a title and a description that are read aloud. */
export function picture(addresses: Addresses, options: PictureOptions, ...children: Child[]): Markup {
  const { title, description, width, height, style = '' } = options
  const id = addresses.next()
  const size =
    width === undefined ? { width: '100%', height } : { viewBox: `0 0 ${width} ${height}`, width, height }
  return element(
    'svg',
    {
      class: `picture ${style}`.trim(),
      ...size,
      role: 'img',
      'aria-labelledby': `${id}t ${id}d`,
    },
    element('title', { id: `${id}t` }, title),
    element('desc', { id: `${id}d` }, description),
    ...children,
  )
}

/** Class of an ink, by which the style sheet knows its colour and its dashes. */
export const inkClass = (ink: Ink): string => (ink === 'control' ? 'ic' : `i${ink}`)

/** Outlines of the signs, within 5 units of their middle: a disc, a square, a lozenge, a triangle, a cross; a ring for grey. */
const SIGNS: Readonly<Record<string, string>> = {
  i0: 'M-4.2,0a4.2,4.2 0 1,0 8.4,0a4.2,4.2 0 1,0 -8.4,0z',
  i1: 'M-3.8,-3.8h7.6v7.6h-7.6z',
  i2: 'M0,-5.2L5.2,0L0,5.2L-5.2,0z',
  i3: 'M0,-4.8L4.9,3.9H-4.9z',
  i4: 'M-1.7,-5h3.4v3.3h3.3v3.4h-3.3v3.3h-3.4v-3.3h-3.3v-3.4h3.3z',
  ic: 'M-3.4,0a3.4,3.4 0 1,0 6.8,0a3.4,3.4 0 1,0 -6.8,0z',
}

/** The sign of an ink, so that arms can be told apart without colours. */
export const sign = (ink: Ink, x: string | number, y: string | number): Markup =>
  element('path', {
    class: `sign ${inkClass(ink)}`,
    d: SIGNS[inkClass(ink)],
    transform: `translate(${x} ${y})`,
  })

/** Which colour and sign stands for what; bars have no sign. */
export const legend = (
  entries: readonly { readonly name: string; readonly ink: Ink }[],
  isBars = false,
): Markup =>
  element(
    'ul',
    { class: 'legend' },
    entries.map(({ name, ink }) =>
      element(
        'li',
        {},
        element(
          'svg',
          { width: 34, height: 14, viewBox: '0 0 34 14', 'aria-hidden': 'true' },
          isBars
            ? element('rect', { class: `bar ${inkClass(ink)}`, x: 1, y: 2, width: 32, height: 10 })
            : [element('path', { class: `line ${inkClass(ink)}`, d: 'M1,7H33' }), sign(ink, 17, 7)],
        ),
        element('span', {}, breakable(name)),
      ),
    ),
  )

/** Text that keeps within a width that is known in characters only. */
export const cut = (text: string, characters: number): string => {
  const symbols = [...text]
  return symbols.length <= characters ? text : `${symbols.slice(0, characters - 1).join('')}…`
}
