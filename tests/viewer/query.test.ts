import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AgentRows, matching } from '../../viewer/interact/masks.ts'
import { compileQuery, type QueryVocabulary } from '../../viewer/interact/query.ts'
import { AgentFlag } from '../../viewer/protocol/host.ts'
import { HostProblem } from '../../viewer/protocol/problem.ts'

const POLICIES = ['adaptiveAdversary', 'deceptive', 'honest']
const vocabulary: QueryVocabulary = {
  words: new Map([
    ['toxicity', 'Agent.toxicity'],
    ['tox', 'Agent.toxicity'],
    ['reputation', 'Standing.reputation'],
    ['freezes', 'Custody.freezes'],
    ['clearance', 'Traffic.clearance'],
  ]),
  policies: POLICIES,
  agentCount: 6,
}
const columns = {
  'Agent.toxicity': Float64Array.of(0.1, 0.6, 0.61, Number.NaN, 0.9, 0.2),
  'Standing.reputation': Float64Array.of(0.8, 0.7, -0.5, 0, 2, 0.71),
  'Custody.freezes': Uint16Array.of(0, 1, 2, 0, 1, 0),
  'Traffic.clearance': Float32Array.of(0.6, 0.1, 0.6, 0.2, 0.3, 0.6),
}
const agents: AgentRows = {
  count: 6,
  policies: Uint8Array.of(2, 2, 1, 0, 1, 2),
  flags: Uint8Array.of(0, AgentFlag.held, AgentFlag.flagged, 0, AgentFlag.held | AgentFlag.flagged, 4),
  column: (path) => columns[path as keyof typeof columns],
}
const find = (text: string) => [...matching(compileQuery(text, vocabulary).test, agents)]

