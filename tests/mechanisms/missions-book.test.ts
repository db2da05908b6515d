import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Status } from '../../components/codes.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { NOBODY } from '../../engine/journal.ts'
import { MissionStatus, SUMS } from '../../formulas/missions.ts'
import {
  Contribution,
  Membership,
  Mission,
  MissionCounts,
  MissionTotals,
  MissionWill,
} from '../../mechanisms/missions/columns.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { validateWorld } from '../kit/validate-world.ts'
import {
  AGENTS,
  aBook,
  anAgent,
  anInteraction,
  type Book,
  moneyOf,
  type Parameters,
  sum,
} from './a-mission-book.ts'

/** What does not hold together between missions, memberships and the account of escrows. */
function broken({ world }: Book): string[] {
  const mission = world.get(Mission)
  const membership = world.get(Membership)
  const totals = world.get(MissionTotals)
  const problems = validateWorld(world)
  let escrow = 0
  let open = 0
  for (let row = 0; row < totals.used[0]; row++) {
    if (mission.status[row] === MissionStatus.free) continue
    open++
    escrow += mission.pool[row] + mission.fee[row] * mission.members[row]
    let members = 0
    for (let at = mission.head[row]; at !== 0; at = membership.next[at - 1]) {
      members++
      if (membership.mission[at - 1] !== row + 1) problems.push(`a stranger is in mission ${row}`)
    }
    if (members !== mission.members[row]) problems.push(`mission ${row} counts ${mission.members[row]}`)
    if (members === 0) problems.push(`mission ${row} has nobody`)
  }
  if (Math.abs(escrow - totals.held[0]) > 1e-9) problems.push(`escrow of ${totals.held[0]}, not ${escrow}`)
  if (open !== totals.open[0]) problems.push(`${totals.open[0]} missions open, not ${open}`)
  const used = [...membership.mission].filter((row) => row !== 0).length
  if (used !== totals.members[0]) problems.push(`${totals.members[0]} memberships, not ${used}`)
  return problems
}

const aRow = fc.nat(2)
const aPool = fc.oneof(
  fc.double({ min: 0.01, max: 60, noNaN: true }),
  fc.constantFrom(0, -5, Number.NaN, Number.POSITIVE_INFINITY, 1e9),
)
type Step = (book: Book) => void
const weighted = (weight: number, arbitrary: fc.Arbitrary<Step>) => ({ weight, arbitrary })

/** Things that may happen, in any order. */
const aStep = fc.oneof(
  fc
    .tuple(anAgent, aPool, fc.integer({ min: -1, max: 6 }))
    .map(([agent, pool, epochs]) => ({ founding, world }: Book) => {
      const row = founding.propose(agent, pool, world.clock.epoch[0] + epochs)
      if (epochs <= 0 || !(pool > 0 && pool < 1e9)) expect(row).toBe(NOBODY)
    }),
  weighted(
    4,
    fc.tuple(anAgent, aRow).map(([agent, row]) => ({ founding }: Book) => {
      founding.join(agent, row)
    }),
  ),
  weighted(
    3,
    fc.array(anInteraction, { maxLength: AGENTS, size: 'max' }).map((given) => (book: Book) => {
      const before = contributed(book)
      book.deal(given)
      const { membership } = book.world.get(Contribution)
      const marked = given.filter((_, row) => membership[row] !== 0).length
      expect(contributed(book) - before).toBe(marked)
    }),
  ),
  aRow.map((row) => ({ settling }: Book) => {
    settling.expire(row)
  }),
  aRow.map((row) => ({ settling }: Book) => {
    settling.evaluate(row)
  }),
  aRow.map((row) => ({ settling }: Book) => {
    const paid = settling.distribute(row)
    if (paid) expect(settling.distribute(row)).toBe(false)
  }),
  fc.constant(({ world }: Book) => {
    world.clock.epoch[0]++
  }),
  fc.constant(({ simulation }: Book) => simulation.runSystem('lever-merge')),
  fc.constant(({ simulation }: Book) => simulation.runSystem('missions-closing')),
)

function contributed({ world }: Book): number {
  const { tally, mission } = world.get(Membership)
  return sum([...mission].map((_, row) => tally[row * SUMS] as number))
}

