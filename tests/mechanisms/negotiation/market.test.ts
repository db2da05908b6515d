import { describe, expect, it } from 'vitest'
import { Kind } from '../../../components/agent.ts'
import { CustodyReason } from '../../../components/codes.ts'
import { Custody, LeverEffect } from '../../../components/custody.ts'
import { Stake, Treasury } from '../../../components/stake.ts'
import type { ParameterValue } from '../../../engine/config.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { Phase, Role } from '../../../mechanisms/negotiation/codes.ts'
import {
  Conduct,
  CrashWatch,
  Exchange,
  ExchangeTally,
  Holding,
  NegotiationTotals,
  Order,
  RoleEdge,
  Trader,
} from '../../../mechanisms/negotiation/columns.ts'
import type { Simulation } from '../../../simulation/simulation.ts'
import { aSimulation, aTown } from '../../kit/a-simulation.ts'
import { expectDeclared, expectRepeatable, expectSound, runOut } from '../../kit/mechanism-checks.ts'

const plugins = { plugins: mechanisms }
const ON = {
  'negotiation.enabled': true,
  'negotiation.markets': 3,
  'negotiation.data.batch_ticks': 1,
  'negotiation.bandwidth.batch_ticks': 3,
  'negotiation.honest.activity': 0.5,
  'negotiation.deceptive.activity': 0.5,
} as const

/** A town that trades, and panics in its seventh tick. */
const aMarket = (parameters: Readonly<Record<string, ParameterValue>> = {}, order = mechanisms) =>
  aTown(
    300,
    { ...ON, 'negotiation.panic.start_tick': 6, 'negotiation.halt_ticks': 3, ...parameters },
    { epochs: 4, stepsPerEpoch: 6 },
    { plugins: order },
  )

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

/** All money: purses, accounts, fines on their way and the treasury. */
function moneyIn({ world }: Simulation): number {
  const { cash, reserved } = world.get(Trader)
  const step = world.value('negotiation.price_step') as number
  const accounts = (sum(cash) + sum(reserved)) * step
  return (
    sum(world.get(Stake).resources) +
    accounts +
    (world.get(Treasury).balance[0] as number) +
    (world.get(NegotiationTotals).fines[0] as number)
  )
}

describe('a society that trades', () => {
  it('neither makes nor loses money or goods, whatever is traded, fined and paid out', () => {
    for (const priceStep of [1 / 256, 0.01]) {
      const town = aMarket({
        'payoff.credit_resources': false,
        // A tax on payoffs that stay on paper would be money from nowhere.
        'governance.transaction_tax_rate': 0,
        'negotiation.price_step': priceStep,
        'negotiation.surveillance.lots_ratio': 1,
      })
      const before = moneyIn(town)
      town.tick()
      const { goods, offered } = town.world.get(Holding)
      const lots = sum(goods) + sum(offered)
      expect(lots).toBe(300 * 3 * 12)
      while (!town.finished) {
        town.tick()
        expect(Math.abs(moneyIn(town) - before)).toBeLessThan(1e-9 * before)
        expect(sum(goods) + sum(offered)).toBe(lots)
        expect(sum(town.world.get(Trader).edge)).toBe(0)
        expect(sum(town.world.get(RoleEdge).edge)).toBe(0)
      }
      const { metrics } = town.summary()
      expect(metrics['marketTrades']).toBeGreaterThan(50)
      expect(metrics['marketVolume']).toBeGreaterThan(200)
      expect(metrics['spoofingFines']).toBeGreaterThan(5)
    }
  })

  it('holds together after every system, and touches only what its systems declare', () => {
    expectSound(aMarket())
    expectDeclared(
      aMarket(),
      [
        'negotiation-surveillance',
        'negotiation-opening',
        'negotiation-news',
        'negotiation-trading',
        'negotiation-clearing',
        'negotiation-closing',
      ],
      9,
    )
  })

  it('is the same every time, in any order of plugins, and after a snapshot', () => {
    expectRepeatable((plugins) => aMarket({}, plugins), 11)
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(120, { 'negotiation.enabled': false }, {}, plugins)
    expect(off.world.has(Trader)).toBe(false)
    expect(runOut(off).digest()).toBe(runOut(aTown(120)).digest())
  })

  it('moves what traders win into their purses as an epoch ends', () => {
    const town = aMarket({ 'payoff.credit_resources': false })
    town.runEpoch()
    expect(sum(town.world.get(Trader).cash)).toBe(0)
    const { resources } = town.world.get(Stake)
    expect(new Set(resources.subarray(0, 300)).size).toBeGreaterThan(50)
  })

  it('gives every type its roles and delays', () => {
    const town = aMarket()
    town.tick()
    const { role, latency } = town.world.get(Trader)
    const { type } = town.world.get(Kind)
    for (let agent = 0; agent < 300; agent++) {
      const roles = [
        [Role.maker, Role.fundamental, Role.momentum, Role.noise],
        [Role.fundamental, Role.momentum, Role.sniper],
        [Role.momentum, Role.spoofer],
        [Role.sniper, Role.spoofer],
      ][type[agent] as number] as number[]
      expect(roles).toContain(role[agent])
      expect(latency[agent]).toBeGreaterThanOrEqual([40, 8, 15, 3][type[agent] as number] as number)
    }
  })

  it('withdraws what the held have in the book, and lets them not trade', () => {
    const town = aMarket({ 'negotiation.panic.start_tick': null })
    for (let tick = 0; tick < 4; tick++) town.tick()
    const { open, orders } = town.world.get(Trader)
    const held = open.findIndex((count) => count > 0)
    town.world.get(Custody).reasons[held] = CustodyReason.quarantine
    const before = orders[held]
    town.tick()
    expect([open[held], orders[held]]).toEqual([0, before])
    const { lots } = town.world.get(Order)
    expect(sum(lots.subarray(4 * held, 4 * held + 4))).toBe(0)
  })
})

