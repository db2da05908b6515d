import { createHash } from 'node:crypto'
import { VERSION } from '../../simulation/version.ts'
import { barsMarkup } from './bars.ts'
import { Addresses } from './drawing.ts'
import { forestMarkup } from './forest.ts'
import { heatMapMarkup } from './heat-map.ts'
import { chartsMarkup } from './line-chart.ts'
import { breakable, element, join, type Markup, verbatim } from './markup.ts'
import type { Block, Fact, Listing, Paragraph, Prose, Report, Section, Tiles } from './model.ts'
import { GENERATOR } from './report-file.ts'
import { STYLE_SHEET } from './style-sheet.ts'
import { tableMarkup } from './tables.ts'

/** Facts beyond this take the room of two. */
const WIDE_CHARACTERS = 36

/** Nothing but the page itself: no scripts, no other files, no network. */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE_SHEET).digest('base64')}'; base-uri 'none'; form-action 'none'`

/**
 * A report as one HTML file that needs nothing else: pictures are SVG within it, and it has no scripts. Equal reports give
 * equal files.
 */
export function renderReport(report: Report): string {
  const { kind, title, lead, facts } = report
  const sections = report.sections.filter(({ blocks }) => blocks.length > 0)
  const addresses = new Addresses()
  const body = element(
    'div',
    { class: 'sheet' },
    element(
      'header',
      {},
      element('p', { class: 'kind' }, kind),
      element('h1', {}, title),
      lead.trim() === '' ? null : element('p', { class: 'lead' }, lead.trim()),
      factsMarkup(facts),
      contentsOf(sections),
    ),
    element(
      'main',
      {},
      sections.map((section) => sectionMarkup(addresses, section)),
    ),
    element(
      'footer',
      {},
      `Written by ${GENERATOR} ${VERSION}. The page needs no other file; figures are rounded for reading, and the CSV and Parquet files have them in full.`,
    ),
  )
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
    element('meta', { name: 'generator', content: `${GENERATOR} ${VERSION}` }),
    element('meta', { name: 'color-scheme', content: 'light dark' }),
    element('title', {}, `${title} – ${kind}`),
    element('style', {}, verbatim(STYLE_SHEET)),
  )
  return `<!doctype html>\n${element('html', { lang: 'en' }, head, element('body', {}, body)).html}\n`
}

const factsMarkup = (facts: readonly Fact[]): Markup =>
  element(
    'dl',
    { class: 'facts' },
    facts.map(({ term, value, code = false }) =>
      element(
        'div',
        { class: value.length > WIDE_CHARACTERS ? 'long' : null },
        element('dt', {}, term),
        element('dd', { class: code ? 'code' : null }, breakable(value)),
      ),
    ),
  )

const contentsOf = (sections: readonly Section[]): Markup =>
  element(
    'nav',
    { 'aria-label': 'Contents' },
    element(
      'ul',
      {},
      sections.map(({ id, title }) => element('li', {}, element('a', { href: `#${id}` }, title))),
    ),
  )

const sectionMarkup = (addresses: Addresses, { id, title, note, blocks }: Section): Markup =>
  element(
    'section',
    { id, 'aria-labelledby': `${id}-title` },
    element('h2', { id: `${id}-title` }, title),
    note === undefined ? null : element('p', { class: 'note' }, note),
    runsOf(blocks).map((run) => {
      const markup = run.map((block) => blockMarkup(addresses, block))
      return run[0]?.kind === 'heatMap' ? element('div', { class: 'maps' }, markup) : markup
    }),
  )

/** Neighbours of one kind together, so that small pictures can stand side by side. */
function runsOf(blocks: readonly Block[]): Block[][] {
  const runs: Block[][] = []
  for (const block of blocks) {
    const last = runs.at(-1)
    if (last?.[0]?.kind === block.kind) last.push(block)
    else runs.push([block])
  }
  return runs
}

function blockMarkup(addresses: Addresses, block: Block): Markup {
  switch (block.kind) {
    case 'tiles':
      return tilesMarkup(block)
    case 'charts':
      return chartsMarkup(addresses, block.charts)
    case 'forest':
      return forestMarkup(addresses, block)
    case 'bars':
      return barsMarkup(addresses, block)
    case 'heatMap':
      return heatMapMarkup(addresses, block)
    case 'table':
      return tableMarkup(block)
    case 'prose':
      return proseMarkup(block)
    case 'listing':
      return listingMarkup(block)
  }
}

const tilesMarkup = ({ tiles }: Tiles): Markup =>
  element(
    'dl',
    { class: 'tiles' },
    tiles.map(({ label, value, note }) =>
      element(
        'div',
        {},
        element('dt', {}, label),
        element('dd', { class: 'value' }, value),
        note === undefined ? null : element('dd', { class: 'note' }, note),
      ),
    ),
  )

const listingMarkup = ({ title, text, folded = false }: Listing): Markup => {
  const listing = element('pre', { tabindex: 0, 'aria-label': title }, element('code', {}, text))
  return folded
    ? element('details', { class: 'listing' }, element('summary', {}, title), listing)
    : element('div', {}, element('h3', {}, title), listing)
}

function proseMarkup({ title, paragraphs, folded = false }: Prose): Markup {
  const text = join(
    grouped(paragraphs).map(([isList, texts]) => (isList ? listOf(texts) : texts.map(paragraph))),
  )
  if (title === undefined) return text
  return folded
    ? element('details', {}, element('summary', {}, title), text)
    : element('div', {}, element('h3', {}, title), text)
}

const paragraph = (text: string): Markup => element('p', {}, text)
const listOf = (texts: readonly string[]): Markup =>
  element(
    'ul',
    { class: 'odd' },
    texts.map((text) => element('li', {}, text)),
  )

/** Neighbours of one kind together: paragraphs, or the items of a list. */
function grouped(paragraphs: readonly Paragraph[]): [isList: boolean, texts: string[]][] {
  const groups: [boolean, string[]][] = []
  for (const [depth, text] of paragraphs) {
    const isList = depth > 1
    const last = groups.at(-1)
    if (last && last[0] === isList) last[1].push(text)
    else groups.push([isList, [text]])
  }
  return groups
}
