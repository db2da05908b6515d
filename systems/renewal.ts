import { Kind, Usage } from '../components/agent.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Allowances and policies start an epoch afresh. Reads Kind. Writes Usage and what policies renew.
 */
export const renewalSystem = defineSystem({
  name: 'renewal',
  phase: 'epoch-start',
  every: 'epoch-start',
  calls: 'renew',
  reads: [Kind],
  writes: [Usage],
  doc: 'Clears the counters of an epoch and lets policies renew themselves.',
  bind(access) {
    const { policy } = access.get(Kind)
    const { posts, votes } = access.get(Usage)
    const { rules } = access.registry
    const { cursor } = access
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        posts[agent] = 0
        votes[agent] = 0
        cursor.agent = agent
        rules[policy[agent]].renew?.(agent)
      }
      cursor.agent = -1
    }
  },
})
