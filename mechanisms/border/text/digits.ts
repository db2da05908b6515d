import { type Characters, DIGIT, isBoundary, WORD } from './characters.ts'

/**
 * Numbers that identify a person or a card, told from other numbers by form, checksum and context. Everything looks at a
 * bounded stretch, so a text full of digits takes linear time.
 */

const GROUPS_MAX = 5
/** More digits than any card number has. */
const DIGITS_MAX = 19
const CONTEXT_LENGTH = 28
const PHONE_WORDS = ['phone', 'tel', 'call', 'mobile', 'cell', 'fax', 'sms', 'whatsapp', 'dial', 'contact']
const INSURANCE_WORDS = ['ssn', 'social security', 'social_security', 'socialsecurity']
const SPACE_UNIT = 32
const PLUS = 43
const OPEN = 40
const CLOSE = 41
const HYPHEN = 45
const DOT = 46

/** Lengths of groups as one number. */
const SHAPE_BASE = 20
const shapeOf = (...lengths: number[]): number =>
  lengths.reduce((shape, length) => shape * SHAPE_BASE + length, 0)
const PHONE = shapeOf(3, 3, 4)
const LONG_PHONE = shapeOf(1, 3, 3, 4)
const INSURANCE = shapeOf(3, 2, 4)
const SHORT_INSURANCE = shapeOf(3, 6)
/** Groups in which cards are printed. */
const CARDS = [shapeOf(4, 4, 4, 4), shapeOf(4, 6, 5), shapeOf(4, 6, 4), shapeOf(4, 4, 4, 4, 3)]

/** Groups of digits in a row, one separator between two: their lengths, ends and separators. Refilled by each `read`. */
export class DigitGroups {
  count = 0
  readonly lengths = new Uint8Array(GROUPS_MAX)
  readonly ends = new Int32Array(GROUPS_MAX)
  /** Unit before each group; 0 before the first. A closing parenthesis and a space count as the parenthesis. */
  readonly separators = new Uint16Array(GROUPS_MAX)
  readonly digits = new Uint8Array(GROUPS_MAX * DIGITS_MAX)
  /** Digits of the first groups, by number of groups. */
  readonly totals = new Uint8Array(GROUPS_MAX + 1)
  /** Lengths of the first groups as one number, by number of groups; see `shapeOf`. */
  readonly shapes = new Uint32Array(GROUPS_MAX + 1)
  readonly #tables: Characters

  constructor(tables: Characters) {
    this.#tables = tables
  }

  /** Reads groups from a digit on. False where the run is longer than any number that counts. */
  read(text: string, first: number): boolean {
    const { kind, digit } = this.#tables
    let place = first
    let total = 0
    this.count = 0
    let separator = 0
    while (this.count < GROUPS_MAX) {
      const start = place
      while (place < text.length && (kind[text.charCodeAt(place)] & DIGIT) !== 0) {
        if (total === DIGITS_MAX) return this.count > 0
        this.digits[total++] = digit[text.charCodeAt(place++)]
      }
      if (place === start) break
      this.lengths[this.count] = place - start
      this.ends[this.count] = place
      this.separators[this.count] = separator
      this.shapes[this.count + 1] = this.shapes[this.count] * SHAPE_BASE + place - start
      this.totals[++this.count] = total
      separator = text.charCodeAt(place)
      if (separator !== SPACE_UNIT && separator !== HYPHEN && separator !== DOT && separator !== CLOSE) break
      place++
      if (separator === CLOSE && text.charCodeAt(place) === SPACE_UNIT) place++
    }
    return true
  }

  /** The separator of the first `count` groups, where they have but one; 0 for a single group, -1 for a mixture. */
  separatorOf(count: number): number {
    if (count === 1) return 0
    const first = this.separators[1]
    for (let group = 2; group < count; group++) if (this.separators[group] !== first) return -1
    return first
  }
}

