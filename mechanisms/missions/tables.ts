import type { Plan, TableSize } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import { COUNTS_TABLE, MEMBERSHIP_TABLE, MISSION_TABLE, MissionTotals } from './columns.ts'

const AGENTS_PER_MISSION = 20
const MISSIONS_MIN = 5

/** Missions that may be open at once where the scenario does not say. */
export const missionsOf = (agents: number): number =>
  Math.max(MISSIONS_MIN, Math.ceil(agents / AGENTS_PER_MISSION))

/** Rows of the mechanism's tables. */
export function missionTables({ capacity, value }: Plan): Record<string, TableSize> {
  const memberships = value('missions.memberships') as number
  const rows = (value('missions.max_active_missions') as number | null) ?? missionsOf(capacity)
  return {
    [MISSION_TABLE]: { rows, live: (world: World) => world.get(MissionTotals).used[0] },
    [MEMBERSHIP_TABLE]: {
      rows: capacity * memberships,
      live: (world: World) => world.clock.agentCount[0] * memberships,
    },
    [COUNTS_TABLE]: 2,
  }
}

/** Missions that an agent is in at most. */
export const membershipsOf = (world: World): number =>
  world.rowsOf(MEMBERSHIP_TABLE) / Math.max(1, world.rowsOf('agent'))
