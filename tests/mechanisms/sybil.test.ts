import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Cost } from '../../components/interaction.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { SwarmMember, SybilPattern, SybilSuspicion, SybilTotals } from '../../mechanisms/sybil/columns.ts'
import { createDetector } from '../../mechanisms/sybil/detector.ts'
import { loadScenario } from '../../scenarios/index.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { resolveScenario } from '../../simulation/scenario.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, putInteractions } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { validateWorld } from '../kit/validate-world.ts'

const SYSTEMS = [
  'sybil-swarm',
  'sybil-detection',
  'sybil-fading',
  'sybil-lever',
  'sybil-cost',
  'sybil-patterns',
  'sybil-spawn',
] as const

const options = { plugins: mechanisms }
const swarm = (parameters = {}, agents: Record<string, number> = {}, more = {}) =>
  aSimulation(
    { honest: 80, opportunistic: 20, sybil_operator: 2, ...agents },
    { 'sybil.enabled': true, 'sybil.swarm_size': 8, 'sybil.spawned_per_epoch': 4, ...parameters },
    { epochs: 12, stepsPerEpoch: 10, ...more },
    options,
  )

const finish = (simulation: Simulation) => {
  while (!simulation.finished) simulation.tick()
  return simulation
}

/** A world in which nobody acts: what it holds is put there. */
const still = (parameters = {}, agents = 30) =>
  aSimulation(
    { honest: agents },
    { 'sybil.enabled': true, 'sybil.decay': 1, ...parameters },
    { epochs: 5, stepsPerEpoch: 2 },
    options,
  )

/** Records interactions, `times` each, as the tick would. */
function meet(simulation: Simulation, pairs: readonly (readonly [number, number])[], times = 1): void {
  for (let time = 0; time < times; time++) {
    for (const [initiator, counterparty] of pairs) {
      putInteractions(simulation, [{ initiator, counterparty }])
      simulation.runSystem('sybil-patterns')
    }
  }
}

const cross = (from: readonly number[], to: readonly number[]) =>
  from.flatMap((initiator) => to.map((counterparty) => [initiator, counterparty] as const))

const clustersOf = (simulation: Simulation) => {
  simulation.runSystem('sybil-detection')
  const { cluster } = simulation.world.get(SybilSuspicion)
  const found = new Map<number, number[]>()
  cluster.forEach((lowest, agent) => {
    if (lowest !== 0) found.set(lowest - 1, [...(found.get(lowest - 1) ?? []), agent])
  })
  return [...found.values()]
}

describe('detection', () => {
  it('joins those who turn to the same, and names a cluster after its lowest member', () => {
    const simulation = still()
    meet(simulation, cross([3, 5, 9], [20, 21, 22]), 4)
    meet(simulation, cross([4, 6], [23, 24, 25, 26]), 3)
    meet(simulation, cross([7], [20, 24, 27]), 4)
    expect(clustersOf(simulation)).toEqual([
      [3, 5, 9],
      [4, 6],
    ])
    expect(simulation.world.get(SybilTotals).clusters[0]).toBe(2)
    expect(simulation.world.get(SybilSuspicion).clusterSize[5]).toBe(3)
  })

  it('does not take the customers of hubs for one another', () => {
    const customers = [0, 1, 2, 3, 4, 5, 6, 7]
    const simulation = still({ 'sybil.hub_partners_max': 5 })
    meet(simulation, cross(customers, [20, 21, 22]), 4)
    expect(clustersOf(simulation)).toEqual([])
    simulation.set('sybil.hub_partners_max', 8)
    expect(clustersOf(simulation)).toEqual([customers])
  })

  it('needs several shared counterparties, enough interactions, and a habit', () => {
    const two = still()
    meet(two, cross([3, 5], [20, 21]), 9)
    expect(clustersOf(two)).toEqual([])
    const little = still()
    meet(little, cross([3, 5], [20, 21, 22]), 1)
    expect(clustersOf(little)).toEqual([])
    little.set('sybil.min_interactions', 3)
    expect(clustersOf(little)).toEqual([])
    little.set('sybil.record_min', 1)
    expect(clustersOf(little)).toEqual([[3, 5]])
  })

  it('cannot be turned on the innocent by those who turn to them', () => {
    const framed = still()
    // Seven agents turn to the same three victims: they are alike by their own doing, the victims by others'.
    meet(framed, cross([0, 1, 2, 3, 4, 5, 6], [20, 21, 22]), 4)
    expect(clustersOf(framed)).toEqual([[0, 1, 2, 3, 4, 5, 6]])
    const naive = still({
      'sybil.record_min': 0,
      'sybil.initiated_share_min': 0,
      'sybil.min_interactions': 0,
    })
    meet(naive, cross([0, 1, 2, 3, 4, 5, 6], [20, 21, 22]), 4)
    expect(clustersOf(naive)).toContainEqual([20, 21, 22])
  })

  it('leaves two who trade with one another alone', () => {
    const simulation = still({ 'sybil.shared_min': 1 })
    meet(
      simulation,
      [
        [3, 5],
        [5, 3],
      ],
      20,
    )
    expect(clustersOf(simulation)).toEqual([])
  })
})

