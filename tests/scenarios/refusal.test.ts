import { describe, expect, it } from 'vitest'
import { UserError } from '../../engine/errors.ts'
import { type LoadOptions, loadScenario } from '../../scenarios/load.ts'
import { vocabulary } from './vocabulary.ts'

const load = (text: string, options: Partial<LoadOptions> = {}) =>
  loadScenario(text, { name: 'a.yaml', vocabulary, ...options })

function refusal(text: string, options: Partial<LoadOptions> = {}): string {
  try {
    load(text, options)
  } catch (error) {
    expect(error).toBeInstanceOf(UserError)
    return (error as Error).message
  }
  throw new Error(`loaded: ${text}`)
}

const refusals: readonly (readonly [what: string, text: string, message: string | RegExp])[] = [
  ['an empty file', '', 'a.yaml:1:1: the file is empty, expected a scenario'],
  ['comments only', '# nothing\n', 'a.yaml:1:1: the file is empty, expected a scenario'],
  ['a list', '[1]', 'a.yaml:1:1: expected a mapping of keys to values'],
  ['a word', 'hello', 'a.yaml:1:1: expected a mapping of keys to values'],
  ['a syntax error', 'agents:\n  - type: [', /^a\.yaml:2:12: /],
  ['a tab', '\tagents: []', 'a.yaml:1:1: Tabs are not allowed as indentation'],
  ['a duplicate key', 'motif: a\nmotif: b', 'a.yaml:2:1: the key motif stands twice in one mapping'],
  [
    'two documents',
    'motif: a\n---\nmotif: b\n',
    'a.yaml:2:1: holds several YAML documents, expected one scenario',
  ],
  [
    'an alias of nothing',
    'motif: x\nagents: *people',
    'a.yaml:2:9: *people refers to nothing (write &people before the value that is meant)',
  ],
  ['an alias of itself', 'agents: &a\n  - *a', 'a.yaml:1:1: an alias refers to something that holds it'],
  [
    'multiplying aliases',
    `a: &a [${'x,'.repeat(12)}]\nb: &b [${'*a,'.repeat(12)}]\nc: &c [${'*b,'.repeat(12)}]\nd: [*c, *c]`,
    'a.yaml:1:1: its aliases multiply beyond measure, and it is not read any further',
  ],
  ['deep nesting', `agents: ${'['.repeat(20_000)}`, /^a\.yaml:1:\d+: is nested too deeply to be read$/],
  [
    'an unknown key',
    'motif: x\ngovernance:\n  audit_enabled: true\n  audit_probabilty: 0.1',
    'a.yaml:4:3: governance.audit_probabilty: no such key (did you mean audit_probability?)',
  ],
  ['an unknown section', 'governence: {}', 'a.yaml:1:1: governence: no such key (did you mean governance?)'],
  [
    'a nested unknown key',
    'scoring: {weights: {task_progres: 1}}',
    /^a\.yaml:1:21: scoring\.weights\.task_progres: /,
  ],
  [
    'a dotted key',
    'governance.audit_probability: 0.2\ngovernance: {audit_probability: 0.1}',
    /^a\.yaml:1:1: governance\.audit_probability: no such key/,
  ],
  [
    'a parameter in the wrong section',
    'simulation: {audit_probability: 0.2}',
    'a.yaml:1:14: simulation.audit_probability: no such key (did you mean governance.audit_probability?)',
  ],
  [
    'sections in an intervention',
    'interventions: [{epoch: 1, set: {governance: {audit_probability: 0.2}}}]',
    /set\.governance: no such key \(expected the path of one parameter, such as governance\./,
  ],
  ['a prototype as a key', '__proto__: {motif: x}', 'a.yaml:1:1: __proto__: no such key'],
  ['NaN', 'payoff:\n  theta: .nan', 'a.yaml:2:10: payoff.theta: got NaN, expected a number in [0, 1]'],
  ['infinity', 'payoff: {h: .inf}', 'a.yaml:1:13: payoff.h: got Infinity, expected a number of at least 0'],
  ['a word for a flag', 'governance: {audit_enabled: yes}', /: got "yes", expected true or false$/],
  ['an empty section', 'governance:', /governance: got null, expected a mapping of keys to values$/],
  [
    'a number out of range',
    'governance: {transaction_tax: 2}',
    /governance\.transaction_tax: got 2, expected a number in \[0, 1\]$/,
  ],
  ['a bound that is left out', 'scoring: {sigmoid_k: 0}', /got 0, expected a number above 0$/],
  [
    'a short name out of range',
    'network: {params: {k: 1}}',
    /^a\.yaml:1:23: network\.params\.k: got 1, expected a whole number in \[2, /,
  ],
  [
    'an unknown choice',
    'turns: simultanous',
    'a.yaml:1:8: turns: got "simultanous", expected one of simultaneous, sequential (did you mean simultaneous?)',
  ],
  [
    'an unknown topology',
    'network: {topology: rng}',
    /got "rng", expected one of complete, ring, .*\(did you mean ring\?\)$/,
  ],
  [
    'an unknown profile',
    'profile: refernce',
    /expected one of whitepaper, reference \(did you mean reference\?\)$/,
  ],
  ['a number for text', 'scenario_id: 42', 'a.yaml:1:14: scenario_id: got 42, expected text'],
  [
    'a negative count',
    'agents: [{count: -1}]',
    'a.yaml:1:18: agents[0].count: got -1, expected a whole number in [0, 10000000]',
  ],
  [
    'half an agent',
    'agents:\n  - count: 1.5',
    'a.yaml:2:12: agents[0].count: got 1.5, expected a whole number in [0, 10000000]',
  ],
  [
    'an absurd count',
    'agents: [{count: 4e9}]',
    'a.yaml:1:18: agents[0].count: got 4000000000, expected a whole number in [0, 10000000]',
  ],
  [
    'absurd counts in all',
    'agents: [{count: 9000000}, {count: 9000000}]',
    /^a\.yaml:1:9: agents: got 18000000, /,
  ],
  [
    'groups that are no list',
    'agents: {type: honest}',
    /agents: got {"type":"honest"}, expected a list of groups of agents$/,
  ],
  [
    'an unknown type',
    'agents: [{type: honst}]',
    /^a\.yaml:1:17: agents\[0\]\.type: got "honst", .*\(did you mean honest\?\)$/,
  ],
  [
    'a language model',
    'agents: [{type: llm, llm: {model: x}}]',
    /^a\.yaml:1:17: agents\[0\]\.type: agents that ask a language model /,
  ],
  [
    'an unknown trait',
    'agents: [{config: {trust_wait: 0.4}}]',
    'a.yaml:1:20: agents[0].config.trust_wait: no such key (did you mean trust_weight?)',
  ],
  [
    'a trait out of range',
    'agents: [{config: {trust_weight: 4}}]',
    /config\.trust_weight: got 4, expected a number in \[0, 1\]$/,
  ],
  [
    'an unbounded trait',
    'agents: [{config: {trust_weight: {dist: normal, mean: 0.4, sd: 0.1}}}]',
    /\(bound it with low and high\)$/,
  ],
  [
    'half a distribution',
    'agents: [{initial: {reputation: {dist: uniform, low: 1}}}]',
    /initial\.reputation\.high: got nothing, expected a number$/,
  ],
  [
    'an unknown distribution',
    'agents: [{initial: {reputation: {dist: unifrm, low: 1, high: 2}}}]',
    /\.dist: got "unifrm", expected one of uniform, normal, beta \(did you mean uniform\?\)$/,
  ],
  [
    'a word for a trait',
    'agents: [{initial: {reputation: high}}]',
    /got "high", expected a number or \{ dist: /,
  ],
  [
    'a seed too long to be exact',
    'simulation: {seed: 99999999999999999999}',
    /simulation\.seed: got 1\d+, expected text or a whole number below 2\^53/,
  ],
  [
    'a run without end',
    'simulation: {n_epochs: 4294967295, steps_per_epoch: 2}',
    /^a\.yaml:1:24: simulation\.n_epochs × simulation\.steps_per_epoch: /,
  ],
  [
    'an unknown criterion',
    'success_criteria: {max_toxcity: 1}',
    /max_toxcity: no such key \(did you mean max_toxicity\?\)$/,
  ],
  [
    'a criterion named as a method',
    'success_criteria: {constructor: 1}',
    'a.yaml:1:20: success_criteria.constructor: no such key',
  ],
  [
    'an unknown lever',
    'interventions: [{epoch: 3, set: {governance.audit_probabilit: 1}}]',
    /^a\.yaml:1:34: .*\(did you mean governance\.audit_probability\?\)$/,
  ],
  [
    'a lever out of range',
    'interventions: [{epoch: 3, set: {governance.audit_probability: 3}}]',
    /^a\.yaml:1:64: interventions\[0\]\.set\.governance\.audit_probability: got 3, /,
  ],
  [
    'a lever that shapes the world',
    'interventions: [{epoch: 3, set: {turns: sequential}}]',
    /set\.turns: shapes the world and cannot move/,
  ],
  [
    'an intervention without a time',
    'interventions: [{set: {}}]',
    /interventions\[0\]\.epoch: got nothing, expected a whole number/,
  ],
  [
    'an edge to nobody',
    'network: {topology: custom, edges: [[0, 2]]}\nagents: [{count: 2}]',
    'a.yaml:1:37: network.edges[0]: got row 2, expected a row below the 2 agents there are',
  ],
  [
    'an edge to oneself',
    'network: {topology: custom, edges: [[1, 1]]}\nagents: [{count: 2}]',
    /joins agent 1 to itself$/,
  ],
  [
    'half an edge',
    'network: {edges: [[1]]}',
    /network\.edges\[0\]: got \[1\], expected a pair of agent rows/,
  ],
  [
    'a fee above one',
    'marketplace: {escrow_fee_rate: 2}',
    /marketplace\.escrow_fee_rate: got 2, expected a number in \[0, 1\]$/,
  ],
]

describe('a scenario that is wrong', () => {
  it.each(refusals)('is refused for %s', (_, text, message) => {
    const got = refusal(text)
    if (typeof message === 'string') expect(got).toBe(message)
    else expect(got).toMatch(message)
  })

  it('is refused for the first thing in the file', () => {
    const text = 'payoff: {theta: 2}\nmotiv: x\ngovernance: {audit_probability: 3}'
    expect(refusal(text)).toMatch(/^a\.yaml:1:17: payoff\.theta/)
    expect(refusal(`motiv: x\n${text.replace('motiv: x\n', '')}`)).toMatch(/^a\.yaml:1:1: motiv/)
  })

  it('keeps the path on the error', () => {
    try {
      load('agents: [{count: -1}]')
    } catch (error) {
      expect((error as UserError).path).toBe('agents[0].count')
    }
    expect.assertions(1)
  })

  it('is named scenario when it has no file', () => {
    expect(() => loadScenario('motiv: x', { vocabulary })).toThrow('scenario:1:1: motiv')
  })
})

/** Keys of the peer's files that the peer itself does not read, and levers of later versions. */
const peerKeys: readonly (readonly [text: string, hint: string])[] = [
  ['simulation: {epochs: 3}', 'use simulation.n_epochs'],
  ['simulation: {schedule_mode: random}', 'use schedule.mode'],
  ['schedule_mode: random', 'use schedule.mode'],
  ['payoff: {sigmoid_k: 3}', 'use scoring.sigmoid_k'],
  ['governance: {enable_audits: true}', 'use governance.audit_enabled'],
  ['governance: {enable_circuit_breaker: true}', 'use governance.circuit_breaker_enabled'],
  ['governance: {toxicity_threshold: 0.3}', 'use governance.freeze_threshold_toxicity'],
  ['governance: {sybil_detection: true}', 'Sybil detection is the mechanism of section sybil'],
  ['governance: {security_contagion_velocity: 2}', 'use security.contagion_velocity'],
  ['governance: {security_clear_history_on_epoch: true}', 'threats fade by security.decay'],
  ['collusion: {benefit: transfers}', 'collusion detection is not part of this version'],
  ['composite_tasks: {enabled: true}', 'a task of several parts is not part of this version'],
  ['boundaries: {enabled: true}', 'the section boundary'],
  ['environment: {name: x}', 'put prose into description'],
  ['metrics_to_track: [toxicity]', 'every metric is always measured'],
  ['agents: [{role: worker}]', 'agents differ by type, config and initial'],
  ['agents: [{capabilities: [a]}]', 'agents differ by type, config and initial'],
]

describe('keys that the peer ignores', () => {
  it.each(peerKeys)('%s is refused with a hint', (text, hint) => {
    expect(refusal(text)).toMatch(/no such key \(/)
    expect(refusal(text)).toContain(hint)
  })

  it.each(peerKeys)('%s warns when lenient', (text, hint) => {
    const { warnings } = load(text, { lenient: true })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toMatch(/^a\.yaml:1:\d+: .*, left out$/)
    expect(warnings[0]).toContain(hint)
  })
})
