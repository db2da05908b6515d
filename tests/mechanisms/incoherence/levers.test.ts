import { describe, expect, it } from 'vitest'
import { CustodyReason } from '../../../components/codes.ts'
import { Custody } from '../../../components/custody.ts'
import { Cost } from '../../../components/interaction.ts'
import { Record as Tally } from '../../../components/ledger.ts'
import { Standing } from '../../../components/standing.ts'
import { Focus, IncoherenceGate, UncertaintySums, Wavering } from '../../../mechanisms/incoherence/columns.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { putInteractions } from '../../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../../kit/audit-access.ts'
import { rows, setRows } from '../../kit/rows.ts'
import { validatePayoffs, validateWorld } from '../../kit/validate-world.ts'
import { ALL_LEVERS, aMixedSociety, anErraticSociety, type Parameters, runOut } from './society.ts'

const { breaker, incoherence } = CustodyReason
const without = mechanisms.filter(({ name }) => name !== 'incoherence')

describe('switches', () => {
  it('change no digest and leave no column while they are off', () => {
    const off = runOut(aMixedSociety())
    expect(off.digest()).toBe(runOut(aMixedSociety({}, {}, without)).digest())
    expect(off.world.has(Wavering)).toBe(false)
    expect(off.systems.some(({ plugin }) => plugin === 'incoherence')).toBe(false)
  })

  it.each([
    'incoherence.enabled',
    'governance.self_ensemble_enabled',
    'governance.incoherence_breaker_enabled',
    'governance.decomposition_enabled',
    'governance.incoherence_friction_enabled',
  ])('%s brings the mechanism', (path) => {
    expect(aMixedSociety({ [path]: true }).world.has(Wavering)).toBe(true)
  })

  it('leave what agents do as it is while only measuring', () => {
    const measured = runOut(aMixedSociety({ 'incoherence.enabled': true }))
    const plain = runOut(aMixedSociety())
    for (const column of ['Standing.reputation', 'Stake.resources', 'Ledger.totalPayoff', 'Intent.target']) {
      expect([column, measured.world.column(column)]).toEqual([column, plain.world.column(column)])
    }
  })

  it('let erratic agents live where nobody measures', () => {
    const society = anErraticSociety(0.2, { 'incoherence.enabled': false })
    expect(society.world.has(Focus)).toBe(true)
    expect(society.world.has(Wavering)).toBe(false)
    expect(runOut(society).summary().metrics['acceptedInteractions']).toBeGreaterThan(0)
  })
})

describe('all levers together', () => {
  const open = (more: Parameters = {}) => aMixedSociety({ ...ALL_LEVERS, ...more }, { epochs: 6 })

  it.each([['simultaneous'], ['sequential']])(
    'give equal digests again, and after a snapshot; %s',
    (turns) => {
      const digest = runOut(open({ turns })).digest()
      expect(runOut(open({ turns })).digest()).toBe(digest)
      const first = open({ turns })
      for (let tick = 0; tick < 19; tick++) first.tick()
      const snapshot = first.snapshot()
      runOut(first)
      expect(first.digest()).toBe(digest)
      const second = open({ turns })
      second.restore(snapshot)
      expect(runOut(second).digest()).toBe(digest)
    },
  )

  it('keep what must hold', () => {
    const society = aMixedSociety(
      { ...ALL_LEVERS, 'governance.transaction_tax_rate': 0.05, 'feed.enabled': true },
      { epochs: 3 },
    )
    const looked = ['lever-merge', 'proposal', 'incoherence-friction', 'settlement', 'incoherence-custody']
    const broken: string[] = []
    society.onSystem((system) => {
      if (looked.includes(system)) broken.push(...validateWorld(society.world))
      if (system === 'payoff') broken.push(...validatePayoffs(society.world))
    })
    runOut(society)
    expect(broken).toEqual([])
  })

  it('touch only what they declare', () => {
    const society = open()
    for (let tick = 0; tick < 20; tick++) society.tick()
    for (const { name } of society.systems) {
      expect([name, auditWrites(society, name), auditReads(society, name)]).toEqual([name, [], []])
    }
  })
})

