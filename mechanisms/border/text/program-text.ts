import { type Closings, SPACE, skipKind, skipSpaces, WORD } from './characters.ts'

/** Program text, told from prose by its punctuation and its place in the line. Rules take -1 for "the word does not stand here". */

const LOOK_MAX = 120
const MODIFIERS: ReadonlySet<string> = new Set([
  ...[
    'export',
    'default',
    'public',
    'private',
    'protected',
    'abstract',
    'static',
    'final',
    'async',
    'sealed',
  ],
])
const MODULES: ReadonlySet<string> = new Set([
  ...[
    'os',
    'sys',
    're',
    'io',
    'json',
    'time',
    'math',
    'csv',
    'ssl',
    'socket',
    'random',
    'string',
    'copy',
    'uuid',
  ],
  ...[
    'numpy',
    'pandas',
    'torch',
    'requests',
    'subprocess',
    'pathlib',
    'typing',
    'logging',
    'asyncio',
    'datetime',
  ],
  ...[
    'collections',
    'itertools',
    'functools',
    'hashlib',
    'base64',
    'pickle',
    'shutil',
    'threading',
    'unittest',
  ],
  ...[
    'pytest',
    'scipy',
    'sklearn',
    'matplotlib',
    'tensorflow',
    'flask',
    'django',
    'boto3',
    'yaml',
    'fs',
    'path',
  ],
])

/** Whether a statement may begin here: only spaces or a modifier go before on the line. Looks back a bounded stretch. */
export function startsStatement(kind: Uint8Array, text: string, at: number): boolean {
  const floor = Math.max(0, at - LOOK_MAX)
  let place = at
  while (place > floor && text.charAt(place - 1) !== '\n' && isSpace(kind, text, place - 1)) place--
  if (place === 0 || '\n;{}'.includes(text.charAt(place - 1))) return true
  const end = place
  while (place > floor && (kind[text.charCodeAt(place - 1)] & WORD) !== 0) place--
  return MODIFIERS.has(text.slice(place, end))
}

const isSpace = (kind: Uint8Array, text: string, at: number): boolean =>
  (kind[text.charCodeAt(at)] & SPACE) !== 0

/** End of a name after at least one space; -1 without. */
function nameEnd(kind: Uint8Array, text: string, at: number): number {
  const first = skipSpaces(kind, text, at)
  const end = skipKind(kind, text, first, WORD, LOOK_MAX)
  return first > at && end > first ? end : -1
}

/** `def name(…):` or `def name(…) -> type:`, from after the word on. */
export function definitionEnd(kind: Uint8Array, text: string, at: number, closings: Closings): number {
  const name = nameEnd(kind, text, at)
  if (name < 0) return -1
  const bracket = skipSpaces(kind, text, name)
  if (text.charAt(bracket) !== '(') return -1
  const sign = closings.afterNext(bracket + 1)
  if (sign < 0) return -1
  if (text.charAt(sign) === ':') return sign + 1
  return text.startsWith('->', sign) ? signWithin(text, sign + 2, ':') : -1
}

/** `function name(…) {` or `function (…) {`, from after the word on. */
export function functionEnd(kind: Uint8Array, text: string, at: number, closings: Closings): number {
  const name = nameEnd(kind, text, at)
  const bracket = skipSpaces(kind, text, name < 0 ? at : name)
  if (text.charAt(bracket) !== '(') return -1
  const sign = closings.afterNext(bracket + 1)
  return sign >= 0 && text.charAt(sign) === '{' ? sign + 1 : -1
}

/** `class Name {`, `class Name(Base):`, `class Name extends Base {`, from after the word on, where a statement begins. */
export function classEnd(kind: Uint8Array, text: string, start: number, at: number): number {
  const name = at < 0 ? -1 : nameEnd(kind, text, at)
  if (name < 0 || !startsStatement(kind, text, start)) return -1
  const sign = skipSpaces(kind, text, name)
  const next = text.charAt(sign)
  if (next === ':' || next === '{') return sign + 1
  if (next === '(') return signWithin(text, sign, ':')
  return /^(extends|implements)\b/.test(text.slice(sign, sign + 12)) ? signWithin(text, sign, '{') : -1
}

/** An import of Python or JavaScript, from after the word on, where a statement begins. */
export function importEnd(kind: Uint8Array, text: string, start: number, at: number): number {
  const first = at < 0 ? at : skipSpaces(kind, text, at)
  if (first === at || !startsImport(kind, text, start)) return -1
  const rest = lineFrom(text, first)
  if (/^[{*"']/.test(rest)) return first + 1
  const [, module = '', next = ''] = /^([\w.]+)(\s*;|\s+as\s|\s+from\s|\s*$)?/.exec(rest) ?? []
  if (module === '') return -1
  const known = MODULES.has(module) || /\w\.\w/.test(module) || /as|from|;/.test(next)
  return known ? first + module.length : -1
}

/** A statement begins, or `from module` goes before on the line. */
function startsImport(kind: Uint8Array, text: string, start: number): boolean {
  if (startsStatement(kind, text, start)) return true
  const before = text.slice(Math.max(0, start - LOOK_MAX), start)
  const line = before.slice(before.lastIndexOf('\n') + 1)
  return /^\s*from\s+[\w.]+\s+$/.test(line)
}

/** `from module import name`, from after the first word on, where a statement begins. */
export function fromEnd(kind: Uint8Array, text: string, start: number, at: number): number {
  if (at < 0) return -1
  const rest = lineFrom(text, at)
  const head = /^\s+[\w.]+\s+import\s/.exec(rest)
  return head && startsStatement(kind, text, start) ? at + head[0].length : -1
}

/** `const name = (…) =>` and its kin, from after the word on. */
export function arrowEnd(kind: Uint8Array, text: string, at: number, closings: Closings): number {
  const name = nameEnd(kind, text, at)
  if (name < 0) return -1
  const sign = skipSpaces(kind, text, name)
  if (text.charAt(sign) !== '=') return -1
  let place = skipSpaces(kind, text, sign + 1)
  if (text.startsWith('async', place)) place = skipSpaces(kind, text, place + 5)
  if (text.charAt(place) === '(') {
    const arrow = closings.afterNext(place + 1)
    return arrow >= 0 && text.startsWith('=>', arrow) ? arrow + 2 : -1
  }
  const word = skipSpaces(kind, text, skipKind(kind, text, place, WORD, LOOK_MAX))
  return text.startsWith('=>', word) ? word + 2 : -1
}

function signWithin(text: string, at: number, sign: string): number {
  const found = lineFrom(text, at).indexOf(sign)
  return found < 0 ? -1 : at + found + 1
}

/** What is left of a line, up to a bound. */
function lineFrom(text: string, at: number): string {
  const stretch = text.slice(at, at + LOOK_MAX)
  const end = stretch.indexOf('\n')
  return end < 0 ? stretch : stretch.slice(0, end)
}
