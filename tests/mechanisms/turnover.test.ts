import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { CustodyReason } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Parties } from '../../components/interaction.ts'
import { Neighbours } from '../../components/network.ts'
import { Origin } from '../../components/spawning.ts'
import { Stake } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { TurnoverMix } from '../../mechanisms/turnover/columns.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { expectDeclared, expectRepeatable, expectSound, runOut } from '../kit/mechanism-checks.ts'
import { rows, setRows } from '../kit/rows.ts'
import { interactionRows } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>
const plugins = { plugins: mechanisms }

function open(
  parameters: Parameters,
  more: Partial<ScenarioInput> = {},
  agents = { honest: 60, adversarial: 20 },
) {
  return aSimulation(
    agents,
    { 'turnover.enabled': true, ...parameters },
    { epochs: 12, stepsPerEpoch: 3, ...more },
    plugins,
  )
}

const present = ({ world }: Simulation) => {
  const count = world.clock.agentCount[0] as number
  return rows(world, Custody, 'reasons', count).filter((reasons) => (reasons & CustodyReason.departed) === 0)
    .length
}

describe('exits', () => {
  it('come at their rate, for good, and nobody who left is met again', () => {
    const society = open(
      { 'turnover.birth_rate': 0, 'turnover.exit_rate': 0.1 },
      {},
      { honest: 2000, adversarial: 0 },
    )
    const gone = new Set<number>()
    const populations: number[] = []
    while (!society.finished) {
      society.tick()
      const { initiator, counterparty } = society.world.get(Parties)
      for (const row of interactionRows(society.world)) {
        expect(gone.has(initiator[row] as number) || gone.has(counterparty[row] as number)).toBe(false)
      }
      if (society.world.clock.tickOfEpoch[0] !== 0) continue
      rows(society.world, Custody, 'reasons', 2000).forEach((reasons, agent) => {
        if ((reasons & CustodyReason.departed) !== 0) gone.add(agent)
        else expect(gone.has(agent)).toBe(false)
      })
      populations.push(present(society))
    }
    // After twelve epochs 0.9^12 of 2,000 are left, 565; the standard deviation is 20.
    expect(populations.at(-1)).toBeGreaterThan(565 - 80)
    expect(populations.at(-1)).toBeLessThan(565 + 80)
    expect(society.summary().metrics['exits']).toBe(2000 - (populations.at(-1) as number))
  })

  it('are certain below the line of bankruptcy and at rate 1, and never happen at 0', () => {
    const still = { 'turnover.birth_rate': 0, 'turnover.exit_rate': 0 }
    const broke = open({ ...still, 'turnover.exit_below': 50 })
    setRows(broke.world, Stake, 'resources', [49.9, 50, -3])
    broke.runSystem('turnover-exit')
    expect(rows(broke.world, Custody, 'reasons', 4)).toEqual([128, 0, 128, 0])
    broke.runSystem('turnover-exit')
    expect(present(broke)).toBe(78)
    const everyone = open({ ...still, 'turnover.exit_rate': 1 })
    everyone.runSystem('turnover-exit')
    expect(present(everyone)).toBe(0)
    const nobody = runOut(open(still))
    expect(present(nobody)).toBe(80)
    expect(nobody.summary().metrics['exits']).toBe(0)
  })
})

