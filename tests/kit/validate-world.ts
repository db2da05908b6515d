import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Cost, Parties, Payoff, Score, Verdict } from '../../components/interaction.ts'
import { payoffParameters } from '../../components/parameters/model.ts'
import { Treasury } from '../../components/stake.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { widthOf } from '../../engine/columns.ts'
import type { World } from '../../engine/world.ts'
import { expectedHarm, expectedSurplus } from '../../formulas/payoff.ts'

const CLOSE = 1e-9

/**
 * What must hold in any world after any system: values in their declared ranges and no NaN, transfers cancel, taxes and
 * slashed stakes are conserved, codes and rows point to something. Returns what does not hold, in words.
 */
export function validateWorld(world: World): string[] {
  return [...checkRanges(world), ...checkReferences(world), ...checkTreasury(world)]
}

/** Payoffs of the tick's interactions add up without the transfer. Holds once payoffs are computed. */
export function validatePayoffs(world: World): string[] {
  const { transfer } = world.get(Parties)
  const { p } = world.get(Score)
  const { status } = world.get(Verdict)
  const cost = world.get(Cost)
  const payoff = world.get(Payoff)
  const { sPlus, sMinus, h, rhoA, rhoB, wRep, reputationTerm } = world.parameters(payoffParameters)
  const broken: string[] = []
  for (const row of interactionRows(world)) {
    if (status[row] === Status.void || status[row] === Status.expired) continue
    const quality = p[row] as number
    const costs = (cost.initiator[row] as number) + (cost.counterparty[row] as number)
    const counts = reputationTerm[0] === 0 && status[row] === Status.accepted
    const change = counts ? quality - 0.5 - (cost.initiator[row] as number) : 0
    const want =
      expectedSurplus(quality, sPlus[0] as number, sMinus[0] as number) -
      costs -
      ((rhoA[0] as number) + (rhoB[0] as number)) * expectedHarm(quality, h[0] as number) +
      (wRep[0] as number) * change
    const got = (payoff.initiator[row] as number) + (payoff.counterparty[row] as number)
    if (Math.abs(got - want) > CLOSE * Math.max(1, Math.abs(want))) {
      broken.push(
        `interaction ${row}: payoffs sum to ${got}, expected ${want} whatever the transfer ${transfer[row]}`,
      )
    }
  }
  return broken
}

export function* interactionRows(world: World): Generator<number> {
  const { count } = world.get(Batch)
  for (let chunk = 0; chunk < count.length; chunk++) {
    for (let row = 0; row < (count[chunk] as number); row++) yield chunk * CHUNK_ROWS + row
  }
}

function checkRanges(world: World): string[] {
  const broken: string[] = []
  for (const { path, component, field } of world.layout) {
    const column = world.column(path)
    const live = column.subarray(0, world.liveRowsOf(component.table) * widthOf(field))
    const [low, high] = field.range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]
    const at = live.findIndex((value: number) => !(value >= low && value <= high))
    if (at >= 0) broken.push(`${path}[${at}] is ${live[at]}, expected [${low}, ${high}]`)
  }
  return broken
}

function checkReferences(world: World): string[] {
  const agents = world.clock.agentCount[0] as number
  const { policy } = world.get(Kind)
  const policies = world.rowsOf('policies')
  const { initiator } = world.get(Parties)
  const broken: string[] = []
  for (let agent = 0; agent < agents; agent++) {
    if ((policy[agent] as number) >= policies) broken.push(`Kind.policy[${agent}] names no policy`)
  }
  for (const row of interactionRows(world)) {
    if ((initiator[row] as number) >= agents) broken.push(`Parties.initiator[${row}] names no agent`)
  }
  return broken
}

function checkTreasury(world: World): string[] {
  const { balance, collected, redistributed } = world.get(Treasury)
  const [held, all, paid] = [balance[0], collected[0], redistributed[0]] as [number, number, number]
  if (Math.abs(all - held - paid) <= CLOSE * Math.max(1, all)) return []
  return [`treasury holds ${held} and paid ${paid}, but collected ${all}`]
}
