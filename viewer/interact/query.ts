import { didYouMean } from '../../engine/nearest.ts'
import { AgentFlag } from '../protocol/host.ts'
import {
  type AgentTest,
  and,
  COMPARISONS,
  type Comparison,
  compareColumns,
  compareNumber,
  hasFlag,
  isAgent,
  negate,
  or,
} from './masks.ts'
import { problemAt, type Token, tokensOf } from './tokens.ts'

/** What expressions may name. */
export interface QueryVocabulary {
  /** Path of a column by its word; aliases are words too. */
  readonly words: ReadonlyMap<string, string>
  /** Names of the policies in the order of their codes. */
  readonly policies: readonly string[]
  readonly agentCount: number
}

/** An expression, ready to be asked of any tick. */
export interface Query {
  /** Columns that it reads. */
  readonly paths: readonly string[]
  readonly test: AgentTest
}

const FLAGS: Readonly<Record<string, number>> = AgentFlag
const MIRRORED: Readonly<Record<Comparison, Comparison>> = {
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
  '=': '=',
  '!=': '!=',
}
/** Words that no column may have for its own. */
export const QUERY_KEYWORDS: readonly string[] = ['and', 'or', 'not', 'is', 'type', ...Object.keys(FLAGS)]
const DEPTH_MAX = 100

/**
 * Compiles an expression over agents: comparisons such as `reputation > .6` or `0.2 <= toxicity`, `type = deceptive`, a
 * policy's name alone, `held`, `flagged`, `departed`, `#12` or a bare whole number for one agent, joined by and (&), or (|), not
 * (!) and parentheses; `not` binds closest, `or` least. An agent whose column has no value meets no comparison. It is
 * evaluated column by column over typed arrays, without generated code.
 * @throws HostProblem with the column at fault, what came, what was expected, and the nearest word
 */
export function compileQuery(text: string, vocabulary: QueryVocabulary): Query {
  const parser = new Parser(tokensOf(text), vocabulary)
  const test = parser.whole()
  return { paths: [...parser.paths], test }
}

class Parser {
  readonly paths = new Set<string>()
  readonly #tokens: readonly Token[]
  readonly #vocabulary: QueryVocabulary
  readonly #policies: ReadonlyMap<string, number>
  #at = 0
  #depth = 0

  constructor(tokens: readonly Token[], vocabulary: QueryVocabulary) {
    this.#tokens = tokens
    this.#vocabulary = vocabulary
    this.#policies = policyCodes(vocabulary.policies)
  }

  whole(): AgentTest {
    if (this.#next.kind === 'end') {
      throw problemAt(
        0,
        'got nothing, expected a condition such as reputation > 0.6, a type, or an agent’s number',
      )
    }
    const test = this.#either()
    if (this.#tokens.length - 1 > this.#at) throw this.#unexpected('and, or, or the end', ['and', 'or'])
    return test
  }

  get #next(): Token {
    return this.#tokens[this.#at] as Token
  }

