import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { definePlugin } from '../../../engine/plugin.ts'
import { runDetection } from '../../../experiments/detection/index.ts'
import { collusion } from '../../../mechanisms/collusion/index.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { loadScenario } from '../../../scenarios/load.ts'
import { vocabulary } from '../../../simulation/assembly.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { aSimulation, aTown } from '../../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../../kit/audit-access.ts'
import { validateWorld } from '../../kit/validate-world.ts'

const ON = { 'governance.collusion_detection_enabled': true }
const MORE = {
  ...ON,
  'governance.collusion_realtime_penalty': true,
  'governance.collusion_score_threshold': 0.3,
}

function runOut(simulation: Simulation): Simulation {
  while (!simulation.finished) simulation.tick()
  return simulation
}

const town = (parameters = {}, plugins = [collusion], more = {}) =>
  aTown(150, parameters, { epochs: 8, ...more }, { plugins })

describe('the mechanism', () => {
  it('leaves no trace while it is off', () => {
    const [without, off] = [
      runOut(aTown(150, {}, { epochs: 4 })),
      runOut(town({}, [collusion], { epochs: 4 })),
    ]
    expect(off.digest()).toBe(without.digest())
    expect(off.systems.map(({ name }) => name)).toEqual(without.systems.map(({ name }) => name))
    expect(off.world.buffer.byteLength).toBe(without.world.buffer.byteLength)
    expect(off.summary().metrics).toEqual(without.summary().metrics)
  })

  it('moves nothing but what it fines: without fines agents do as they would', () => {
    const watched = runOut(town({ ...ON, 'governance.collusion_penalty_multiplier': 0 }))
    const plain = runOut(town({}))
    for (const path of ['Standing.reputation', 'Stake.resources', 'Ledger.totalPayoff']) {
      expect(watched.world.column(path)).toEqual(plain.world.column(path))
    }
    expect(runOut(town(MORE)).world.column('Stake.resources')).not.toEqual(
      plain.world.column('Stake.resources'),
    )
  })

  it('gives one digest, whatever else is handed over and in whatever order', () => {
    const other = definePlugin('another', [], () => {})
    const digests = [[collusion], [collusion, other], [other, collusion]].map((plugins) =>
      runOut(town(MORE, plugins)).digest(),
    )
    expect(new Set(digests).size).toBe(1)
  })

  it.each([
    ['whitepaper', {}],
    ['all of the past, costs as benefits', { 'collusion.penalty_window': null, 'collusion.benefit': 'full' }],
  ])('goes on from a snapshot as if nothing had been: %s', (_name, parameters) => {
    const one = town({ ...MORE, ...parameters })
    for (let tick = 0; tick < 23; tick++) one.tick()
    const taken = one.snapshot()
    const end = runOut(one).digest()
    const other = town({ ...MORE, ...parameters })
    other.restore(taken)
    expect(runOut(other).digest()).toBe(end)
  })

  it('runs in sequential turns and in profile reference', () => {
    const society = aTown(
      60,
      { ...MORE, 'feed.enabled': true },
      { epochs: 6, profile: 'reference' },
      { plugins: [collusion] },
    )
    expect(runOut(society).summary().metrics['flaggedPairs']).toBeGreaterThan(0)
  })

  it('keeps what must hold in any world', () => {
    const society = town(MORE)
    society.onSystem((system) => expect([system, ...validateWorld(society.world)]).toEqual([system]))
    runOut(society)
  })

  it('grows with newcomers', () => {
    const society = aTown(60, MORE, { epochs: 6 }, { plugins: [collusion], capacity: 90 })
    society.runEpoch()
    society.spawn({ type: 'colluder', count: 20 })
    runOut(society)
    expect(validateWorld(society.world)).toEqual([])
  })
})

describe('its systems', () => {
  const society = town({ ...MORE, 'collusion.benefit': 'full' })
  for (let tick = 0; tick < 32; tick++) society.tick()
  const names = society.systems.filter(({ plugin }) => plugin === 'collusion').map(({ name }) => name)

  it('stand where they belong', () => {
    expect(names).toEqual([
      'collusion-analysis',
      'collusion-truth',
      'collusion-window',
      'collusion-charges',
      'collusion-record',
    ])
    const order = society.systems.map(({ name }) => name)
    const inOrder = (first: string, second: string) =>
      expect(order.indexOf(first)).toBeLessThan(order.indexOf(second))
    inOrder('thaw', 'collusion-analysis')
    inOrder('collusion-window', 'lever-merge')
    inOrder('circuit-breaker', 'collusion-charges')
    inOrder('collusion-charges', 'payoff')
    inOrder('settlement', 'collusion-record')
  })

  it.each(names)('%s writes only what it declares', (name) => expect(auditWrites(society, name)).toEqual([]))
  it.each(names)('%s reads only what it declares', (name) => expect(auditReads(society, name)).toEqual([]))

  it('find without a look at the truth', () => {
    const detector = society.systems.filter(({ name }) => /analysis|charges|record|window/.test(name))
    expect(detector).toHaveLength(4)
    const seen = detector.flatMap(({ reads, writes }) => [...reads, ...writes].map(({ name }) => name))
    expect(seen).not.toContain('Allegiance')
    expect(seen).not.toContain('Kind')
  })
})

