import { CustodyReason, EventCode } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { bindDynamicGraph } from '../../components/lookup/network.ts'
import {
  Edge,
  EdgeOverflow,
  EdgeOverflowSlot,
  EdgeWeight,
  Neighbours,
  NetworkTotals,
} from '../../components/network.ts'
import { Stake } from '../../components/stake.ts'
import { bindNote, Journal, JournalHead, NOBODY } from '../../engine/journal.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import { disconnect } from '../../formulas/graph-dynamics.ts'
import { TurnoverTotals } from './columns.ts'
import { turnoverParameters } from './parameters.ts'

export const EXIT_STREAM = defineStream('turnover-exit')

export const GRAPH = [Neighbours, Edge, EdgeWeight, EdgeOverflow, EdgeOverflowSlot, NetworkTotals]

/**
 * Agents leave as an epoch ends, after the treasury has been paid out: the bankrupt for certain, others by chance. They keep
 * their rows and their money, and lose their ties in a dynamic network. Reads Stake. Writes Custody, TurnoverTotals, the
 * network.
 */
export const turnoverExitSystem = defineSystem({
  name: 'turnover-exit',
  phase: 'epoch-end',
  every: 'epoch-end',
  after: ['redistribution', 'marketplace-closing?', 'border-closing?'],
  before: ['fading', 'identity-issue?', 'sybil-spawn?'],
  reads: [Stake],
  writes: [Custody, TurnoverTotals, ...GRAPH, Journal, JournalHead],
  doc: 'Lets agents leave, by chance and for lack of money.',
  bind(access) {
    const { reasons } = access.get(Custody)
    const { resources } = access.get(Stake)
    const { exits, bankruptcies, allExits, allBankruptcies } = access.get(TurnoverTotals)
    const { exitRate, exitBelow } = access.parameters(turnoverParameters)
    const graph = bindDynamicGraph(access)
    const draws = access.source(EXIT_STREAM)
    const note = bindNote(access.world)
    return (first, end) => {
      const rate = exitRate[0]
      exits[0] = 0
      bankruptcies[0] = 0
      for (let agent = first; agent < end; agent++) {
        if ((reasons[agent] & CustodyReason.departed) !== 0) continue
        // NaN stands for none, and nothing lies below it.
        const isBankrupt = resources[agent] < exitBelow[0]
        if (!isBankrupt) {
          if (rate === 0) continue
          draws.begin(agent)
          if (draws.next()[0] >= rate) continue
        }
        reasons[agent] |= CustodyReason.departed
        exits[0]++
        if (isBankrupt) bankruptcies[0]++
        if (graph) disconnect(graph, agent)
        note(EventCode.agentDeparted, agent, NOBODY, 0)
      }
      allExits[0] += exits[0]
      allBankruptcies[0] += bankruptcies[0]
    }
  },
})
