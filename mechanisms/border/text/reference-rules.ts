import { peerAddressEnd } from './address.ts'
import {
  afterWord,
  type Characters,
  Closings,
  characters,
  DIGIT,
  isBoundary,
  skipKind,
  skipSpaces,
  WORD,
} from './characters.ts'
import { type Findings, KEYWORDS } from './findings.ts'

/**
 * Rule set `reference`: what the peer's patterns find, hit for hit, by hand-written scanners that look at each place a
 * bounded number of times. A digit run of the right length is a telephone number here, and a secretary has a secret; the
 * golden vectors pin it. Use it to compare, and `standard` to protect.
 */

const AT = 64
/** What a place may be the start of, by unit: 1 a digit, 2 '@', else a letter that begins one of the words. */
const DIGITS = 1
const FIRST_LETTERS = 'pastbdfci'
const LETTER_MIN = 97
/** Second letters of those words: all but one word in ten of a text are passed over at a glance. */
const SECOND_LETTERS = 'arpweoulm'

/** Patterns whose hits must not overlap, by place in the list of their last ends. */
const Pattern = {
  address: 0,
  phone: 1,
  insurance: 2,
  card: 3,
  password: 4,
  apiKey: 5,
  secret: 6,
  token: 7,
  bearer: 8,
  accessKey: 9,
  privateKey: 10,
  definition: 11,
  function: 12,
  class: 13,
  import: 14,
} as const
const PATTERNS = 15
const FIRST_CREDENTIAL = Pattern.password
const FIRST_CODE = Pattern.definition

const PASSWORD_SIGNS = '!@#$%^&*'

/** Groups of digits, each but the last optionally followed by one of some signs, bounded by no word. */
export interface DigitShape {
  readonly groups: readonly number[]
  readonly separators: string
}
export const PHONE: DigitShape = { groups: [3, 3, 4], separators: '-.' }
export const INSURANCE: DigitShape = { groups: [3, 2, 4], separators: '-' }
const CARD: DigitShape = { groups: [16], separators: '' }

/** Counts the hits of the peer's patterns in a text. Time is linear in its length. */
export function scanByReference(text: string): Findings {
  const scan = new Scan(text)
  scan.run()
  const { hits } = scan
  const sum = (first: number, end: number) =>
    hits.subarray(first, end).reduce((total, each) => total + each, 0)
  const found = {
    pii: sum(0, FIRST_CREDENTIAL),
    credential: sum(FIRST_CREDENTIAL, FIRST_CODE),
    code: sum(FIRST_CODE, PATTERNS),
    keywords: [] as string[],
  }
  if (found.pii + found.credential + found.code > 0) return found
  const lowered = text.toLowerCase()
  found.keywords = KEYWORDS.filter((word) => lowered.includes(word))
  return found
}

interface Triggers {
  /** What a unit may be the start of; 0 for most. */
  readonly first: Uint8Array
  /** 1 for a unit that may come second. */
  readonly second: Uint8Array
}
let triggers: Triggers | undefined

function triggerTables({ kind, fold }: Characters): Triggers {
  if (triggers) return triggers
  const first = new Uint8Array(kind.length)
  const second = new Uint8Array(kind.length)
  for (let unit = 0; unit < first.length; unit++) {
    const letter = String.fromCharCode(fold[unit])
    if ((kind[unit] & DIGIT) !== 0) first[unit] = DIGITS
    else if (unit === AT) first[unit] = AT
    else if (fold[unit] >= LETTER_MIN && FIRST_LETTERS.includes(letter)) first[unit] = fold[unit]
    if (fold[unit] >= LETTER_MIN && SECOND_LETTERS.includes(letter)) second[unit] = 1
  }
  triggers = { first, second }
  return triggers
}

class Scan {
  readonly hits = new Uint32Array(PATTERNS)
  readonly #ends = new Int32Array(PATTERNS)
  readonly #text: string
  readonly #tables = characters()
  readonly #closings: Closings

  constructor(text: string) {
    this.#text = text
    this.#closings = new Closings(text, this.#tables.kind)
  }

