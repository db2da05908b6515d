import { Status } from '../../components/codes.ts'
import { Cost, Finding, Parties, Payoff, Score, Verdict } from '../../components/interaction.ts'
import { payoffParameters } from '../../components/parameters/model.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { expectedHarm } from '../../formulas/payoff.ts'
import { Trace, TraceTick } from './columns.ts'

/** Notes what each interaction did, once nothing changes it any more. Reads interactions. Writes Trace, TraceTick. */
export const traceSystem = defineSystem({
  name: 'redteam-trace',
  phase: 'tick-end',
  every: 'tick',
  reads: [Batch, Parties, Score, Verdict, Cost, Finding, Payoff],
  writes: [Trace, TraceTick],
  doc: 'Notes attacks, what they did and what they cost.',
  bind(access) {
    const { count: batch } = access.get(Batch)
    const { initiator, counterparty, hostile, transfer } = access.get(Parties)
    const { p } = access.get(Score)
    const { status } = access.get(Verdict)
    const cost = access.get(Cost)
    const { audited, violations } = access.get(Finding)
    const payoff = access.get(Payoff)
    const trace = access.get(Trace)
    const now = access.get(TraceTick)
    const { h } = access.parameters(payoffParameters)
    const attack = (row: number, agent: number, other: number, accepted: boolean) => {
      trace.attacks[agent]++
      if (violations[row] !== 0) trace.caught[agent]++
      if (!accepted) return
      trace.effective[agent]++
      if (violations[row] === 0) trace.unfound[agent]++
      if (cost.tax[row] === 0) trace.untaxed[agent]++
      if (trace.infiltrated[agent] === 1) now.effective[0]++
      if (trace.infiltrated[other] === 0) trace.harm[agent] += expectedHarm(p[row], h[0])
    }
    const note = (row: number) => {
      const agent = initiator[row]
      const other = counterparty[row]
      const accepted = status[row] === Status.accepted
      now.completed[0]++
      now.audited[0] += audited[row]
      trace.costs[agent] += cost.initiator[row]
      trace.costs[other] += cost.counterparty[row]
      if (violations[row] !== 0) trace.violations[agent]++
      if (hostile[row] === 1 || transfer[row] < 0) attack(row, agent, other, accepted)
      if (!accepted) return
      if (trace.infiltrated[other] === 0) trace.accepted[agent]++
      else trace.across[agent] += payoff.initiator[row]
      if (trace.infiltrated[agent] === 1) trace.across[other] += payoff.counterparty[row]
    }
    return (_first, end) => {
      now.completed[0] = 0
      now.audited[0] = 0
      now.effective[0] = 0
      for (let chunk = 0; chunk * CHUNK_ROWS < end; chunk++) {
        const last = chunk * CHUNK_ROWS + batch[chunk]
        for (let row = chunk * CHUNK_ROWS; row < last; row++) {
          if (status[row] !== Status.void && status[row] !== Status.expired) note(row)
        }
      }
    }
  },
})
