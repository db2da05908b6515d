import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Cost, Score, Signals, Verdict } from '../../components/interaction.ts'
import { Ledger } from '../../components/ledger.ts'
import { Stake } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { widthOf } from '../../engine/columns.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown, putInteractions } from '../kit/a-simulation.ts'
import { rows, setRows } from '../kit/rows.ts'
import { dealings } from './dealings.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

/** Components of which two simulations differ in any live row of a digested column. */
function differing(one: Simulation, other: Simulation): string[] {
  const names = new Set<string>()
  for (const { path, component, field } of one.world.layout) {
    if (!component.digested) continue
    const values = Math.min(one.world.liveRowsOf(component.table), other.world.liveRowsOf(component.table))
    const live = ({ world }: Simulation) => world.column(path).subarray(0, values * widthOf(field))
    if (live(one).join() !== live(other).join()) names.add(component.name)
  }
  return [...names].sort()
}

/** The same town after some ticks with a switch in each of two positions. */
function inBoth(path: string, values: readonly ParameterValue[], base: Parameters, ticks: number) {
  return values.map((value) => {
    const town = aTown(200, { ...base, [path]: value }, { epochs: 4 })
    for (let tick = 0; tick < ticks; tick++) town.tick()
    return town
  }) as [Simulation, Simulation]
}

const MONEY = ['Ledger', 'Payoff', 'Stake']

describe('a switch changes what it should and nothing else', () => {
  it.each<[path: string, values: ParameterValue[], base: Parameters, ticks: number, moved: string[]]>([
    ['payoff.reputation_term', ['off', 'delta'], {}, 1, MONEY],
    ['payoff.credit_rejected', ['none', 'off_ledger'], {}, 20, ['Ledger']],
    ['payoff.credit_resources', [false, true], { 'staking.slash_on': 'none' }, 1, ['Stake']],
    ['tax.treasury', [false, true], { 'tax.redistribute': 'none' }, 20, ['Treasury']],
    ['tax.redistribute', ['none', 'equal'], {}, 5, ['Stake', 'Treasury']],
    ['ground_truth', ['off', 'draw'], {}, 20, ['Score']],
    ['audit.reputation_hit', ['cost', 'direct+cost'], {}, 1, ['Standing']],
    ['staking.slash_on', ['none', 'both'], {}, 1, ['Stake', 'Treasury']],
    ['journal.interactions', [false, true], {}, 20, []],
    ['schedule.mode', ['random', 'round_robin'], {}, 20, []],
    ['schedule.max_actions_per_step', [null, 20], {}, 20, []],
    ['proposals.expire_after', [null, 1], {}, 20, []],
  ])('%s %j', (path, values, base, ticks, moved) => {
    const [one, other] = inBoth(path, values, base, ticks)
    expect(differing(one, other)).toEqual(moved)
  })
})

describe('acceptance.mode', () => {
  it.each(['policy', 'threshold', 'both'])('%s lets in whom it says', (mode) => {
    const town = aTown(400, { 'acceptance.mode': mode, 'acceptance.threshold': 0.6 })
    const seen = { accepted: 0, acceptedBelow: 0, declined: 0, gated: 0, gatedAbove: 0 }
    for (let tick = 0; tick < 10; tick++) {
      town.tick()
      for (const { status, p } of dealings(town)) {
        if (status === Status.accepted) {
          seen.accepted++
          if (p < 0.6) seen.acceptedBelow++
        }
        if (status === Status.declined) seen.declined++
        if (status === Status.gated) {
          seen.gated++
          if (p >= 0.6) seen.gatedAbove++
        }
      }
    }
    expect(seen.accepted).toBeGreaterThan(50)
    expect(seen.gatedAbove).toBe(0)
    expect([seen.acceptedBelow > 0, seen.declined > 0, seen.gated > 0]).toEqual(
      { policy: [true, true, false], threshold: [false, false, true], both: [false, true, true] }[mode],
    )
  })
})

describe('payoff.reputation_term', () => {
  it('adds w_rep (p - 1/2 - c_a) to the initiator of an accepted interaction, and nothing else', () => {
    const base = { 'payoff.w_rep': 3, 'payoff.rho_a': 0.1 }
    const [off, delta] = inBoth('payoff.reputation_term', ['off', 'delta'], base, 1)
    const before = dealings(off)
    const gains = dealings(delta).map((row, index) => {
      const was = before[index] as (typeof before)[number]
      expect(row.counterpartyPayoff).toBe(was.counterpartyPayoff)
      const change = row.status === Status.accepted ? 3 * (row.p - 0.5 - row.cost) : 0
      expect(row.payoff - was.payoff).toBeCloseTo(change, 12)
      return change
    })
    expect(gains.some((gain) => gain > 0) && gains.some((gain) => gain === 0)).toBe(true)
  })
})