describe('expressions', () => {
  it.each([
    ['toxicity > 0.6 and reputation > 0.7', [4]],
    ['tox>.6&reputation>.7', [4]],
    ['tox >= .6', [1, 2, 4]],
    ['.6 <= tox', [1, 2, 4]],
    ['type = deceptive', [2, 4]],
    ['type is not Honest', [2, 3, 4]],
    ['type != honest', [2, 3, 4]],
    ['adaptive', [3]],
    ['adaptive_adversary or type == adaptiveAdversary', [3]],
    ['held', [1, 4]],
    ['flagged and not held', [2]],
    ['!held & !flagged', [0, 3, 5]],
    ['departed', [5]],
    ['#3', [3]],
    ['3', [3]],
    ['#0 | 5 or held', [0, 1, 4, 5]],
    ['held or flagged and honest', [1, 4]],
    ['(held or flagged) and honest', [1]],
    ['not tox > .5', [0, 3, 5]],
    ['tox != 0.6', [0, 2, 4, 5]],
    ['reputation < -0.1', [2]],
    ['reputation > tox', [0, 1, 4, 5]],
    ['Standing.reputation ≥ 2', [4]],
    ['freezes = 1 and 1 = freezes', [1, 4]],
    ['clearance = 0.6', [0, 2, 5]],
    ['clearance >= .6', [0, 2, 5]],
    ['tox < 1e-1 or tox <> 9e-1 && held', [1]],
  ])('%s', (text, expected) => {
    expect(find(text)).toEqual(expected)
  })

  it.each([
    ['', 1, 'got nothing', undefined],
    ['toxcity > 0.6', 1, 'got “toxcity”', 'did you mean toxicity?'],
    ['tox > 0.6 andd held', 11, 'got “andd”, expected and, or, or the end', 'did you mean and?'],
    ['tox >', 6, 'got the end, expected a number or a column', undefined],
    ['tox > >', 7, 'got “>”', undefined],
    ['tox', 4, 'got the end, expected a comparison', undefined],
    ['(held', 6, 'for the “(” in column 1', undefined],
    ['held)', 5, 'got “)”', undefined],
    ['type = deceptiv', 8, 'got “deceptiv”, expected one of adaptiveAdversary', 'did you mean deceptive?'],
    ['type > honest', 6, 'expected = or !=', undefined],
    ['tox $ 3', 5, 'got “$”', undefined],
    ['#6', 1, 'there is no agent 6, expected one of 0 to 5', undefined],
    ['17', 1, 'there is no agent 17', undefined],
    ['0.5', 4, 'got the end, expected a comparison', undefined],
    ['held and', 9, 'got the end, expected a condition', undefined],
    ['constructor > 1', 1, 'got “constructor”', undefined],
    ['toString', 1, 'got “toString”', undefined],
  ])('refuses %j at column %i', (text, column, message, hint) => {
    try {
      find(text)
      expect.unreachable()
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(HostProblem)
      expect((thrown as HostProblem).message).toContain(message)
      expect(thrown).toMatchObject({ line: 1, column })
      if (hint) expect((thrown as HostProblem).hint).toBe(hint)
    }
  })

  it('refuses what is nested too deeply, or too long, with a problem and not by exhausting the stack', () => {
    expect(() => find(`${'('.repeat(900)}held${')'.repeat(900)}`)).toThrow('nested too deeply')
    expect(() => find(`${'!'.repeat(1500)}held`)).toThrow('nested too deeply')
    expect(() => find('held or '.repeat(10_000))).toThrow('longer than')
  })

  it('any text either compiles or is a problem with a column inside it', () => {
    const piece = fc.constantFrom(
      'tox',
      'reputation',
      'held',
      'type',
      'honest',
      '(',
      ')',
      '<',
      '>=',
      '=',
      '!',
      'and',
      'or',
      'not',
      '.6',
      '3',
      '#2',
      '-',
      'is',
      '&',
      '|',
      ' ',
      'ü',
      '"',
      '1e9',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string({ maxLength: 30 }),
          fc.array(piece, { maxLength: 12 }).map((all) => all.join(' ')),
        ),
        (text) => {
          try {
            for (const agent of find(text)) expect(agent).toBeLessThan(6)
          } catch (thrown) {
            expect(thrown).toBeInstanceOf(HostProblem)
            const { column = 0 } = thrown as HostProblem
            expect(column).toBeGreaterThanOrEqual(1)
            expect(column).toBeLessThanOrEqual(text.length + 1)
          }
        },
      ),
      { numRuns: 2000, seed: 11 },
    )
  })

  it('means what a plain reading of the tree means', () => {
    type Tree = { text: string; holds: (agent: number) => boolean }
    const signs = {
      '<': (a: number, b: number) => a < b,
      '<=': (a: number, b: number) => a <= b,
      '>': (a: number, b: number) => a > b,
      '>=': (a: number, b: number) => a >= b,
      '=': (a: number, b: number) => a === b,
      '!=': (a: number, b: number) => a < b || a > b,
    }
    const comparison = fc
      .tuple(
        fc.constantFrom('tox', 'reputation', 'freezes'),
        fc.constantFrom(...(Object.keys(signs) as (keyof typeof signs)[])),
        fc.constantFrom(0, 0.6, 0.7, 1, 2),
      )
      .map(([word, sign, bound]): Tree => {
        const values = columns[vocabulary.words.get(word) as keyof typeof columns]
        return {
          text: `${word} ${sign} ${bound}`,
          holds: (agent) => signs[sign](values[agent] as number, bound),
        }
      })
    const leaf = fc.oneof(
      comparison,
      fc.constant<Tree>({ text: 'held', holds: (agent) => ((agents.flags[agent] as number) & 1) !== 0 }),
      fc.nat(5).map((row): Tree => ({ text: `#${row}`, holds: (agent) => agent === row })),
    )
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.tuple(tie('tree'), tie('tree')).map(
          ([one, two]): Tree => ({
            text: `(${one.text}) and (${two.text})`,
            holds: (agent) => one.holds(agent) && two.holds(agent),
          }),
        ),
        fc.tuple(tie('tree'), tie('tree')).map(
          ([one, two]): Tree => ({
            text: `(${one.text}) | (${two.text})`,
            holds: (agent) => one.holds(agent) || two.holds(agent),
          }),
        ),
        tie('tree').map((one): Tree => ({ text: `not (${one.text})`, holds: (agent) => !one.holds(agent) })),
      ),
    }))
    fc.assert(
      fc.property(tree, ({ text, holds }) => {
        fc.pre(text.length < 2000)
        expect(find(text)).toEqual([0, 1, 2, 3, 4, 5].filter(holds))
      }),
      { numRuns: 500, seed: 5 },
    )
  })

  it('goes over a hundred thousand agents in a few milliseconds', () => {
    const count = 100_000
    const values = Float64Array.from({ length: count }, (_, agent) => (agent * 7919) % 1000)
    const many: AgentRows = {
      count,
      policies: new Uint8Array(count),
      flags: new Uint8Array(count),
      column: () => values,
    }
    const { test } = compileQuery('tox > 600 and (reputation < 800 or held)', vocabulary)
    matching(test, many)
    const start = performance.now()
    expect(matching(test, many).length).toBe(19_900)
    // Measured 1 to 2 ms; a pass that grew with the square would take minutes.
    expect(performance.now() - start).toBeLessThan(200)
  })
})