/** Luhn's check of the first `count` digits: card numbers pass it, nine in ten other numbers do not. */
export function passesLuhn(digits: ArrayLike<number>, count: number): boolean {
  let sum = 0
  for (let place = count - 1, doubled = false; place >= 0; place--, doubled = !doubled) {
    const value = doubled ? digits[place] * 2 : digits[place]
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}

/**
 * End of a telephone, insurance or card number that begins at a digit; -1 where there is none. The caller knows that no
 * word goes before.
 */
export function personalNumberEnd(
  groups: DigitGroups,
  text: string,
  first: number,
  kind: Uint8Array,
): number {
  if (isInsideNumber(kind, text, first) || !groups.read(text, first)) return -1
  for (let count = groups.count; count > 0; count--) {
    const end = groups.ends[count - 1]
    if (!isBoundary(kind, text, end) || continuesNumber(kind, text, end)) continue
    if (
      isCard(groups, count) ||
      isInsurance(groups, count, text, first) ||
      isPhone(groups, count, text, first)
    ) {
      return end
    }
  }
  return -1
}

/** A digit goes before, joined by a sign: this is the middle of something longer. */
const isInsideNumber = (kind: Uint8Array, text: string, first: number): boolean =>
  first > 1 && '-./'.includes(text.charAt(first - 1)) && (kind[text.charCodeAt(first - 2)] & WORD) !== 0

const continuesNumber = (kind: Uint8Array, text: string, end: number): boolean =>
  end + 1 < text.length && '-./'.includes(text.charAt(end)) && (kind[text.charCodeAt(end + 1)] & DIGIT) !== 0

/** 13 to 19 digits that a card network may have issued, in one piece or in the groups that are printed on cards. */
function isCard(groups: DigitGroups, count: number): boolean {
  const total = groups.totals[count]
  const [first] = groups.digits
  if (total < 13 || first < 2 || first > 6) return false
  if (count > 1) {
    const separator = groups.separatorOf(count)
    if (separator !== SPACE_UNIT && separator !== HYPHEN) return false
    if (!CARDS.includes(groups.shapes[count])) return false
  }
  return passesLuhn(groups.digits, total)
}

/** 3-2-4 digits that can have been issued; in one piece only where the words before say so. */
function isInsurance(groups: DigitGroups, count: number, text: string, first: number): boolean {
  if (groups.totals[count] !== 9) return false
  const whole = count === 1
  if (!whole) {
    const separator = groups.separatorOf(count)
    const grouped = groups.shapes[count] === INSURANCE || groups.shapes[count] === SHORT_INSURANCE
    if (!grouped || (separator !== HYPHEN && separator !== SPACE_UNIT)) return false
    if (separator === SPACE_UNIT && !hasContext(text, first, INSURANCE_WORDS)) return false
    if (count === 2 && !hasContext(text, first, INSURANCE_WORDS)) return false
  }
  const area = numberOf(groups.digits, 0, 3)
  const group = numberOf(groups.digits, 3, 5)
  const serial = numberOf(groups.digits, 5, 9)
  if (area === 0 || area === 666 || area >= 900 || group === 0 || serial === 0) return false
  return !whole || hasContext(text, first, INSURANCE_WORDS)
}

function isPhone(groups: DigitGroups, count: number, text: string, first: number): boolean {
  const total = groups.totals[count]
  const before = first > 0 ? text.charCodeAt(first - 1) : 0
  if (before === PLUS) return total >= 8 && total <= 15
  if (total >= 7 && total <= 15 && count <= 4 && hasContext(text, first, PHONE_WORDS)) return true
  if (groups.shapes[count] === PHONE) {
    if (before === OPEN) return groups.separators[1] === CLOSE
    const spaced = groups.separators[1] === SPACE_UNIT || groups.separators[2] === SPACE_UNIT
    return groups.separators[1] !== CLOSE && (!spaced || canBeDialled(groups.digits, 0))
  }
  return groups.shapes[count] === LONG_PHONE && groups.digits[0] === 1 && canBeDialled(groups.digits, 1)
}

/** Area codes and exchanges of the North American plan begin with 2 to 9. */
const canBeDialled = (digits: Uint8Array, from: number): boolean => digits[from] > 1 && digits[from + 3] > 1

function numberOf(digits: Uint8Array, first: number, end: number): number {
  let value = 0
  for (let place = first; place < end; place++) value = value * 10 + digits[place]
  return value
}

/** Whether one of some words stands shortly before. */
export function hasContext(text: string, first: number, words: readonly string[]): boolean {
  const before = text.slice(first > CONTEXT_LENGTH ? first - CONTEXT_LENGTH : 0, first).toLowerCase()
  return words.some((word) => before.includes(word))
}