  run(): void {
    const text = this.#text
    const { first: trigger, second } = triggerTables(this.#tables)
    for (let at = 0; at < text.length; at++) {
      const what = trigger[text.charCodeAt(at)]
      if (what === 0) continue
      if (what === DIGITS) this.#number(at)
      else if (what === AT) {
        const end = peerAddressEnd(this.#tables.kind, text, at, this.#ends[Pattern.address])
        this.#note(Pattern.address, at, end)
      } else if (second[text.charCodeAt(at + 1)] !== 0) this.#word(at, what)
    }
  }

  /** Counts a hit that ends at `end`, unless it is none (-1) or begins within the one before. */
  #note(pattern: number, at: number, end: number): void {
    if (end < 0 || at < this.#ends[pattern]) return
    this.hits[pattern]++
    this.#ends[pattern] = end
  }

  #number(at: number): void {
    const { kind } = this.#tables
    if (at > 0 && (kind[this.#text.charCodeAt(at - 1)] & WORD) !== 0) return
    this.#note(Pattern.phone, at, shapeEnd(kind, this.#text, at, PHONE))
    this.#note(Pattern.insurance, at, shapeEnd(kind, this.#text, at, INSURANCE))
    this.#note(Pattern.card, at, shapeEnd(kind, this.#text, at, CARD))
  }

  #word(at: number, letter: number): void {
    switch (letter) {
      case 112: // p
        this.#note(Pattern.password, at, this.#assigned(this.#after(at, 'password'), PASSWORD_SIGNS))
        this.#note(Pattern.privateKey, at, this.#joined(at, ['private', 'key']))
        break
      case 97: // a
        this.#note(Pattern.apiKey, at, this.#assigned(this.#joined(at, ['api', 'key']), '-'))
        this.#note(
          Pattern.accessKey,
          at,
          this.#assigned(this.#joined(at, ['aws', 'access', 'key', 'id']), ''),
        )
        break
      case 115: // s
        this.#note(Pattern.secret, at, this.#assigned(this.#after(at, 'secret'), '-'))
        break
      case 116: // t
        this.#note(Pattern.token, at, this.#assigned(this.#after(at, 'token'), '-'))
        break
      case 98: // b
        this.#note(Pattern.bearer, at, this.#run(this.#gap(this.#after(at, 'bearer')), '-'))
        break
      case 105: // i
        this.#note(Pattern.import, at, this.#run(this.#gap(this.#after(at, 'import')), '.'))
        break
      case 99: // c
        this.#note(Pattern.class, at, this.#classHead(at))
        break
      case 100: // d
        this.#note(Pattern.definition, at, this.#callable(this.#after(at, 'def'), ':'))
        break
      default: // f
        this.#note(Pattern.function, at, this.#callable(this.#after(at, 'function'), '{'))
    }
  }

  /** Past words with at most one '-' or '_' between two. */
  #joined(at: number, words: readonly string[]): number {
    let end = this.#after(at, words[0] as string)
    for (let place = 1; place < words.length && end >= 0; place++) {
      end = this.#after(this.#joint(end), words[place] as string)
    }
    return end
  }

  #after(at: number, word: string): number {
    return at < 0 ? -1 : afterWord(this.#tables.fold, this.#text, at, word)
  }

  /** Past one '-' or '_', if there is one. */
  #joint(at: number): number {
    if (at < 0) return -1
    return '-_'.includes(this.#text.charAt(at) || ' ') ? at + 1 : at
  }

  /** Past at least one space. */
  #gap(at: number): number {
    if (at < 0) return -1
    const end = skipSpaces(this.#tables.kind, this.#text, at)
    return end === at ? -1 : end
  }

  /** End of a run of word characters and some signs; -1 for an empty one. */
  #run(at: number, signs: string): number {
    if (at < 0) return -1
    const { kind } = this.#tables
    let end = at
    while (end < this.#text.length) {
      if ((kind[this.#text.charCodeAt(end)] & WORD) === 0 && !signs.includes(this.#text.charAt(end))) break
      end++
    }
    return end === at ? -1 : end
  }

  /** End of a value that a name is given: spaces, ':' or '=', spaces, a quote perhaps, then a run. */
  #assigned(at: number, signs: string): number {
    const value = afterSign(this.#tables.kind, this.#text, at)
    if (value < 0) return -1
    const unit = this.#text.charCodeAt(value)
    return this.#run(unit === 34 || unit === 39 ? value + 1 : value, signs)
  }

  #classHead(at: number): number {
    const name = this.#gap(this.#after(at, 'class'))
    if (name < 0) return -1
    const end = this.#run(name, '')
    if (end < 0) return -1
    const sign = skipSpaces(this.#tables.kind, this.#text, end)
    return ':{'.includes(this.#text.charAt(sign) || ' ') ? sign + 1 : -1
  }

  #callable(at: number, opening: string): number {
    const name = this.#run(this.#gap(at), '')
    if (name < 0) return -1
    const bracket = skipSpaces(this.#tables.kind, this.#text, name)
    if (this.#text.charAt(bracket) !== '(') return -1
    const sign = this.#closings.afterNext(bracket + 1)
    return sign >= 0 && this.#text.charAt(sign) === opening ? sign + 1 : -1
  }
}

/** Place of what follows spaces, ':' or '=', and spaces; -1 without the sign or at the text's end. */
export function afterSign(kind: Uint8Array, text: string, at: number): number {
  if (at < 0) return -1
  const sign = skipSpaces(kind, text, at)
  const unit = text.charCodeAt(sign)
  if (unit !== 58 && unit !== 61) return -1
  const value = skipSpaces(kind, text, sign + 1)
  return value < text.length ? value : -1
}

/** End of digits of a shape at `at`, or -1; the caller knows that no word goes before. */
export function shapeEnd(
  kind: Uint8Array,
  text: string,
  at: number,
  { groups, separators }: DigitShape,
): number {
  let place = at
  for (let group = 0; group < groups.length; group++) {
    const end = skipKind(kind, text, place, DIGIT, groups[group])
    if (end - place !== groups[group]) return -1
    place = end
    const isLast = group === groups.length - 1
    if (!isLast && place < text.length && separators.includes(text.charAt(place))) place++
  }
  return isBoundary(kind, text, place) ? place : -1
}