describe('the breaker', () => {
  const open = (parameters: Parameters = {}) =>
    aMixedSociety({
      'governance.incoherence_breaker_enabled': true,
      'incoherence.breaker_min_interactions': 2,
      ...parameters,
    })
  const trip = (society: ReturnType<typeof open>, p: readonly number[]) => {
    putInteractions(
      society,
      p.map((each) => ({ initiator: 3, counterparty: 4, p: each })),
    )
    society.runSystem('incoherence-breaker')
    society.runSystem('incoherence-custody')
  }
  const reasonsOf = ({ world }: ReturnType<typeof open>) => world.get(Custody).reasons[3]

  it('waits for enough interactions, then freezes for its own reason and for its own time', () => {
    const society = open()
    trip(society, [0.5])
    expect(reasonsOf(society)).toBe(0)
    trip(society, [0.5])
    expect(reasonsOf(society)).toBe(incoherence)
    expect(society.world.get(Wavering).freezeUntil[3]).toBe(2)
    for (const [epoch, held] of [
      [1, incoherence],
      [2, 0],
    ] as const) {
      society.world.clock.epoch[0] = epoch
      society.runSystem('incoherence-thaw')
      society.runSystem('lever-merge')
      expect([epoch, reasonsOf(society)]).toEqual([epoch, held])
    }
  })

  it('leaves those alone whose outcomes are certain either way', () => {
    const society = open()
    trip(society, [0.01, 0.99, 0.02, 0.98, 0, 1, 0.05, 0.1])
    expect(reasonsOf(society)).toBe(0)
  })

  it('neither ends another lever’s freeze nor is ended by it', () => {
    const society = open({ 'governance.circuit_breaker_enabled': true })
    society.world.get(Custody).reasons[3] = breaker
    society.world.column('Breaker.freezeUntil')[3] = 5
    trip(society, [0.5, 0.5])
    expect(reasonsOf(society)).toBe(breaker | incoherence)
    society.world.clock.epoch[0] = 2
    for (const system of ['thaw', 'incoherence-thaw', 'lever-merge']) society.runSystem(system)
    expect(reasonsOf(society)).toBe(breaker)
    trip(society, [0.5, 0.5])
    society.world.clock.epoch[0] = 5
    society.world.get(Wavering).freezeUntil[3] = 9
    for (const system of ['thaw', 'incoherence-thaw', 'lever-merge']) society.runSystem(system)
    expect(reasonsOf(society)).toBe(incoherence)
  })

  it('can be overruled by hand', () => {
    const society = open()
    trip(society, [0.5, 0.5])
    society.release(3, 'incoherence')
    society.tick()
    expect(reasonsOf(society)).toBe(0)
  })

  it('holds agents in a run and says so', () => {
    const society = runOut(open({ 'governance.incoherence_breaker_threshold': 0.5 }))
    expect(society.summary().metrics['incoherenceFrozen']).toBeGreaterThan(0)
    expect(society.journal().some(({ value }) => value === incoherence)).toBe(true)
  })
})

describe('friction', () => {
  it('falls on accepted interactions, as they are uncertain and as money is at stake', () => {
    const society = aMixedSociety({
      'governance.incoherence_friction_enabled': true,
      'governance.incoherence_friction_rate': 0.1,
      'governance.transaction_tax_split': 0.75,
    })
    putInteractions(society, [
      { p: 0.5, transfer: -1 },
      { p: 1, transfer: 5 },
      { p: 0.5, status: 2 },
    ])
    society.world.get(Cost).initiator.fill(0)
    society.world.get(Cost).counterparty.fill(0)
    society.runSystem('incoherence-friction')
    const cost = (side: 'initiator' | 'counterparty') => rows(society.world, Cost, side, 3)
    expect(cost('initiator')[0]).toBeCloseTo(0.15, 12)
    expect(cost('counterparty')[0]).toBeCloseTo(0.05, 12)
    expect([...cost('initiator').slice(1), ...cost('counterparty').slice(1)]).toEqual([0, 0, 0, 0])
  })

  it('makes the uncertain poorer', () => {
    const money = (enabled: boolean) => {
      const society = anErraticSociety(0.5, {
        'governance.incoherence_friction_enabled': enabled,
        'governance.incoherence_friction_rate': 0.5,
      })
      return Array.from(runOut(society).world.column('Stake.resources')).reduce((sum, each) => sum + each, 0)
    }
    expect(money(true)).toBeLessThan(money(false) - 100)
  })
})

