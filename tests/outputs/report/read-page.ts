import { type DefaultTreeAdapterTypes, parse } from 'parse5'

type Node = DefaultTreeAdapterTypes.Node
export type Element = DefaultTreeAdapterTypes.Element

/** A page as a browser reads it. */
export interface ReadPage {
  /** All elements in the order of their start tags. */
  readonly elements: readonly Element[]
  readonly errors: readonly string[]
}

export function readPage(html: string): ReadPage {
  const errors: string[] = []
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine }) => errors.push(`${code} in line ${startLine}`),
  })
  const elements: Element[] = []
  const walk = (node: Node) => {
    if ('tagName' in node) elements.push(node)
    if ('childNodes' in node) for (const child of node.childNodes) walk(child)
  }
  walk(document)
  return { elements, errors }
}

export const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((each) => each.name === name)?.value

/** Text within an element, that of its children included. */
export function textOf(node: Node): string {
  if (node.nodeName === '#text' && 'value' in node) return node.value
  return 'childNodes' in node ? node.childNodes.map(textOf).join('') : ''
}

export const named = ({ elements }: ReadPage, ...names: readonly string[]): Element[] =>
  elements.filter(({ tagName }) => names.includes(tagName))

export const childrenOf = (element: Element, ...names: readonly string[]): Element[] =>
  element.childNodes.filter((node): node is Element => 'tagName' in node && names.includes(node.tagName))

/** Names of the start tags as they were written. */
export const writtenTags = (html: string): string[] =>
  [...html.replace(/<style>[\s\S]*?<\/style>/, '<style></style>').matchAll(/<([a-z][a-z0-9]*)/gi)].map(
    ([, name]) => (name as string).toLowerCase(),
  )