describe('patterns', () => {
  it('let the counterparty met least give way, and count that', () => {
    const simulation = still({ 'sybil.slots': 3 })
    meet(simulation, cross([0], [10, 11, 12]), 2)
    meet(simulation, [[0, 11]], 1)
    meet(simulation, [[0, 13]], 1)
    const { partner, count } = simulation.world.get(SybilPattern)
    expect([...partner.subarray(0, 3)]).toEqual([14, 12, 13])
    expect([...count.subarray(0, 3)]).toEqual([1, 3, 2])
    expect(simulation.world.get(SybilTotals).evictions[0]).toBe(1)
  })

  it('fade, and are forgotten', () => {
    const simulation = still({ 'sybil.decay': 0.5 })
    meet(simulation, [[0, 10]], 4)
    meet(simulation, [[11, 0]], 1)
    const { partner, count, initiated } = simulation.world.get(SybilPattern)
    for (let epoch = 0; epoch < 3; epoch++) simulation.runSystem('sybil-fading')
    expect([...partner.subarray(0, 3)]).toEqual([11, 0, 0])
    expect([count[0], initiated[0]]).toEqual([0.5, 0.5])
    simulation.runSystem('sybil-fading')
    simulation.runSystem('sybil-fading')
    expect(partner[0]).toBe(0)
  })
})

describe('penalties', () => {
  const flagged = (parameters = {}) => {
    const simulation = still({ 'sybil.penalty_multiplier': 2, ...parameters })
    meet(simulation, cross([0, 1, 2, 3], [20, 21, 22]), 4)
    meet(simulation, cross([5, 6], [24, 25, 26]), 4)
    for (const system of ['sybil-detection', 'sybil-lever', 'lever-merge']) simulation.runSystem(system)
    return simulation
  }

  it('take reputation and money from the flagged, and hold those of large clusters', () => {
    const { world } = flagged()
    const { reputation } = world.get(Standing)
    const { resources } = world.get(Stake)
    const { reasons } = world.get(Custody)
    for (const agent of [0, 5]) expect([reputation[agent], resources[agent]]).toEqual([-0.2, 98])
    expect([reputation[20], resources[20]]).toEqual([0, 100])
    expect([0, 5, 20].map((agent) => reasons[agent])).toEqual([CustodyReason.sybil, 0, 0])
  })

  it('release whom the detector lets go, and no other hold', () => {
    const simulation = flagged()
    const { reasons } = simulation.world.get(Custody)
    reasons[0] = CustodyReason.sybil | CustodyReason.breaker
    simulation.set('sybil.max_cluster_size', 4)
    for (const system of ['sybil-lever', 'lever-merge']) simulation.runSystem(system)
    expect([reasons[0], reasons[1]]).toEqual([CustodyReason.breaker, 0])
  })

  it('charge interactions between two flagged agents where asked to', () => {
    const simulation = flagged({ 'sybil.realtime_penalty': true, 'sybil.realtime_rate': 0.25 })
    putInteractions(simulation, [
      { initiator: 0, counterparty: 5 },
      { initiator: 0, counterparty: 20 },
    ])
    const { initiator, counterparty } = simulation.world.get(Cost)
    initiator.fill(0)
    counterparty.fill(0)
    simulation.runSystem('sybil-cost')
    expect([initiator[0], counterparty[0], initiator[1], counterparty[1]]).toEqual([0.25, 0.25, 0, 0])
  })
})