describe('decomposition', () => {
  it('fines those who went astray at every half horizon, and begins afresh', () => {
    const society = aMixedSociety({
      'governance.decomposition_enabled': true,
      'governance.decomposition_horizon_threshold': 6,
    })
    setRows(society.world, Tally, 'initiated', [10, 10, 1, 0])
    setRows(society.world, Tally, 'accepted', [1, 2, 0, 0])
    const { tickOfEpoch } = society.world.clock
    const finedAt = Array.from({ length: 8 }, (_, tick) => {
      setRows(society.world, Standing, 'reputation', [0, 0, 0, 0])
      setRows(society.world, Focus, 'turns', [9, 9, 9, 9])
      tickOfEpoch[0] = tick
      society.runSystem('incoherence-checkpoint')
      const [first] = rows(society.world, Focus, 'turns', 1)
      expect(first).toBe(tick === 3 || tick === 6 ? 0 : 9)
      return rows(society.world, Standing, 'reputation', 4).filter((change) => change !== 0)
    })
    expect(finedAt).toEqual([[], [], [], [-0.05], [], [], [-0.05], []])
    expect(society.world.get(IncoherenceGate).astray[0]).toBe(2)
  })

  it('keeps slips from growing', () => {
    const growth = (enabled: boolean) =>
      runOut(
        anErraticSociety(
          0.02,
          { 'governance.decomposition_enabled': enabled },
          { stepsPerEpoch: 20, epochs: 5 },
          { slip_growth: 0.025, slip_probability_max: 0.5 },
        ),
      ).summary().metrics['qualityVarianceGrowth'] as number
    expect(growth(false)).toBeGreaterThan(1.4)
    expect(growth(true)).toBeLessThan(1.15)
  })
})

describe('the gate', () => {
  const open = (bias: number | null, more: Parameters = {}) =>
    aMixedSociety({
      'governance.incoherence_friction_enabled': true,
      'governance.adaptive_governance_enabled': true,
      'incoherence.forecast.bias': bias,
      ...more,
    })
  const active = (society: ReturnType<typeof open>) =>
    society.epochs.map(({ metrics }) => (metrics['incoherenceFriction'] as number) > 0)

  it('opens while the forecast reaches the threshold, and always in the first epoch', () => {
    expect(active(runOut(open(5)))).toEqual([true, true, true, true])
    expect(active(runOut(open(-5)))).toEqual([true, false, false, false])
    expect(active(runOut(open(null)))).toEqual([true, true, true, true])
    expect(active(runOut(open(-5, { 'governance.adaptive_governance_enabled': false })))).toEqual([
      true,
      true,
      true,
      true,
    ])
  })

  it('forecasts from the society and from the epoch before', () => {
    const shape = open(-2, { 'incoherence.forecast.horizon': 0.5, 'incoherence.forecast.actions': 0.25 })
    runOut(shape)
    // Eight ticks and two actions: -2 + 4 + 0.5.
    expect(shape.world.get(IncoherenceGate).risk[0]).toBeCloseTo(1 / (1 + Math.exp(-2.5)), 12)
    const behaviour = open(-1, { 'incoherence.forecast.mean_uncertainty': 2 })
    behaviour.runEpoch()
    const { completed, sum } = behaviour.world.get(UncertaintySums)
    const mean = (sum[0] as number) / (completed[0] as number)
    expect(mean).toBeCloseTo(behaviour.epochs[0]?.metrics['labelUncertainty'] as number, 9)
    behaviour.tick()
    expect(behaviour.world.get(IncoherenceGate).risk[0]).toBeCloseTo(1 / (1 + Math.exp(1 - 2 * mean)), 9)
  })

  it('holds the breaker and the ensemble back too', () => {
    const society = runOut(open(-5, { ...ALL_LEVERS, 'governance.incoherence_breaker_threshold': 0.5 }))
    const [first, ...later] = society.epochs.map(({ metrics }) => metrics['ensembleSurcharge'] as number)
    expect(first).toBeGreaterThan(0)
    expect(later.reduce((sum, each) => sum + each, 0)).toBe(0)
  })
})
