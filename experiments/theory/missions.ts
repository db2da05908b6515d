import { Stake, Treasury } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { World } from '../../engine/world.ts'
import { coalitionValues, missionGame, type Worth } from '../../formulas/missions.ts'
import {
  type RunningGame,
  shapleyExact,
  shapleyMean,
  shapleyPairs,
  shapleySampled,
  shapleyWeightedMajority,
} from '../../formulas/shapley.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { MissionTotals } from '../../mechanisms/missions/columns.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { Measured, TheoryCheck } from './check.ts'

const SHAPLEY = 'Shapley, A value for n-person games (1953)'
const SHUBIK = 'Shapley and Shubik, A method for evaluating the distribution of power (1954)'
const EXACT = 1e-12

/** Largest distance between two lists of numbers, to be 0 but for rounding. */
function distance(found: ArrayLike<number>, wanted: readonly number[], band = EXACT): Measured {
  const gaps = wanted.map((value, place) => Math.abs((found[place] ?? Number.NaN) - value))
  return { value: Math.max(...gaps), expected: 0, band }
}

/** The airport game: a coalition costs as much as its costliest member. */
const airport = (costs: readonly number[]): Float64Array =>
  Float64Array.from({ length: 1 << costs.length }, (_, coalition) =>
    Math.max(0, ...costs.filter((_cost, player) => (coalition & (1 << player)) !== 0)),
  )

const GLOVES = [0, 0, 0, 0, 0, 1, 1, 1]

/** Numbers in [0, 1) that look arbitrary and are the same everywhere: multiples of the golden ratio. */
const spread = (place: number): number => (place * 0.618_033_988_749_895 + 0.1) % 1

const WORTHS: readonly Worth[] = ['quality', 'mean', 'surplus', 'success', 'score']

/** Games of all kinds with up to eight members, whose contributions vary. */
function* someGames(): Generator<{ game: RunningGame; members: number }> {
  for (let members = 2; members <= 8; members++) {
    for (const worth of WORTHS) {
      const count = Array.from({ length: members }, (_, member) => 1 + ((member * 5) % 4))
      const minP = count.map((_, member) => spread(member + 3 * members))
      const tallies = {
        count,
        minP,
        sumP: count.map((given, member) => given * ((minP[member] as number) + 1) * 0.5),
        accepted: count.map((given, member) => Math.max(0, given - (member % 2))),
      }
      const goals = { length: 2, metric: [2, 0], target: [members + 1, 0.6], weight: [1, 0.5] }
      yield { game: missionGame(worth, tallies, members, { goals, sPlus: 2, sMinus: 1 }), members }
    }
  }
}

