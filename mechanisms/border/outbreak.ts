import { type DrawSource, defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { basicReproductionNumber } from '../../formulas/contagion.ts'
import { expm1, log } from '../../formulas/elementary.ts'
import { Tally } from './codes.ts'
import { BorderTally, Membrane, Outside } from './columns.ts'
import { borderParameters, OUTSIDE_MODELS, outsideParameters } from './parameters.ts'

export const OUTBREAK_STREAM = defineStream('border-outbreak')

const SIR = OUTSIDE_MODELS.indexOf('sir')
const NEUTRAL_TOXICITY = 0.5

/**
 * What escapes infects the world outside, and the infection spreads there, a generation a tick. In model `sir` each
 * case meets everyone alike in a finite population, and each who is left escapes infection by I cases with probability
 * exp(-R0 I / N) (a chain binomial, Reed and Frost); in `branching` each case causes a Poisson number of cases, R0 on
 * average, until as many were infected as there are people. Reads Membrane, BorderTally. Writes Outside. Whitepaper §14.
 */
export const borderOutbreakSystem = defineSystem({
  name: 'border-outbreak',
  phase: 'boundary',
  every: 'tick',
  reads: [Membrane],
  writes: [Outside, BorderTally],
  doc: 'Spreads what escaped in the world outside.',
  bind(access) {
    const { escapes, permeability } = access.get(Membrane)
    const outside = access.get(Outside)
    const { sums } = access.get(BorderTally)
    const { contagionRate } = access.parameters(borderParameters)
    const rule = access.parameters(outsideParameters)
    const draws = access.source(OUTBREAK_STREAM)
    const reproduction = () => {
      if (!Number.isNaN(rule.reproductionNumber[0])) return rule.reproductionNumber[0]
      const crossings = sums[Tally.interactions] + sums[WIDTH + Tally.interactions]
      const toxic = sums[Tally.toxicitySum] + sums[WIDTH + Tally.toxicitySum]
      const toxicity = crossings === 0 ? NEUTRAL_TOXICITY : toxic / crossings
      return basicReproductionNumber(contagionRate[0], rule.contacts[0], toxicity, permeability[0])
    }
    return () => {
      const { susceptible, infected, removed, seeds } = outside
      draws.begin(0)
      let cases = 0
      if (infected[0] > 0) {
        const isSir = rule.model[0] === SIR
        const mean = reproduction() * infected[0]
        cases = isSir
          ? countSuccesses(susceptible[0], -expm1(-mean / rule.population[0]), draws)
          : Math.min(susceptible[0], countArrivals(mean, susceptible[0], draws))
      }
      const room = Number.isNaN(rule.seedsMax[0]) ? escapes[0] : Math.max(0, rule.seedsMax[0] - seeds[0])
      const seeded = Math.min(escapes[0], room, susceptible[0] - cases)
      removed[0] += infected[0]
      infected[0] = cases + seeded
      susceptible[0] -= cases + seeded
      seeds[0] += seeded
      sums[Tally.infections] += cases + seeded
    }
  },
})

const WIDTH = BorderTally.fields.sums.width as number

/**
 * Successes among some trials of one probability, drawn exactly by the gaps between them: the cost is that of the
 * successes.
 */
export function countSuccesses(trials: number, probability: number, draws: DrawSource): number {
  if (probability <= 0) return 0
  if (probability >= 1) return trials
  const scale = log(1 - probability)
  let successes = 0
  let trial = Math.floor(log(1 - draws.next()[0]) / scale)
  while (trial < trials) {
    successes++
    trial += 1 + Math.floor(log(1 - draws.next()[0]) / scale)
  }
  return successes
}

/** A Poisson number of mean `mean`, cut at `most`: arrivals before time `mean` in a process of rate 1. */
export function countArrivals(mean: number, most: number, draws: DrawSource): number {
  let arrivals = 0
  let time = -log(1 - draws.next()[0])
  while (time < mean && arrivals < most) {
    arrivals++
    time -= log(1 - draws.next()[0])
  }
  return arrivals
}
