import { breakEvenP, expectedSurplus, socialBreakEvenP, socialSurplus } from '../../formulas/payoff.ts'
import type { TheoryCheck } from './check.ts'
import { numberOf, ONE_SIGNAL, once, type Society, summaryOf } from './society.ts'

const mixed: Society = {
  agents: { honest: 300, opportunistic: 80, deceptive: 60, adversarial: 60 },
  parameters: { 'governance.audit_enabled': true, 'governance.transaction_tax_rate': 0.05 },
  epochs: 10,
  steps: 10,
}

/** A run in which everything looks perfect, so that its p is that of a proxy of 1. */
const perfect = once(() => summaryOf({ ...mixed, parameters: ONE_SIGNAL, epochs: 2 }))

/** Identities of the whitepaper, on a run or in the code that computes it. */
export const identityChecks: readonly TheoryCheck[] = [
  {
    name: 'identity-toxicity-and-gap',
    claim: 'On a run, toxicity is (1 - E[p]) - P(rejected) × quality gap; what is left between them.',
    source: 'Whitepaper §4',
    async measure() {
      const row = await summaryOf(mixed)
      const rejected = 1 - numberOf(row, 'acceptanceRate')
      const value =
        numberOf(row, 'toxicityRate') -
        (numberOf(row, 'toxicityRateAll') - rejected * numberOf(row, 'qualityGap'))
      return { value, expected: 0, band: 1e-12 }
    },
  },
  {
    name: 'identity-p-of-one',
    claim: 'A proxy of 1 with k = 2 means p = 0.880797.',
    source: 'Whitepaper §1',
    async measure() {
      const value = 1 - numberOf(await perfect(), 'toxicityRateAll')
      return { value, expected: 0.880797, band: 5e-7 }
    },
  },
  {
    name: 'identity-private-break-even',
    claim: 'The parties gain from p = 1/3 on.',
    source: 'Whitepaper §2',
    measure: () => {
      const p = breakEvenP(2, 1) ?? Number.NaN
      return { value: p + expectedSurplus(p, 2, 1), expected: 1 / 3, band: 1e-12 }
    },
  },
  {
    name: 'identity-social-break-even',
    claim: 'Society gains from p = 3/5 on.',
    source: 'Whitepaper §2',
    measure: () => {
      const p = socialBreakEvenP(2, 1, 2) ?? Number.NaN
      return { value: p + socialSurplus(p, 2, 1, 2), expected: 0.6, band: 1e-12 }
    },
  },
]
