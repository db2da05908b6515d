import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Parameter } from '../../engine/config.ts'
import { loadScenario } from '../../scenarios/load.ts'
import { type Overrides, parseSetting, scaleAgents } from '../../scenarios/overrides.ts'
import { vocabulary } from './vocabulary.ts'

const base = `
agents: [{type: honest, count: 3}, {type: adversarial, count: 7}]
governance: {audit_probability: 0.9, transaction_tax: 0.1}
network: {topology: small_world, params: {k: 6}}
`
const load = (overrides: Overrides, text = base) =>
  loadScenario(text, { name: 'a.yaml', vocabulary, overrides })
const set = (text: string, document = base) => load({ settings: [parseSetting(text)] }, document)

function validValue(parameter: Parameter): fc.Arbitrary<number | string | boolean | null> {
  if (parameter.kind === 'flag') return fc.boolean()
  if (parameter.kind === 'choice') return fc.constantFrom(...parameter.choices)
  const low = Math.max(parameter.range[0], -1e12)
  const high = Math.min(parameter.range[1], 1e12)
  const value = parameter.integer
    ? fc.integer({ min: Math.ceil(low), max: high })
    : fc.double({ min: low, max: high, noNaN: true, minExcluded: parameter.aboveLow ?? false })
  return parameter.default === null ? fc.option(value) : value
}

describe('--set', () => {
  it('carries any valid value of any parameter into the scenario', () => {
    const entry = fc
      .constantFrom(...vocabulary.parameters)
      .chain(([path, parameter]) => fc.tuple(fc.constant(path), validValue(parameter)))
    fc.assert(
      fc.property(entry, ([path, value]) => {
        const { parameters } = set(`${path}=${value}`)
        // JavaScript writes -0 as 0.
        expect(parameters[path]).toBe(value === 0 ? 0 : value)
      }),
      { numRuns: 400 },
    )
  })

  it('refuses what the parameter does not allow', () => {
    expect(() => set('governance.audit_probability=2')).toThrow(
      '--set: governance.audit_probability: got 2, expected a number in [0, 1]',
    )
    expect(() => set('tax.treasury=maybe')).toThrow('expected true or false')
    expect(() => set('payoff.theta=[1]')).toThrow('payoff.theta: got "[1]", expected a single value')
    expect(() => set('payoff.theta=*x')).toThrow('expected a single value')
    expect(() => set('payoff.theta=.nan')).toThrow('got NaN')
  })

  it.each([
    ['governance.audit_probabilit=0.1', 'did you mean governance.audit_probability?'],
    ['governance.transaction_tax=0.1', 'did you mean governance.transaction_tax_rate?'],
    ['simulation.n_epoch=1', 'did you mean simulation.n_epochs?'],
    ['simulation.epochs=1', 'use simulation.n_epochs'],
    ['composite_tasks.enabled=true', 'a task of several parts is not part of this version'],
    ['profile=refernce', 'did you mean reference?'],
  ])('%s: %s', (text, hint) => {
    expect(() => set(text)).toThrow(hint)
  })

  it('beats aliases and short names of the file', () => {
    expect(set('governance.transaction_tax_rate=0.3').parameters['governance.transaction_tax_rate']).toBe(0.3)
    expect(set('network.k_neighbors=8').parameters['network.k_neighbors']).toBe(8)
  })

  it('reaches the run and the profile', () => {
    expect(set('simulation.n_epochs=3').epochs).toBe(3)
    expect(set('simulation.steps_per_epoch=4').stepsPerEpoch).toBe(4)
    expect(set('simulation.seed=007').seed).toBe('007')
    expect(set('profile=reference').parameters['acceptance.mode']).toBe('policy')
    expect(() => set('simulation.n_epochs=1.5')).toThrow('--set: simulation.n_epochs: got 1.5')
  })

  it('takes topologies in capitals and switches the network on', () => {
    const { parameters } = set('network.topology=RING', 'agents: [{count: 4}]')
    expect(parameters).toMatchObject({ 'network.topology': 'ring', 'network.enabled': true })
    expect(set('network.topology=ring', 'network: {enabled: false}').parameters['network.enabled']).toBe(
      false,
    )
  })

  it('places advice on the option, not on the file', () => {
    expect(load({}).warnings[0]).toMatch(/^a\.yaml:3:33: governance\.audit_probability: 0\.9/)
    expect(set('governance.audit_probability=0.8').warnings).toEqual([
      '--set: governance.audit_probability: 0.8 lies outside [0, 0.5], the range that the whitepaper gives',
    ])
  })
})

