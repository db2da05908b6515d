import { Kind } from '../components/agent.ts'
import { AgentType } from '../components/codes.ts'
import { Custody } from '../components/custody.ts'
import { observationParameters } from '../components/parameters/society.ts'
import { Roster, RosterTotals } from '../components/roster.ts'
import { Stake } from '../components/stake.ts'
import { Standing } from '../components/standing.ts'
import { defineSystem } from '../engine/schedule.ts'

const PROSPEROUS_RESOURCES = 80
const PROSPEROUS_REPUTATION = 0.5
const TARGET_RESOURCES = 50

/**
 * Lists of agents to draw partners from, where everyone can meet everyone. Reads Custody, Stake, Standing, Kind. Writes
 * Roster, RosterTotals. It keeps partner choice at a constant cost per agent in any population.
 */
export const rosterSystem = defineSystem({
  name: 'roster',
  phase: 'eligibility',
  every: 'tick',
  reads: [Custody, Stake, Standing, Kind],
  writes: [Roster, RosterTotals],
  doc: 'Lists visible, prosperous and attractive agents.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const { reputation } = access.get(Standing)
    const { type } = access.get(Kind)
    const { visible, prosperous, attractive } = access.get(Roster)
    const totals = access.get(RosterTotals)
    const { typeVisible } = access.parameters(observationParameters)
    if (visible.length === 0) return () => {}
    return (first, end) => {
      const byType = typeVisible[0] === 1
      let visibleCount = 0
      let prosperousCount = 0
      let attractiveCount = 0
      for (let agent = first; agent < end; agent++) {
        if (reasons[agent] !== 0) continue
        visible[visibleCount++] = agent
        const liked = reputation[agent] > 0
        const rich = resources[agent] > TARGET_RESOURCES
        if (resources[agent] > PROSPEROUS_RESOURCES || reputation[agent] > PROSPEROUS_REPUTATION) {
          prosperous[prosperousCount++] = agent
        }
        if (byType ? type[agent] === AgentType.honest && (rich || liked) : rich && liked) {
          attractive[attractiveCount++] = agent
        }
      }
      totals.visible[0] = visibleCount
      totals.prosperous[0] = prosperousCount
      totals.attractive[0] = attractiveCount
    }
  },
})
