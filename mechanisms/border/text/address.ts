import { DOMAIN, isBoundary, LETTER, LOCAL, WORD } from './characters.ts'

const PIPE = 124
const DOT = 46
const HYPHEN = 45
const LOCAL_MAX = 64
const DOMAIN_MAX = 255
const TOP_MAX = 24

/**
 * End of the e-mail address around an '@' by the peer's pattern, or -1. The pattern, `\b[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.
 * [A-Z|a-z]{2,}\b`, is quadratic where an engine tries every start; here each '@' looks left and right once, and the
 * stretches between two of them are disjoint, so the whole is linear.
 * @param from no address begins before it: the end of the one before
 */
export function peerAddressEnd(kind: Uint8Array, text: string, at: number, from: number): number {
  let hasWord = false
  let start = at
  while (start > from && (kind[text.charCodeAt(start - 1)] & LOCAL) !== 0) {
    start--
    hasWord ||= (kind[text.charCodeAt(start)] & WORD) !== 0
  }
  if (!hasWord) return -1
  // With a letter before the run that is none of its signs, a word boundary may only come later in it.
  if (!hasBoundary(kind, text, start, at)) return -1
  let end = at + 1
  while (end < text.length && (kind[text.charCodeAt(end)] & DOMAIN) !== 0) end++
  for (let dot = end - 1; dot > at + 1; dot--) {
    if (text.charCodeAt(dot) !== DOT) continue
    const top = peerTopEnd(kind, text, dot + 1)
    if (top >= 0) return top
  }
  return -1
}

function hasBoundary(kind: Uint8Array, text: string, start: number, end: number): boolean {
  for (let place = start; place < end; place++) if (isBoundary(kind, text, place)) return true
  return false
}

/** End of two or more letters or '|' that end at a word boundary, as far right as there is one; -1 without. */
function peerTopEnd(kind: Uint8Array, text: string, first: number): number {
  let end = first
  let hasPipe = false
  while (end < text.length && isTop(text.charCodeAt(end))) {
    hasPipe ||= text.charCodeAt(end) === PIPE
    end++
  }
  if (end - first < 2) return -1
  if (isBoundary(kind, text, end)) return end
  if (!hasPipe) return -1
  for (let place = end - 1; place >= first + 2; place--) if (isBoundary(kind, text, place)) return place
  return -1
}

const isTop = (unit: number): boolean =>
  unit === PIPE || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122)

/**
 * End of an address around an '@' by what mail allows: up to 64 signs before it, where letters of any script count, and
 * a domain of labels without gaps that ends in letters. -1 where there is none.
 */
export function addressEnd(kind: Uint8Array, text: string, at: number, from: number): number {
  const floor = Math.max(from, at - LOCAL_MAX)
  let start = at
  while (start > floor && (kind[text.charCodeAt(start - 1)] & (LOCAL | LETTER)) !== 0) start--
  if (start === at || (kind[text.charCodeAt(at - 1)] & WORD) === 0) return -1
  const limit = Math.min(text.length, at + 1 + DOMAIN_MAX)
  let place = at + 1
  let labels = 0
  let end = -1
  while (place < limit) {
    const label = labelEnd(kind, text, place, limit)
    if (label === place) break
    labels++
    if (labels > 1 && isTopLabel(kind, text, place, label)) end = label
    if (text.charCodeAt(label) !== DOT) break
    place = label + 1
  }
  return end
}

function labelEnd(kind: Uint8Array, text: string, first: number, limit: number): number {
  let end = first
  while (end < limit) {
    const unit = text.charCodeAt(end)
    if (unit === DOT || ((kind[unit] & (DOMAIN | LETTER)) === 0 && unit !== HYPHEN)) break
    end++
  }
  return end
}

function isTopLabel(kind: Uint8Array, text: string, first: number, end: number): boolean {
  if (end - first < 2 || end - first > TOP_MAX) return false
  for (let place = first; place < end; place++) {
    if ((kind[text.charCodeAt(place)] & LETTER) === 0) return false
  }
  return isBoundary(kind, text, end)
}
