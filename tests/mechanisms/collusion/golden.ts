import { pairsOf, watched } from './society.ts'

/**
 * Two colluders among ten honest agents, through whole epochs of the schedule. Numbers are rounded to nine digits, so that
 * the file says what is meant and not in which order it was added.
 */
export function goldenRun() {
  const society = watched(
    { honest: 10, colluder: 2 },
    {
      'acceptance.mode': 'policy',
      'observation.ally_ring_size': 2,
      'governance.collusion_realtime_penalty': true,
      'governance.collusion_score_threshold': 0.45,
      'governance.collusion_frequency_threshold': 1,
    },
    { epochs: 4, stepsPerEpoch: 10, seed: 'golden' },
  )
  const rounded = (value: number) => Number(value.toPrecision(9))
  while (!society.finished) society.runEpoch()
  return {
    suspects: pairsOf(society)
      .filter(({ suspicious }) => suspicious)
      .map(({ low, high, interactions, score, chance }) => ({
        low,
        high,
        interactions,
        score: rounded(score),
        chance: rounded(chance),
      })),
    risk: Array.from(society.world.column('CollusionSuspicion.risk'), rounded),
    fined: Array.from(society.world.column('CollusionSuspicion.fined'), rounded),
    resources: Array.from(society.world.column('Stake.resources'), rounded),
    epochs: society.epochs.map(({ metrics }) => ({
      flaggedPairs: metrics['flaggedPairs'],
      penalisedAgents: metrics['penalisedAgents'],
      ecosystemCollusionRisk: rounded(metrics['ecosystemCollusionRisk'] as number),
      governanceCost: rounded(metrics['governanceCost'] as number),
    })),
  }
}
