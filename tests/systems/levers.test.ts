import { describe, expect, it } from 'vitest'
import { Status, Violation } from '../../components/codes.ts'
import { Breaker, Custody } from '../../components/custody.ts'
import { Cost, Finding } from '../../components/interaction.ts'
import { Record } from '../../components/ledger.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { aSimulation, putInteractions } from '../kit/a-simulation.ts'
import { rows, setRows } from '../kit/rows.ts'

const two = { honest: 4 }

describe('audit', () => {
  it('fines the initiator by shortfall times multiplier, accepted or not', () => {
    const society = aSimulation(two, {
      'governance.audit_enabled': true,
      'governance.audit_probability': 1,
      'governance.audit_penalty_multiplier': 2,
      'governance.audit_threshold_p': 0.5,
    })
    putInteractions(society, [{ p: 0.2 }, { p: 0.9 }, { p: 0.4, status: Status.declined }])
    society.runSystem('audit')
    const fines = rows(society.world, Finding, 'penalty', 3)
    expect(fines[0]).toBeCloseTo(0.6, 12)
    expect(fines[1]).toBe(0)
    expect(fines[2]).toBeCloseTo(0.2, 12)
    expect(rows(society.world, Finding, 'audited', 3)).toEqual([1, 1, 1])
    expect(rows(society.world, Finding, 'violations', 3)).toEqual([Violation.audit, 0, Violation.audit])
    expect(rows(society.world, Cost, 'counterparty', 3)).toEqual([0, 0, 0])
  })

  it('looks at nothing when off or at probability 0, and never at void proposals', () => {
    for (const parameters of [
      { 'governance.audit_enabled': false, 'governance.audit_probability': 1 },
      { 'governance.audit_enabled': true, 'governance.audit_probability': 0 },
    ]) {
      const society = aSimulation(two, parameters)
      putInteractions(society, [{ p: 0.1 }])
      society.runSystem('audit')
      expect(rows(society.world, Finding, 'audited', 1)).toEqual([0])
    }
    const society = aSimulation(two, { 'governance.audit_enabled': true, 'governance.audit_probability': 1 })
    putInteractions(society, [{ p: 0.1, status: Status.void }])
    society.runSystem('audit')
    expect(rows(society.world, Finding, 'audited', 1)).toEqual([0])
  })
})

describe('circuit breaker', () => {
  const breaker = { 'governance.circuit_breaker_enabled': true, 'governance.freeze_threshold_toxicity': 0.6 }

  it('freezes a constantly toxic agent at exactly its third interaction, until the epoch in which it runs out', () => {
    const society = aSimulation(two, { ...breaker, 'governance.freeze_duration_epochs': 2 })
    for (let nth = 1; nth <= 3; nth++) {
      putInteractions(society, [{ p: 0.3 }])
      society.runSystem('circuit-breaker')
      society.runSystem('custody')
      expect(rows(society.world, Custody, 'reasons', 2)).toEqual([nth === 3 ? 1 : 0, 0])
    }
    expect(rows(society.world, Breaker, 'freezeUntil', 1)).toEqual([2])
    society.world.clock.epoch[0] = 1
    society.runSystem('thaw')
    society.runSystem('lever-merge')
    expect(rows(society.world, Custody, 'reasons', 1)).toEqual([1])
    society.world.clock.epoch[0] = 2
    society.runSystem('thaw')
    society.runSystem('lever-merge')
    expect(rows(society.world, Custody, 'reasons', 1)).toEqual([0])
    expect(rows(society.world, Breaker, 'violations', 1)).toEqual([0])
    expect(rows(society.world, Breaker, 'length', 1)).toEqual([3])
    expect(rows(society.world, Custody, 'freezes', 1)).toEqual([1])
  })

  it('leaves other reasons alone when its own freeze ends', () => {
    const society = aSimulation(two, breaker)
    setRows(society.world, Custody, 'reasons', [1 | 64])
    setRows(society.world, Breaker, 'freezeUntil', [0])
    society.runSystem('thaw')
    society.runSystem('lever-merge')
    expect(rows(society.world, Custody, 'reasons', 1)).toEqual([64])
  })
})

