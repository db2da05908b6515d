import { Action } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { marketActions } from './actions.ts'

export const QUEUE_STREAM = defineStream('marketplace-queue')

/**
 * Simultaneous turns: what agents chose to do about work is carried out in row order or, as a draw for the tick has it, in
 * reverse, so that of two who want the same each is first as often. Reads what the actions read. Writes Intent, the book.
 */
export const marketSystem = defineSystem({
  name: 'marketplace',
  phase: 'market',
  every: 'tick',
  reads: marketActions.reads,
  writes: [Intent, ...marketActions.writes],
  doc: 'Carries out claims, work, bounties, bids and disputes.',
  bind(access) {
    const { action, failed } = access.get(Intent)
    const carryOut = marketActions.bind(access)
    const draws = access.source(QUEUE_STREAM)
    const takes = (agent: number) => action[agent] >= Action.claimTask && action[agent] <= Action.fileDispute
    return (first, end) => {
      draws.begin(0)
      if (draws.next()[0] < 0.5) {
        for (let agent = first; agent < end; agent++) {
          if (takes(agent) && !carryOut(agent)) failed[agent] = 1
        }
        return
      }
      for (let agent = end - 1; agent >= first; agent--) {
        if (takes(agent) && !carryOut(agent)) failed[agent] = 1
      }
    }
  },
})
