import { describe, expect, it } from 'vitest'
import { cellsOf, pointsOf } from '../../../experiments/sweep/design.ts'
import { readyCells } from '../../../experiments/sweep/jobs.ts'
import { planHash, seedOf } from '../../../experiments/sweep/plan.ts'
import { applyPoint, withShares } from '../../../experiments/sweep/targets.ts'
import { populationOf } from '../../../simulation/scenario.ts'
import { aPlan, known, PLAN } from './kit.ts'

/** The plan with a line replaced; the message of the error that loading it gives. */
function refusal(from: string | RegExp, to: string, files = {}): string {
  const text = PLAN.replace(from, to)
  expect(text).not.toBe(PLAN)
  try {
    aPlan(text, files)
  } catch (thrown) {
    return (thrown as Error).message
  }
  return 'loaded'
}

const designOf = (design: string) => pointsOf(aPlan(`scenario: village\ndesign: ${design}\n`).design)

describe('a plan', () => {
  it('says what is run', () => {
    const plan = aPlan()
    expect(plan.scenario.epochs).toBe(2)
    expect(plan.metrics).toEqual(['toxicityRate', 'totalWelfare'])
    expect(plan.control).toEqual({ of: 'values', point: { 'governance.audit_probability': 0 } })
    expect(cellsOf(plan).map(({ control }) => control)).toEqual([null, null, null, 0, 1, 2])
    expect(pointsOf(plan.design)[4]).toEqual({
      'governance.audit_probability': 0.5,
      'agents.adversarial': 0.25,
    })
  })

  it('has one hash for one content, whatever the order of keys', () => {
    const swapped = PLAN.replace('replicates: 3\nseed: 7\n', 'seed: 7\nreplicates: 3\n')
    expect(swapped).not.toBe(PLAN)
    expect(planHash(aPlan(swapped))).toBe(planHash(aPlan()))
    expect(planHash(aPlan(PLAN.replace('seed: 7', 'seed: 8')))).not.toBe(planHash(aPlan()))
  })

  it('has seeds that go up from its own, and are equal at all points', () => {
    expect([0, 1, 2].map((replicate) => seedOf({ seed: '7' }, replicate))).toEqual(['7', '8', '9'])
    expect(seedOf({ seed: 'spring' }, 2)).toBe('spring-2')
    expect(seedOf({ seed: '007' }, 1)).toBe('007-1')
    for (const cell of readyCells(aPlan(), known)) {
      expect(cell.jobs(0, 3).map(({ scenario }) => scenario.seed)).toEqual(['7', '8', '9'])
    }
  })

  it.each<[string, string | RegExp, string, string]>([
    [
      'an unknown key',
      'replicates: 3',
      'replicate: 3',
      'plan.yaml:9:1: replicate: no such key (did you mean replicates?)',
    ],
    [
      'a wrong number',
      'replicates: 3',
      'replicates: 0',
      'plan.yaml:9:13: replicates: got 0, expected a whole number in [1, 1000000]',
    ],
    [
      'an unknown design',
      'kind: grid',
      'kind: grit',
      'plan.yaml:5:9: design.kind: got "grit", expected one of grid, latin_hypercube, sobol, morris, saltelli, csv (did you mean grid?)',
    ],
    [
      'an unknown parameter',
      'governance.audit_probability: [',
      'governance.audit_probabilty: [',
      'plan.yaml:7:5: design.vary.governance.audit_probabilty: nothing of this name can be varied (did you mean governance.audit_probability?)',
    ],
    [
      'a value out of range',
      '[0, 0.5]',
      '[0, 1.5]',
      'plan.yaml:7:39: design.vary.governance.audit_probability[1]: got 1.5, expected a number in [0, 1]',
    ],
    [
      'a range without steps',
      '[0, 0.25, 0.5]',
      '{ from: 0, to: 0.5 }',
      'plan.yaml:8:25: design.vary.agents.adversarial: expected either steps, the number of values, or by, the distance between them',
    ],
    [
      'a misspelt part of a range',
      '[0, 0.25, 0.5]',
      '{ from: 0, to: 0.5, step: 3 }',
      'plan.yaml:8:45: design.vary.agents.adversarial.step: no such part of a range (did you mean steps?)',
    ],
    [
      'a key of another design',
      'kind: grid',
      'kind: grid\n  samples: 3',
      'plan.yaml:6:3: design.samples: no such key',
    ],
    [
      'an unknown metric',
      'toxicityRate',
      'toxicityrat',
      'plan.yaml:11:11: metrics[0]: got toxicityrat, which is no metric (did you mean toxicityRate?)',
    ],
    [
      'a wrong setting',
      '{ epochs: 2 }',
      '{ epochs: two }',
      'plan.yaml:3:16: set.epochs: got "two", expected a whole number in [0, 4294967295]',
    ],
    [
      'a control that is not varied',
      'control: { governance.audit_probability',
      'control: { governance.audit_threshold_p',
      'plan.yaml:12:12: control.governance.audit_threshold_p: got governance.audit_threshold_p, expected something that the design varies (it varies governance.audit_probability, agents.adversarial)',
    ],
    [
      'a frontier without a scale',
      'along: agents.adversarial',
      'along: agents.honest',
      'plan.yaml:14:20: frontier.along: got agents.honest, expected something that the design varies (it varies governance.audit_probability, agents.adversarial)',
    ],
    [
      'shares above one',
      '[0, 0.25, 0.5]',
      '[0, 0.25, 0.5]\n    agents.honest: [0.6]',
      'plan.yaml:5:3: design: cell 2 (governance.audit_probability=0 agents.adversarial=0.5 agents.honest=0.6): agents.adversarial + agents.honest: shares add up to 1.1, expected at most 1',
    ],
    [
      'difference without control',
      /control:.*\n/,
      'stop: { metric: toxicityRate, of: difference, half_width: 0.1, max_replicates: 9 }\n',
      'plan.yaml:12:35: stop.of: got difference, which needs a control to differ from',
    ],
    [
      'the seed as a parameter',
      'agents.adversarial: [',
      'seed: [',
      'plan.yaml:8:5: design.vary.seed: is no parameter (seed and replicates of the plan say which seeds are run)',
    ],
    ['nothing', /[\s\S]*/, '\n', 'plan.yaml:1:1: the file is empty, expected a plan'],
  ])('is refused with %s', (_, from, to, message) => {
    expect(refusal(from, to)).toBe(message)
  })

  it('warns of what has no effect', () => {
    const plan = aPlan('scenario: village\ndesign: { kind: grid, vary: { network.k_neighbors: [2, 4] } }\n')
    expect(plan.scenario.warnings).toEqual([
      'network.k_neighbors: has no effect while network.enabled is false (set it in the plan)',
    ])
  })
})