describe('a flash crash', () => {
  const calm = {
    'negotiation.news.probability': 0,
    'negotiation.panic.probability': 0.4,
    'negotiation.crash_threshold': 0.05,
  }
  it('halts its market, which reopens by a call; others trade on', () => {
    const town = aMarket({ ...calm, 'negotiation.reopening_ticks': 2 })
    const { phase, batch } = town.world.get(Exchange)
    const { crashes, refused, submitted } = town.world.get(ExchangeTally)
    const { seen } = town.world.get(CrashWatch)
    const phases: number[] = []
    const watched: number[] = []
    let calls = 0
    while (!town.finished) {
      const before = [submitted[0], refused[0]] as [number, number]
      const wasHalted = phase[0] === Phase.halted
      const first = town.world.clock.tickOfEpoch[0] === 0
      town.tick()
      phases.push(phase[0] as number)
      watched.push(seen[0] as number)
      if (wasHalted && !first) expect(submitted[0]).toBe(before[0])
      calls = Math.max(calls, town.world.get(Exchange).calls[0] as number)
    }
    expect(batch[0]).toBe(0)
    const halted = phases.indexOf(Phase.halted)
    expect(halted).toBeGreaterThan(4)
    // The detector starts afresh, and does not take the price of the reopening for another crash.
    expect(watched[halted + 5]).toBe(0)
    // Three ticks of halt and two of collecting.
    expect(phases.slice(halted, halted + 6)).toEqual([1, 1, 1, 2, 2, 0])
    expect(calls).toBeGreaterThanOrEqual(1)
    expect(crashes.length).toBe(3)
    expect(town.summary().metrics['crashesCompute']).toBeGreaterThanOrEqual(1)
    expect(town.summary().metrics['haltedTicks']).toBeGreaterThanOrEqual(5)
  })

  it('goes on where nothing halts it', () => {
    const town = runOut(aMarket({ ...calm, 'negotiation.halt_ticks': 0 }))
    expect(town.summary().metrics['haltedTicks']).toBe(0)
    expect(town.summary().metrics['crashesCompute']).toBeGreaterThanOrEqual(1)
  })

  it('stays within a band', () => {
    const town = aMarket({ ...calm, 'negotiation.halt_ticks': 0, 'negotiation.price_band': 0.03 })
    const { last, lowest, highest } = town.world.get(Exchange)
    while (!town.finished) {
      const band = [lowest[0], highest[0]] as [number, number]
      town.tick()
      expect(last[0]).toBeGreaterThanOrEqual(band[0])
      expect(last[0]).toBeLessThanOrEqual(band[1])
    }
  })
})

describe('surveillance', () => {
  it('flags spoofers and takes their reputation and money; fines go to the treasury', () => {
    const society = aSimulation(
      { honest: 200, adversarial: 40 },
      {
        'negotiation.enabled': true,
        'negotiation.honest.activity': 0.3,
        'negotiation.adversarial.sniper': 0,
        'negotiation.adversarial.activity': 0.5,
        'governance.transaction_tax_rate': 0,
        'tax.redistribute': 'none',
      },
      { epochs: 4, stepsPerEpoch: 10 },
      plugins,
    )
    society.runEpoch()
    const { signs, spoofs, flags } = society.world.get(Conduct)
    const suspects = [...signs.keys()].filter((agent) => signs[agent] > 0)
    expect(suspects.length).toBeGreaterThan(5)
    const effect = society.world.get(LeverEffect)
    society.runSystem('negotiation-surveillance')
    for (const agent of suspects) {
      expect(spoofs[agent]).toBeGreaterThan(0)
      expect([effect.reputation[agent], effect.resources[agent], flags[agent]]).toEqual([-0.1, -1, 1])
    }
    expect(society.world.get(NegotiationTotals).fines[0]).toBe(suspects.length)
    society.runSystem('negotiation-opening')
    expect(society.world.get(Treasury).balance[0]).toBe(suspects.length)
  })

  it('finds most of those who spoof and nobody else while there is no panic', () => {
    const society = runOut(
      aSimulation(
        { honest: 800, deceptive: 100, adversarial: 100 },
        { 'negotiation.enabled': true, 'negotiation.news.size': 0.03 },
        { epochs: 8, stepsPerEpoch: 20, seed: 'watch' },
        plugins,
      ),
    )
    const { metrics } = society.summary()
    expect(metrics['spoofingPrecision']).toBeGreaterThan(0.95)
    expect(metrics['spoofingRecall']).toBeGreaterThan(0.4)
    expect(metrics['speedGini']).toBeGreaterThan(0.1)
    expect(metrics['speedGini']).toBeGreaterThanOrEqual(metrics['speedGiniActive'] as number)
  })

  it('sees more spoofing the poorer the quality of those who may', () => {
    const spoofsAt = (p: number) => {
      const society = aSimulation(
        { honest: 200, adversarial: 40 },
        {
          'negotiation.enabled': true,
          'negotiation.adversarial.sniper': 0,
          'negotiation.adversarial.activity': 0.5,
        },
        { epochs: 1, stepsPerEpoch: 20 },
        plugins,
      )
      const accepted = society.world.column('Record.accepted')
      const sumP = society.world.column('Record.initiatedSumP')
      accepted.fill(1_000_000)
      sumP.fill(1_000_000 * p)
      runOut(society)
      return sum(society.world.get(Conduct).spoofs)
    }
    expect(spoofsAt(0.95)).toBeLessThan(spoofsAt(0.05) / 2)
  })
})