describe('the colluder', () => {
  const ring = { 'observation.ally_ring_size': 5, 'acceptance.mode': 'policy' }

  it('lives where nobody looks for it, and deals with its own', () => {
    const society = aSimulation({ honest: 60, colluder: 10 }, ring, { epochs: 3 }, { plugins: mechanisms })
    expect(society.systems.some(({ plugin }) => plugin === 'collusion')).toBe(false)
    runOut(society)
    const rings = society.world.column('Allegiance.ring')
    expect(Array.from(rings.subarray(60))).toEqual([1, 1, 1, 1, 1, 2, 2, 2, 2, 2])
    const initiated = society.world.column('Record.initiated')
    expect(Math.min(...initiated.subarray(60))).toBeGreaterThan(8)
  })

  it.each([
    ['everyone can meet', {}],
    [
      'along a network',
      {
        'network.enabled': true,
        'network.topology': 'small_world',
        'network.k_neighbors': 8,
        'network.rewire_probability': 0,
      },
    ],
  ])('finds its ring where %s', (_name, network) => {
    const society = aSimulation(
      { honest: 60, colluder: 10 },
      { ...ring, ...ON, ...network },
      { epochs: 2, stepsPerEpoch: 20 },
      { plugins: mechanisms },
    )
    runOut(society)
    const entry = society.world.column('CollusionPair.entry')
    let mates = 0
    for (let row = 0; row < entry.length; row += 4) {
      const [low, high] = [(entry[row] as number) - 1, entry[row + 1] as number]
      if (
        low >= 60 &&
        high >= 60 &&
        Math.floor(low / 5) === Math.floor(high / 5) &&
        (entry[row + 2] as number) >= 8
      )
        mates++
    }
    expect(mates).toBe(20)
  })

  it('cannot be spawned where its mechanism is off, and says why', () => {
    const society = aSimulation({ honest: 4 }, {}, {}, { plugins: mechanisms, capacity: 8 })
    expect(() => society.spawn({ type: 'colluder', count: 1 })).toThrow(
      /colluder belongs to a mechanism that is off/,
    )
  })

  it('shifts nothing by headroom', () => {
    const digest = (capacity: number) =>
      runOut(aSimulation({ honest: 20 }, {}, { epochs: 2 }, { plugins: mechanisms, capacity })).digest()
    expect(digest(40)).toBe(digest(20))
  })
})

describe('criteria', () => {
  const judged = async (criteria: Record<string, number>) => {
    const society = aTown(60, MORE, { epochs: 5, successCriteria: criteria }, { plugins: mechanisms })
    return (await society.run()).summary.criteria
  }

  it('bound any column of the summary', async () => {
    const [most, least] = await judged({ max_flagged_pairs: 1e6, min_collusion_fines: 1e9 })
    expect(most).toMatchObject({ name: 'max_flagged_pairs', passed: true })
    expect(least).toMatchObject({ name: 'min_collusion_fines', passed: false })
    expect(least?.value).not.toBeNull()
  })

  it('refuse a column that no run has, with the nearest', () => {
    const make = () => aTown(10, {}, { successCriteria: { min_flaged_pairs: 1 } }, { plugins: mechanisms })
    expect(make).toThrow(/min_flaged_pairs: no such criterion \(did you mean min_flagged_pairs\?\)/)
  })

  it('fail where the mechanism is off and the column is not there', async () => {
    const society = aTown(
      10,
      {},
      { epochs: 1, successCriteria: { max_collusion_fines: 1 } },
      { plugins: mechanisms },
    )
    const [only] = (await society.run()).summary.criteria
    expect(only).toMatchObject({ value: null, passed: false })
  })
})

describe('the scenario of rings', () => {
  const text = readFileSync(new URL('../../../scenarios/collusion_ring.yaml', import.meta.url), 'utf8')

  it('is met by the detector at a tenth of its size, seed after seed', async () => {
    const scenario = loadScenario(text, { vocabulary: vocabulary(mechanisms), overrides: { agents: 2000 } })
    const { rows } = await runDetection(scenario, ['1', '2', '3'])
    const of = (column: string) => rows.find((row) => row.column === column)
    expect(of('collusionRecall')?.low).toBeGreaterThanOrEqual(0.9)
    expect(of('collusionFalseDiscoveryRate')?.high).toBeLessThanOrEqual(0.1)
    expect(of('collusionPredictiveValue')?.mean).toBeCloseTo(of('collusionPrecision')?.mean as number, 9)
    expect(of('collusionDelay')?.high).toBeLessThanOrEqual(5)
  })

  it('is not met where nobody looks', async () => {
    const scenario = loadScenario(text, {
      vocabulary: vocabulary(mechanisms),
      overrides: { agents: 500, epochs: 4, settings: [] },
    })
    const parameters = { ...scenario.parameters, 'governance.collusion_detection_enabled': false }
    const report = await runDetection({ ...scenario, parameters }, ['1'])
    expect(report.criteria.find(({ name }) => name === 'min_collusion_recall')?.passed).toBe(0)
  })
})
