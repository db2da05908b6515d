import { peerAddressEnd } from './address.ts'
import { afterWord, characters, DIGIT, isBoundary, WORD } from './characters.ts'
import { afterSign, INSURANCE, PHONE, shapeEnd } from './reference-rules.ts'

/** Weights of what makes a content sensitive, in the order in which they are added. */
const WEIGHTS = [0.6, 0.6, 0.5, 0.5, 0.3, 0.3, 0.4, 0.2] as const
const Rule = {
  password: 1,
  apiKey: 2,
  secret: 4,
  token: 8,
  address: 16,
  phone: 32,
  insurance: 64,
  word: 128,
} as const
const ALL = 255
const MARKED_WORDS = ['confidential', 'restricted', 'proprietary'] as const
const AT = 64

/**
 * How sensitive a text is, in [0, 1]: the sum of the weights of what it has at least one of. An assigned password or API
 * key weighs 0.6, a secret or token 0.5, a social security number 0.4, an address or telephone number 0.3, and one of
 * the words confidential, restricted, proprietary 0.2. Whitepaper §9. Time is linear in the text.
 */
export function contentSensitivity(text: string): number {
  const found = findRules(text)
  let sum = 0
  for (let rule = 0; rule < WEIGHTS.length; rule++) if ((found & (1 << rule)) !== 0) sum += WEIGHTS[rule]
  return sum > 1 ? 1 : sum
}

let interests: Uint8Array | undefined

/** 1 for units that something sensitive may begin with. */
function interestTable(kind: Uint8Array, fold: Uint8Array): Uint8Array {
  if (interests) return interests
  const table = new Uint8Array(kind.length)
  const letters = new Set([...'pastcr'].map((letter) => letter.charCodeAt(0)))
  for (let unit = 0; unit < table.length; unit++) {
    if (unit === AT || (kind[unit] & DIGIT) !== 0 || letters.has(fold[unit])) table[unit] = 1
  }
  interests = table
  return table
}

function findRules(text: string): number {
  const { kind, fold } = characters()
  const interest = interestTable(kind, fold)
  let found = 0
  for (let at = 0; at < text.length && found !== ALL; at++) {
    const unit = text.charCodeAt(at)
    if (interest[unit] === 0) continue
    if (unit === AT) {
      if (peerAddressEnd(kind, text, at, 0) >= 0) found |= Rule.address
    } else if ((kind[unit] & DIGIT) !== 0) {
      if (at > 0 && (kind[text.charCodeAt(at - 1)] & WORD) !== 0) continue
      if (shapeEnd(kind, text, at, PHONE) >= 0) found |= Rule.phone
      if (shapeEnd(kind, text, at, INSURANCE) >= 0) found |= Rule.insurance
    } else found |= findAtLetter(kind, fold, text, at)
  }
  return found
}

function findAtLetter(kind: Uint8Array, fold: Uint8Array, text: string, at: number): number {
  switch (fold[text.charCodeAt(at)]) {
    case 112: // p
      if (isAssigned(kind, text, afterWord(fold, text, at, 'password'))) return Rule.password
      return isMarked(kind, fold, text, at) ? Rule.word : 0
    case 97: {
      // a
      const api = afterWord(fold, text, at, 'api')
      if (api < 0) return 0
      const joint = text.charCodeAt(api) === 45 || text.charCodeAt(api) === 95 ? api + 1 : api
      return isAssigned(kind, text, afterWord(fold, text, joint, 'key')) ? Rule.apiKey : 0
    }
    case 115: // s
      return isAssigned(kind, text, afterWord(fold, text, at, 'secret')) ? Rule.secret : 0
    case 116: // t
      return isAssigned(kind, text, afterWord(fold, text, at, 'token')) ? Rule.token : 0
    case 99: // c
    case 114: // r
      return isMarked(kind, fold, text, at) ? Rule.word : 0
    default:
      return 0
  }
}

const isAssigned = (kind: Uint8Array, text: string, at: number): boolean => afterSign(kind, text, at) >= 0

function isMarked(kind: Uint8Array, fold: Uint8Array, text: string, at: number): boolean {
  for (let place = 0; place < MARKED_WORDS.length; place++) {
    const end = afterWord(fold, text, at, MARKED_WORDS[place] as string)
    if (end >= 0 && isBoundary(kind, text, at) && isBoundary(kind, text, end)) return true
  }
  return false
}
