import { describe, expect, it } from 'vitest'
import { Kind } from '../../../components/agent.ts'
import { AgentType, CustodyReason } from '../../../components/codes.ts'
import { Custody } from '../../../components/custody.ts'
import { Stake, Treasury } from '../../../components/stake.ts'
import { discriminationAuc } from '../../../formulas/calibration.ts'
import { societyThreat } from '../../../formulas/security.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { Infection, SecurityTotals, Threat, Trail } from '../../../mechanisms/security/columns.ts'
import { securityPlugin } from '../../../mechanisms/security/index.ts'
import { aSimulation, aTown } from '../../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../../kit/audit-access.ts'
import { rows, setRows } from '../../kit/rows.ts'
import { validateWorld } from '../../kit/validate-world.ts'
import { guarded, guardedTown, runOut } from './society.ts'

/** Settings under which every detector finds work. */
const BUSY = { 'security.poor_p': 0.4, 'security.realtime_penalty': true, 'security.realtime_threshold': 0.2 }

describe('a run under the security lever', () => {
  it('is the same every time, and after a snapshot', () => {
    const one = runOut(guardedTown(BUSY))
    const other = guardedTown(BUSY)
    for (let tick = 0; tick < 17; tick++) other.tick()
    const kept = other.snapshot()
    expect(runOut(other).digest()).toBe(one.digest())
    other.restore(kept)
    expect(runOut(other).digest()).toBe(one.digest())
  })

  it('holds together after every system', () => {
    const town = guardedTown(BUSY)
    const broken: string[] = []
    town.onSystem((system) => {
      broken.push(...validateWorld(town.world).map((problem) => `${system}: ${problem}`))
    })
    while (!town.finished && broken.length === 0) town.tick()
    expect(broken).toEqual([])
  })

  it('touches only what its systems declare', () => {
    const town = guardedTown(BUSY)
    for (let tick = 0; tick < 15; tick++) town.tick()
    for (const system of ['security-detection', 'security-judgement', 'security-purse']) {
      expect([system, auditWrites(town, system), auditReads(town, system)]).toEqual([system, [], []])
    }
  })

  it('keeps money where it is: what is fined is in the treasury', () => {
    const town = runOut(
      guardedTown({ ...BUSY, 'tax.redistribute': 'none', 'payoff.credit_resources': false }),
    )
    const sum = rows(town.world, Stake, 'resources', 300).reduce((total, money) => total + money, 0)
    const [balance] = rows(town.world, Treasury, 'balance', 1) as [number]
    const { metrics } = town.summary()
    // Taxes are taken from payoffs, which stay on paper here; slashed stakes and fines are real money.
    expect(metrics['securityFines']).toBeGreaterThan(0)
    expect(sum + balance - (metrics['taxCollected'] as number)).toBeCloseTo(300 * 100, 6)
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(200, { 'security.enabled': false }, {}, { plugins: mechanisms })
    expect(runOut(off).digest()).toBe(runOut(aTown()).digest())
    expect(off.world.layout.some(({ component }) => component === Threat || component === Infection)).toBe(
      false,
    )
    expect(off.world.parameterList.has('security.enabled')).toBe(false)
  })

  it('changes nothing by looking when its sanctions are out of reach', () => {
    const silent = { 'security.penalty_threshold': 1, 'security.quarantine_threshold': 1 }
    const watched = runOut(guardedTown(silent, { epochs: 3 }))
    const alone = runOut(aTown(300, { 'acceptance.mode': 'policy' }, { epochs: 3 }))
    for (const path of ['Stake.resources', 'Standing.reputation', 'Ledger.totalPayoff', 'Custody.reasons']) {
      expect([...watched.world.column(path)]).toEqual([...alone.world.column(path)])
    }
  })
})

describe('false alarms', () => {
  it('do not happen among honest agents', () => {
    for (const seed of [1, 2, 3]) {
      const society = guarded(200, { 'acceptance.mode': 'policy', ...BUSY }, { seed, epochs: 20 })
      const { metrics } = runOut(society).summary()
      expect(metrics['totalInteractions']).toBeGreaterThan(5000)
      for (const column of [
        'injectionSigns',
        'manipulationSigns',
        'launderingSigns',
        'contagionSigns',
        'securityFalseAlarmRate',
        'securityHonestFlagged',
        'securityHonestQuarantined',
        'securityHonestFines',
        'infectedAgents',
      ])
        expect([column, metrics[column]]).toEqual([column, 0])
    }
  })

  it('come from p alone: work that is scored harshly is no attack until it is scored as one', () => {
    const alarms = (offset: number) => {
      const society = guarded(
        200,
        { ...BUSY, 'acceptance.mode': 'policy', 'scoring.sigmoid_b': offset },
        { epochs: 20 },
      )
      const { metrics } = runOut(society).summary()
      expect(metrics['toxicityRate']).toBeGreaterThan(0.4)
      return metrics['securityFalseAlarmRate']
    }
    expect(alarms(0.4)).toBe(0)
    expect(alarms(0.6)).toBeGreaterThan(0.5)
  })
})