describe('the detector', () => {
  /** Random patterns with groups that resemble one another, over few keys so that hubs and near misses occur. */
  const society = fc
    .array(
      fc.tuple(
        fc.uniqueArray(fc.nat(25), { minLength: 1, maxLength: 7 }),
        fc.integer({ min: 1, max: 4 }),
        fc.nat(3),
      ),
      { minLength: 2, maxLength: 12 },
    )
    .map((groups) =>
      groups.flatMap(([keys, copies, changed]) =>
        Array.from({ length: copies }, (_, copy) =>
          [...keys.map((key, i) => (i < changed && copy > 0 ? (key + copy) % 26 : key))].sort(
            (a, b) => a - b,
          ),
        ),
      ),
    )
    .map((patterns) => patterns.map((keys) => [...new Set(keys)]))

  function tableOf(patterns: readonly (readonly number[])[]) {
    const stride = 8
    const table = {
      keys: new Uint32Array(patterns.length * stride),
      counts: new Float32Array(patterns.length * stride),
      initiated: new Float32Array(patterns.length * stride),
      stride,
      keySpace: 26,
      length: Uint16Array.from(patterns, ({ length }) => length),
    }
    patterns.forEach((keys, agent) => {
      keys.forEach((key, i) => {
        table.keys[agent * stride + i] = key
        table.counts[agent * stride + i] = 2 + (key % 3)
        table.initiated[agent * stride + i] = 2 + (key % 3)
      })
    })
    return table
  }

  const partition = (
    patterns: readonly (readonly number[])[],
    rules: object,
    banding?: { bands: number; rows: number },
  ) => {
    const detector = createDetector(tableOf(patterns), patterns.length, banding)
    Object.assign(detector.rules, rules)
    detector.run(patterns.length)
    return patterns.map((_, agent) =>
      patterns.findIndex((_other, other) => detector.root(other) === detector.root(agent)),
    )
  }

  /** Components of the graph of all pairs that satisfy the rules, by definition. */
  const byDefinition = (
    patterns: readonly (readonly number[])[],
    rules: { threshold: number; sharedMin: number; hubPartnersMax: number },
  ) => {
    const suspects = patterns.map((keys) => keys.length >= rules.sharedMin)
    const uses = (key: number) =>
      patterns.filter((keys, agent) => suspects[agent] && keys.includes(key)).length
    const root = patterns.map((_, agent) => agent)
    patterns.forEach((a, first) => {
      patterns.forEach((b, second) => {
        if (second >= first || !suspects[first] || !suspects[second]) return
        const shared = a.filter((key) => b.includes(key))
        const plain = shared.filter((key) => uses(key) <= rules.hubPartnersMax)
        const weight = (key: number) => 2 + (key % 3)
        const dot = shared.reduce((sum, key) => sum + weight(key) ** 2, 0)
        const size = (keys: readonly number[]) =>
          Math.sqrt(keys.reduce((sum, key) => sum + weight(key) ** 2, 0))
        const union = a.length + b.length - shared.length
        const alike = (shared.length / union + dot / (size(a) * size(b))) / 2
        if (Math.abs(alike - rules.threshold) < 1e-9) return
        if (plain.length < rules.sharedMin || alike < rules.threshold) return
        const [from, to] = [root[first], root[second]]
        root.forEach((each, agent) => {
          if (each === from) root[agent] = to as number
        })
      })
    })
    return root.map((each) => root.indexOf(each))
  }

  it('finds what comparing all pairs finds, whatever the hubs and the threshold', () => {
    const rules = fc.record({
      threshold: fc.constantFrom(0.45, 0.61, 0.77, 0.83, 0.93),
      sharedMin: fc.integer({ min: 1, max: 3 }),
      hubPartnersMax: fc.constantFrom(2, 4, 100),
    })
    fc.assert(
      fc.property(society, rules, (patterns, given) => {
        const all = { ...given, minInteractions: 0, initiatedShareMin: 0 }
        expect(partition(patterns, all)).toEqual(byDefinition(patterns, given))
      }),
      { numRuns: 400 },
    )
  })

  it('joins fewer by MinHash, never others, and the same with many bands', () => {
    const rules = {
      threshold: 0.83,
      sharedMin: 2,
      minInteractions: 0,
      initiatedShareMin: 0,
      hubPartnersMax: 100,
    }
    fc.assert(
      fc.property(society, (patterns) => {
        const exact = partition(patterns, rules)
        const banded = partition(patterns, rules, { bands: 4, rows: 4 })
        banded.forEach((lowest, agent) => {
          expect(exact[lowest]).toBe(exact[agent])
        })
        expect(partition(patterns, rules, { bands: 64, rows: 1 })).toEqual(exact)
      }),
      { numRuns: 100 },
    )
  })

  it('does not depend on the order of agents', () => {
    const rules = {
      threshold: 0.77,
      sharedMin: 2,
      minInteractions: 0,
      initiatedShareMin: 0,
      hubPartnersMax: 3,
    }
    fc.assert(
      fc.property(society, (patterns) => {
        const last = patterns.length - 1
        const there = partition(patterns, rules)
        const back = partition([...patterns].reverse(), rules)
        for (let a = 0; a <= last; a++) {
          for (let b = 0; b < a; b++) {
            expect(back[last - a] === back[last - b]).toBe(there[a] === there[b])
          }
        }
      }),
      { numRuns: 100 },
    )
  })
})

