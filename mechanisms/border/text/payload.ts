/** How far into a payload a scan looks. */
export interface PayloadLimits {
  /** Levels of lists and mappings within one another. */
  readonly depth: number
  /** Values of a payload. */
  readonly values: number
  /** UTF-16 units, over all texts of a payload. */
  readonly characters: number
}

export const PAYLOAD_LIMITS: PayloadLimits = { depth: 32, values: 10_000, characters: 1_000_000 }

/** Texts to scan, and whether anything was left out. */
export interface PayloadTexts {
  readonly texts: readonly string[]
  readonly truncated: boolean
}

/** Names whose values are secret however deep they lie below. */
const SECRET_NAME = /passw|passphrase|secret|token|credential|api[_-]?key|private[_-]?key|access[_-]?key/i
const KEY_MAX = 200

interface Place {
  readonly value: unknown
  /** Name that the value stands under, empty at the top; list items share their list's. */
  readonly key: string
  /** Name of a secret above it. */
  readonly secret: string
  readonly depth: number
}

/**
 * What is to be scanned of a content: a text as it is, and of a structured payload every value with its name, as
 * `name: "value"`, so that a password in a mapping reads like one in a text. Below a name such as `password` every value
 * is read with that name too. Cycles end at the depth limit; values beyond a limit are left out and reported.
 */
export function textsOfPayload(content: unknown, limits: PayloadLimits = PAYLOAD_LIMITS): PayloadTexts {
  const texts: string[] = []
  const waiting: Place[] = [{ value: content, key: '', secret: '', depth: 0 }]
  let values = 0
  let room = limits.characters
  let truncated = false
  const put = (text: string) => {
    if (text.length > room) truncated = true
    if (room > 0) texts.push(text.length > room ? text.slice(0, room) : text)
    room -= Math.min(room, text.length)
  }
  while (waiting.length > 0) {
    const place = waiting.pop() as Place
    if (++values > limits.values || place.depth > limits.depth) {
      truncated = true
      if (values > limits.values) break
      continue
    }
    if (typeof place.value === 'object' && place.value !== null) {
      truncated = !open(place, waiting, limits) || truncated
    } else for (const text of textsOf(place)) put(text)
  }
  return { texts, truncated }
}

/** A leaf's texts: with its name, and with the name of the secret that it lies below. */
function textsOf({ value, key, secret }: Place): string[] {
  if (value === null || value === undefined || typeof value === 'function' || typeof value === 'symbol')
    return []
  const text = String(value)
  if (key === '') return [text]
  const named = [`${key}: "${text}"`]
  if (secret !== '' && secret !== key) named.push(`${secret}: "${text}"`)
  return named
}

/** Puts what a list or mapping holds in line, last first, so that it is read in order. False where it holds too much. */
function open({ value, key, secret, depth }: Place, waiting: Place[], limits: PayloadLimits): boolean {
  const inner = entriesOf(value as object, key)
  const kept = inner.slice(0, limits.values)
  for (const [name, item] of kept.reverse()) {
    const below = SECRET_NAME.test(name) ? name : secret
    waiting.push({
      value: item,
      key: name.slice(0, KEY_MAX),
      secret: below.slice(0, KEY_MAX),
      depth: depth + 1,
    })
    // A name may be the leak itself.
    if (name !== key && name.length > 3) waiting.push({ value: name, key: '', secret: '', depth: depth + 1 })
  }
  return inner.length <= limits.values
}

function entriesOf(value: object, key: string): [string, unknown][] {
  if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) return []
  if (value instanceof Map) return [...value].map(([name, item]) => [String(name), item])
  if (Array.isArray(value) || value instanceof Set) return [...value].map((item) => [key, item])
  return Object.entries(value)
}