describe('detection in a mixed town', () => {
  it('finds most of the guilty and hardly anyone else', () => {
    const { metrics } = runOut(guardedTown({}, { epochs: 20, stepsPerEpoch: 10 })).summary()
    expect(metrics['securityRecall']).toBeGreaterThan(0.9)
    expect(metrics['securityPrecision']).toBeGreaterThan(0.95)
    expect(metrics['securityAuc']).toBeGreaterThan(0.98)
    expect(metrics['securityDelay']).toBeGreaterThan(5)
    expect(metrics['securityDelay']).toBeLessThan(60)
    expect(metrics['securityHonestQuarantined']).toBe(0)
  })

  it('makes a society less toxic than the same one without it', () => {
    const without = { 'governance.circuit_breaker_enabled': false, 'acceptance.mode': 'policy' }
    const toxicity = (parameters: Record<string, boolean>) =>
      runOut(
        aTown(300, { ...without, ...parameters }, { epochs: 20, stepsPerEpoch: 10 }, { plugins: mechanisms }),
      ).summary().metrics['toxicityRate'] as number
    expect(toxicity({ 'security.enabled': true })).toBeLessThan(toxicity({}) - 0.02)
  })

  it('reports what its columns say', () => {
    const town = runOut(guardedTown(BUSY))
    const { world } = town
    const { metrics } = town.summary()
    const count = world.clock.agentCount[0] as number
    const types = rows(world, Kind, 'type', count)
    const highest = rows(world, Threat, 'highest', count)
    const sides = types.map((type) =>
      type === AgentType.honest ? -1 : type === AgentType.opportunistic ? 0 : 1,
    )
    expect(metrics['securityAuc']).toBeCloseTo(discriminationAuc(highest, sides) as number, 12)
    const flagged = rows(world, Threat, 'flagged', count)
    const right = flagged.filter((tick, agent) => tick > 0 && sides[agent] === 1).length
    const wrong = flagged.filter((tick, agent) => tick > 0 && sides[agent] === -1).length
    const guilty = sides.filter((side) => side === 1).length
    const honest = sides.filter((side) => side === -1).length
    expect(metrics['securityRecall']).toBeCloseTo(right / guilty, 12)
    expect(metrics['securityPrecision']).toBeCloseTo(right / (right + wrong), 12)
    expect(metrics['securityFalseAlarmRate']).toBeCloseTo(wrong / honest, 12)
    const held = rows(world, Custody, 'reasons', count)
    expect(metrics['securityQuarantined']).toBe(
      held.filter((reasons) => (reasons & CustodyReason.quarantine) !== 0).length,
    )
    expect(metrics['infectedAgents']).toBe(
      rows(world, Infection, 'size', count).reduce((sum, size) => sum + size, 0),
    )
    const last = town.epochs.at(-1)?.metrics['securityThreat'] as number
    expect(rows(world, SecurityTotals, 'levels', 5).at(-1)).toBe(last)
    expect(last).toBeGreaterThan(0)
  })

  it('measures delay from the first hostile proposal', () => {
    const society = guarded(1)
    setRows(society.world, Kind, 'type', [AgentType.adversarial])
    setRows(society.world, Trail, 'offended', [4])
    setRows(society.world, Threat, 'flagged', [31])
    expect(society.summary().metrics['securityDelay']).toBe(27)
  })
})

describe('containment', () => {
  it('is the share of trees without a case since their root was quarantined', () => {
    const society = guarded(6)
    expect(society.measure().metrics['containment']).toBe(1)
    setRows(society.world, Infection, 'at', [3, 4, 5, 5, 6, 9])
    setRows(society.world, Infection, 'size', [2, 0, 2, 0, 2, 0])
    setRows(society.world, Infection, 'last', [4, 0, 5, 0, 9, 0])
    setRows(society.world, Threat, 'quarantined', [11, 0, 0, 0, 8, 0])
    const { metrics } = society.measure()
    expect(metrics['infectionRoots']).toBe(3)
    expect(metrics['containment']).toBeCloseTo(1 / 3, 12)
    expect(metrics['largestSpread']).toBe(2)
  })
})

describe('the threat to a society', () => {
  it('is 0 without signs and 1 at most', () => {
    expect(societyThreat({ indicators: 0, flagged: 0, manipulators: 0, depth: 0, agents: 9 })).toBe(0)
    expect(societyThreat({ indicators: 999, flagged: 9, manipulators: 9, depth: 9, agents: 9 })).toBe(1)
    expect(societyThreat({ indicators: 10, flagged: 2, manipulators: 1, depth: 1, agents: 10 })).toBeCloseTo(
      0.05 + 0.05 + 0.06 + 0.02,
      12,
    )
  })
})

describe('the plugin', () => {
  it('needs nothing but the core', () => {
    const society = aSimulation(
      { honest: 3 },
      { 'security.enabled': true },
      {},
      { plugins: [securityPlugin] },
    )
    expect(society.systems.map(({ name }) => name)).toContain('security-detection')
  })
})
