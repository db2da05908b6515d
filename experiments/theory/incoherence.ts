import { Action } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { binaryDisagreement, majorityAccuracy } from '../../formulas/ensemble.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { resolveScenario, type Scenario } from '../../simulation/scenario.ts'
import { openForReplay, type ReplayedDecision, replayPoint } from '../incoherence/index.ts'
import type { Measured, TheoryCheck } from './check.ts'

const ENSEMBLES = 'Condorcet (1785); whitepaper §10'
const HOT_MESS = 'Hägele et al. (2026); whitepaper §10'
/** Bands in standard errors: one fixed seed in 15,000 would lie outside of it. */
const DEVIATIONS = 4

interface Crew {
  readonly agents: number
  /** Probability of a slip in every turn, and in how many ways one may slip. */
  readonly slip: number
  readonly ways: number
  /** Samples of the self-ensemble; 1 for none. */
  readonly samples?: number
}

/** A society of erratic agents that slip equally often in every turn. */
function crewOf({ agents, slip, ways, samples = 1 }: Crew): Scenario {
  const parameters: Record<string, ParameterValue> = {
    'acceptance.mode': 'policy',
    'incoherence.enabled': true,
  }
  if (samples > 1) {
    parameters['governance.self_ensemble_enabled'] = true
    parameters['governance.self_ensemble_samples'] = samples
  }
  const config = { slip_probability: slip, slip_growth: 0, slip_probability_max: slip, wrong_deeds: ways }
  const input = {
    id: 'crew',
    seed: 'theory',
    agents: [{ type: 'erratic', count: agents, config }],
    parameters,
  }
  return resolveScenario(input, vocabulary(mechanisms))
}

/** Share of right deeds among all turns of some ticks. */
async function accuracyOf(crew: Crew, ticks: number): Promise<{ value: number; turns: number }> {
  const simulation = await openForReplay(crewOf(crew))
  try {
    let [right, turns] = [0, 0]
    for (let tick = 0; tick < ticks; tick++) {
      simulation.tick()
      const { action, hostile } = simulation.world.get(Intent)
      for (let agent = 0; agent < crew.agents; agent++) {
        if (action[agent] !== Action.proposeInteraction) continue
        turns++
        right += 1 - (hostile[agent] as number)
      }
    }
    return { value: right / turns, turns }
  } finally {
    simulation.dispose()
  }
}

/** Decisions of a first turn over some replays. */
async function replayed(crew: Crew, replays: number): Promise<readonly ReplayedDecision[]> {
  const scenario = crewOf(crew)
  const simulation = await openForReplay(scenario)
  try {
    const benchmark = {
      type: 'erratic',
      config: { slip_probability: 0, slip_growth: 0, slip_probability_max: 0 },
    }
    const { decisions } = replayPoint(simulation, scenario, { replays, benchmark })
    return decisions.filter(({ family }) => family === 'turn')
  } finally {
    simulation.dispose()
  }
}

const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

/** An agent right with probability q that takes the majority of K draws is right as often as Condorcet says. */
function majorityCheck(q: number, samples: number): TheoryCheck {
  return {
    name: `ensemble-majority-${samples}-of-${Math.round(100 * q)}`,
    claim: `The majority of ${samples} draws that are right with probability ${q} is right with probability ${majorityAccuracy(samples, q)}.`,
    source: ENSEMBLES,
    async measure() {
      const { value, turns } = await accuracyOf({ agents: 2000, slip: 1 - q, ways: 1, samples }, 10)
      const expected = majorityAccuracy(samples, q)
      return { value, expected, band: DEVIATIONS * Math.sqrt((expected * (1 - expected)) / turns) }
    },
  }
}

/** D over replays of a binary decision. */
async function disagreementOf(samples: number): Promise<Measured> {
  const [q, agents, replays] = [0.7, 300, 200]
  const decisions = await replayed({ agents, slip: 1 - q, ways: 1, samples }, replays)
  const expected = binaryDisagreement(majorityAccuracy(samples, q))
  const value = meanOf(decisions.map(({ disagreement }) => disagreement))
  return { value, expected, band: DEVIATIONS * Math.sqrt((expected * (1 - expected)) / (agents * replays)) }
}

/** Checks of incoherence: replays, ensembles, bias and variance. */
export const incoherenceChecks: readonly TheoryCheck[] = [
  majorityCheck(0.7, 3),
  majorityCheck(0.7, 5),
  majorityCheck(0.4, 5),
  {
    name: 'incoherence-one-draw',
    claim: 'Replays of a binary decision that is right with probability 0.7 disagree in 0.3 of them.',
    source: HOT_MESS,
    measure: () => disagreementOf(1),
  },
  {
    name: 'incoherence-ensemble',
    claim:
      'A self-ensemble of 5 draws of the same 0.7 disagrees in 0.163: less variance, the same capability.',
    source: ENSEMBLES,
    measure: () => disagreementOf(5),
  },
  {
    name: 'incoherence-deterministic',
    claim: 'Agents that leave nothing to chance never disagree with themselves.',
    source: HOT_MESS,
    async measure() {
      const decisions = await replayed({ agents: 100, slip: 0, ways: 1 }, 10)
      return { value: Math.max(...decisions.map(({ disagreement }) => disagreement)), expected: 0, band: 0 }
    },
  },
  {
    name: 'incoherence-uniform',
    claim: 'Replays of a uniform choice among k actions tend to a disagreement of 1 - 1/k.',
    source: HOT_MESS,
    async measure() {
      const [replays, actions] = [1000, 4]
      const decisions = await replayed({ agents: 40, slip: 1 - 1 / actions, ways: actions - 1 }, replays)
      // The most frequent of a few equals lies above its share by about a deviation of that share.
      const band = 1.5 * Math.sqrt((1 / actions) * (1 - 1 / actions) * (1 / replays))
      return {
        value: meanOf(decisions.map(({ disagreement }) => disagreement)),
        expected: 1 - 1 / actions,
        band,
      }
    },
  },
  {
    name: 'incoherence-bias-variance',
    claim: 'The Brier score of replays is squared bias plus variance, exactly.',
    source: HOT_MESS,
    async measure() {
      const decisions = await replayed({ agents: 100, slip: 0.4, ways: 3 }, 30)
      const gaps = decisions.map((each) => Math.abs(2 * each.error - each.biasSquared - each.variance))
      return { value: Math.max(...gaps), expected: 0, band: 1e-12 }
    },
  },
]
