import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { UserError } from '../../engine/errors.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { scenarioJsonSchema, scenarioJsonSchemaText } from '../../scenarios/json-schema.ts'
import { loadScenario } from '../../scenarios/load.ts'
import { vocabulary as vocabularyOf } from '../../simulation/assembly.ts'

const vocabulary = vocabularyOf(mechanisms)
const folder = new URL('../../scenarios/', import.meta.url)
const schema = scenarioJsonSchema(vocabulary)
const validate = new Ajv2020({
  allErrors: true,
  strict: true,
  allowUnionTypes: true,
  strictTypes: false,
}).compile(schema)

function loads(text: string): boolean {
  try {
    loadScenario(text, { vocabulary })
    return true
  } catch (error) {
    if (error instanceof UserError) return false
    throw error
  }
}

it('is what scenario.schema.json holds', () => {
  const held = readFileSync(new URL('scenario.schema.json', folder), 'utf8')
  expect(
    held === scenarioJsonSchemaText(vocabulary),
    'scenarios/scenario.schema.json is stale: npm run docs',
  ).toBe(true)
})

it('tells editors what a parameter is', () => {
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    additionalProperties: false,
    properties: {
      governance: {
        properties: {
          audit_probability: {
            type: 'number',
            minimum: 0,
            maximum: 1,
            default: 0.1,
            description: 'Probability that an interaction is audited. Unit: probability.',
          },
        },
      },
      scoring: { properties: { sigmoid_k: { exclusiveMinimum: 0 } } },
      turns: { enum: ['simultaneous', 'sequential'] },
    },
  })
  expect(schema).toMatchObject({
    properties: { turns: { description: expect.stringContaining('Profile reference: "sequential".') } },
  })
})

it.each(readdirSync(folder).filter((file) => file.endsWith('.yaml')))('accepts %s', (file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  validate(parse(text))
  expect(validate.errors).toBeNull()
})

const bad = [
  'governence: {}',
  'governance: {audit_probabilty: 0.1}',
  'governance: {audit_probability: 2}',
  'governance: {audit_probability: "0.1"}',
  'governance: {audit_enabled: yes}',
  'governance: {freeze_duration_epochs: 1.5}',
  'governance: {transaction_tax: -1}',
  'governance: null',
  'governance: []',
  'scoring: {sigmoid_k: 0}',
  'scoring: {weights: {progress: 1}}',
  'profile: paper',
  'turns: SEQUENTIAL',
  'scenario_id: 3',
  'simulation: {n_epochs: -1}',
  'simulation: {steps_per_epoch: 0}',
  'simulation: {seed: 1.5}',
  'simulation: {seed: [1]}',
  'simulation: {epochs: 3}',
  'agents: {}',
  'agents: [3]',
  'agents: [{count: 4e9}]',
  'agents: [{count: 0.5}]',
  'agents: [{type: wizard}]',
  'agents: [{type: llm, llm: {}}]',
  'agents: [{role: x}]',
  'agents: [{config: 3}]',
  'agents: [{config: {trust_weight: high}}]',
  'agents: [{config: {trust_weight: {dist: gamma, a: 1}}}]',
  'agents: [{initial: {age: 3}}]',
  'agents: [{initial: {reputation: {dist: uniform, low: 1}}}]',
  'agents: [{initial: {reputation: {dist: uniform, low: 1, high: 2, mean: 3}}}]',
  'agents: [{initial: {reputation: {dist: normal, mean: 1, sd: -1}}}]',
  'agents: [{initial: {reputation: {dist: beta, a: 0, b: 1}}}]',
  'network: {topology: hexagon}',
  'network: {params: {k: 1}}',
  'network: {params: {topology: ring}}',
  'network: {edges: [[0]]}',
  'network: {edges: [[0, 1, 2]]}',
  'network: {edges: [[0, -1]]}',
  'marketplace: {escrow_fee_rate: 2}',
  'marketplace: {enabled: 1}',
  'interventions: [{epoch: 1}]',
  'interventions: [{set: {}}]',
  'interventions: [{epoch: 1, set: {governance.audit: 1}}]',
  'interventions: [{epoch: 1, set: {governance.audit_probability: 3}}]',
  'interventions: [{epoch: 1, set: {turns: sequential}}]',
  'success_criteria: {max_fun: 1}',
  'success_criteria: {min_epochs: many}',
  'outputs: {event_log: 3}',
  'outputs: {log: x}',
]

const good = [
  '{}',
  'agents: []',
  'agents: [{}]',
  'agents: [{type: honest, count: 0}]',
  'agents: [{config: {trust_weight: {dist: beta, a: 2, b: 3}}}]',
  'agents: [{initial: {resources: {dist: normal, mean: 5, sd: 1, low: 0}}}]',
  'network: {topology: RING}',
  'network: {topology: custom, edges: []}',
  'network: {params: {k: 4, p: 0.1, m: 2}}',
  'schedule: {max_actions_per_step: null}',
  'simulation: {seed: null}',
  'simulation: {seed: abc}',
  'simulation: {seed: -3}',
  'governance: {transaction_tax: 0.1, reputation_decay: 0.9}',
  'interventions: [{epoch: 1, set: {governance.audit_probability: 0.3}}]',
  'marketplace: {}',
  'outputs: {event_log: null}',
]

describe('agrees with the loader', () => {
  it.each(bad)('that %s is wrong', (text) => {
    expect([validate(parse(text)), loads(text)]).toEqual([false, false])
  })
  it.each(good)('that %s is right', (text) => {
    expect([validate(parse(text)), loads(text)]).toEqual([true, true])
  })
})
