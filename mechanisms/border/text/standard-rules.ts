import { addressEnd } from './address.ts'
import {
  afterWord,
  type Characters,
  Closings,
  characters,
  DIGIT,
  isBoundary,
  KEY,
  WORD,
} from './characters.ts'
import { DigitGroups, personalNumberEnd } from './digits.ts'
import { type Findings, KEYWORDS } from './findings.ts'
import { arrowEnd, classEnd, definitionEnd, fromEnd, functionEnd, importEnd } from './program-text.ts'
import {
  addressPasswordEnd,
  assignedEnd,
  bearerEnd,
  type Demand,
  isBareKey,
  markedKeyEnd,
  pemEnd,
} from './secrets.ts'

/**
 * Rule set `standard`: checksums, forms and context instead of bare patterns. A card number passes Luhn's check, a
 * telephone number has separators or the word for it, a password is assigned something that is no placeholder, keys have
 * their issuers' marks or the entropy of keys, and words count whole. Time is linear in the text.
 */

const AT = 64
const COLON = 58
const HYPHEN = 45
const DIGITS = 1
/** Letters that begin a word looked for, as lower-case units; the rest of a text is passed over. */
const LETTER_MIN = 97
const PAIRS = 128

interface Name {
  readonly text: string
  readonly demand: Demand
}
const name = (text: string, demand: Demand): Name => ({ text, demand })
const NAMES: readonly Name[] = [
  ...['password', 'passwort', 'passwd', 'passphrase', 'passcode', 'pass_word', 'pwd'].map((text) =>
    name(text, 'any'),
  ),
  ...['apikey', 'api_key', 'api-key', 'api key', 'auth_key', 'access_key', 'access-key', 'access key'].map(
    (text) => name(text, 'key'),
  ),
  ...['accesskey', 'private_key', 'privatekey', 'private key', 'secret', 'token', 'credential'].map((text) =>
    name(text, 'key'),
  ),
  ...['encryption_key', 'encryption key'].map((text) => name(text, 'key')),
]
const EXTRA_KEYWORDS = [
  'classified',
  'exfiltrate',
  'do not distribute',
  'not for distribution',
  'for internal use',
]
const WORDS: readonly string[] = [...KEYWORDS, ...EXTRA_KEYWORDS]
/** First letters of what counts only at the start of a word besides: marked keys, web tokens, program text. */
const STARTS = [
  ...['ak', 'as', 'ai', 'gh', 'gi', 'gl', 'xo', 'sk', 'rk', 'np', 'sg', 'ey'],
  ...['be', 'de', 'fu', 'fr', 'cl', 'co', 'im', 'in', 'le', 'va'],
]

/** What may begin with two letters; most words of a text share them with nothing that is looked for. */
const Pair = { name: 1, word: 2, start: 4 } as const
const NAMES_BY_LETTER = byFirstLetter(NAMES, ({ text }) => text)
const WORDS_BY_LETTER = byFirstLetter(WORDS, (text) => text)
const PAIR_TABLE = pairTable()

function byFirstLetter<T>(entries: readonly T[], textOf: (entry: T) => string): readonly (readonly T[])[] {
  return Array.from({ length: PAIRS }, (_, unit) =>
    entries.filter((entry) => textOf(entry).charCodeAt(0) === unit),
  )
}

function pairTable(): Uint8Array {
  const table = new Uint8Array(PAIRS * PAIRS)
  const put = (text: string, bit: number) => {
    table[text.charCodeAt(0) * PAIRS + text.charCodeAt(1)] |= bit
  }
  for (const { text } of NAMES) put(text, Pair.name)
  for (const text of WORDS) put(text, Pair.word)
  for (const text of STARTS) put(text, Pair.start)
  return table
}

let triggers: Uint8Array | undefined

/** What a unit may begin: 0 nothing, 1 a number, the unit itself for signs, its lower-case letter else. */
function triggerTable({ kind, foldWide }: Characters): Uint8Array {
  if (triggers) return triggers
  const first = new Set(
    [...NAMES.map(({ text }) => text), ...WORDS, ...STARTS].map((text) => text.charCodeAt(0)),
  )
  const table = new Uint8Array(kind.length)
  for (let unit = 0; unit < table.length; unit++) {
    if ((kind[unit] & DIGIT) !== 0) table[unit] = DIGITS
    else if (unit === AT || unit === COLON || unit === HYPHEN) table[unit] = unit
    else if (foldWide[unit] >= LETTER_MIN && first.has(foldWide[unit])) table[unit] = foldWide[unit]
  }
  triggers = table
  return table
}

/** Counts what a text has that should not leave. Time is linear in its length. */
export function scanByStandard(text: string): Findings {
  return new Scan(text).run()
}

class Scan {
  readonly #text: string
  readonly #tables = characters()
  readonly #closings: Closings
  readonly #groups: DigitGroups
  readonly #words = new Set<string>()
  #pii = 0
  #credential = 0
  #code = 0
  #piiEnd = 0
  #credentialEnd = 0
  #codeEnd = 0

  constructor(text: string) {
    this.#text = text
    this.#closings = new Closings(text, this.#tables.kind)
    this.#groups = new DigitGroups(this.#tables)
  }

