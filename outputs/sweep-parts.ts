import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { replaceContent } from './disk.ts'

/** Names of part files; they follow from what is in them, so that writing the same twice leaves one. */
const PART = /^part-[0-9a-f]{32}\.jsonl$/
const SIGN_LENGTH = 32
const LINE_FEED = 10
/** A line starts with its key: `{"key":"…64 digits…"`. */
const KEY_START = '{"key":"'.length
const KEY_END = KEY_START + 64

export const isPart = (name: string): boolean => PART.test(name)

/** Where a result's line lies in its part file. */
export interface LinePlace {
  readonly part: string
  readonly start: number
  readonly end: number
}

/** Text of a part: lines of results, then one with their number and SHA-256. */
function textOf(lines: readonly string[]): { text: string; sha256: string } {
  const body = lines.map((line) => `${line}\n`).join('')
  const sha256 = createHash('sha256').update(body).digest('hex')
  return { text: `${body}${JSON.stringify({ results: lines.length, sha256 })}\n`, sha256 }
}

/**
 * Writes a part, whole or not at all.
 * @returns its name
 */
export function writePart(folder: string, lines: readonly string[]): string {
  const { text, sha256 } = textOf(lines)
  const name = `part-${sha256.slice(0, SIGN_LENGTH)}.jsonl`
  replaceContent(join(folder, name), text, folder)
  return name
}

/** A part as it lies on the disk, and where its results are; undefined when it is damaged. */
export function readPart(
  folder: string,
  part: string,
): { readonly bytes: Buffer; readonly places: ReadonlyMap<string, LinePlace> } | undefined {
  const bytes = readFileSync(join(folder, part))
  const end = bytes.lastIndexOf(LINE_FEED, bytes.length - 2) + 1
  const sign = signOf(bytes.subarray(end))
  const sha256 = createHash('sha256').update(bytes.subarray(0, end)).digest('hex')
  if (bytes.at(-1) !== LINE_FEED || sign?.sha256 !== sha256) return undefined
  const places = new Map<string, LinePlace>()
  for (let start = 0; start < end; ) {
    const lineEnd = bytes.indexOf(LINE_FEED, start)
    places.set(bytes.toString('latin1', start + KEY_START, start + KEY_END), { part, start, end: lineEnd })
    start = lineEnd + 1
  }
  return places.size === sign.results ? { bytes, places } : undefined
}

function signOf(bytes: Buffer): { results: number; sha256: string } | undefined {
  try {
    const sign: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof sign === 'object' && sign !== null
      ? (sign as { results: number; sha256: string })
      : undefined
  } catch {
    return undefined
  }
}
