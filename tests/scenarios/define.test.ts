import { expect, it } from 'vitest'
import { defineScenario } from '../../scenarios/define.ts'
import type { ScenarioDocument } from '../../scenarios/document.ts'
import { loadScenario } from '../../scenarios/load.ts'
import { scenarioSchema } from '../../scenarios/schema.ts'
import { vocabulary } from './vocabulary.ts'

const define = (document: ScenarioDocument) => defineScenario(document, { vocabulary })

it('resolves the same document as a file does', () => {
  const document: ScenarioDocument = {
    scenario_id: 'town',
    agents: [{ type: 'honest', count: 4, initial: { reputation: { dist: 'uniform', low: 0, high: 1 } } }, {}],
    simulation: { n_epochs: 4, seed: 7 },
    governance: { audit_enabled: true, transaction_tax: 0.1 },
    network: { topology: 'ring', params: { k: 4 } },
    scoring: { weights: { task_progress: 0.5 } },
    schedule: { max_actions_per_step: null },
    interventions: [{ epoch: 2, set: { 'governance.audit_probability': 0.3 } }],
    success_criteria: { min_epochs: 4 },
  }
  expect(define(document)).toEqual(loadScenario(JSON.stringify(document), { vocabulary }))
})

it('names the path of what is wrong', () => {
  expect(() => define({ governance: { audit_probability: 2 } })).toThrow(
    /^governance\.audit_probability: got 2, expected a number in \[0, 1\]$/,
  )
  // @ts-expect-error a key that does not exist
  expect(() => define({ governance: { audit_probabilty: 0.2 } })).toThrow('did you mean audit_probability?')
  // @ts-expect-error a choice that does not exist
  expect(() => define({ turns: 'sequentially' })).toThrow('did you mean sequential?')
  expect(() => define({ agents: [{ type: 'wizard' }] })).toThrow('agents[0].type: got "wizard"')
  expect(() => define({ network: { topology: 'custom', edges: [[0, 1]] } })).toThrow('network.edges[0]')
})

it('warns without a file', () => {
  expect(define({ outputs: { event_log: 'x' } }).warnings).toEqual([
    'outputs.event_log: is not read (choose outputs with --out and --record)',
  ])
})

it('is typed for every section that the schema has', () => {
  const typed: Record<keyof ScenarioDocument, true> = {
    acceptance: true,
    auction: true,
    votes: true,
    turnover: true,
    sybil: true,
    redteam: true,
    security: true,
    identity: true,
    border: true,
    adaptive: true,
    agents: true,
    audit: true,
    boundary: true,
    collusion: true,
    description: true,
    feed: true,
    governance: true,
    ground_truth: true,
    incoherence: true,
    interventions: true,
    journal: true,
    dealer: true,
    insiders: true,
    lemons: true,
    marketplace: true,
    microstructure: true,
    memory: true,
    metrics: true,
    missions: true,
    motif: true,
    negotiation: true,
    network: true,
    observation: true,
    outputs: true,
    partners: true,
    payoff: true,
    policy: true,
    profile: true,
    proposals: true,
    random: true,
    rate_limits: true,
    scenario_id: true,
    schedule: true,
    scoring: true,
    signals: true,
    simulation: true,
    staking: true,
    success_criteria: true,
    tax: true,
    transfers: true,
    turns: true,
  }
  expect(Object.keys(scenarioSchema(vocabulary).shape).sort()).toEqual(Object.keys(typed).sort())
})
