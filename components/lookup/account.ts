import { encode, parameterAt } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import type { Registry } from '../../engine/world.ts'
import { Kind } from '../agent.ts'
import type { LookupAccess } from './acquaintances.ts'

/**
 * The agent under whose name an agent uses the feed: itself, but for policies that act as one, whose first agent's
 * allowance and ballots serve all of them.
 */
export type AccountOf = (agent: number) => number

/** What the question takes: the policies of the world, where there are any. */
type Access = LookupAccess & { readonly registry?: Pick<Registry, 'policies'> }

const itself: AccountOf = (agent) => agent

export function bindAccount(access: Access): AccountOf {
  const { world } = access
  const asOne = (access.registry?.policies ?? []).map(({ actsAsOne }) => {
    if (!actsAsOne) return false
    const { parameter, value } = actsAsOne
    return world.parameterView(parameter)[0] === encode(parameterAt(world.parameterList, parameter), value)
  })
  if (!asOne.includes(true)) return itself
  const { policy, slot } = access.get(Kind)
  const { agentCount } = access.clock
  /** First agents as found, by policy. The columns are asked each time whether they still are: a world may be restored. */
  const first = new Uint32Array(asOne.length).fill(NOBODY)
  const isFirst = (agent: number, code: number) =>
    agent < agentCount[0] && policy[agent] === code && slot[agent] === 0
  return (agent) => {
    const code = policy[agent]
    if (!asOne[code]) return agent
    if (isFirst(first[code], code)) return first[code]
    let candidate = 0
    while (!isFirst(candidate, code)) candidate++
    first[code] = candidate
    return candidate
  }
}
