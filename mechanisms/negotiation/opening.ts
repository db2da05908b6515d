import { Kind } from '../../components/agent.ts'
import { AGENT_TYPES } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { taxParameters } from '../../components/parameters/governance.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { CO_MOMENTS, mergeCoMoments } from '../../formulas/co-moments.ts'
import { log } from '../../formulas/elementary.ts'
import { Role } from './codes.ts'
import { ExchangeTally, ExchangeTotals, Holding, NegotiationTotals, RoleEdge, Trader } from './columns.ts'
import { negotiationParameters, typeParameters } from './parameters.ts'
import { shapeIn } from './tables.ts'

export const TRADER_STREAM = defineStream('negotiation-trader')

/**
 * Opens accounts as an epoch begins: newcomers become traders, everyone moves part of its money to its account, fines of the
 * past epoch go to the treasury, and the counts of an epoch start anew. Reads Kind, Custody. Writes Stake, Treasury, Trader,
 * Holding, ExchangeTally, ExchangeTotals, RoleEdge, NegotiationTotals. Whitepaper §13.
 */
export const negotiationOpeningSystem = defineSystem({
  name: 'negotiation-opening',
  phase: 'epoch-levers',
  every: 'epoch-start',
  after: ['lever-merge', 'dealer-opening?', 'insiders-opening?', 'missions-opening?'],
  reads: [Kind, Custody],
  writes: [Stake, Treasury, Trader, Holding, ExchangeTally, ExchangeTotals, RoleEdge, NegotiationTotals],
  doc: 'Makes newcomers traders and fills the accounts.',
  bind(access) {
    const { resources } = access.get(Stake)
    const { reasons } = access.get(Custody)
    const { balance, collected } = access.get(Treasury)
    const { treasury } = access.parameters(taxParameters)
    const { role, cash, orders, cancels } = access.get(Trader)
    const { fines } = access.get(NegotiationTotals)
    const { depositShare, priceStep } = access.parameters(negotiationParameters)
    const register = bindRegistration(access)
    const startAnew = bindTallies(access)
    return (first, end) => {
      if (treasury[0] === 1) {
        balance[0] += fines[0]
        collected[0] += fines[0]
      }
      fines[0] = 0
      startAnew()
      for (let agent = first; agent < end; agent++) {
        if (role[agent] === Role.none) register(agent)
        orders[agent] = 0
        cancels[agent] = 0
        if (reasons[agent] !== 0 || !(resources[agent] > 0)) continue
        const moved = Math.floor((depositShare[0] * resources[agent]) / priceStep[0])
        resources[agent] -= moved * priceStep[0]
        cash[agent] += moved
      }
    }
  },
})

/** Makes an agent a trader: its role by the shares of its type, its market, its delay, its goods. */
function bindRegistration(access: SystemAccess): (agent: number) => void {
  const { type } = access.get(Kind)
  const { role, market, latency } = access.get(Trader)
  const { goods } = access.get(Holding)
  const { issued } = access.get(NegotiationTotals)
  const { endowment } = access.parameters(negotiationParameters)
  const groups = typeParameters.map((group) => access.parameters(group))
  const shares = groups.map((group) => [
    group.maker,
    group.fundamental,
    group.momentum,
    group.sniper,
    group.spoofer,
    group.noise,
  ])
  const { markets } = shapeIn(access.world)
  const draws = access.source(TRADER_STREAM)
  return (agent) => {
    const kind = type[agent] < AGENT_TYPES.length ? type[agent] : 0
    const weights = shares[kind]
    let total = 0
    for (let each = 0; each < weights.length; each++) total += weights[each][0]
    draws.begin(agent)
    let left = draws.next()[0] * total
    // Whoever has no share of any role trades at random, if at all.
    let chosen: number = Role.noise
    for (let each = weights.length - 1; each >= 0 && total > 0; each--) {
      if (weights[each][0] === 0) continue
      chosen = each + 1
      if (left < weights[each][0]) break
      left -= weights[each][0]
    }
    role[agent] = chosen
    market[agent] = Math.floor(draws.next()[0] * markets)
    latency[agent] = groups[kind].latencyMs[0] - groups[kind].latencySpreadMs[0] * log(1 - draws.next()[0])
    for (let good = 0; good < markets; good++) goods[agent * markets + good] = endowment[0]
    issued[0] += endowment[0]
  }
}

/** Adds what the past epoch counted to what was counted before, and starts counting anew. */
function bindTallies(access: SystemAccess): () => void {
  const { edge, before } = access.get(RoleEdge)
  const { impact, serial, ...counts } = access.get(ExchangeTally)
  const totals = access.get(ExchangeTotals)
  const { markets } = shapeIn(access.world)
  const names = Object.keys(counts) as (keyof typeof counts)[]
  return () => {
    for (let row = 0; row < before.length; row++) before[row] = edge[row]
    for (let market = 0; market < markets; market++) {
      const at = market * CO_MOMENTS
      mergeCoMoments(totals.impact, at, totals.changes[market], impact, at, counts.changes[market])
      mergeCoMoments(totals.serial, at, totals.pairs[market], serial, at, counts.pairs[market])
    }
    impact.fill(0)
    serial.fill(0)
    for (let at = 0; at < names.length; at++) {
      const from = counts[names[at]]
      const into = totals[names[at]]
      for (let market = 0; market < markets; market++) into[market] += from[market]
      from.fill(0)
    }
  }
}
