import { Worker } from 'node:worker_threads'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  defineComponent,
  defineMetric,
  definePlugin,
  defineSystem,
  f64,
  type Plugin,
  Standing,
} from '../../simulation/index.ts'
import { aTown } from '../kit/a-simulation.ts'
import { bundled } from '../kit/bundle.ts'

const runOut = (simulation: ReturnType<typeof aTown>) => {
  while (!simulation.finished) simulation.tick()
  return simulation
}

/** Plugins that each keep a column of their own, in the same phase and sharing nothing. */
const gauges: Plugin[] = ['alpha', 'beta', 'gamma'].map((name) => {
  const Gauge = defineComponent(`Gauge${name}`, { sum: f64({ unit: 'score', sight: 'hidden', doc: 'Sum.' }) })
  const system = defineSystem({
    name: `gauge-${name}`,
    phase: 'tick-end',
    every: 'agent',
    reads: [Standing],
    writes: [Gauge],
    doc: 'Adds reputation up.',
    bindRow: (access) => {
      const { sum } = access.get(Gauge)
      const { reputation } = access.get(Standing)
      return (agent) => {
        sum[agent] = (sum[agent] as number) + (reputation[agent] as number)
      }
    },
  })
  const metric = defineMetric({
    name: `gauge-${name}`,
    doc: 'Counts interactions.',
    sums: ['count'],
    columns: { [`gauge${name}`]: { unit: 'count', doc: 'Interactions.' } },
    reads: [],
    bind: () => ({
      observe: (first, end, sums) => {
        sums[0] = (sums[0] as number) + end - first
      },
      report: ({ count }) => ({ [`gauge${name}`]: count }),
    }),
  })
  return definePlugin(name, [], (app) => app.components(Gauge).systems(system).metrics(metric))
})

describe('the digest', () => {
  it.each([
    ['simultaneous turns', {}],
    ['simultaneous turns with a feed', { 'feed.enabled': true }],
    ['sequential turns', { turns: 'sequential', 'feed.enabled': true }],
    ['a complete network', { 'network.enabled': false }],
    ['20 rounds', { 'random.rounds': 20 }],
  ])('is the same twice in a row under %s, and another for another seed', (_name, parameters) => {
    const first = runOut(aTown(200, parameters))
    const second = runOut(aTown(200, parameters))
    const other = runOut(aTown(200, parameters, { seed: 'other' }))
    expect(second.digest()).toBe(first.digest())
    expect(second.epochs).toEqual(first.epochs)
    expect(other.digest()).not.toBe(first.digest())
  })

  it('does not depend on the order in which plugins are registered', () => {
    const expected = runOut(aTown(120, {}, {}, { plugins: gauges }))
    fc.assert(
      fc.property(fc.shuffledSubarray(gauges, { minLength: gauges.length }), (plugins) => {
        const shuffled = runOut(aTown(120, {}, {}, { plugins }))
        expect(shuffled.digest()).toBe(expected.digest())
        expect(shuffled.epochs).toEqual(expected.epochs)
      }),
      { numRuns: 5 },
    )
  })

  it('does not depend on room for agents that never come', () => {
    const parameters = { 'network.dynamic': false }
    const tight = runOut(aTown(120, parameters))
    const roomy = runOut(aTown(120, parameters, {}, { capacity: 300 }))
    expect(roomy.digest()).toBe(tight.digest())
  })

  it('does not depend on being looked at', () => {
    const watched = aTown(120)
    watched.onSystem(() => {})
    while (!watched.finished) {
      watched.tick()
      watched.frame()
      watched.measure()
      watched.snapshot()
    }
    expect(watched.digest()).toBe(runOut(aTown(120)).digest())
  })

  it('is the same in a worker', async () => {
    const url = await bundled('tests/kit/town-digest.ts')
    const digest = await new Promise((resolve, reject) => {
      const worker = new Worker(url, { workerData: { agents: 200 } })
      worker.once('message', resolve)
      worker.once('error', reject)
    })
    expect(digest).toBe(runOut(aTown(200)).digest())
  })
})

describe('a snapshot', () => {
  it('taken in mid-epoch resumes bit for bit, in this simulation and in another', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 13 }), fc.boolean(), (ticks, sequential) => {
        const parameters = sequential ? { turns: 'sequential', 'feed.enabled': true } : {}
        const straight = aTown(100, parameters)
        for (let tick = 0; tick < ticks; tick++) straight.tick()
        const snapshot = straight.snapshot()
        runOut(straight)
        const digest = straight.digest()
        const epochs = [...straight.epochs]
        straight.restore(snapshot)
        expect(runOut(straight).digest()).toBe(digest)
        const other = aTown(100, parameters)
        other.restore(snapshot)
        expect(runOut(other).digest()).toBe(digest)
        expect(other.epochs).toEqual(epochs)
        expect(other.summary()).toEqual(straight.summary())
      }),
      { numRuns: 12 },
    )
  })
})
