import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Parties, Payoff, Score, Verdict } from '../../components/interaction.ts'
import { bindAcquaintances } from '../../components/lookup/acquaintances.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { Claim } from '../../mechanisms/microstructure/claims.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { runOut } from '../kit/mechanism-checks.ts'
import { interactionRows, validateWorld } from '../kit/validate-world.ts'

const plugins = { plugins: mechanisms }
const ON = { 'microstructure.enabled': true }
const INFORMED = [2, 3]

const open = (parameters: Readonly<Record<string, ParameterValue>> = {}) =>
  aSimulation(
    { honest: 40, opportunistic: 15, deceptive: 15, adversarial: 15 },
    { ...ON, 'acceptance.mode': 'policy', ...parameters },
    { epochs: 3, stepsPerEpoch: 6 },
    plugins,
  )
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length

describe('the claim of an interaction', () => {
  it('is the trust of its counterparty before it knew the outcome', () => {
    const society = open()
    let known = 0
    let strangers = 0
    society.onSystem((system) => {
      if (system !== 'microstructure-claim') return
      const { world } = society
      const { trust } = bindAcquaintances({ world, clock: world.clock, get: world.get.bind(world) })
      const { initiator, counterparty } = world.get(Parties)
      const { offered } = world.get(Claim)
      for (const row of interactionRows(world)) {
        expect(offered[row]).toBe(trust(counterparty[row]!, initiator[row]!))
        if (offered[row] === 0.5) strangers++
        else known++
      }
    })
    runOut(society)
    expect(known).toBeGreaterThan(50)
    expect(strangers).toBeGreaterThan(50)
  })
})

describe('a run as a market', () => {
  it('reports what its accepted interactions say, type by type', () => {
    const society = open()
    const trades: { type: number; offered: number; realised: number }[] = []
    const parties: { type: number; payoff: number }[] = []
    while (!society.finished) {
      society.tick()
      const { world } = society
      const { initiator, counterparty } = world.get(Parties)
      const { type } = world.get(Kind)
      const payoff = world.get(Payoff)
      for (const row of interactionRows(world)) {
        if (world.get(Verdict).status[row] !== Status.accepted) continue
        const truth = world.get(Score).truth[row]!
        const [from, to] = [type[initiator[row]!]!, type[counterparty[row]!]!]
        trades.push({ type: from, offered: world.get(Claim).offered[row]!, realised: (truth + 1) / 2 })
        parties.push({ type: from, payoff: payoff.initiator[row]! })
        parties.push({ type: to, payoff: payoff.counterparty[row]! })
      }
    }
    const { metrics } = society.summary()
    const spread = (types: readonly number[]) =>
      mean(
        trades.filter(({ type }) => types.includes(type)).map(({ offered, realised }) => offered - realised),
      )
    const payoff = (types: readonly number[]) =>
      mean(parties.filter(({ type }) => types.includes(type)).map((party) => party.payoff))
    expect(metrics['acceptedInteractions']).toBe(trades.length)
    expect(metrics['outcomeSpread']).toBeCloseTo(spread([0, 1, 2, 3]), 9)
    expect(metrics['moneySpread']).toBeCloseTo(1.5 * spread([0, 1, 2, 3]), 9)
    expect(metrics['offeredOutcome']).toBeCloseTo(mean(trades.map(({ offered }) => offered)), 9)
    const names = ['Honest', 'Opportunistic', 'Deceptive', 'Adversarial']
    for (const [type, name] of names.entries()) {
      expect(metrics[`spread${name}`]).toBeCloseTo(spread([type]), 9)
      expect(metrics[`rent${name}`]).toBeCloseTo(payoff([type]) - payoff([0, 1, 2, 3]), 9)
    }
    expect(metrics['informationRent']).toBeCloseTo(payoff(INFORMED) - payoff([0, 1]), 9)
    const informed = trades.filter(({ type }) => INFORMED.includes(type)).length
    expect(metrics['informedShare']).toBeCloseTo(informed / trades.length, 12)
    expect([metrics['spreadOther'], metrics['rentOther']]).toEqual([null, null])
  })

  it('takes p for the outcome where none is drawn', () => {
    const { metrics } = runOut(open({ ground_truth: 'off' })).summary()
    expect(metrics['realisedOutcome']).toBeCloseTo(1 - (metrics['toxicityRate'] as number), 9)
  })

  it('has no values without trades', () => {
    const { metrics } = runOut(open({ 'acceptance.mode': 'threshold', 'acceptance.threshold': 1 })).summary()
    for (const column of ['outcomeSpread', 'moneySpread', 'informedShare', 'informationRent', 'rentHonest']) {
      expect([column, metrics[column]]).toEqual([column, null])
    }
  })

  it('changes nothing that happens', () => {
    const columns = (society: Simulation) => {
      const { resources } = society.frame(['Stake.resources']).columns as never
      return resources
    }
    const [on, off] = [runOut(aTown(120, ON, {}, plugins)), runOut(aTown(120, {}, {}, plugins))]
    expect(columns(on)).toEqual(columns(off))
    expect(on.summary().metrics['totalWelfare']).toBe(off.summary().metrics['totalWelfare'])
    expect(off.world.has(Claim)).toBe(false)
    expect(off.digest()).toBe(runOut(aTown(120)).digest())
  })

  it.each(['simultaneous', 'sequential'])('touches only what its system declares (%s)', (turns) => {
    const town = aTown(120, { ...ON, turns }, { epochs: 5 }, plugins)
    for (let tick = 0; tick < 11; tick++) town.tick()
    expect(validateWorld(town.world)).toEqual([])
    expect([auditWrites(town, 'microstructure-claim'), auditReads(town, 'microstructure-claim')]).toEqual([
      [],
      [],
    ])
  })
})
