import { log } from '../../../formulas/elementary.ts'
import {
  type Characters,
  DIGIT,
  KEY,
  LETTER,
  SPACE,
  skipKind,
  skipSpaces,
  UPPER,
  WORD,
} from './characters.ts'

/** Passwords and keys, told from talk about passwords and keys by what they are assigned. All look at a bounded stretch. */

const VALUE_MAX = 64
const ENTROPY_LENGTH_MAX = 128
const SPACES_MAX = 32
const NAME_REST_MAX = 24
const QUOTES = '"\'`'
/** Signs that end a value, by unit. */
const ENDS_VALUE = new Uint8Array(128)
for (const sign of `${QUOTES},;)]}<>`) ENDS_VALUE[sign.charCodeAt(0)] = 1
/** Values that stand for a secret, or talk about one. */
const PLACEHOLDERS: ReadonlySet<string> = new Set([
  ...['none', 'null', 'nil', 'true', 'false', 'undefined', 'required', 'optional', 'string', 'text', 'str'],
  ...['missing', 'hidden', 'redacted', 'removed', 'expired', 'invalid', 'unknown', 'empty', 'field', 'value'],
  ...[
    'reset',
    'policy',
    'protected',
    'incorrect',
    'wrong',
    'example',
    'placeholder',
    'your',
    'please',
    'must',
  ],
  ...[
    'should',
    'forgotten',
    'changed',
    'encrypted',
    'secret',
    'password',
    'token',
    'prompt',
    'input',
    'number',
  ],
])
/** Longer values than any of them are not looked up. */
const PLACEHOLDER_MAX = 16
const PLACEHOLDER_STARTS = '<$%{[*#'

const ENTROPY_MIN = 3
/** Bits a character of a bare run that counts as a key: base64 of random bytes of its length reaches it, prose does not. */
const BARE_ENTROPY_MIN = 4
const BARE_LENGTH_MIN = 32
const BARE_LENGTH_MAX = 128

/** n log2 n, for entropies of short runs. */
const WEIGHTED_LOG = Float64Array.from({ length: ENTROPY_LENGTH_MAX + 1 }, (_, n) =>
  n < 2 ? 0 : (n * log(n)) / log(2),
)
const counts = new Uint8Array(128)

/** Shannon's entropy of a run of at most 128 units, in bits a unit; units beyond ASCII count by their last seven bits. */
export function entropyOf(text: string, first: number, end: number): number {
  const length = Math.min(end - first, ENTROPY_LENGTH_MAX)
  if (length <= 0) return 0
  for (let place = first; place < first + length; place++) counts[text.charCodeAt(place) & 127]++
  let sum = 0
  for (let place = first; place < first + length; place++) {
    const unit = text.charCodeAt(place) & 127
    sum += WEIGHTED_LOG[counts[unit]]
    counts[unit] = 0
  }
  return WEIGHTED_LOG[length] / length - sum / length
}

/** How a value has to look: `any` for passwords, which may look like words; `key` for things made by machines. */
export type Demand = 'any' | 'key'

/**
 * End of the value that a name is given, or -1 where what follows is no assignment or no secret: the name may be quoted
 * and go on (`secretKey`, `"password"`), the sign may be `:`, `=`, `:=`, `=>`, or the word "is", and the value may be quoted.
 */
export function assignedEnd(
  { kind, foldWide }: Characters,
  text: string,
  name: number,
  demand: Demand,
): number {
  const rest = skipKind(kind, text, name, WORD | KEY, NAME_REST_MAX)
  let place = name
  // "=" is among the signs of keys: the name's rest ends before it.
  while (place < rest && (kind[text.charCodeAt(place)] & WORD) !== 0) place++
  const isExact = place === name
  if (text.charAt(place) === '\\') place++
  if (place < text.length && QUOTES.includes(text.charAt(place))) place++
  const afterName = place
  place = skipKind(kind, text, place, SPACE, SPACES_MAX)
  const sign = signEnd(text, place)
  const said = sign < 0 && place > afterName ? isEnd(foldWide, kind, text, place) : -1
  if (sign < 0 && said < 0) return -1
  place = skipKind(kind, text, sign < 0 ? said : sign, SPACE, SPACES_MAX)
  if (text.charAt(place) === '\\') place++
  const quoted = place < text.length && QUOTES.includes(text.charAt(place))
  if (quoted) place++
  const end = valueEnd(kind, text, place)
  const strict = demand === 'key' || !isExact || said >= 0
  return isSecret(kind, text, place, end, strict, quoted) ? end : -1
}

function signEnd(text: string, at: number): number {
  const unit = text.charCodeAt(at)
  const isSign = unit === 58 || unit === 61 || unit === 0xff1a || unit === 0xff1d
  if (!isSign) return -1
  const next = text.charAt(at + 1)
  return (unit === 58 && next === '=') || (unit === 61 && (next === '>' || next === '=')) ? at + 2 : at + 1
}

/** Past the word "is" and a space. */
function isEnd(fold: Uint8Array, kind: Uint8Array, text: string, at: number): number {
  const is = fold[text.charCodeAt(at)] === 105 && fold[text.charCodeAt(at + 1)] === 115
  return is && (kind[text.charCodeAt(at + 2)] & SPACE) !== 0 ? at + 3 : -1
}

function valueEnd(kind: Uint8Array, text: string, first: number): number {
  const limit = Math.min(text.length, first + VALUE_MAX)
  let end = first
  while (end < limit) {
    const unit = text.charCodeAt(end)
    if ((kind[unit] & SPACE) !== 0 || (unit < 128 && ENDS_VALUE[unit] !== 0)) break
    end++
  }
  return end
}

