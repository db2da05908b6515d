/** Checks of the Gini coefficient against distributions of which it is known. */

import { exp, log } from '../../formulas/elementary.ts'
import { gini } from '../../formulas/gini.ts'
import { erfc } from '../../formulas/tails.ts'
import type { TheoryCheck } from './check.ts'
import { uniformsOf } from './uniforms.ts'

const SAMPLE = 200_000
/** Agents of the exchange; every sweep each meets about two others. */
const TRADERS = 20_000
const SWEEPS = 40

/** Standard normal draws by the polar method (Marsaglia & Bray 1964), which needs no trigonometry. */
function normalsOf(uniform: () => number): () => number {
  return () => {
    for (;;) {
      const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1]
      const square = x * x + y * y
      if (square > 0 && square < 1) return x * Math.sqrt((-2 * log(square)) / square)
    }
  }
}

const sampleGini = (draw: () => number): number => gini(Float64Array.from({ length: SAMPLE }, draw))

/** A check of a sample. `deviation` is the estimate's standard deviation times √n, measured over 600 samples of 4,000. */
function ofSample(
  name: string,
  expected: number,
  deviation: number,
  source: string,
  drawing: (uniform: () => number) => () => number,
): TheoryCheck {
  return {
    name: `gini-${name.split(' ')[0]}`,
    claim: `Holdings that are ${name} have a Gini coefficient of ${expected.toFixed(4)}.`,
    source,
    measure: () => ({
      value: sampleGini(drawing(uniformsOf(`theory-gini-${name}`))),
      expected,
      band: (4 * deviation) / Math.sqrt(SAMPLE),
    }),
  }
}

/** Holdings of those who meet at random and divide what both have at random. */
function randomExchange(): number {
  const uniform = uniformsOf('theory-exchange')
  const holdings = new Float64Array(TRADERS).fill(1)
  for (let meeting = 0; meeting < TRADERS * SWEEPS; meeting++) {
    const one = Math.floor(uniform() * TRADERS)
    const other = Math.floor(uniform() * TRADERS)
    const share = uniform()
    if (one === other) continue
    const both = (holdings[one] as number) + (holdings[other] as number)
    holdings[one] = both * share
    holdings[other] = both - (holdings[one] as number)
  }
  return gini(holdings)
}

const LOGNORMAL = 1 - erfc(0.5)

export const inequalityChecks: readonly TheoryCheck[] = [
  ofSample('exponential', 1 / 2, 0.289, 'Gini (1912)', (uniform) => () => -log(1 - uniform())),
  ofSample('uniform', 1 / 3, 0.256, 'Gini (1912)', (uniform) => uniform),
  ofSample(
    'lognormal with deviation 1',
    LOGNORMAL,
    0.65,
    'Aitchison & Brown (1957): 2 Φ(σ / √2) - 1',
    (uniform) => {
      const normal = normalsOf(uniform)
      return () => exp(normal())
    },
  ),
  {
    name: 'gini-pareto',
    claim: 'Holdings that are Pareto with exponent 2 have a Gini coefficient of 1/3.',
    source: 'Pareto (1896): 1 / (2 a - 1)',
    // Quantiles in place of draws, whose variance is infinite; a grid of n misses about 1 / √n of the tail.
    measure: () => ({
      value: gini(
        Float64Array.from({ length: SAMPLE }, (_, rank) => 1 / Math.sqrt(1 - (rank + 0.5) / SAMPLE)),
      ),
      expected: 1 / 3,
      band: 1 / Math.sqrt(SAMPLE),
    }),
  },
  {
    name: 'gini-random-exchange',
    claim:
      'Pairs that divide what both have at random end with exponential holdings: a Gini coefficient of 1/2.',
    source: 'Drăgulescu & Yakovenko (2000)',
    measure: () => ({ value: randomExchange(), expected: 1 / 2, band: (4 * 0.289) / Math.sqrt(TRADERS) }),
  },
]