  run(): Findings {
    const text = this.#text
    const { kind } = this.#tables
    const { foldWide: fold } = this.#tables
    const trigger = triggerTable(this.#tables)
    let keyStart = -1
    for (let at = 0; at < text.length; at++) {
      const unit = text.charCodeAt(at)
      if ((kind[unit] & KEY) === 0) {
        if (keyStart >= 0 && at - keyStart > 31) this.#bareKey(keyStart, at)
        keyStart = -1
      } else if (keyStart < 0) keyStart = at
      const what = trigger[unit]
      if (what === 0) continue
      if (what < LETTER_MIN) this.#sign(at, what)
      else if (at + 1 < text.length) {
        const pair = PAIR_TABLE[what * PAIRS + fold[text.charCodeAt(at + 1)]]
        if (pair !== 0) this.#letter(at, what, pair)
      }
    }
    if (keyStart >= 0) this.#bareKey(keyStart, text.length)
    const keywords = WORDS.filter((word) => this.#words.has(word))
    return { pii: this.#pii, credential: this.#credential, code: this.#code, keywords }
  }

  #sign(at: number, what: number): void {
    const text = this.#text
    const { kind } = this.#tables
    if (what === DIGITS) {
      if (at > 0 && (kind[text.charCodeAt(at - 1)] & WORD) !== 0) return
      if (at >= this.#piiEnd) this.#personal(personalNumberEnd(this.#groups, text, at, kind))
    } else if (what === AT) {
      // After a name and password the '@' belongs to a web address.
      if (at !== this.#credentialEnd) this.#personal(addressEnd(kind, text, at, this.#piiEnd))
    } else if (what === COLON) {
      if (text.charCodeAt(at + 1) === 47) this.#leaked(at, addressPasswordEnd(kind, text, at))
    } else if (text.charCodeAt(at + 5) === 66) this.#leaked(at, pemEnd(text, at))
  }

  #letter(at: number, letter: number, pair: number): void {
    const text = this.#text
    const { foldWide: fold, kind } = this.#tables
    if ((pair & Pair.name) !== 0) {
      const names = NAMES_BY_LETTER[letter]
      for (let place = 0; place < names.length; place++) {
        const end = afterName(fold, text, at, names[place].text)
        if (end >= 0) this.#leaked(at, assignedEnd(this.#tables, text, end, names[place].demand))
      }
    }
    if (at > 0 && (kind[text.charCodeAt(at - 1)] & WORD) !== 0) return
    if ((pair & Pair.start) !== 0) this.#wordStart(at, letter)
    // Within a credential a word says nothing new.
    if ((pair & Pair.word) === 0 || at < this.#credentialEnd) return
    const words = WORDS_BY_LETTER[letter]
    for (let place = 0; place < words.length; place++) {
      const end = afterName(fold, text, at, words[place])
      if (end >= 0 && isBoundary(kind, text, end)) this.#words.add(words[place])
    }
  }

  /** What only counts at the start of a word. */
  #wordStart(at: number, letter: number): void {
    const text = this.#text
    const { kind } = this.#tables
    switch (letter) {
      case 98: // b
        this.#leakedAfter(at, this.#whole(at, 'bearer'))
        break
      case 99: // c
        this.#coded(at, classEnd(kind, text, at, this.#whole(at, 'class')))
        this.#program(at, this.#whole(at, 'const'), arrowEnd)
        break
      case 100: // d
        this.#program(at, this.#whole(at, 'def'), definitionEnd)
        break
      case 102: // f
        this.#program(at, this.#whole(at, 'function'), functionEnd)
        this.#coded(at, fromEnd(kind, text, at, this.#whole(at, 'from')))
        break
      case 105: // i
        this.#coded(at, importEnd(kind, text, at, this.#whole(at, 'import')))
        if (text.charAt(at - 1) === '#') this.#coded(at, this.#whole(at, 'include'))
        break
      case 108: // l
        this.#program(at, this.#whole(at, 'let'), arrowEnd)
        break
      case 118: // v
        this.#program(at, this.#whole(at, 'var'), arrowEnd)
        break
      default:
        this.#leaked(at, markedKeyEnd(kind, text, at))
    }
  }

  /** Place after a whole word at `at`; -1 where it does not stand. */
  #whole(at: number, word: string): number {
    const end = afterWord(this.#tables.foldWide, this.#text, at, word)
    return end >= 0 && isBoundary(this.#tables.kind, this.#text, end) ? end : -1
  }

  #leakedAfter(at: number, end: number): void {
    if (end >= 0) this.#leaked(at, bearerEnd(this.#tables.kind, this.#text, end))
  }

  #program(at: number, end: number, rule: typeof definitionEnd): void {
    if (end >= 0) this.#coded(at, rule(this.#tables.kind, this.#text, end, this.#closings))
  }

  #bareKey(first: number, end: number): void {
    if (first < this.#credentialEnd || !isBareKey(this.#tables.kind, this.#text, first, end)) return
    this.#leaked(first, end)
  }

  #personal(end: number): void {
    if (end < 0) return
    this.#pii++
    this.#piiEnd = end
  }

  #leaked(at: number, end: number): void {
    if (end < 0 || at < this.#credentialEnd) return
    this.#credential++
    this.#credentialEnd = end
  }

  #coded(at: number, end: number): void {
    if (end < 0 || at < this.#codeEnd) return
    this.#code++
    this.#codeEnd = end
  }
}

/** Place after a name of letters, signs and single spaces that stands at `at` in any case; -1 where it does not. */
function afterName(fold: Uint8Array, text: string, at: number, name: string): number {
  for (let step = 0; step < name.length; step++) {
    const unit = text.charCodeAt(at + step)
    const wanted = name.charCodeAt(step)
    if (unit !== wanted && fold[unit] !== wanted) return -1
  }
  return at + name.length
}
