import { HostProblem } from '../protocol/problem.ts'

export type TokenKind = 'number' | 'agent' | 'word' | 'sign' | 'end'

/** A piece of an expression and where it starts, counted from 0. */
export interface Token {
  readonly kind: TokenKind
  /** As written; signs in their plain form, so that ≤ reads `<=`. */
  readonly text: string
  readonly value: number
  readonly at: number
}

/** Longest expression that is read. */
const LENGTH_MAX = 2000

const NUMBER = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/
const AGENT = /^#\d+/
const WORD = /^[A-Za-z_][\w.]*/
const SIGN = /^(?:<=|>=|==|!=|<>|&&|\|\||[<>=!&|()≤≥≠+-])/

const PLAIN: Readonly<Record<string, string>> = {
  '==': '=',
  '<>': '!=',
  '≠': '!=',
  '≤': '<=',
  '≥': '>=',
  '&&': '&',
  '||': '|',
}

/** Cuts an expression into tokens, the last of kind `end`. Throws HostProblem with the column of what it cannot read. */
export function tokensOf(text: string): Token[] {
  if (text.length > LENGTH_MAX) {
    throw problemAt(0, `is longer than ${LENGTH_MAX} characters`)
  }
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    const rest = text.slice(at)
    const blank = /^\s+/.exec(rest)?.[0]
    if (blank !== undefined) {
      at += blank.length
      continue
    }
    const token = tokenAt(rest, at)
    tokens.push(token.token)
    at += token.length
  }
  tokens.push({ kind: 'end', text: '', value: Number.NaN, at: text.length })
  return tokens
}

function tokenAt(rest: string, at: number): { token: Token; length: number } {
  const number = NUMBER.exec(rest)?.[0]
  if (number !== undefined) {
    return { token: { kind: 'number', text: number, value: Number(number), at }, length: number.length }
  }
  const agent = AGENT.exec(rest)?.[0]
  if (agent !== undefined) {
    return { token: { kind: 'agent', text: agent, value: Number(agent.slice(1)), at }, length: agent.length }
  }
  const word = WORD.exec(rest)?.[0]
  if (word !== undefined) {
    return { token: { kind: 'word', text: word, value: Number.NaN, at }, length: word.length }
  }
  const sign = SIGN.exec(rest)?.[0]
  if (sign !== undefined) {
    const token = { kind: 'sign', text: PLAIN[sign] ?? sign, value: Number.NaN, at } as const
    return { token, length: sign.length }
  }
  const [first = ''] = rest
  throw problemAt(at, `got “${first}”, expected a word, a number, #agent or a comparison`)
}

/** A problem at a place of an expression, counted from 0. */
export const problemAt = (at: number, message: string, hint?: string): HostProblem =>
  new HostProblem({ message, line: 1, column: at + 1, ...(hint === undefined ? {} : { hint }) })