  #take(): Token {
    const token = this.#next
    if (token.kind !== 'end') this.#at++
    return token
  }

  /** Takes the next token when it is a word or sign of these. */
  #takes(...texts: readonly string[]): boolean {
    const { kind, text } = this.#next
    if ((kind !== 'word' && kind !== 'sign') || !texts.includes(text.toLowerCase())) return false
    this.#at++
    return true
  }

  #either(): AgentTest {
    let test = this.#both()
    while (this.#takes('or', '|')) test = or(test, this.#both())
    return test
  }

  #both(): AgentTest {
    let test = this.#single()
    while (this.#takes('and', '&')) test = and(test, this.#single())
    return test
  }

  #single(): AgentTest {
    if (++this.#depth > DEPTH_MAX) throw problemAt(this.#next.at, 'is nested too deeply')
    const test = this.#takes('not', '!') ? negate(this.#single()) : this.#condition()
    this.#depth--
    return test
  }

  #condition(): AgentTest {
    const open = this.#next
    if (this.#takes('(')) {
      const inside = this.#either()
      if (!this.#takes(')')) throw this.#unexpected(`“)” for the “(” in column ${open.at + 1}`)
      return inside
    }
    if (open.kind === 'agent') return this.#agent(this.#take())
    if (open.kind === 'number' || open.text === '-' || open.text === '+') return this.#fromNumber()
    if (open.kind === 'word') return this.#fromWord()
    throw this.#unexpected('a condition')
  }

  #agent({ value, at }: Token): AgentTest {
    const { agentCount } = this.#vocabulary
    if (value < agentCount) return isAgent(value)
    throw problemAt(at, `there is no agent ${value}, expected one of 0 to ${agentCount - 1}`)
  }

  #fromNumber(): AgentTest {
    const first = this.#next
    const value = this.#number()
    const comparison = this.#comparison()
    if (comparison === undefined) {
      if (first.kind === 'number' && Number.isInteger(value)) return this.#agent(first)
      throw this.#unexpected('a comparison such as < or >=')
    }
    const path = this.#column()
    return compareNumber(path, MIRRORED[comparison], value)
  }

  #fromWord(): AgentTest {
    const token = this.#next
    const word = token.text.toLowerCase()
    if (word === 'type') return this.#type()
    const flag = Object.hasOwn(FLAGS, word) ? FLAGS[word] : undefined
    if (flag !== undefined) {
      this.#take()
      return hasFlag(flag)
    }
    const path = this.#pathOf(token)
    const policy = this.#policies.get(word)
    if (path === undefined && policy !== undefined) {
      this.#take()
      return compareNumber('type', '=', policy)
    }
    const left = this.#column()
    const comparison = this.#comparison()
    if (comparison === undefined) throw this.#unexpected('a comparison such as > or <=')
    if (this.#next.kind !== 'word')
      return compareNumber(left, comparison, this.#number('a number or a column'))
    return compareColumns(left, comparison, this.#column())
  }

  #type(): AgentTest {
    this.#take()
    const equal = this.#takes('=', 'is')
    if (!equal && !this.#takes('!=')) throw this.#unexpected('= or !=')
    const negated = equal && this.#takes('not')
    const token = this.#take()
    const code = token.kind === 'word' ? this.#policies.get(token.text.toLowerCase()) : undefined
    if (code === undefined) {
      const names = this.#vocabulary.policies
      const hint = token.kind === 'word' ? didYouMean(token.text, this.#policies.keys()) : undefined
      throw problemAt(token.at, `got ${shown(token)}, expected one of ${names.join(', ')}`, hint)
    }
    return compareNumber('type', equal !== negated ? '=' : '!=', code)
  }

  #comparison(): Comparison | undefined {
    if (this.#takes('is')) return this.#takes('not') ? '!=' : '='
    const found = COMPARISONS.find((sign) => this.#next.kind === 'sign' && this.#next.text === sign)
    if (found !== undefined) this.#at++
    return found
  }

  #number(expected = 'a number'): number {
    const sign = this.#takes('-') ? -1 : 1
    if (sign === 1) this.#takes('+')
    if (this.#next.kind !== 'number') throw this.#unexpected(expected)
    return sign * this.#take().value
  }

  #column(): string {
    const token = this.#next
    const path = this.#pathOf(token)
    if (path === undefined) throw this.#unknownWord(token)
    this.#take()
    this.paths.add(path)
    return path
  }

  #pathOf({ kind, text }: Token): string | undefined {
    if (kind !== 'word') return undefined
    const { words } = this.#vocabulary
    const word = text.toLowerCase()
    return words.get(word) ?? [...words.values()].find((path) => path.toLowerCase() === word)
  }

  #unknownWord(token: Token): Error {
    if (token.kind !== 'word') return this.#unexpected('the word for a column')
    const known = [...this.#vocabulary.words.keys(), ...this.#policies.keys(), ...QUERY_KEYWORDS]
    return problemAt(
      token.at,
      `got ${shown(token)}, expected a column, a type, or held or flagged`,
      didYouMean(token.text, known),
    )
  }

  #unexpected(expected: string, near: readonly string[] = []): Error {
    const token = this.#next
    return problemAt(
      token.at,
      `got ${shown(token)}, expected ${expected}`,
      near.length === 0 ? undefined : didYouMean(token.text, near),
    )
  }
}

const shown = ({ kind, text }: Token): string => (kind === 'end' ? 'the end' : `“${text}”`)

/** Codes of policies by their names, in either spelling. */
function policyCodes(policies: readonly string[]): Map<string, number> {
  const codes = new Map<string, number>()
  policies.forEach((name, code) => {
    codes.set(name.toLowerCase(), code)
    codes.set(name.replace(/[A-Z]/g, (letter) => `_${letter}`).toLowerCase(), code)
  })
  const adaptive = codes.get('adaptiveadversary')
  if (adaptive !== undefined && !codes.has('adaptive')) codes.set('adaptive', adaptive)
  return codes
}