describe('in any sequence of proposals, joining, work, expiry, judgement and payment', () => {
  it.each<[string, Parameters]>([
    ['equal', { 'missions.reward_distribution': 'equal', 'missions.targets.total_count': 3 }],
    ['proportional', { 'missions.targets.total_count': 2 }],
    ['early', { 'missions.judged': 'early', 'missions.targets.total_count': 1 }],
    [
      'shapley of success',
      {
        'missions.reward_distribution': 'shapley',
        'missions.targets.total_count': 4,
        'missions.memberships': 2,
      },
    ],
    [
      'shapley of score',
      {
        'missions.reward_distribution': 'shapley',
        'missions.shapley_worth': 'score',
        'missions.targets.avg_p': 0.4,
        'missions.targets.total_count': null,
      },
    ],
    ['leave one out', { 'missions.reward_distribution': 'leave_one_out', 'missions.targets.total_count': 2 }],
    ['treasury', { 'missions.sponsor': 'treasury', 'missions.targets.total_count': 2 }],
  ])('money is conserved and rows hold together: %s', (_name, parameters) => {
    let paid = 0
    fc.assert(
      fc.property(fc.array(aStep, { minLength: 30, maxLength: 90, size: 'max' }), (steps) => {
        const book = aBook(parameters)
        const treasury = book.world.get(Treasury)
        treasury.balance[0] = 200
        treasury.collected[0] = 200
        const start = moneyOf(book.world)
        for (const step of steps) {
          step(book)
          expect(Math.abs(moneyOf(book.world) - start)).toBeLessThan(1e-9)
        }
        expect(broken(book)).toEqual([])
        paid += sum(book.world.get(MissionWill).earned)
        book.simulation.dispose()
      }),
      { numRuns: 40, seed: 5 },
    )
    expect(paid).toBeGreaterThan(0)
  })
})

/** A mission of agents 0 to 2, agents 0 and 1 giving everything and agent 2 one thing of nothing. */
function aMission(parameters: Parameters = {}) {
  const book = aBook({ 'missions.targets.total_count': 4, ...parameters })
  const mission = book.founding.propose(0, 30, 3)
  for (const agent of [1, 2]) expect(book.founding.join(agent, mission)).toBe(true)
  book.deal([
    { initiator: 0, counterparty: 8, p: 0.9 },
    { initiator: 8, counterparty: 0, p: 0.9, status: Status.gated },
    { initiator: 1, counterparty: 9, p: 0.6 },
    { initiator: 2, counterparty: 1, p: 0 },
    { initiator: 10, counterparty: 11, p: 1 },
  ])
  return { ...book, mission }
}

describe('contributions', () => {
  it('count once, for one party, of any outcome, and only in an active mission', () => {
    const { world, mission, deal, founding } = aMission()
    expect([...world.get(Contribution).membership.subarray(0, 5)]).toEqual([1, 1, 2, 3, 0])
    const { tally } = world.get(Membership)
    expect([...tally.subarray(0, SUMS)]).toEqual([2, 1.8, 0.9, 1])
    deal([{ initiator: 1, counterparty: 0, p: 0.3 }])
    expect([tally[0], tally[SUMS]]).toEqual([2, 2])
    // One that waits for members takes nothing.
    expect(founding.propose(5, 10, 3)).not.toBe(mission)
    deal([{ initiator: 5, counterparty: 6, p: 0.3 }])
    expect(world.get(Contribution).membership[0]).toBe(0)
  })

  it('are an even part of what a member does, the first included', () => {
    const { world, founding, deal } = aBook()
    const mission = founding.propose(0, 10, 3)
    founding.join(8, mission)
    for (let time = 0; time < 10; time++) deal([{ initiator: 8, counterparty: 9 }])
    expect(world.get(Membership).tally[8 * SUMS]).toBe(5)
  })
})

