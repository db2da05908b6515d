import { type EcsWorld, entitiesWith } from '../engine/entities.ts'
import { UserError } from '../engine/errors.ts'
import type { Policy } from '../engine/policy.ts'
import type { AgentGroup } from './scenario.ts'

/** Agents that a host's world brings: entities in ascending order, and the groups that give them their rows. */
export interface HostAgents {
  readonly ecs: EcsWorld
  /** Entity of agent row 0, 1, … */
  readonly adopted: Uint32Array
  readonly groups: readonly AgentGroup[]
}

/** Finds the entities of a host's world that carry a policy as a component. Throws UserError for one with two policies. */
export function adoptedAgents(ecs: EcsWorld, policies: ReadonlyMap<string, Policy>): HostAgents {
  const found: { entity: number; key: string }[] = []
  for (const [key, policy] of policies) {
    for (const entity of carriersOf(ecs, policy)) found.push({ entity, key })
  }
  found.sort((a, b) => a.entity - b.entity)
  const groups: AgentGroup[] = []
  found.forEach(({ entity, key }, row) => {
    const twin = found[row - 1]
    if (twin?.entity === entity) {
      throw new UserError(`world, entity ${entity}`, `carries two policies, ${twin.key} and ${key}`)
    }
    groups.push({ type: key, count: 1 })
  })
  return { ecs, adopted: Uint32Array.from(found, ({ entity }) => entity), groups }
}

function carriersOf(ecs: EcsWorld, policy: Policy): Uint32Array {
  try {
    return entitiesWith(ecs, policy)
  } catch (cause) {
    throw new UserError('world', 'is no bitECS world of this bitecs', {
      hint: 'make it with createWorld()',
      cause,
    })
  }
}
