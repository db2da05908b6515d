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

describe('a lenient load', () => {
  it('leaves out what nobody knows, wherever it stands', () => {
    const text =
      'x: 1\nagents:\n  - {type: honest, count: 2, mood: good, config: {model: gpt, trust_weight: 0.2}}\n'
    const scenario = load(`${text}success_criteria: {min_epochs: 1, foo: 2}`, { lenient: true })
    expect(scenario.warnings.map((warning) => warning.split(': ')[1])).toEqual([
      'x',
      'agents[0].mood',
      'agents[0].config.model',
      'success_criteria.foo',
    ])
    expect(scenario.agents).toEqual([
      { type: 'honest', count: 2, config: { trust_weight: 0.2 }, initial: {} },
    ])
    expect(scenario.successCriteria).toEqual({ min_epochs: 1 })
  })

  it('refuses wrong values all the same', () => {
    expect(refusal('x: 1\npayoff: {theta: 2}', { lenient: true })).toMatch(/payoff\.theta: got 2/)
  })
})

describe('a scenario that is right', () => {
  it('takes every default', () => {
    const scenario = load('{}')
    expect(scenario).toMatchObject({
      id: 'unnamed',
      profile: 'whitepaper',
      seed: '0',
      epochs: 10,
      stepsPerEpoch: 10,
    })
    expect(scenario.agents).toEqual([])
    expect(scenario.warnings).toEqual([])
    expect(scenario.parameters['acceptance.mode']).toBe('both')
  })

  it('takes the defaults of its profile', () => {
    expect(load('profile: reference').parameters['acceptance.mode']).toBe('policy')
  })

  it('fills a group with one honest agent', () => {
    expect(load('agents: [{}, {count: 3}]').agents.map(({ type, count }) => [type, count])).toEqual([
      ['honest', 1],
      ['honest', 3],
    ])
  })

  it.each([
    ['simulation: {seed: 42}', '42'],
    ['simulation: {seed: "042"}', '042'],
    ['simulation: {seed: null}', '0'],
  ])('reads %s as text', (text, seed) => {
    expect(load(text).seed).toBe(seed)
  })

  it('reads nested sections and switches of the top level', () => {
    const { parameters } = load(
      'turns: sequential\nscoring: {sigmoid_k: 3, weights: {task_progress: 1}, decays: {rework: 0.1}}',
    )
    expect(parameters).toMatchObject({
      turns: 'sequential',
      'scoring.sigmoid_k': 3,
      'scoring.weights.task_progress': 1,
      'scoring.decays.rework': 0.1,
    })
  })

  it('lets the long name win over the alias, and says so', () => {
    expect(load('governance: {transaction_tax: 0.2}').parameters['governance.transaction_tax_rate']).toBe(0.2)
    const both = load('governance:\n  transaction_tax: 0.2\n  transaction_tax_rate: 0.1')
    expect(both.parameters['governance.transaction_tax_rate']).toBe(0.1)
    expect(both.warnings).toEqual([
      'a.yaml:2:3: governance.transaction_tax: left out, because governance.transaction_tax_rate is there too and wins',
    ])
  })

  it('follows aliases and merges', () => {
    const text =
      'governance: &g {audit_probability: 0.2}\nagents: [&a {type: honest, count: 2}, {<<: *a, count: 5}, *a]'
    expect(load(text).agents.map(({ count }) => count)).toEqual([2, 5, 2])
    expect(refusal('agents: [&a {count: -2}]\nmotif: x')).toMatch(/^a\.yaml:1:21: /)
  })

  it('places warnings', () => {
    const text =
      'motif: x\ngovernance:\n  audit_probability: 0.9\noutputs: {event_log: log.jsonl}\nmarketplace: {enabled: true}\n'
    const { warnings } = load(`${text}interventions:\n  - {epoch: 99, set: {}}\n`)
    expect(warnings).toEqual([
      'a.yaml:3:22: governance.audit_probability: 0.9 lies outside [0, 0.5], the range that the whitepaper gives',
      'a.yaml:4:11: outputs.event_log: is not read (choose outputs with --out and --record)',
      'a.yaml:7:5: interventions[0]: epoch 99 never starts in a run of 10 epochs',
    ])
  })

  it('switches a market on that is named', () => {
    const marketOf = (text: string) => load(text).parameters['marketplace.enabled']
    expect(marketOf('marketplace: {escrow_fee_rate: 0.1}')).toBe(true)
    expect(marketOf('marketplace: {enabled: false, escrow_fee_rate: 0.1}')).toBe(false)
    expect(marketOf('marketplace: {}')).toBe(false)
    expect(marketOf('motif: x')).toBe(false)
  })

  it('places a warning on the alias that gave the value', () => {
    const [warning] = load('governance:\n  transaction_tax: 0.7').warnings
    expect(warning).toMatch(/^a\.yaml:2:20: governance\.transaction_tax_rate: 0\.7 lies outside/)
  })

  it('reads JSON', () => {
    expect(load('{"scenario_id": "j", "agents": [{"type": "deceptive", "count": 2}]}').id).toBe('j')
  })
})

describe('the network section', () => {
  const network = (text: string) => load(`agents: [{count: 9}]\nnetwork: ${text}`).parameters

  it('is on when it says anything', () => {
    expect(network('{topology: ring}')['network.enabled']).toBe(true)
    expect(network('{}')['network.enabled']).toBe(false)
    expect(network('{enabled: false, topology: ring}')['network.enabled']).toBe(false)
  })

  it('takes topologies in capitals', () => {
    expect(network('{topology: Small_World}')['network.topology']).toBe('small_world')
  })

  it('lets params win, and short names over long ones', () => {
    const parameters = network(
      '{topology: SMALL_WORLD, k_neighbors: 8, params: {k_neighbors: 6, k: 4, p: 0.3}}',
    )
    expect(parameters['network.k_neighbors']).toBe(4)
    expect(parameters['network.rewire_probability']).toBe(0.3)
    expect(parameters['network.edge_probability']).toBe(0.5)
    expect(network('{k_neighbors: 8, params: {k_neighbors: 6}}')['network.k_neighbors']).toBe(6)
  })

  it('reads p as the probability of an edge of a random graph, and m as edges of newcomers', () => {
    const parameters = network('{topology: random_erdos_renyi, params: {p: 0.3, m: 5}}')
    expect(parameters['network.edge_probability']).toBe(0.3)
    expect(parameters['network.rewire_probability']).toBe(0.1)
    expect(parameters['network.m_edges']).toBe(5)
  })

  it('keeps the edges of a custom network and warns where they have no effect', () => {
    const text = 'agents: [{count: 3}]\nnetwork: {topology: custom, edges: [[0, 1], [1, 2]]}'
    expect(load(text)).toMatchObject({
      edges: [
        [0, 1],
        [1, 2],
      ],
      warnings: [],
    })
    expect(load(text.replace('custom', 'ring')).warnings).toHaveLength(1)
    expect(load('network: {topology: custom}').warnings).toHaveLength(1)
  })
})