describe('an unknown path', () => {
  it.each([
    ['audit_probability', 'did you mean governance.audit_probability?'],
    ['weights.task_progress', 'did you mean scoring.weights.task_progress?'],
    ['governance', 'expected the path of one parameter, such as governance.'],
    ['agents', 'use --agents'],
    ['agents[0].count', 'only parameters can be set; change it in the file'],
    ['success_criteria.max_toxicity', 'only parameters can be set; change it in the file'],
    ['network.params.k', 'parameters of the network stand under network, such as network.k_neighbors'],
    ['zzzzzz', 'patchwork-ecs describe'],
  ])('%s is answered with what to write instead', (path, hint) => {
    expect(() => set(`${path}=1`)).toThrow(`--set: ${path}: no such parameter (${hint}`)
  })
})

describe('parseSetting', () => {
  it('splits at the first sign', () => {
    expect(parseSetting('a.b=c=d')).toEqual({ path: 'a.b', value: 'c=d' })
    expect(parseSetting(' a.b = 1 ')).toEqual({ path: 'a.b', value: '1' })
  })
  it.each(['', 'a.b', '=1', 'a.b=', 'a.b= '])('refuses %j', (text) => {
    expect(() => parseSetting(text)).toThrow('expected path=value')
  })
})

describe('options of their own', () => {
  it('replace what the file says', () => {
    const scenario = load({ agents: 100, seed: 'x', epochs: 2, stepsPerEpoch: 3, profile: 'reference' })
    expect(scenario).toMatchObject({ seed: 'x', epochs: 2, stepsPerEpoch: 3, profile: 'reference' })
    expect(scenario.agents.map(({ count }) => count)).toEqual([30, 70])
  })

  it('beat --set', () => {
    expect(load({ epochs: 2, settings: [parseSetting('simulation.n_epochs=9')] }).epochs).toBe(2)
  })

  it.each([
    [{ epochs: 1.5 }, '--epochs: got 1.5'],
    [{ epochs: -1 }, '--epochs: got -1'],
    [{ stepsPerEpoch: 0 }, '--steps: got 0'],
    [{ agents: -1 }, '--agents: got -1'],
    [{ agents: 4e9 }, '--agents: got 4000000000'],
    [{ profile: 'paper' as 'whitepaper' }, '--profile: got "paper"'],
  ])('%j is refused', (overrides, message) => {
    expect(() => load(overrides)).toThrow(message)
  })

  it('cannot scale nobody', () => {
    expect(() => load({ agents: 3 }, '{}')).toThrow('no agents whose mix could be kept')
    expect(load({ agents: 0 }, '{}').agents).toEqual([])
  })
})

describe('scaleAgents', () => {
  const group = (count: number) => ({ type: 'honest', count })
  const groupsOf = fc.array(fc.integer({ min: 0, max: 200_000 }).map(group), { minLength: 1, maxLength: 8 })

  it('sums to the number and keeps every share to within one agent', () => {
    fc.assert(
      fc.property(groupsOf, fc.integer({ min: 0, max: 1_000_000 }), (groups, n) => {
        const total = groups.reduce((sum, { count }) => sum + count, 0)
        fc.pre(total > 0)
        const scaled = scaleAgents(groups, n)
        expect(scaled.reduce((sum, { count }) => sum + count, 0)).toBe(n)
        scaled.forEach(({ count }, index) => {
          expect(Math.abs(count - (groups[index]!.count * n) / total)).toBeLessThan(1)
          expect(count).toBeGreaterThanOrEqual(0)
        })
      }),
    )
  })

  it('gives the rest to the largest remainders, the earlier first', () => {
    expect(scaleAgents([group(1), group(1), group(1)], 4).map(({ count }) => count)).toEqual([2, 1, 1])
    expect(scaleAgents([group(35), group(10), group(55)], 9).map(({ count }) => count)).toEqual([3, 1, 5])
  })

  it('leaves a population of that size alone and keeps everything else', () => {
    const groups = [{ type: 'honest', count: 3, config: { trust_weight: 0.1 } }, group(4)]
    expect(scaleAgents(groups, 7)).toEqual(groups)
  })
})
