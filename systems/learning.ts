import { Kind } from '../components/agent.ts'
import { Status } from '../components/codes.ts'
import { Finding, Parties, Payoff, Verdict } from '../components/interaction.ts'
import { defineSystem } from '../engine/schedule.ts'

/**
 * Initiators that learn draw their lesson from each completed interaction. Reads Parties, Verdict, Kind, Payoff,
 * Finding. Writes what policies keep. Whitepaper §7, adaptive adversary.
 */
export const learningSystem = defineSystem({
  name: 'learning',
  phase: 'memory',
  every: 'interaction',
  spread: 'chunks',
  calls: 'learn',
  reads: [Parties, Verdict, Kind, Payoff, Finding],
  writes: [],
  doc: 'Lets initiators learn from outcomes.',
  bind(access) {
    const { initiator } = access.get(Parties)
    const { status } = access.get(Verdict)
    const { policy } = access.get(Kind)
    const { rules } = access.registry
    const lessons = rules.map(({ learn }) => learn)
    const { cursor } = access
    const learns = Uint8Array.from(rules, (rule) => (rule.learn ? 1 : 0))
    return (first, end) => {
      for (let row = first; row < end; row++) {
        const code = policy[initiator[row]]
        if (learns[code] === 0 || status[row] === Status.void || status[row] === Status.expired) continue
        cursor.agent = initiator[row]
        lessons[code]?.(row)
      }
      cursor.agent = -1
    }
  },
})
