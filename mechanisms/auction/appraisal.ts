import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Standing } from '../../components/standing.ts'
import type { Parameter, ParameterGroup } from '../../engine/config.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { AuctionBundle, AuctionGood, AuctionTotals, Bidder } from './columns.ts'
import { bindIsDue, bindIsPresent } from './hall.ts'
import { auctionParameters, computeParameters, spreadParameters, toolParameters } from './parameters.ts'

export const VALUE_STREAM = defineStream('auction-values')

/** A section by type as a table: types in their order, other types last. */
export function tabulateByType(
  access: SystemAccess,
  group: ParameterGroup<Readonly<Record<(typeof AGENT_TYPES)[number] | 'other', Parameter>>>,
): Float64Array {
  const views = access.parameters(group)
  return Float64Array.from([...AGENT_TYPES, 'other'] as const, (name) => views[name][0])
}

/** Row of a type in such a table. */
export const rowOfType = (type: number): number => (type < AGENT_TYPES.length ? type : AGENT_TYPES.length)

/**
 * Before an auction: what everything is worth to whom, what there is, and the tokens. Newcomers draw their tastes; compute
 * is worth as much more as an agent has been proposing more often. Reads Kind, Custody, Standing. Writes Bidder,
 * AuctionBundle, AuctionGood, AuctionTotals. Whitepaper §5.
 */
export const auctionAppraisalSystem = defineSystem({
  name: 'auction-appraisal',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['renewal'],
  reads: [Kind, Custody, Standing],
  writes: [Bidder, AuctionBundle, AuctionGood, AuctionTotals],
  doc: 'Says what goods are worth to whom, and hands out tokens.',
  bind(access) {
    const { reputation } = access.get(Standing)
    const { known, taste, activity, tokens, proposals, denied } = access.get(Bidder)
    const { value } = access.get(AuctionBundle)
    const { supply } = access.get(AuctionGood)
    const { tick, members } = access.get(AuctionTotals)
    const parameters = access.parameters(auctionParameters)
    const { computePerAgent, toolsPerAgent, endowment, reputationWeight } = parameters
    const { clock } = access
    const goods = supply.length
    const isDue = bindIsDue(access)
    const isPresent = bindIsPresent(access)
    const drawTastes = bindTastes(access)
    return (first, end) => {
      if (!isDue()) return
      const ticks = clock.tick[0] - tick[0]
      let present = 0
      for (let agent = first; agent < end; agent++) {
        if (known[agent] === 0) drawTastes(agent)
        else if (ticks > denied[agent]) {
          const often = proposals[agent] / (ticks - denied[agent])
          activity[agent] = (activity[agent] + (often < 1 ? often : 1)) / 2
        }
        value[agent * goods] = taste[agent] * 2 * activity[agent]
        proposals[agent] = 0
        denied[agent] = 0
        tokens[agent] = 0
        if (!isPresent(agent)) continue
        present++
        const standing = reputation[agent] > 1 ? 1 : reputation[agent] < -1 ? -1 : reputation[agent]
        tokens[agent] = endowment[0] * (1 + reputationWeight[0] * standing)
      }
      supply.fill(toolsPerAgent[0] * present)
      supply[0] = computePerAgent[0] * present
      members[0] = present
      tick[0] = clock.tick[0]
    }
  },
})

/** Draws an agent's values once: which tool its work needs, then each value evenly around the mean of its type. */
function bindTastes(access: SystemAccess): (agent: number) => void {
  const { type } = access.get(Kind)
  const { known, taste } = access.get(Bidder)
  const { value } = access.get(AuctionBundle)
  const { supply } = access.get(AuctionGood)
  const { toolFocus } = access.parameters(auctionParameters)
  const compute = tabulateByType(access, computeParameters)
  const tools = tabulateByType(access, toolParameters)
  const spreads = tabulateByType(access, spreadParameters)
  const draws = access.source(VALUE_STREAM)
  const goods = supply.length
  return (agent) => {
    const row = rowOfType(type[agent])
    draws.begin(agent)
    const favourite = 1 + Math.floor(draws.next()[0] * (goods - 1))
    taste[agent] = compute[row] * (1 + spreads[row] * (2 * draws.next()[0] - 1))
    for (let good = 1; good < goods; good++) {
      const drawn = tools[row] * (1 + spreads[row] * (2 * draws.next()[0] - 1))
      value[agent * goods + good] = good === favourite ? drawn * toolFocus[0] : drawn
    }
    known[agent] = 1
  }
}