function isSecret(
  kind: Uint8Array,
  text: string,
  first: number,
  end: number,
  strict: boolean,
  quoted: boolean,
): boolean {
  const length = end - first
  if (length < 4 || PLACEHOLDER_STARTS.includes(text.charAt(first))) return false
  if (length <= PLACEHOLDER_MAX && isPlaceholder(kind, text, first, end)) return false
  let digits = 0
  let letters = 0
  let capitals = 0
  for (let place = first; place < end; place++) {
    const bits = kind[text.charCodeAt(place)]
    if ((bits & DIGIT) !== 0) digits++
    else if ((bits & LETTER) !== 0) letters++
    if ((bits & UPPER) !== 0 && place > first) capitals++
  }
  // A full stop or exclamation mark at the end belongs to the sentence.
  const last = '.!?\\'.includes(text.charAt(end - 1)) ? 1 : 0
  const signs = length - last - digits - letters
  const isMixed = (digits > 0 && letters > 0) || (capitals > 0 && capitals < letters - 1)
  if (strict) return (length >= 6 && isMixed) || (length >= 16 && entropyOf(text, first, end) >= ENTROPY_MIN)
  return quoted || isMixed || signs > 0 || digits >= 4 || length >= 8
}

function isPlaceholder(kind: Uint8Array, text: string, first: number, end: number): boolean {
  let last = end
  while (last > first && (kind[text.charCodeAt(last - 1)] & WORD) === 0) last--
  return PLACEHOLDERS.has(text.slice(first, last).toLowerCase())
}

/** Whether a run of key characters is a key by its looks: long, of small and capital letters and digits, and without order. */
export function isBareKey(kind: Uint8Array, text: string, first: number, end: number): boolean {
  const length = end - first
  if (length < BARE_LENGTH_MIN || length > BARE_LENGTH_MAX) return false
  let digits = 0
  let capitals = 0
  let small = 0
  let signs = 0
  for (let place = first; place < end; place++) {
    const bits = kind[text.charCodeAt(place)]
    if ((bits & DIGIT) !== 0) digits++
    else if ((bits & UPPER) !== 0) capitals++
    else if ((bits & LETTER) !== 0) small++
    else signs++
  }
  if (digits < 2 || capitals < 3 || small < 3 || signs * 6 > length) return false
  return entropyOf(text, first, end) >= BARE_ENTROPY_MIN
}

/** Starts of keys that say what they are: first letters, least number of key characters after them. */
const MARKED_KEYS: readonly (readonly [start: string, rest: number])[] = [
  ['AKIA', 16],
  ['ASIA', 16],
  ['AIza', 30],
  ['ghp_', 30],
  ['gho_', 30],
  ['ghu_', 30],
  ['ghs_', 30],
  ['github_pat_', 30],
  ['glpat-', 18],
  ['xoxb-', 20],
  ['xoxp-', 20],
  ['sk_live_', 16],
  ['rk_live_', 16],
  ['sk-', 20],
  ['npm_', 30],
  ['SG.', 20],
]
const MARKED_MAX = 256

/** End of a key of a known issuer at `at`, or of a web token; -1 where there is none. */
export function markedKeyEnd(kind: Uint8Array, text: string, at: number): number {
  for (const [start, rest] of MARKED_KEYS) {
    if (!text.startsWith(start, at)) continue
    const first = at + start.length
    const end = skipKind(kind, text, first, KEY, MARKED_MAX)
    if (end - first >= rest && entropyOf(text, first, end) >= ENTROPY_MIN) return end
  }
  return text.startsWith('eyJ', at) ? webTokenEnd(kind, text, at) : -1
}

/** Three runs with dots between, the first two beginning with `eyJ`. RFC 7519. */
function webTokenEnd(kind: Uint8Array, text: string, at: number): number {
  const head = skipKind(kind, text, at, KEY, MARKED_MAX)
  if (head - at < 10 || text.charAt(head) !== '.' || !text.startsWith('eyJ', head + 1)) return -1
  const body = skipKind(kind, text, head + 1, KEY, 4 * MARKED_MAX)
  return text.charAt(body) === '.' ? skipKind(kind, text, body + 1, KEY, MARKED_MAX) : -1
}

/** End of the first line of a private key in PEM form (RFC 7468), or -1. */
export function pemEnd(text: string, at: number): number {
  if (!text.startsWith('-----BEGIN ', at)) return -1
  const line = text.slice(at, at + 64)
  const end = line.indexOf('PRIVATE KEY')
  return end < 0 ? -1 : at + end + 'PRIVATE KEY'.length
}

/** End of the name and password in an address such as `https://name:password@host`, from its "://" on; -1 without. */
export function addressPasswordEnd(kind: Uint8Array, text: string, at: number): number {
  if (!text.startsWith('://', at)) return -1
  const limit = Math.min(text.length, at + 3 + 2 * VALUE_MAX)
  let colon = -1
  for (let place = at + 3; place < limit; place++) {
    const sign = text.charAt(place)
    if (sign === '@') {
      return colon > 0 && place - colon > 3 && !PLACEHOLDER_STARTS.includes(text.charAt(colon + 1))
        ? place
        : -1
    }
    if (sign === '/' || (kind[text.charCodeAt(place)] & SPACE) !== 0) return -1
    if (sign === ':') colon = place
  }
  return -1
}

/** End of the token after the word "bearer" at `at`: something that a machine made; -1 for "bearer of bad news". */
export function bearerEnd(kind: Uint8Array, text: string, at: number): number {
  const first = skipSpaces(kind, text, at)
  if (first === at) return -1
  let end = first
  const limit = Math.min(text.length, first + MARKED_MAX)
  while (end < limit && ((kind[text.charCodeAt(end)] & KEY) !== 0 || text.charAt(end) === '.')) end++
  return isSecret(kind, text, first, end, true, false) ? end : -1
}