describe('payment', () => {
  const gained = (rule: string, worth = 'quality') => {
    const { world, settling, mission, simulation } = aMission({
      'missions.reward_distribution': rule,
      'missions.shapley_worth': worth,
    })
    expect(settling.evaluate(mission)).toBe(MissionStatus.succeeded)
    expect(settling.distribute(mission)).toBe(true)
    expect(settling.distribute(mission)).toBe(false)
    simulation.runSystem('lever-merge')
    return [...world.get(Stake).resources.subarray(0, 3)]
  }

  it('divides pool and fees by the rule', () => {
    // All start with 100; the founder put in 30 and everyone 2, so there are 36 to share.
    expect(gained('equal')).toEqual([80, 110, 110])
    const shares = [(1.8 / 2.4) * 36, (0.6 / 2.4) * 36, 0]
    const wanted = [68 + (shares[0] as number), 98 + (shares[1] as number), 98]
    gained('proportional').forEach((money, agent) => {
      expect(money).toBeCloseTo(wanted[agent] as number, 9)
    })
    gained('shapley').forEach((money, agent) => {
      expect(money).toBeCloseTo(wanted[agent] as number, 9)
    })
    // All four contributions are needed, so all three are.
    gained('shapley', 'success').forEach((money, agent) => {
      expect(money).toBeCloseTo((agent === 0 ? 68 : 98) + 12, 9)
    })
  })

  it('is a refund when the mission fails, and costs the founder reputation', () => {
    const { world, settling, mission, simulation } = aMission({ 'missions.targets.total_count': 8 })
    expect(settling.evaluate(mission)).toBe(MissionStatus.active)
    world.clock.epoch[0] = 3
    expect(settling.evaluate(mission)).toBe(MissionStatus.failed)
    expect(settling.evaluate(mission)).toBe(MissionStatus.free)
    simulation.runSystem('lever-merge')
    expect([...world.get(Stake).resources.subarray(0, 3)]).toEqual([100, 100, 100])
    expect(world.column('Standing.reputation')[0]).toBeCloseTo(-0.2 * 0.5, 12)
  })

  it('never comes for a mission nobody worked for, be its objective met by nothing', () => {
    const { founding, settling, world } = aBook({
      'missions.targets.avg_p': 0,
      'missions.targets.total_count': null,
    })
    const mission = founding.propose(0, 10, 2)
    founding.join(1, mission)
    expect(settling.evaluate(mission)).toBe(MissionStatus.active)
    world.clock.epoch[0] = 2
    expect(settling.evaluate(mission)).toBe(MissionStatus.failed)
  })
})

describe('what is refused', () => {
  it('is a mission without a pool, a future, money, a free founder or room', () => {
    const { founding, world } = aBook({ 'missions.max_active_missions': 2 })
    world.clock.epoch[0] = 4
    for (const pool of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, 99])
      expect(founding.propose(0, pool, 9)).toBe(NOBODY)
    for (const deadline of [4, 3, 4.5, Number.NaN]) expect(founding.propose(0, 10, deadline)).toBe(NOBODY)
    expect(founding.propose(0, 98, 5)).toBe(0)
    expect(founding.propose(0, 1, 5)).toBe(NOBODY)
    expect(founding.propose(1, 10, 5)).toBe(1)
    expect(founding.propose(2, 10, 5)).toBe(NOBODY)
    expect(world.get(MissionCounts).refused[0]).toBe(11)
  })

  it('is joining what is full, over or not there', () => {
    const { founding, world, settling } = aBook({ 'missions.max_participants': 2 })
    const mission = founding.propose(0, 10, 1)
    expect(founding.join(0, mission)).toBe(true)
    expect(world.get(Mission).members[mission]).toBe(1)
    expect(founding.join(1, mission)).toBe(true)
    expect(founding.join(2, mission)).toBe(false)
    expect(founding.join(2, 2)).toBe(false)
    const lonely = founding.propose(3, 10, 1)
    world.clock.epoch[0] = 1
    expect(founding.join(4, lonely)).toBe(false)
    expect(settling.expire(mission)).toBe(false)
    expect(settling.expire(lonely)).toBe(true)
  })

  it('is a run of missions without aim, without room, or with impossible targets', () => {
    expect(() => aBook({ 'missions.targets.total_count': null })).toThrow(/at least one target/)
    expect(() => aBook({ 'missions.min_participants': 6 })).toThrow(/at most max_participants, 5/)
    expect(() => aBook({ 'missions.targets.avg_p': -0.1 })).toThrow(/missions.targets.avg_p/)
    expect(() => aBook({ 'missions.reward_pool': 0 })).toThrow(/above 0/)
  })
})

describe('every system', () => {
  it('touches only what it declares', () => {
    const { simulation } = aBook({ 'missions.found.honest': 0.3, 'missions.join.opportunistic': 1 })
    for (let tick = 0; tick < 20; tick++) simulation.tick()
    for (const system of ['missions-closing', 'missions-opening', 'missions-contributing'])
      expect([system, auditWrites(simulation, system), auditReads(simulation, system)]).toEqual([
        system,
        [],
        [],
      ])
  })
})
