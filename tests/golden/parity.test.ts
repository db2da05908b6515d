import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Ensemble } from '../../experiments/parity/ensemble.ts'
import { runParity, statisticsOf, zScore } from '../../experiments/parity/index.ts'
import { mechanisms } from '../../mechanisms/index.ts'

/** Seeds are fixed, so a verdict here does not change from run to run. */
const RUNS = 60

const SCENARIOS = [
  'baseline',
  'strict_governance',
  'network_effects',
  'custom_mixed40_open',
  'custom_mixed40_governed',
  'marketplace_economy',
  // It punishes collusion, which is a mechanism of its own.
  ...(mechanisms.some(({ name }) => name === 'collusion') ? ['adversarial_redteam'] : []),
]

const ensembleOf = (scenario: string): Ensemble =>
  JSON.parse(readFileSync(new URL(`ensembles/${scenario}.json`, import.meta.url), 'utf8'))

describe('profile reference against the peer: 95% of means within 3 standard errors, none beyond 5', () => {
  it.each(SCENARIOS)('%s', async (scenario) => {
    const { comparisons, within, passed } = await runParity(ensembleOf(scenario), RUNS)
    const outside = comparisons.filter(({ z }) => Math.abs(z) >= 3)
    expect(comparisons.length).toBeGreaterThan(40)
    expect(passed, `${within} of ${comparisons.length} within, outside: ${JSON.stringify(outside)}`).toBe(
      true,
    )
  })

  it('notices a society that is not the peer’s', async () => {
    const ensemble = ensembleOf('baseline')
    const payoff = { ...ensemble.settings.payoff, sPlus: 2.5 }
    const other = { ...ensemble, settings: { ...ensemble.settings, payoff } }
    expect((await runParity(other, RUNS)).passed).toBe(false)
  })
})

describe('statistics of parity', () => {
  it('has the standard deviation of a sample', () => {
    expect(statisticsOf([1, 2, 3, 4])).toEqual({ n: 4, mean: 2.5, sd: Math.sqrt(5 / 3) })
  })

  it('measures a difference in standard errors', () => {
    expect(zScore({ n: 4, mean: 3, sd: 2 }, { n: 16, mean: 1, sd: 0 })).toBe(2)
  })

  it('takes certain means as equal to nine digits or infinitely apart', () => {
    expect(zScore({ n: 4, mean: 100, sd: 0 }, { n: 9, mean: 100 + 1e-10, sd: 0 })).toBe(0)
    expect(zScore({ n: 4, mean: 100, sd: 0 }, { n: 9, mean: 101, sd: 0 })).toBe(Number.NEGATIVE_INFINITY)
  })
})