describe('designs', () => {
  it('step through ranges without crumbs', () => {
    const values = (range: string) =>
      designOf(`{ kind: grid, vary: { governance.audit_probability: ${range} } }`).map(
        (point) => point['governance.audit_probability'],
      )
    expect(values('{ from: 0, to: 0.6, steps: 7 }')).toEqual([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    expect(values('{ from: 0, to: 0.3, by: 0.1 }')).toEqual([0, 0.1, 0.2, 0.3])
  })

  it('vary lengths and populations in whole numbers', () => {
    const points = designOf(
      '{ kind: latin_hypercube, samples: 40, vary: { epochs: { from: 1, to: 4 }, agents: { from: 10, to: 30 } } }',
    )
    const counts = [1, 2, 3, 4].map((epochs) => points.filter((point) => point['epochs'] === epochs).length)
    expect(counts).toEqual([10, 10, 10, 10])
    expect(points.every(({ agents }) => Number.isInteger(agents))).toBe(true)
  })

  it('put one point of a hypercube into each stratum, the same for the same seed', () => {
    const design = (seed: number) =>
      designOf(
        `{ kind: latin_hypercube, samples: 10, seed: ${seed}, vary: { governance.audit_probability: { from: 0, to: 1 }, scoring.sigmoid_k: { from: 1, to: 3 } } }`,
      )
    const strata = design(1).map((point) => Math.floor(Number(point['governance.audit_probability']) * 10))
    expect(strata.sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
    expect(design(1)).toEqual(design(1))
    expect(design(1)).not.toEqual(design(2))
  })

  it('follow the Sobol sequence, and choose from lists in equal parts', () => {
    const points = designOf(
      '{ kind: sobol, samples: 4, vary: { governance.audit_probability: { from: 0, to: 1 }, acceptance.mode: [policy, both] } }',
    )
    expect(points).toEqual([
      { 'governance.audit_probability': 0, 'acceptance.mode': 'policy' },
      { 'governance.audit_probability': 0.5, 'acceptance.mode': 'both' },
      { 'governance.audit_probability': 0.75, 'acceptance.mode': 'policy' },
      { 'governance.audit_probability': 0.25, 'acceptance.mode': 'both' },
    ])
  })

  it('read points from a file, quoted or not', () => {
    const text = 'scenario: village\ndesign: { kind: csv, file: points.csv }\n'
    const file = 'agents.adversarial,"governance.audit_enabled"\r\n0.5,true\r\n\r\n"0.25",false\r\n'
    expect(pointsOf(aPlan(text, { 'points.csv': file }).design)).toEqual([
      { 'agents.adversarial': 0.5, 'governance.audit_enabled': true },
      { 'agents.adversarial': 0.25, 'governance.audit_enabled': false },
    ])
  })

  it.each([
    [
      'epochs,agent\n1,2\n',
      'points.csv:1:8: agent: nothing of this name can be varied (did you mean agents?)',
    ],
    [
      'epochs,agents\n1,2\n3,-4\n',
      'points.csv:3:3: agents: got -4, expected a whole number in [1, 10000000]',
    ],
    ['epochs,agents\n1\n', 'points.csv:2:1: agents: got 1 values, expected 2'],
    ['epochs\n1,2\n', 'points.csv:2:3: got 2 values, expected 1'],
    ['epochs,n_epochs\n1,2\n', 'points.csv:1:8: n_epochs: stands twice in the heading'],
    ['epochs\n"1\n', 'points.csv:2:1: got "\\"1\\n", expected a closing quote'],
    ['', 'points.csv:1:1: the file is empty, expected a heading with what is varied'],
  ])('say where a file of points is wrong: %j', (file, message) => {
    const text = 'scenario: village\ndesign: { kind: csv, file: points.csv }\n'
    expect(() => aPlan(text, { 'points.csv': file })).toThrow(message)
  })

  it('add the scenario itself as a control where that is asked for', () => {
    const plan = aPlan(
      'scenario: village\ncontrol: scenario\ndesign: { kind: sobol, samples: 3, vary: { governance.audit_probability: { from: 0, to: 1 } } }\n',
    )
    const cells = cellsOf(plan)
    expect(cells.map(({ control }) => control)).toEqual([3, 3, 3, null])
    expect(cells[3]!.point).toEqual({})
  })
})

describe('shares of agents', () => {
  const groups = [
    { type: 'honest', count: 6 },
    { type: 'opportunistic', count: 3 },
    { type: 'adversarial', count: 3 },
  ]
  const counts = (shares: Record<string, number>) =>
    withShares(groups, new Map(Object.entries(shares))).map(({ type, count }) => [type, count])

  it('keep the population and the proportions of the others', () => {
    expect(counts({ adversarial: 0.5 })).toEqual([
      ['honest', 4],
      ['opportunistic', 2],
      ['adversarial', 6],
    ])
    expect(counts({ adversarial: 0 })).toEqual([
      ['honest', 8],
      ['opportunistic', 4],
    ])
    expect(counts({ deceptive: 0.25 })).toEqual([
      ['honest', 5],
      ['opportunistic', 2],
      ['adversarial', 2],
      ['deceptive', 3],
    ])
    expect(counts({ honest: 0.5, adversarial: 0.5 })).toEqual([
      ['honest', 6],
      ['adversarial', 6],
    ])
  })

  it('always add up', () => {
    const plan = aPlan()
    for (let share = 0; share <= 1; share += 0.01) {
      const scenario = applyPoint(plan.scenario, { 'agents.adversarial': share, agents: 37 }, known)
      expect(populationOf(scenario)).toBe(37)
    }
  })

  it('leave nobody without a type', () => {
    expect(() => withShares([{ type: 'honest', count: 5 }], new Map([['honest', 0.5]]))).toThrow(
      /no other type has agents to make up the rest/,
    )
  })
})