const sumOf = (values: Iterable<number>): number => {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

/** Standard errors by which sampled values lie apart from exact ones, at worst over all games and members. */
function worstSampled(): number {
  let worst = 0
  for (const { game, members } of someGames()) {
    const exact = shapleyExact(coalitionValues(game), members)
    const sampled = shapleySampled(game, 4000, 1000 + members)
    for (let member = 0; member < members; member++) {
      const gap = Math.abs((sampled.values[member] as number) - (exact[member] as number))
      // Rounding of 4,000 sums is all there is where every order gives a member the same.
      const error = Math.max(sampled.standardErrors[member] as number, 1e-12)
      worst = Math.max(worst, gap / error)
    }
  }
  return worst
}

/** Distance of sampled values of 1,000 contributors from the closed form. */
function largeGame(): Measured {
  const players = 1000
  const qualities = Float64Array.from({ length: players }, (_, player) => spread(player))
  const ones = new Float64Array(players).fill(1)
  const tallies = { count: ones, sumP: qualities, minP: qualities, accepted: ones }
  const goals = { length: 0, metric: [], target: [], weight: [] }
  const game = missionGame('mean', tallies, players, { goals, sPlus: 2, sMinus: 1 })
  const error = 0.05
  const { values } = shapleySampled(game, shapleyPairs(players, error), 7)
  return { ...distance(values, [...shapleyMean(qualities)], error), side: 'atMost' }
}

/** A society whose money moves between agents, treasury and missions only. */
async function society(parameters: Readonly<Record<string, ParameterValue>>, epochs = 12) {
  return createSimulation(
    {
      id: 'missions',
      seed: 'theory',
      agents: [
        { type: 'honest', count: 120 },
        { type: 'opportunistic', count: 60 },
        { type: 'adversarial', count: 20 },
      ],
      parameters: {
        'missions.enabled': true,
        'missions.targets.total_count': 40,
        'payoff.credit_resources': false,
        ...parameters,
      },
      epochs,
      stepsPerEpoch: 10,
    },
    { plugins: mechanisms },
  )
}

const moneyOf = (world: World): number =>
  sumOf(world.get(Stake).resources) + world.get(Treasury).balance[0] + world.get(MissionTotals).held[0]

/** Most that the money of a society strays at an epoch's end, over all reward rules. */
async function strayedMoney(): Promise<number> {
  let worst = 0
  for (const rule of ['equal', 'proportional', 'shapley']) {
    const simulation = await society({ 'missions.reward_distribution': rule })
    const start = moneyOf(simulation.world)
    while (!simulation.finished) {
      simulation.runEpoch()
      worst = Math.max(worst, Math.abs(moneyOf(simulation.world) - start))
    }
    if (!((simulation.summary().metrics['missionRewards'] ?? 0) > 0)) return Number.NaN
    simulation.dispose()
  }
  return worst
}

/** Most that an agent's money differs between a society paid by sums of p and one paid by Shapley values of that game. */
async function proportionalAgainstShapley(): Promise<number> {
  const purses = async (rule: string) => {
    const simulation = await society({
      'missions.reward_distribution': rule,
      'missions.shapley_worth': 'quality',
    })
    await simulation.run()
    const resources = [...simulation.world.get(Stake).resources]
    simulation.dispose()
    return resources
  }
  const [shares, values] = [await purses('proportional'), await purses('shapley')]
  return distance(shares, values).value
}

/** Missions: Shapley values that are known, and what they have to be in a running society. */
export const missionChecks: readonly TheoryCheck[] = [
  {
    name: 'shapley-glove-game',
    claim: 'The one right glove among two left ones is worth 2/3, each left one 1/6.',
    source: SHAPLEY,
    measure: () => distance(shapleyExact(GLOVES, 3), [1 / 6, 1 / 6, 2 / 3]),
  },
  {
    name: 'shapley-unanimity-game',
    claim: 'Who is needed shares equally, 1/2 each, and who is not gets nothing.',
    source: SHAPLEY,
    measure: () => distance(shapleyExact([0, 0, 0, 1, 0, 0, 0, 1], 3), [0.5, 0.5, 0]),
  },
  {
    name: 'shapley-airport-game',
    claim: 'Runways of cost 3, 9 and 19 are paid with 1, 4 and 14.',
    source: 'Littlechild and Owen, A simple expression for the Shapley value in a special case (1973)',
    measure: () => distance(shapleyExact(airport([3, 9, 19]), 3), [1, 4, 14]),
  },
  ...(
    [
      [51, [50, 49, 1], [2 / 3, 1 / 6, 1 / 6]],
      [4, [3, 1, 1, 1], [3 / 4, 1 / 12, 1 / 12, 1 / 12]],
      [65, [47, 46, 17, 16, 2], [0.35, 4 / 15, 11 / 60, 0.1, 0.1]],
    ] as const
  ).map(([quota, weights, powers]) => ({
    name: `shapley-power-${quota}-of-${weights.join('-')}`,
    claim: `The dynamic programme gives the power index ${powers.map((power) => power.toFixed(4)).join(', ')}.`,
    source: SHUBIK,
    measure: () => distance(shapleyWeightedMajority(weights, quota), powers),
  })),
  {
    name: 'shapley-efficiency',
    claim: 'Shapley values add up to the worth of all, exact ones and sampled ones.',
    source: SHAPLEY,
    measure() {
      let worst = 0
      for (const { game, members } of someGames()) {
        const values = coalitionValues(game)
        const all = values[values.length - 1] as number
        const sampled = shapleySampled(game, 50, members).values
        for (const found of [shapleyExact(values, members), sampled])
          worst = Math.max(worst, Math.abs(sumOf(found) - all))
      }
      return { value: worst, expected: 0, band: 1e-11 }
    },
  },
  {
    name: 'shapley-sampled',
    claim:
      'In 35 games of 2 to 8 members, 4,000 pairs of orders lie within 4 standard errors of all coalitions.',
    source: 'Castro, Gómez and Tejada, Polynomial calculation of the Shapley value (2009)',
    measure: () => ({ value: worstSampled(), expected: 0, band: 4, side: 'atMost' }),
  },
  {
    name: 'shapley-sampled-1000',
    claim: 'After the pairs that Hoeffding’s inequality asks for, none of 1,000 is further off than 0.05.',
    source: 'Hoeffding, Probability inequalities for sums of bounded random variables (1963)',
    measure: largeGame,
  },
  {
    name: 'mission-shares-by-quality',
    claim:
      'Paying by sums of p pays the Shapley values of the game worth the sum of p, purse by purse in a run.',
    source: 'additivity: the values of an additive game are what each adds',
    measure: async () => ({ value: await proportionalAgainstShapley(), expected: 0, band: 1e-9 }),
  },
  {
    name: 'mission-money',
    claim:
      'Pools, fees, rewards and refunds make no money and lose none, over 12 epochs under each reward rule.',
    source: 'double entry: what one account gets another gives',
    measure: async () => ({ value: await strayedMoney(), expected: 0, band: 1e-7 }),
  },
]
