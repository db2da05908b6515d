import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Stake, Treasury } from '../../components/stake.ts'
import { aTown } from '../kit/a-simulation.ts'
import { validatePayoffs, validateWorld } from '../kit/validate-world.ts'

const sum = (values: ArrayLike<number>, count: number) =>
  Array.from(values)
    .slice(0, count)
    .reduce((total, value) => total + value, 0)

describe('after every system', () => {
  it.each([
    ['simultaneous', {}],
    ['sequential', { turns: 'sequential', 'feed.enabled': true, transfers: 'intended' }],
    [
      'reference',
      { 'acceptance.mode': 'policy', 'payoff.reputation_term': 'off', 'observation.type_visible': true },
    ],
  ])('the world of %s turns holds together', (_name, parameters) => {
    const town = aTown(150, parameters)
    const broken: string[] = []
    town.onSystem((system) => {
      broken.push(...validateWorld(town.world).map((problem) => `${system}: ${problem}`))
      if (system === 'payoff') broken.push(...validatePayoffs(town.world))
    })
    while (!town.finished && broken.length === 0) town.tick()
    expect(broken).toEqual([])
  })
})

describe('money', () => {
  it('is conserved: resources and treasury change by payoffs of accepted interactions and by taxes they paid, alone', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.5, noNaN: true }), fc.nat(1000), (rate, seed) => {
        const town = aTown(
          80,
          { 'governance.transaction_tax_rate': rate, 'tax.redistribute': 'none' },
          { seed },
        )
        const { resources } = town.world.get(Stake)
        const { balance, collected } = town.world.get(Treasury)
        const before = sum(resources, 80)
        let slashed = 0
        while (!town.finished) {
          town.tick()
          for (const event of town.journal())
            if (event.code === 6 && event.tick === (town.world.clock.tick[0] as number) - 1)
              slashed += event.value
        }
        const payoffs = town.epochs.reduce(
          (total, { metrics }) => total + (metrics['totalWelfare'] as number),
          0,
        )
        const taxes = town.epochs.reduce(
          (total, { metrics }) => total + (metrics['taxCollected'] as number),
          0,
        )
        const after = sum(resources, 80)
        expect(after).toBeCloseTo(before + payoffs - slashed, 6)
        expect(balance[0]).toBeCloseTo(taxes + slashed, 6)
        expect(collected[0]).toBe(balance[0])
      }),
      { numRuns: 20 },
    )
  })
})

describe('whitepaper identities', () => {
  it('toxicity is what the mean of p and the quality gap say: T = 1 - E[p] - P(rejected) Q', () => {
    const town = aTown(200, { 'acceptance.threshold': 0.6 })
    while (!town.finished) town.tick()
    for (const { metrics } of town.epochs) {
      const total = metrics['totalInteractions'] as number
      const rejected = total - (metrics['acceptedInteractions'] as number)
      const meanToxicity = metrics['toxicityRateAll'] as number
      const want = meanToxicity - (rejected / total) * (metrics['qualityGap'] as number)
      expect(metrics['toxicityRate']).toBeCloseTo(want, 10)
      expect(rejected).toBeGreaterThan(0)
    }
  })
})
