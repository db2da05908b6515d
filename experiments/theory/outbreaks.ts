import { attackRate, extinctionProbability } from '../../formulas/contagion.ts'
import { Outside } from '../../mechanisms/border/columns.ts'
import type { TheoryCheck } from './check.ts'
import { judgeMean, open, STANDARD_ERRORS } from './society.ts'

const REPRODUCTION = 2
const EPIDEMICS = 16
const POPULATION = 100_000
const TREES = 2000
const TREE_POPULATION = 500
/** An outbreak that has taken less of the population died at its start. */
const MINOR = 0.05

/**
 * Shares of the population outside that one escape each from an open border infects in the end, of outbreaks one after the
 * other in one run: what is drawn in a tick is drawn anew in every one.
 */
async function outbreaks(
  model: 'sir' | 'branching',
  population: number,
  isEnough: (shares: readonly number[]) => boolean,
): Promise<number[]> {
  const simulation = await open({
    agents: { honest: 20, opportunistic: 10 },
    parameters: {
      'border.enabled': true,
      'border.base_permeability': 1,
      'border.contagion_rate': 1,
      'border.adaptive': false,
      'border.outside.model': model,
      'border.outside.population': population,
      'border.outside.reproduction_number': REPRODUCTION,
      'border.outside.seeds_max': 1,
    },
    epochs: 1,
    steps: 10,
  })
  const { infected, removed, seeds, susceptible } = simulation.world.get(Outside)
  const shares: number[] = []
  while (!isEnough(shares)) {
    simulation.tick()
    if ((infected[0] as number) > 0 || seeds[0] === 0) continue
    shares.push((removed[0] as number) / population)
    removed[0] = 0
    seeds[0] = 0
    susceptible[0] = population
  }
  simulation.dispose()
  return shares
}

const major = (shares: readonly number[]) => shares.filter((share) => share > MINOR)

/** What escapes the border in simulation. */
export const outbreakChecks: readonly TheoryCheck[] = [
  {
    name: 'border-epidemic-size',
    claim: 'An epidemic of R0 = 2 outside that takes hold reaches 0.796812 of the population.',
    source: 'Kermack and McKendrick (1927); whitepaper §14',
    async measure() {
      const shares = await outbreaks('sir', POPULATION, (all) => major(all).length === EPIDEMICS)
      return judgeMean(major(shares), 0.796812)
    },
  },
  {
    name: 'border-extinction',
    claim: 'A branching process of R0 = 2 dies out with probability 0.203188.',
    source: 'Galton and Watson (1875); whitepaper §14',
    async measure() {
      const shares = await outbreaks('branching', TREE_POPULATION, (all) => all.length === TREES)
      const dead = shares.filter((share) => share < 1).length
      const expected = 0.203188
      const error = Math.sqrt((expected * (1 - expected)) / TREES)
      return { value: dead / TREES, expected, band: STANDARD_ERRORS * error }
    },
  },
  {
    name: 'border-size-and-extinction',
    claim: 'The final size of an epidemic and the extinction of its branching process add up to 1.',
    source: 'Kermack and McKendrick (1927)',
    measure: () => ({
      value: attackRate(REPRODUCTION) + extinctionProbability(REPRODUCTION),
      expected: 1,
      band: 1e-12,
    }),
  },
]
