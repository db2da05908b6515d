import { parseDocument } from 'yaml'

/** What a list of scenarios says about one. */
export interface ShelfEntry {
  readonly name: string
  /** The question that the scenario asks, from the comment that heads its file. */
  readonly question: string
  readonly description: string
}

/** The comment that heads a scenario file, on one line, without the editor's schema line. Empty when there is none. */
export function questionOf(text: string): string {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const first = lines.findIndex((line) => !line.startsWith('#'))
  return lines
    .slice(0, first === -1 ? lines.length : first)
    .map((line) => line.replace(/^#+\s*/, '').trim())
    .filter((line) => line !== '' && !line.startsWith('yaml-language-server:'))
    .join(' ')
}

/**
 * Describes a scenario file for a list, without checking it.
 * @param name name under which people ask for it: the file's, without `.yaml`
 */
export function describeShelfEntry(name: string, text: string): ShelfEntry {
  const description: unknown = parseDocument(text, { logLevel: 'error' }).get('description')
  return {
    name,
    question: questionOf(text),
    description: typeof description === 'string' ? description.trim() : '',
  }
}
