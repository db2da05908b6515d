/**
 * HTML and SVG that is put together from parts. Text is escaped wherever it enters, and only what this file has made counts as
 * markup, so no name or description from a file can become a tag.
 */
export interface Markup {
  readonly html: string
}

export type Child = Markup | string | number | null | undefined | false | readonly Child[]
export type Attributes = Readonly<Record<string, string | number | boolean | null | undefined>>

/** Elements that have no end tag in HTML. */
const VOID: ReadonlySet<string> = new Set(['br', 'hr', 'link', 'meta', 'wbr'])
/** Elements whose children are told apart by line ends, so that a saved page can be read and compared. */
const BLOCKS: ReadonlySet<string> = new Set([
  ...['html', 'head', 'body', 'header', 'main', 'footer', 'nav', 'section', 'figure', 'details', 'div'],
  ...['table', 'thead', 'tbody', 'tr', 'dl', 'ol', 'ul', 'svg', 'g'],
])

/**
 * Characters that have no place in a page: controls but tab and line end, halves of surrogate pairs, what turns the direction
 * of text around, and code points that are no characters.
 */
const UNFIT = /(?![\t\n])\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|[\u202A-\u202E\u2066-\u2069]/gu

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as it stands between tags and in quoted attributes. */
export const escaped = (text: string): string =>
  text.replace(UNFIT, '\uFFFD').replace(/[&<>"']/g, (character) => ENTITIES[character] as string)

/** An element. Attributes that are null, undefined or false are left out; those that are true have no value. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === null || value === undefined || value === false) return ''
    return value === true ? ` ${key}` : ` ${key}="${escaped(String(value))}"`
  })
  const open = `<${name}${written.join('')}>`
  if (VOID.has(name)) return { html: open }
  const inner = children.flatMap(pieces).filter((piece) => piece !== '')
  const glue = BLOCKS.has(name) && inner.length > 0 ? '\n' : ''
  return { html: `${open}${glue}${inner.join(glue)}${glue}</${name}>` }
}

/** Parts one after the other, without an element around them. */
export const join = (...children: readonly Child[]): Markup => ({ html: children.flatMap(pieces).join('') })

/** Text with places where a line may end: names in code are long and have no spaces. */
export const breakable = (text: string): Child =>
  text
    .split(/(?<=[._/=])(?=[^\s\d._/=])/)
    .flatMap((part, index) => (index === 0 ? [part] : [element('wbr'), part]))

/** The one way past escaping: text of ours for elements that take no entities, such as a style sheet. */
export const verbatim = (html: string): Markup => ({ html })

function pieces(child: Child): string[] {
  if (child === null || child === undefined || child === false) return []
  if (typeof child === 'string') return [escaped(child)]
  if (typeof child === 'number') return [String(child)]
  if (isList(child)) return child.flatMap(pieces)
  return [child.html]
}

const isList = (child: Markup | readonly Child[]): child is readonly Child[] => Array.isArray(child)
