/**
 * What kind of character a UTF-16 unit is, by table: scanners look up instead of matching, so their time is linear in
 * the text whatever the text is. Classes follow Unicode, as Python's `re` does on text: digits, letters and spaces of
 * every script count, and `ſ`, `K` (the Kelvin sign), `İ` and `ı` fold to s, k and i.
 */

export const WORD = 1
export const DIGIT = 2
export const SPACE = 4
/** Local part of an address: ASCII letters, digits and . _ % + - */
export const LOCAL = 8
/** Domain of an address: ASCII letters, digits, dot, hyphen. */
export const DOMAIN = 16
export const LETTER = 32
/** What keys are made of: base64 and its URL form, and the signs that tokens use. */
export const KEY = 64
export const UPPER = 128

export interface Characters {
  /** Class bits of every UTF-16 unit. */
  readonly kind: Uint8Array
  /** Lower-case ASCII letter or digit that a unit reads as, else 0; full-width forms count only in `foldWide`. */
  readonly fold: Uint8Array
  readonly foldWide: Uint8Array
  /** Value of a digit of any script. */
  readonly digit: Uint8Array
}

const UNITS = 65_536
const SURROGATES = [0xd800, 0xe000] as const
const OTHER_CASES: readonly (readonly [number, string])[] = [
  [0x17f, 's'],
  [0x212a, 'k'],
  [0x130, 'i'],
  [0x131, 'i'],
]

let built: Characters | undefined

/** The tables, made when first asked for (a few milliseconds). */
export function characters(): Characters {
  built ??= build()
  return built
}

function build(): Characters {
  const kind = new Uint8Array(UNITS)
  const fold = new Uint8Array(UNITS)
  const digit = new Uint8Array(UNITS)
  const basic = basicPlane()
  mark(kind, basic, /[\p{L}\p{N}_]+/gu, WORD)
  mark(kind, basic, /\p{Nd}+/gu, DIGIT)
  mark(kind, basic, /\p{L}+/gu, LETTER)
  mark(kind, basic, /\p{Lu}+/gu, UPPER)
  mark(kind, basic, /\s+/gu, SPACE)
  mark(kind, basic, /[A-Za-z0-9._%+-]+/gu, LOCAL)
  mark(kind, basic, /[A-Za-z0-9.-]+/gu, DOMAIN)
  mark(kind, basic, /[A-Za-z0-9+/_=-]+/gu, KEY)
  // Python counts the separators of files and the next-line sign among the spaces, and the byte order mark not.
  for (const unit of [0x1c, 0x1d, 0x1e, 0x1f, 0x85]) kind[unit] |= SPACE
  kind[0xfeff] &= ~SPACE
  let run = 0
  for (let unit = 0; unit < UNITS; unit++) {
    run = (kind[unit] & DIGIT) === 0 ? 0 : run + 1
    // Digits come in tens from 0 to 9 in every script.
    if (run > 0) digit[unit] = (run - 1) % 10
  }
  for (let unit = 48; unit < 58; unit++) fold[unit] = unit
  for (let unit = 97; unit < 123; unit++) {
    fold[unit] = unit
    fold[unit - 32] = unit
  }
  for (const [unit, letter] of OTHER_CASES) fold[unit] = letter.charCodeAt(0)
  const foldWide = fold.slice()
  for (let unit = 0; unit < 128; unit++) foldWide[0xfee0 + unit] = fold[unit]
  return { kind, fold, foldWide, digit }
}

/** Every unit but surrogates, in order; the place of a unit is its number less the gap. */
function basicPlane(): string {
  const parts: string[] = []
  for (let first = 0; first < UNITS; first += 1024) {
    if (first >= SURROGATES[0] && first < SURROGATES[1]) continue
    parts.push(String.fromCharCode(...Array.from({ length: 1024 }, (_, step) => first + step)))
  }
  return parts.join('')
}

function mark(kind: Uint8Array, basic: string, pattern: RegExp, bit: number): void {
  const gap = SURROGATES[1] - SURROGATES[0]
  for (const { 0: found, index } of basic.matchAll(pattern)) {
    for (let place = index; place < index + found.length; place++) {
      kind[place < SURROGATES[0] ? place : place + gap] |= bit
    }
  }
}

/** Place after a run of spaces from `at` on. */
export function skipSpaces(kind: Uint8Array, text: string, at: number): number {
  let place = at
  while (place < text.length && (kind[text.charCodeAt(place)] & SPACE) !== 0) place++
  return place
}

/** Place after a run of units of a class from `at` on, at most `limit` of them. */
export function skipKind(
  kind: Uint8Array,
  text: string,
  at: number,
  bit: number,
  limit = text.length,
): number {
  const end = Math.min(text.length, at + limit)
  let place = at
  while (place < end && (kind[text.charCodeAt(place)] & bit) !== 0) place++
  return place
}

/** Place after a word in lower-case ASCII that stands at `at` in any case; -1 where it does not. */
export function afterWord(fold: Uint8Array, text: string, at: number, word: string): number {
  for (let step = 0; step < word.length; step++) {
    if (fold[text.charCodeAt(at + step)] !== word.charCodeAt(step)) return -1
  }
  return at + word.length
}

/** Whether a word begins or ends between two neighbouring places: `at` - 1 and `at`. */
export function isBoundary(kind: Uint8Array, text: string, at: number): boolean {
  const before = at > 0 && (kind[text.charCodeAt(at - 1)] & WORD) !== 0
  const after = at < text.length && (kind[text.charCodeAt(at)] & WORD) !== 0
  return before !== after
}

/** Finds the next closing parenthesis, and what follows it after spaces, looking at each place of a text once. */
export class Closings {
  readonly #text: string
  readonly #kind: Uint8Array
  #from = -1
  #close = -1
  #after = -1

  constructor(text: string, kind: Uint8Array) {
    this.#text = text
    this.#kind = kind
  }

  /** Place of the first unit that is no space after the first ')' from `at` on; -1 without a ')'. */
  afterNext(at: number): number {
    if (at >= this.#from && (this.#close < 0 || at <= this.#close) && this.#from >= 0) return this.#after
    this.#from = at
    this.#close = this.#text.indexOf(')', at)
    this.#after = this.#close < 0 ? -1 : skipSpaces(this.#kind, this.#text, this.#close + 1)
    return this.#after
  }
}