describe('payoff.credit_resources', () => {
  const quiet = { 'governance.staking_enabled': false, 'tax.redistribute': 'none' }
  it.each([true, false])('%s', (credits) => {
    const town = aTown(100, { ...quiet, 'payoff.credit_resources': credits })
    while (!town.finished) town.tick()
    const { resources } = town.world.get(Stake)
    const { totalPayoff } = town.world.get(Ledger)
    for (let agent = 0; agent < 100; agent++) {
      expect(resources[agent]).toBeCloseTo(100 + (credits ? (totalPayoff[agent] as number) : 0), 9)
    }
    expect(totalPayoff.some((value) => value > 0)).toBe(true)
  })
})

describe('transfers', () => {
  it('ride on proposals and on payoffs, and cancel between the parties', () => {
    const [off, intended] = inBoth('transfers', ['off', 'intended'], {}, 1)
    expect(dealings(off).every(({ transfer }) => transfer === 0)).toBe(true)
    const before = dealings(off)
    const amounts = new Set<number>()
    dealings(intended).forEach((row, index) => {
      const was = before[index] as (typeof before)[number]
      expect([row.initiator, row.counterparty]).toEqual([was.initiator, was.counterparty])
      amounts.add(row.transfer)
      if (row.status !== Status.declined || was.status !== Status.declined) return
      expect(row.payoff - was.payoff).toBeCloseTo(-row.transfer, 12)
      expect(row.counterpartyPayoff - was.counterpartyPayoff).toBeCloseTo(row.transfer, 12)
    })
    expect([...amounts].sort()).toEqual([-0.5, 0, 0.1].sort())
  })

  it('are taxed by their size, whoever pays', () => {
    const [off, intended] = inBoth('transfers', ['off', 'intended'], { 'acceptance.mode': 'threshold' }, 1)
    const before = dealings(off)
    const extra = dealings(intended).map((row, index) => {
      const was = before[index] as (typeof before)[number]
      const tax = (side: typeof was) => side.cost + side.counterpartyCost
      if (row.status === Status.accepted) {
        expect(tax(row) - tax(was)).toBeCloseTo(0.05 * Math.abs(row.transfer), 12)
      }
      return row.transfer
    })
    expect(extra.some((transfer) => transfer < 0)).toBe(true)
  })

  it('buy the consent of an opportunist whatever it remembers', () => {
    const accepted = (transfer: number) => {
      const pair = aSimulation(
        { opportunistic: 1, deceptive: 1 },
        { 'acceptance.mode': 'policy', 'network.enabled': false },
        { agents: [{ type: 'opportunistic', count: 2, config: { risk_tolerance: 0 } }] },
      )
      putInteractions(pair, [{ transfer, answer: 0 }])
      pair.runSystem('acceptance')
      return rows(pair.world, Verdict, 'status', 1)[0] === Status.accepted
    }
    expect([0.1, 0, -0.5].map(accepted)).toEqual([true, false, false])
  })
})

describe('tax.surplus_from', () => {
  it.each([
    ['config', 4 * 0.75 - 0.5 * 0.25],
    ['constants', 2 * 0.75 - 1 * 0.25],
  ])('%s', (from, surplus) => {
    const pair = aSimulation(
      { honest: 2 },
      {
        'tax.surplus_from': from,
        'payoff.s_plus': 4,
        'payoff.s_minus': 0.5,
        'governance.transaction_tax_rate': 0.2,
      },
    )
    putInteractions(pair, [{ p: 0.75 }])
    pair.runSystem('governance')
    expect(rows(pair.world, Cost, 'tax', 1)[0]).toBeCloseTo(0.2 * surplus, 12)
  })
})