describe('the mechanism', () => {
  it('makes Sybils up to the size of a swarm, and says whose they are', () => {
    const simulation = finish(swarm({ 'sybil.detection': false }))
    const { world } = simulation
    expect(world.clock.agentCount[0]).toBe(102 + 16)
    const { operator } = world.get(SwarmMember)
    expect([...operator.subarray(100, 118)].every((row) => row === 101 || row === 102)).toBe(true)
    expect([...operator.subarray(0, 100)].every((row) => row === 0)).toBe(true)
    expect(simulation.epochs.at(-1)?.metrics['sybils']).toBe(18)
    expect(world.has(SybilPattern)).toBe(false)
  })

  it('deals Sybils of the start out to operators', () => {
    const simulation = swarm({}, { sybil: 5 })
    simulation.tick()
    const { operator } = simulation.world.get(SwarmMember)
    expect([...operator.subarray(102, 107)]).toEqual([101, 102, 101, 102, 101])
  })

  it('keeps worlds sound after every system, and gives each system what it declares and no more', () => {
    const simulation = swarm({ 'sybil.realtime_penalty': true }, { sybil: 6 })
    simulation.onSystem(() => expect(validateWorld(simulation.world)).toEqual([]))
    for (let epoch = 0; epoch < 5; epoch++) simulation.runEpoch()
    simulation.tick()
    simulation.onSystem(undefined)
    expect(simulation.measure().metrics['sybilFlagged']).toBeGreaterThan(0)
    for (const system of SYSTEMS) {
      expect([system, auditWrites(simulation, system)]).toEqual([system, []])
      expect([system, auditReads(simulation, system)]).toEqual([system, []])
    }
  })

  it('gives one digest for any order of plugins, and from a snapshot', () => {
    const digest = finish(swarm()).digest()
    const scenario = swarm().scenario
    const turned = new Simulation(scenario, { plugins: [...mechanisms].reverse() })
    expect(finish(turned).digest()).toBe(digest)
    const resumed = swarm()
    for (let tick = 0; tick < 57; tick++) resumed.tick()
    const kept = resumed.snapshot()
    finish(resumed)
    resumed.restore(kept)
    expect(finish(resumed).digest()).toBe(digest)
  })

  it('leaves no trace when it is off, and no agents of its own', () => {
    const parameters = { 'sybil.swarm_size': 50 }
    const off = aSimulation({ honest: 20 }, parameters, { epochs: 2 }, options)
    const without = aSimulation({ honest: 20 }, {}, { epochs: 2 })
    expect(finish(off).digest()).toBe(finish(without).digest())
    expect(off.world.buffer.byteLength).toBe(without.world.buffer.byteLength)
    expect(() => aSimulation({ sybil_operator: 1 }, {}, {}, options)).toThrow(
      /agents\[0\]\.type: sybil_operator belongs to a mechanism that this scenario leaves off/,
    )
  })
})

describe('scenario sybil_swarm', () => {
  const text = readFileSync(new URL('../../scenarios/sybil_swarm.yaml', import.meta.url), 'utf8')
  const scenario = loadScenario(text, { name: 'sybil_swarm.yaml', vocabulary: vocabulary(mechanisms) })
  const run = async (seed: string, parameters = {}) => {
    const given = { ...scenario, seed, parameters: { ...scenario.parameters, ...parameters } }
    const simulation = new Simulation(resolveScenario(given, vocabulary(mechanisms)), options)
    return (await simulation.run()).summary
  }
  const SEEDS = ['1', '2', '3', '4']
  let found: Awaited<ReturnType<typeof run>>[] = []
  beforeAll(async () => {
    found = await Promise.all(SEEDS.map((seed) => run(seed)))
  })

  it('meets its criteria under several seeds', () => {
    for (const { criteria } of found) expect(criteria.filter(({ passed }) => !passed)).toEqual([])
  })

  it('fails them without the rule that a counterparty counts by own initiative', async () => {
    const { criteria, metrics } = await run('1', { 'sybil.record_min': 0, 'sybil.initiated_share_min': 0 })
    expect(metrics['sybilRecall']).toBeLessThan(0.5)
    expect(criteria.some(({ passed }) => !passed)).toBe(true)
  })

  it('fails them without a detector', async () => {
    const { criteria } = await run('1', { 'sybil.detection': false })
    expect(criteria.filter(({ passed }) => !passed).map(({ name }) => name)).toEqual([
      'min_sybil_recall',
      'max_sybil_false_alarm_rate',
    ])
  })

  it('finds as much by MinHash', async () => {
    const { metrics } = await run('1', { 'sybil.candidates': 'minhash' })
    expect(metrics['sybilRecall']).toBeGreaterThanOrEqual(0.95)
    expect(metrics['sybilFalseAlarmRate']).toBeLessThanOrEqual(0.01)
  })
})
