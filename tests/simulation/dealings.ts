import { Cost, Parties, Payoff, Score, Verdict } from '../../components/interaction.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { interactionRows } from '../kit/validate-world.ts'

/** Status, p and payoffs of a tick's interactions, with who took part. */
export function dealings({ world }: Simulation) {
  const { initiator, counterparty, hostile, transfer } = world.get(Parties)
  const { status } = world.get(Verdict)
  const { p, truth } = world.get(Score)
  const cost = world.get(Cost)
  const payoff = world.get(Payoff)
  return [...interactionRows(world)].map((row) => ({
    initiator: initiator[row] as number,
    counterparty: counterparty[row] as number,
    hostile: hostile[row] as number,
    transfer: transfer[row] as number,
    status: status[row] as number,
    p: p[row] as number,
    truth: truth[row] as number,
    cost: cost.initiator[row] as number,
    counterpartyCost: cost.counterparty[row] as number,
    payoff: payoff.initiator[row] as number,
    counterpartyPayoff: payoff.counterparty[row] as number,
  }))
}