describe('staking', () => {
  it('slashes a violator once an interaction, into the treasury, and never below nothing', () => {
    const society = aSimulation(two, {
      'governance.staking_enabled': true,
      'governance.stake_slash_rate': 0.25,
      'payoff.credit_resources': false,
    })
    putInteractions(society, [{ initiator: 0 }, { initiator: 1 }])
    setRows(society.world, Finding, 'violations', [Violation.audit | Violation.freeze, Violation.audit])
    setRows(society.world, Stake, 'resources', [80, -5])
    society.runSystem('settlement')
    society.runSystem('treasury')
    expect(rows(society.world, Stake, 'resources', 2)).toEqual([60, -5])
    expect(society.world.get(Treasury).balance[0]).toBe(20)
  })

  it('slashes on the violations that the switch names', () => {
    const slashed = (slashOn: string) => {
      const society = aSimulation(two, {
        'governance.staking_enabled': true,
        'staking.slash_on': slashOn,
        'payoff.credit_resources': false,
      })
      putInteractions(society, [{ initiator: 0 }])
      setRows(society.world, Finding, 'violations', [Violation.freeze])
      society.runSystem('settlement')
      return (society.world.get(Stake).resources[0] as number) < 100
    }
    expect(['both', 'freeze', 'audit', 'none'].map(slashed)).toEqual([true, true, false, false])
  })
})

describe('tax', () => {
  it('takes a share of surplus and transfer, splits it, and leaves rejected interactions alone', () => {
    const society = aSimulation(two, {
      'governance.transaction_tax_rate': 0.1,
      'governance.transaction_tax_split': 0.6,
      'payoff.s_plus': 3,
      'payoff.s_minus': 1,
    })
    putInteractions(society, [{ p: 0.75, transfer: -1 }, { p: 0.1 }, { p: 0.9, status: Status.gated }])
    society.runSystem('governance')
    expect(rows(society.world, Cost, 'initiator', 3)[0]).toBeCloseTo(0.1 * 3 * 0.6, 12)
    expect(rows(society.world, Cost, 'counterparty', 3)[0]).toBeCloseTo(0.1 * 3 * 0.4, 12)
    expect(rows(society.world, Cost, 'tax', 3).slice(1)).toEqual([0, 0])
  })

  it('is paid out in equal shares as an epoch ends, to the last penny', () => {
    const society = aSimulation({ honest: 4 }, {})
    const { balance, redistributed } = society.world.get(Treasury)
    balance[0] = 10
    society.runSystem('redistribution')
    expect(rows(society.world, Stake, 'resources', 4)).toEqual([102.5, 102.5, 102.5, 102.5])
    expect([balance[0], redistributed[0]]).toEqual([0, 10])
  })
})

describe('reputation', () => {
  it('hits the initiator of an accepted, audited interaction twice: at once and as a cost', () => {
    const society = aSimulation(two, {})
    putInteractions(society, [{ p: 0.3 }, { initiator: 1, counterparty: 0, p: 0.9, status: Status.gated }])
    setRows(society.world, Finding, 'penalty', [0.4, 0])
    setRows(society.world, Cost, 'initiator', [0.4, 0])
    society.runSystem('reputation')
    const [initiator, counterparty] = rows(society.world, Standing, 'reputation', 2) as [number, number]
    expect(initiator).toBeCloseTo(0.3 - 0.5 - 0.4 - 0.4, 12)
    expect(counterparty).toBe(0)
    expect(rows(society.world, Record, 'gated', 2)).toEqual([0, 1])
    expect(rows(society.world, Record, 'receivedAccepted', 2)).toEqual([0, 1])
  })

  it('decays towards 0 as an epoch begins', () => {
    const society = aSimulation(two, { 'governance.reputation_decay_rate': 0.9 })
    setRows(society.world, Standing, 'reputation', [2, -1])
    society.runSystem('decay')
    society.runSystem('lever-merge')
    const [first, second] = rows(society.world, Standing, 'reputation', 2) as [number, number]
    expect(first).toBeCloseTo(1.8, 12)
    expect(second).toBeCloseTo(-0.9, 12)
  })
})
