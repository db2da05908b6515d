import type { Block, Listing, Paragraph, Section } from './model.ts'

/** One of the seven elements of a description by the ODD protocol (Grimm et al. 2020, JASSS 23(2) 7). */
export interface OddElement {
  readonly title: string
  readonly paragraphs: readonly Paragraph[]
}

/** Unit and meaning of a metric, by its name in results. */
export type MetricNotes = Readonly<Record<string, { readonly unit: string; readonly doc: string }>>

const LISTING_MAX = 60_000

/** The description of the model as a chapter, its elements folded. */
export const oddSection = (odd: readonly OddElement[]): Section => ({
  id: 'model',
  title: 'The model',
  note: 'A description by the ODD protocol, read from the declarations of the code that wrote this page.',
  blocks: odd.map(({ title, paragraphs }): Block => ({ kind: 'prose', title, paragraphs, folded: true })),
})

/**
 * An object as it stands in its file, cut where it is very long.
 * @param file where all of it is
 */
export function jsonListing(title: string, value: unknown, file: string): Listing {
  const text = JSON.stringify(value, null, 2) ?? 'null'
  const isLong = text.length > LISTING_MAX
  const shown = isLong
    ? `${text.slice(0, LISTING_MAX)}\n… ${text.length - LISTING_MAX} more characters in ${file}`
    : text
  return { kind: 'listing', title, text: shown, folded: true }
}

/** A name in code as words: `toxicityRate` and `toxicity_rate` are `toxicity rate`. */
export const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.]+/g, ' ')
    .toLowerCase()
    .replace(/\bavg\b/g, 'average')

/** With a capital letter in front. */
export const titled = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Mean of those that are there; null when none is. */
export function meanOf(values: readonly (number | null)[]): number | null {
  let sum = 0
  let count = 0
  for (const value of values) {
    if (value === null) continue
    sum += value
    count++
  }
  return count === 0 ? null : sum / count
}

/**
 * Quantile of some numbers, for drawing: between the two nearest in proportion (type 7 of Hyndman and Fan 1996, The American
 * Statistician 50(4), 361-365).
 * @param sorted from low to high, at least one
 * @param share in [0, 1]
 */
export function quantileOf(sorted: readonly number[], share: number): number {
  const at = share * (sorted.length - 1)
  const low = sorted[Math.floor(at)] as number
  const high = sorted[Math.ceil(at)] as number
  return low + (high - low) * (at - Math.floor(at))
}
