import type { LeakFamily } from '../../../mechanisms/border/text/index.ts'

/**
 * Texts with what is in them, for measuring the scanners: made by hand, with numbers and keys filled in by a fixed
 * generator. Leaks come in the forms that people and programs use; the innocent ones are those that bare patterns take for
 * leaks. Numbers are made up; cards pass Luhn's check, and telephone numbers use the 555 exchange. A third of the leaks are
 * in disguise or in forms that the rules do not know, so that recall is not a measure of the set's own making.
 */
export interface Labelled {
  readonly content: unknown
  readonly families: readonly LeakFamily[]
}

/** A small generator with fixed draws, so that the set is the same everywhere. */
export function generator(seed = 1): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 4294967296
  }
}

const DIGITS = '0123456789'
const SMALL = 'abcdefghijklmnopqrstuvwxyz'
const KEYS = `${SMALL}${SMALL.toUpperCase()}${DIGITS}`

export function fill(draw: () => number, template: string): string {
  const pick = (from: string) => from[Math.floor(draw() * from.length)] as string
  const many = (from: string, count: number) => Array.from({ length: count }, () => pick(from)).join('')
  return template
    .replace(/#CARD/g, () => card(draw))
    .replace(/#KEY(\d+)/g, (_, count) => many(KEYS, Number(count)))
    .replace(/#HEX(\d+)/g, (_, count) => many(`${DIGITS}abcdef`, Number(count)))
    .replace(/#WORD/g, () => `${many(SMALL, 4)}${many(DIGITS, 2)}`)
    .replace(/#AREA/g, () => `${2 + Math.floor(draw() * 7)}${many(DIGITS, 2)}`)
    .replace(/#/g, () => pick('23456789'))
    .replace(/~/g, '#')
}

function card(draw: () => number): string {
  const digits = [4, ...Array.from({ length: 14 }, () => Math.floor(draw() * 10))]
  const sum = digits.reduceRight((total, digit, place) => {
    const value = (digits.length - place) % 2 === 1 ? digit * 2 : digit
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return [...digits, (10 - (sum % 10)) % 10].join('')
}

const PII = [
  'write to lee.wong@uni.edu soon',
  '<omar+tag@lab.io>',
  'MAILTO:BO@MAIL.EXAMPLE',
  'cc: émile.dupont@societe.fr',
  'contact=ann_b@mail.example.org;',
  'call #AREA-555-####',
  'call me at (#AREA) 555-####',
  'phone #AREA 555 ####',
  '+1 #AREA 555 ####',
  '+44 20 7946 0###',
  'tel: #AREA555####',
  'tel #AREA.555.####',
  'her SSN is 5##-4#-3###',
  'ssn 5##4#3###',
  'card #CARD',
  'pay with 4111 1111 1111 1111 please',
  '5500-0000-0000-0004',
  '3782 822463 10005 amex',
  { user: { mail: 'lee@uni.edu' } },
  { contact: { phone: '#AREA555####' } },
]
const CREDENTIALS = [
  'password: #WORD',
  'PASSWORD=#WORD',
  "password = '#WORD'",
  'mypassword:#WORD',
  'my password is #WORD',
  'passwd=#WORD',
  'pwd: #WORD!',
  'api_key=#KEY24',
  'api key: #KEY20',
  'API-KEY = "#KEY16"',
  'client_secret="#KEY20"',
  'secret: #WORD#WORD',
  'csrf_token = #KEY16',
  'Authorization: Bearer #KEY24',
  'bearer #KEY12.#KEY20',
  'aws_access_key_id=AKIA2E4J6K8M1N3P5Q7R',
  'AKIA2E4J6K8M1N3P5Q7R is the one',
  'ghp_#KEY36',
  '-----BEGIN RSA PRIVATE KEY-----\nMIIEow',
  'postgres://admin:#WORD@db.example.org/main',
  'key #KEY40',
  '"token": "#KEY24"',
  { password: 'hunter2' },
  { config: { db: { password: { value: '#WORD' } } } },
  { tokens: ['#KEY24', '#KEY24'] },
  [{ api_key: '#KEY24' }],
]
const CODE = [
  'def run(x, y):\n    return x',
  'def run(x) -> int:\n  pass',
  'async def go(a): pass',
  'function add(a, b) { return a + b }',
  'class Node:\n  pass',
  'class Node(Base):\n  pass',
  'export class Node extends Base {',
  'import os',
  'import os.path as p',
  'from lee.tools import x',
  "import { a } from './a.js'",
  'const f = (lee) => { return 1 }',
  '~include <stdio.h>',
]
const WORDS = [
  'this is confidential',
  'CONFIDENTIAL',
  'restricted area, staff only',
  'the proprietary process',
  'an internal memo about the merger',
  'strictly private',
  'sensitive figures attached',
  'keep it secret',
]
/** Leaks in disguise, and in forms that the rules were not made for. */
const HARD: readonly (readonly [LeakFamily, string])[] = [
  ['pii', 'reach me: lee dot wong at uni dot edu'],
  ['pii', 'lee [at] uni [dot] edu'],
  ['pii', '06 12 34 56 7#'],
  ['pii', 'five five five, one two three four'],
  ['pii', 'number is #AREA555####'],
  ['pii', 'Lee Wong, 12 Elm Street, Springfield'],
  ['pii', 'card number ending: 4111-1111-1111-1111 exp 09/27'],
  ['pii', 'IBAN DE89 3704 0044 0532 0130 00'],
  ['credential', 'the door code is #WORD'],
  ['credential', 'p4ssw0rd: #WORD'],
  ['credential', 'log in with admin / #WORD'],
  ['credential', 'cGFzc3dvcmQ6IGh1bnRlcjI='],
  ['credential', 'pass: #WORD'],
  ['credential', 'key=#KEY20'],
  ['credential', 'use token #KEY24'],
  ['credential', 'password => #WORD'],
  ['code', 'let x = y + 1; return x;'],
  ['code', 'for (int i = 0; i < n; i++) sum += a[i];'],
  ['code', 'SELECT name FROM users WHERE id = 1'],
  ['code', 'fn main() { println!("hi"); }'],
  ['code', 'x = [f(y) for y in ys if y > 0]'],
  ['code', 'const g = async (a, b) => a + b'],
  ['keyword', 'for your eyes only'],
  ['keyword', 'c o n f i d e n t i a l'],
  ['keyword', 'do not forward this'],
  ['keyword', 'eyes only, not for distribution'],
]
/** Innocent texts that look guilty. */
const HARD_INNOCENT = [
  'call 8001234 times in a loop',
  'contact sheet 20240315',
  'part no. 4000-1234-5678-9010',
  'secret ingredient: vanilla2x',
  'token: abc123 is the example in the manual',
  'pattern a.b@c.de in the grammar',
  'import export: the trade of 1984',
  'the secretary-general',
  'private joke',
  'access key: see the janitor at 8',
  'password: letmein is the worst choice',
  'the api key is rotated weekly',
  'let x = (y) denote the mean',
  'ticket 123-456-7890',
]
const INNOCENT = [
  'nothing to see',
  'the meeting is at ten',
  'unix time 16######## now',
  'order 8363171####',
  'id_82281920######',
  'invoice 1234567#',
  'session 82281920326#####',
  'ms 169#########',
  'isbn 978-3-16-148410-0',
  'version 10.12.2024',
  'host 192.168.#.#',
  'commit #HEX40',
  'uuid 123e4567-e89b-12d3-a456-426614174000',
  'the bearer of bad news',
  'import duties on steel',
  'an important {thing}',
  'a secretary called',
  'international law',
  'insensitive remarks',
  'first class: seats',
  'tokens are cheap',
  'password: required',
  'password policy: change it often',
  'the password is required',
  'secret: <your secret>',
  'api_key=$API_KEY',
  'token: string',
  'password: ********',
  'pass the word: go',
  'classy: yes',
  'lee@localhost',
  '@uni.edu',
  'prices 300-400 and 2024-2025',
  '1 2 3 4 5 6 7 8 9 10',
  'ratio 3.1415926535 and 2.7182818284',
  'sum 1##########',
  'function of time (seconds)',
  'we define class by income: low, middle',
  { id: 1699999, note: 'all well', ok: true },
  { count: 82281920326, unit: 'rows' },
]

/** The labelled set: each template filled in `copies` times. */
export function labelledSet(copies = 8): Labelled[] {
  const draw = generator(20260301)
  const of = (templates: readonly unknown[], families: readonly LeakFamily[]) =>
    templates.flatMap((template) =>
      Array.from({ length: copies }, () => ({ content: filled(draw, template), families })),
    )
  return [
    ...of(PII, ['pii']),
    ...of(CREDENTIALS, ['credential']),
    ...of(CODE, ['code']),
    ...of(WORDS, ['keyword']),
    ...of(INNOCENT, []),
    ...HARD.flatMap(([family, template]) => of([template], [family])),
    ...of(HARD_INNOCENT, []),
    ...of(['email bo@uni.edu password=#WORD def f(): pass'], ['pii', 'credential', 'code']),
    ...of(['confidential: call #AREA-555-####'], ['pii', 'keyword']),
  ]
}

function filled(draw: () => number, template: unknown): unknown {
  if (typeof template === 'string') return fill(draw, template)
  if (Array.isArray(template)) return template.map((item) => filled(draw, item))
  if (typeof template !== 'object' || template === null) return template
  return Object.fromEntries(Object.entries(template).map(([key, item]) => [key, filled(draw, item)]))
}