describe('births', () => {
  it('are the rate times the starting population, the rest by chance', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 0.3, noNaN: true }), fc.nat(1000), (rate, seed) => {
        const society = runOut(
          open({ 'turnover.birth_rate': rate, 'turnover.exit_rate': 0.2 }, { seed, epochs: 6 }),
        )
        const per = rate * 80
        const births = society.epochs.slice(1).map(({ metrics }) => metrics['births'] as number)
        for (const born of births) {
          expect(born).toBeGreaterThanOrEqual(Math.floor(per))
          expect(born).toBeLessThanOrEqual(Math.ceil(per))
        }
        expect(society.world.clock.refusedSpawns[0]).toBe(0)
        const total = society.world.clock.agentCount[0] as number
        expect(society.summary().metrics['births']).toBe(total - 80)
      }),
      { numRuns: 25 },
    )
  })

  it('follow the mix of the start, or that of those who are there', () => {
    const born = (mix: string) => {
      const society = open(
        { 'turnover.birth_rate': 1, 'turnover.exit_rate': 0, 'turnover.mix': mix },
        { epochs: 4 },
        { honest: 300, adversarial: 100 },
      )
      society.runEpoch()
      const { policy } = society.world.get(Kind)
      const honest = policy[0]
      // All adversaries leave: those present are honest from here on.
      const { reasons } = society.world.get(Custody)
      for (let agent = 0; agent < (society.world.clock.agentCount[0] as number); agent++)
        if (policy[agent] !== honest) reasons[agent] = CustodyReason.departed
      const before = society.world.clock.agentCount[0] as number
      society.runEpoch()
      const newcomers = [...policy.subarray(before, before + 400)]
      expect(newcomers).toHaveLength(400)
      return newcomers.filter((code) => code === honest).length
    }
    expect(born('present')).toBe(400)
    // Three in four, give or take four standard deviations of 8.7.
    expect(born('start')).toBeGreaterThan(300 - 35)
    expect(born('start')).toBeLessThan(300 + 35)
  })

  it('bring agents that act from the next epoch on, with what their group starts with', () => {
    const society = open(
      { 'turnover.birth_rate': 0.5, 'turnover.exit_rate': 0, 'payoff.credit_resources': false },
      { agents: [{ type: 'honest', count: 10, initial: { resources: 7 } }] },
    )
    society.runEpoch()
    expect(rows(society.world, Stake, 'resources', 15)).toEqual(new Array(15).fill(7))
    expect(rows(society.world, Origin, 'epoch', 15).slice(10)).toEqual([1, 1, 1, 1, 1])
    const acted = new Set<number>()
    for (let tick = 0; tick < 12; tick++) {
      society.tick()
      for (const row of interactionRows(society.world))
        acted.add(society.world.get(Parties).initiator[row] as number)
    }
    expect([...acted].some((agent) => agent >= 10)).toBe(true)
  })

  it('keep a population level where they balance exits, and fill up one that left', () => {
    const level = runOut(
      open(
        { 'turnover.birth_rate': 0.1, 'turnover.exit_rate': 0.1 },
        { epochs: 60 },
        { honest: 900, adversarial: 100 },
      ),
    )
    // About 1,000, with a standard deviation of about 23 around it.
    expect(Math.abs((level.summary().metrics['population'] as number) - 1000)).toBeLessThan(120)
    const empty = open({ 'turnover.birth_rate': 0.25, 'turnover.exit_rate': 0 }, { epochs: 3 })
    empty.world.get(Custody).reasons.fill(CustodyReason.departed, 0, 80)
    runOut(empty)
    expect(present(empty)).toBe(60)
  })
})

describe('a dynamic network', () => {
  const networked = {
    'network.enabled': true,
    'network.topology': 'small_world',
    'network.dynamic': true,
    'network.edge_decay_rate': 0,
    'turnover.birth_rate': 0.1,
    'turnover.exit_rate': 0,
  }
  const degrees = (society: Simulation) => {
    const count = society.world.clock.agentCount[0] as number
    return rows(society.world, Neighbours, 'degree', count)
  }

  it('gives newcomers ties when asked, and none otherwise', () => {
    const tied = open({ ...networked, 'turnover.ties': 2 }, { epochs: 3 })
    tied.runEpoch()
    tied.tick()
    for (const degree of degrees(tied).slice(80)) expect(degree).toBeGreaterThanOrEqual(1)
    const loose = open(networked, { epochs: 3 })
    loose.runEpoch()
    loose.tick()
    expect(degrees(loose).slice(80)).toEqual(new Array(8).fill(0))
  })

  it('takes the ties of those who leave', () => {
    const society = open({ ...networked, 'turnover.exit_rate': 1 })
    society.runSystem('turnover-exit')
    expect(Math.max(...degrees(society))).toBe(0)
  })
})

describe('a run with turnover', () => {
  const busy = {
    'turnover.exit_below': 60,
    'turnover.exit_rate': 0.1,
    'turnover.birth_rate': 0.1,
    'turnover.ties': 3,
  }
  const town = (order = mechanisms) =>
    aTown(120, { 'turnover.enabled': true, ...busy }, { epochs: 6 }, { plugins: order })

  it('is the same every time, in any order of plugins, and after a snapshot', () => {
    expectRepeatable(town)
  })

  it('holds together after every system, and touches only what its systems declare', () => {
    expectSound(town())
    expectDeclared(town(), ['turnover-tie', 'turnover-exit', 'turnover-birth'])
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(120, { 'turnover.enabled': false }, {}, plugins)
    expect(off.world.has(TurnoverMix)).toBe(false)
    expect(off.world.rowsOf('agent')).toBe(120)
    expect(runOut(off).digest()).toBe(runOut(aTown(120)).digest())
  })

  it('refuses newcomers beyond the room that the starting rate planned, and counts them', () => {
    const society = open({ 'turnover.birth_rate': 0.01, 'turnover.exit_rate': 0 }, { epochs: 4 })
    society.set('turnover.birth_rate', 0.5)
    runOut(society)
    // Room for 4 epochs of ceil(0.8) = 1 each, asked for 40 in each.
    expect(society.world.clock.agentCount[0]).toBe(84)
  })
})
