import {
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
} from 'yaml'
import { messageOf, UserError } from '../engine/errors.ts'

/** A parsed YAML file that remembers where everything stood. */
export interface Source {
  readonly value: unknown
  /** `file:line:column` of the value at a path, of its key when asked, or of the nearest thing around it. */
  place(path: string, of?: 'key' | 'value'): string
  /** Position in the text, for putting problems in order. */
  offset(path: string, of?: 'key' | 'value'): number
  readonly warnings: readonly string[]
}

/** An error whose message starts with a place. */
export function errorAt(place: string, path: string, problem: string): UserError {
  return moveTo(place, new UserError(path, problem))
}

/** Puts a place before an error's message. */
export function moveTo(place: string, error: UserError): UserError {
  error.message = `${place}: ${error.message}`
  return error
}

/**
 * Parses YAML (JSON is YAML too). Throws UserError with `file:line:column` for anything that is no single mapping.
 * @param what the file should hold, for messages
 */
export function parseSource(text: string, name: string, what = 'scenario'): Source {
  const lines = new LineCounter()
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset)
    return `${name}:${Math.max(1, line)}:${Math.max(1, col)}`
  }
  const document = parse(text, name, lines)
  const [error] = document.errors
  if (error)
    throw errorAt(
      at(error.pos[0]),
      '',
      syntaxProblem(error.code, error.message, text.slice(error.pos[0]), what),
    )
  const root = document.contents
  if (root === null || (isScalar(root) && root.value === null)) {
    throw errorAt(`${name}:1:1`, '', `the file is empty, expected a ${what}`)
  }
  if (!isMap(root)) throw errorAt(at(startOf(root)), '', 'expected a mapping of keys to values')
  const offset = (path: string, of: 'key' | 'value' = 'value') => offsetOf(document, root, path, of)
  return {
    value: plainValue(document, at),
    place: (path, of) => at(offset(path, of)),
    offset,
    warnings: document.warnings.map(({ pos, message }) => `${at(pos[0])}: ${firstLine(message)}`),
  }
}

function parse(text: string, name: string, lineCounter: LineCounter): Document.Parsed {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, merge: true, logLevel: 'error' })
  } catch (thrown) {
    throw errorAt(`${name}:1:1`, '', syntaxProblem('', messageOf(thrown), ''))
  }
}

const firstLine = (message: string): string => message.split('\n')[0] ?? ''

function syntaxProblem(code: string, message: string, from: string, what = 'scenario'): string {
  if (/call stack/.test(message)) return 'is nested too deeply to be read'
  if (code === 'MULTIPLE_DOCS') return `holds several YAML documents, expected one ${what}`
  if (code !== 'DUPLICATE_KEY') return firstLine(message)
  const key = /^[^\s:]+/.exec(from)?.[0]
  return `the key ${key ?? ''} stands twice in one mapping`
}

/** The plain value. Aliases are followed here, so it is here that bad ones are found. */
function plainValue(document: Document.Parsed, at: (offset: number) => string): unknown {
  try {
    const value: unknown = document.toJS()
    refuseCycles(value, [])
    return value
  } catch (thrown) {
    const message = firstLine(messageOf(thrown))
    const aliased = /^Unresolved alias .*: (\S+)$/.exec(message)?.[1]
    if (aliased !== undefined) {
      const place = at(offsetOfAlias(document, aliased))
      throw errorAt(
        place,
        '',
        `*${aliased} refers to nothing (write &${aliased} before the value that is meant)`,
      )
    }
    if (/alias count/.test(message)) {
      throw errorAt(at(0), '', 'its aliases multiply beyond measure, and it is not read any further')
    }
    throw errorAt(at(0), '', syntaxProblem('', message, ''))
  }
}

function refuseCycles(value: unknown, above: readonly unknown[]): void {
  if (typeof value !== 'object' || value === null) return
  if (above.includes(value)) throw new UserError('', 'an alias refers to something that holds it')
  for (const item of Object.values(value)) refuseCycles(item, [...above, value])
}

function offsetOfAlias(document: Document.Parsed, name: string): number {
  let found = 0
  const visit = (node: unknown): boolean => {
    if (isAlias(node) && node.source === name) {
      found = startOf(node)
      return true
    }
    if (isSeq(node)) return node.items.some(visit)
    return isMap(node) && node.items.some(({ key, value }) => visit(key) || visit(value))
  }
  visit(document.contents)
  return found
}

const startOf = (node: unknown): number => (node as Node | null)?.range?.[0] ?? 0

/** Follows a path as far as the document goes. Keys may hold dots themselves, so the longest that fits is taken. */
function offsetOf(document: Document.Parsed, root: Node, path: string, of: 'key' | 'value'): number {
  let node: unknown = root
  let around: unknown = root
  let rest = path
  while (rest !== '') {
    const target = isAlias(node) ? node.resolve(document) : node
    const step = isSeq(target)
      ? itemStep(target.items, rest)
      : isMap(target)
        ? keyStep(target.items, rest)
        : undefined
    if (!step) return startOf(around)
    rest = step.rest
    node = step.value
    const lookInside = rest === '' && of === 'value'
    around = lookInside && step.value !== null ? step.value : (step.key ?? step.value)
  }
  return startOf(around)
}

interface Step {
  readonly key?: unknown
  readonly value: unknown
  readonly rest: string
}

function itemStep(items: readonly unknown[], path: string): Step | undefined {
  const [bracket, index] = /^\[(\d+)\]\.?/.exec(path) ?? []
  if (bracket === undefined || Number(index) >= items.length) return undefined
  return { value: items[Number(index)], rest: path.slice(bracket.length) }
}

function keyStep(pairs: readonly Pair[], path: string): Step | undefined {
  let best: Step | undefined
  let longest = -1
  for (const { key, value } of pairs) {
    const word = isScalar(key) ? String(key.value) : undefined
    if (word === undefined || word.length <= longest || !path.startsWith(word)) continue
    const rest = path.slice(word.length)
    if (rest !== '' && !rest.startsWith('.') && !rest.startsWith('[')) continue
    longest = word.length
    best = { key, value, rest: rest.startsWith('.') ? rest.slice(1) : rest }
  }
  return best
}