describe('signals by phase', () => {
  /** Signals of 400 proposals of one type, all facade or all hostile. */
  function signalsOf(type: string, hostile: number, parameters: Parameters) {
    const society = aSimulation({ [type]: 400 }, parameters)
    putInteractions(
      society,
      Array.from({ length: 400 }, (_, initiator) => ({ initiator, counterparty: 0, hostile })),
    )
    society.runSystem('scoring')
    const of = (field: 'progress' | 'rework' | 'rejections' | 'misuse' | 'engagement') => {
      const values = rows(society.world, Signals, field, 400)
      return [Math.min(...values), Math.max(...values)] as const
    }
    return {
      progress: of('progress'),
      rework: of('rework'),
      rejections: of('rejections'),
      misuse: of('misuse'),
    }
  }
  const FACTOR = 0.75
  const honestRow = {
    progress: [0.3 * FACTOR, 0.8 * FACTOR],
    rework: [0, 1],
    rejections: [0, 0],
    misuse: [0, 0],
  }
  const adversarialRow = {
    progress: [-0.3, 0.2 * FACTOR],
    rework: [1, 3],
    rejections: [1, 2],
    misuse: [0, 1],
  }
  const deceptiveRow = {
    progress: [0.2 * FACTOR, 0.6 * FACTOR],
    rework: [0, 2],
    rejections: [0, 1],
    misuse: [0, 0],
  }

  it.each([
    ['deceptive', 0, { 'signals.deceptive': 'phase' }, honestRow],
    ['deceptive', 1, { 'signals.deceptive': 'phase' }, adversarialRow],
    ['deceptive', 0, { 'signals.deceptive': 'fixed' }, deceptiveRow],
    ['deceptive', 1, { 'signals.deceptive': 'fixed' }, deceptiveRow],
    ['adaptive_adversary', 0, { 'signals.adaptive': 'behaviour' }, honestRow],
    ['adaptive_adversary', 1, { 'signals.adaptive': 'behaviour' }, adversarialRow],
    ['adaptive_adversary', 0, { 'signals.adaptive': 'fixed' }, adversarialRow],
    ['adversarial', 0, {}, adversarialRow],
    ['honest', 1, {}, honestRow],
  ])('%s, hostile %i, %j', (type, hostile, parameters, expected) => {
    const seen = signalsOf(type, hostile, parameters)
    for (const name of ['rework', 'rejections', 'misuse'] as const) expect(seen[name]).toEqual(expected[name])
    const [low, high] = expected.progress as [number, number]
    expect(seen.progress[0]).toBeGreaterThanOrEqual(low)
    expect(seen.progress[0]).toBeLessThan(low + 0.05)
    expect(seen.progress[1]).toBeLessThan(high)
    expect(seen.progress[1]).toBeGreaterThan(high - 0.05)
  })

  it('a deceptive agent’s p starts high and falls once it exploits', () => {
    const town = aTown(200, { 'network.enabled': false, 'acceptance.mode': 'policy' }, { epochs: 30 })
    const { policy } = town.world.get(Kind)
    const code = town.policyNames.indexOf('deceptive')
    const sums = [0, 0]
    const counts = [0, 0]
    while (!town.finished) {
      town.tick()
      for (const { initiator, hostile, p, status } of dealings(town)) {
        if (policy[initiator] !== code || status !== Status.accepted) continue
        sums[hostile] = (sums[hostile] as number) + p
        counts[hostile] = (counts[hostile] as number) + 1
      }
    }
    const [facade, exploitation] = sums.map((sum, index) => sum / (counts[index] as number))
    expect(counts[1]).toBeGreaterThan(20)
    expect(facade).toBeGreaterThan(0.6)
    expect(exploitation).toBeLessThan(0.5)
  })
})

describe('signals.scale_negative', () => {
  /** p of an adversary at two reputations, everything drawn alike. */
  const scored = (scales: boolean) =>
    [1, -1].map((reputation) => {
      const society = aSimulation({ adversarial: 200 }, { 'signals.scale_negative': scales })
      putInteractions(
        society,
        Array.from({ length: 200 }, (_, initiator) => ({ initiator, counterparty: 0, hostile: 1 })),
      )
      setRows(society.world, Standing, 'reputation', new Array<number>(200).fill(reputation))
      society.runSystem('scoring')
      return rows(society.world, Score, 'p', 200).reduce((sum, p) => sum + p, 0) / 200
    }) as [number, number]

  it('true lets p rise as reputation falls, false does not', () => {
    const [high, low] = scored(true)
    expect(low).toBeGreaterThan(high + 0.01)
    const [repairedHigh, repairedLow] = scored(false)
    expect(repairedLow).toBeLessThan(repairedHigh)
  })
})
