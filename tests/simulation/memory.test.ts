import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineComponent, u8 } from '../../engine/columns.ts'
import { bytesByComponent } from '../../engine/world.ts'
import { countEdges, generateEdges, TOPOLOGIES } from '../../formulas/graph-generators.ts'
import { createSimulation, definePlugin, planSimulation, type ScenarioInput } from '../../simulation/index.ts'
import { GOLDEN_RUNS } from '../golden/runs.ts'
import { aTown } from '../kit/a-simulation.ts'

const GIGABYTE = 1_000_000_000

const city = (count: number, parameters: ScenarioInput['parameters'] = {}): ScenarioInput => ({
  agents: [{ type: 'honest', count }],
  parameters,
})
const networked = { 'network.enabled': true, 'network.topology': 'small_world', 'network.k_neighbors': 6 }

describe('a plan', () => {
  it.each(Object.entries(GOLDEN_RUNS))('of %s names what the simulation then has', async (_, scenario) => {
    const plan = planSimulation(scenario)
    const simulation = await createSimulation(scenario)
    expect(plan.bytes).toBe(simulation.world.buffer.byteLength)
    expect(plan.layout).toEqual(simulation.world.layout)
    expect(plan.tables).toEqual(simulation.world.tables)
    expect(plan.systems.map(({ name, reads }) => [name, reads])).toEqual(
      simulation.systems.map(({ name, reads }) => [name, reads]),
    )
    expect(plan.policyNames).toEqual(simulation.policyNames)
    expect(plan.metricColumns).toEqual(simulation.metricColumns)
    expect([...plan.parameterList]).toEqual([...simulation.world.parameterList])
  })

  it('lists every byte of every component but for rounding', () => {
    const { bytes, layout } = planSimulation(GOLDEN_RUNS['town'] as ScenarioInput)
    const listed = [...bytesByComponent(layout).values()].reduce((a, b) => a + b)
    expect(bytes - listed).toBeGreaterThanOrEqual(0)
    expect(bytes - listed).toBeLessThan(8 * layout.length)
  })

  it('of what no machine can hold allocates nothing', () => {
    const before = process.memoryUsage().arrayBuffers
    const { bytes, placingBytes } = planSimulation(city(10_000_000, { ...networked, 'memory.slots': 1024 }))
    expect(bytes).toBeGreaterThan(220 * GIGABYTE)
    expect(placingBytes).toBeGreaterThan(0.5 * GIGABYTE)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })

  it('bounds the edges of random networks, and knows those of all others', () => {
    const parameters = fc.record({
      edgeProbability: fc.constantFrom(0, 0.01, 0.3, 1),
      rewireProbability: fc.constantFrom(0, 0.2),
      neighborCount: fc.integer({ min: 2, max: 9 }),
      attachmentCount: fc.integer({ min: 1, max: 5 }),
    })
    const agents = fc.integer({ min: 0, max: 60 })
    fc.assert(
      fc.property(fc.constantFrom(...TOPOLOGIES), agents, parameters, (topology, nodeCount, given) => {
        let state = 1
        const draw = () => {
          state = (state * 16807) % 2147483647
          return state / 2147483647
        }
        const { count } = generateEdges(topology, nodeCount, given, draw)
        const planned = countEdges(topology, nodeCount, given)
        if (topology === 'random_erdos_renyi') expect(planned).toBeGreaterThanOrEqual(count)
        else expect(planned).toBe(count)
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})

describe('a limit of memory', () => {
  it('refuses what exceeds it, naming what is needed, what there is and what to lower', async () => {
    const tight = createSimulation(city(50_000, networked), { memoryBytesMax: 10_000_000 })
    await expect(tight).rejects.toThrow(
      /^agents: 50000 agents would take \d+ MB, and \d+ MB more while they are placed, but only 10 MB are available \(take fewer agents, fewer memory\.slots, or a sparser network\)$/,
    )
  })

  it('counts what placing takes besides', async () => {
    const scenario = city(5000, networked)
    const { bytes, placingBytes } = planSimulation(scenario)
    await expect(createSimulation(scenario, { memoryBytesMax: bytes })).rejects.toThrow(
      /while they are placed/,
    )
    const fits = await createSimulation(scenario, { memoryBytesMax: bytes + placingBytes })
    expect(fits.world.buffer.byteLength).toBe(bytes)
  })

  it('is 8 GiB of columns where none is given, and is applied before a network is generated', async () => {
    const before = process.memoryUsage().arrayBuffers
    const dense = city(10_000, {
      'network.enabled': true,
      'network.topology': 'random_erdos_renyi',
      'network.edge_probability': 0.9,
      'network.dynamic': true,
      'memory.slots': 1024,
    })
    const huge = { ...dense, agents: [{ type: 'honest', count: 5_000_000 }] }
    await expect(createSimulation(huge)).rejects.toThrow(/MB, expected at most 8589 MB/)
    await expect(createSimulation(dense, { memoryBytesMax: 500_000_000 })).rejects.toThrow(/only 500 MB/)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(1_000_000)
  })
})

describe('columns beyond 4 GiB', () => {
  /** Comes first by name, so that all other columns lie behind it; nobody touches it, and so it takes no memory. */
  const padding = definePlugin('padding', [], (app) => {
    const column = () => u8({ unit: 'flag', sight: 'hidden', doc: 'Never used.' })
    const fields = { first: column(), second: column() }
    app
      .tables({ padding: 2_200_000_000 })
      .components(defineComponent('AAA', fields, { table: 'padding', digested: false }))
  })

  it('are columns like others', () => {
    const plain = aTown()
    const padded = aTown(200, {}, {}, { plugins: [padding] })
    expect(padded.world.slot('Standing.reputation').offset).toBeGreaterThan(4_294_967_296)
    for (const simulation of [plain, padded]) while (!simulation.finished) simulation.tick()
    expect(padded.digest()).toBe(plain.digest())
    expect(padded.frame()).toEqual(plain.frame())
  })
})
