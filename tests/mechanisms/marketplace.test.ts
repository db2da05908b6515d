import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bid, BoardTotals, Bounty, Desk, Escrow, Listing, Task } from '../../components/board.ts'
import { Intent } from '../../components/intent.ts'
import { Collection, Stake, Treasury } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { definePlugin } from '../../engine/plugin.ts'
import type { World } from '../../engine/world.ts'
import { Deal, DealStatus, MarketCounts, MarketTotals } from '../../mechanisms/marketplace/columns.ts'
import { marketplace } from '../../mechanisms/marketplace/index.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { validateWorld } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

const PLUGINS = [marketplace]
const ON = { 'marketplace.enabled': true }
const REFERENCE: Parameters = {
  turns: 'sequential',
  'marketplace.settlement': 'never',
  'marketplace.listing': 'whole',
  'policy.idle_bounty_turns': true,
}

const aMarket = (agents: number, parameters: Parameters = {}, more: Partial<ScenarioInput> = {}) =>
  aTown(agents, { ...ON, ...parameters }, { epochs: 6, stepsPerEpoch: 8, ...more }, { plugins: PLUGINS })

const sum = (values: Iterable<number>): number => {
  let total = 0
  for (const value of values) total += value
  return total
}

/** All the money there is: what agents, treasury, bounties and escrows hold, and what was lost. */
function moneyOf(world: World): number {
  const { offered, escrowed, lost } = world.get(MarketTotals)
  const agents = world.get(Stake).resources.subarray(0, world.clock.agentCount[0])
  const { taxes, slashes } = world.get(Collection)
  const purse = world.get(Treasury).balance[0] + sum(taxes) + sum(slashes)
  return sum(agents) + purse + offered[0] + escrowed[0] + lost[0]
}

/** What the market's accounts have to be by its rows. */
function accountsOf(world: World): { offered: number; escrowed: number } {
  const { status, amount } = world.get(Deal)
  const { reward } = world.get(Bounty)
  let offered = 0
  let escrowed = 0
  for (let row = 0; row < world.get(MarketTotals).used[0]; row++) {
    const held = status[row] === DealStatus.awarded || status[row] === DealStatus.disputed
    if (held) escrowed += amount[row]
    if (held || status[row] === DealStatus.open) offered += reward[row] - amount[row]
  }
  return { offered, escrowed }
}

/** Money moves between agents, the market and the treasury only, once payoffs stay on paper and nothing is taxed. */
const CLOSED = { 'payoff.credit_resources': false, 'governance.transaction_tax_rate': 0 }

describe('money', () => {
  it.each<[string, Parameters]>([
    ['simultaneous turns', {}],
    ['sequential turns', { turns: 'sequential', 'feed.enabled': true }],
    ['settlement never', REFERENCE],
    ['no treasury', { 'tax.treasury': false }],
    ['early disputes', { 'marketplace.dispute_resolution_epochs': 0, 'marketplace.escrow_fee_rate': 0.3 }],
  ])('is conserved after every system with %s', (_name, parameters) => {
    fc.assert(
      fc.property(fc.nat(1_000_000), (seed) => {
        const town = aMarket(60, { ...CLOSED, ...parameters }, { seed })
        const { world } = town
        const before = moneyOf(world)
        const broken: string[] = []
        town.onSystem((system) => {
          if (Math.abs(moneyOf(world) - before) > 1e-6) broken.push(`${system}: ${moneyOf(world)}`)
          const { offered, escrowed } = accountsOf(world)
          const totals = world.get(MarketTotals)
          if (Math.abs(totals.offered[0] - offered) > 1e-6) broken.push(`${system}: offered`)
          if (Math.abs(totals.escrowed[0] - escrowed) > 1e-6) broken.push(`${system}: escrowed`)
        })
        while (!town.finished && broken.length === 0) town.tick()
        expect(broken).toEqual([])
        expect(town.summary().metrics['bountiesAwarded']).toBeGreaterThan(0)
      }),
      { numRuns: 6 },
    )
  })

  it('is lost where escrows are never settled or fees have no treasury, and nowhere else', async () => {
    const lost = async (parameters: Parameters) => {
      const town = aMarket(80, parameters, { seed: 'lost' })
      await town.run()
      return town.summary().metrics['marketMoneyLost']
    }
    expect(await lost({})).toBe(0)
    expect(await lost({ 'tax.treasury': false })).toBeGreaterThan(0)
  })

  it('goes back to a poster, beyond the bid and on failure, less the fee', async () => {
    const town = aSimulation(
      { honest: 40 },
      { ...ON, ...CLOSED, 'acceptance.threshold': 0.99, 'tax.redistribute': 'none' },
      { epochs: 5 },
      { plugins: PLUGINS },
    )
    await town.run()
    const { metrics } = town.summary()
    expect(metrics['tasksCompleted']).toBe(0)
    expect(metrics['tasksFailed']).toBeGreaterThan(20)
    expect(metrics['workerPay']).toBe(0)
    expect(town.world.get(Treasury).balance[0]).toBeCloseTo(metrics['marketFees'] as number, 9)
  })
})

/** Rows that an agent's chain leads to, by following it. */
function follow(head: number, next: Uint32Array): number[] {
  const rows: number[] = []
  for (let at = head; at !== 0; at = next[at - 1]) rows.push(at - 1)
  return rows
}

/** Where the short ways through the market do not lead to what a look at everything finds. */
function strayed(world: World): string[] {
  const broken: string[] = []
  const used = world.get(MarketTotals).used[0]
  const rows = Array.from({ length: used }, (_, row) => row)
  const { status } = world.get(Deal)
  const { poster, open } = world.get(Bounty)
  const bid = world.get(Bid)
  const { status: task, assignee } = world.get(Task)
  const { held, worker } = world.get(Escrow)
  const desk = world.get(Desk)
  const next = (path: string) => world.column(path) as Uint32Array
  const sorted = (list: Iterable<number>) => [...list].sort((a, b) => a - b).join()
  const compare = (what: string, found: Iterable<number>, wanted: Iterable<number>) => {
    if (sorted(found) !== sorted(wanted)) broken.push(`${what}: ${sorted(found)}, expected ${sorted(wanted)}`)
  }
  const isOpen = (row: number) => status[row] === DealStatus.open
  const isHeld = (row: number) => status[row] === DealStatus.awarded || status[row] === DealStatus.disputed
  const isActive = (row: number) => task[row] === 2 || task[row] === 3
  for (let agent = 0; agent < world.clock.agentCount[0]; agent++) {
    const own = follow(desk.bounties[agent], next('BountyChain.next'))
    compare(
      'bounties',
      own,
      rows.filter((row) => isOpen(row) && poster[row] === agent),
    )
    const tasks = follow(desk.tasks[agent], next('TaskChain.next'))
    compare(
      'tasks',
      tasks,
      rows.filter((row) => isActive(row) && assignee[row] === agent),
    )
    const pays = follow(desk.pays[agent], next('EscrowChain.nextPaid'))
    compare(
      'pays',
      pays,
      rows.filter((row) => isHeld(row) && poster[row] === agent),
    )
    const earns = follow(desk.earns[agent], next('EscrowChain.nextEarned'))
    compare(
      'earns',
      earns,
      rows.filter((row) => isHeld(row) && worker[row] === agent),
    )
  }
  const slots = world.value('marketplace.max_bids_per_bounty') as number
  const lowest = next('BountyChain.lowest')
  for (const row of rows) {
    const bids = Array.from({ length: slots }, (_, place) => row * slots + place)
    const amounts = bids.filter((at) => bid.pending[at] === 1).map((at) => bid.amount[at])
    const best = lowest[row] === 0 ? Number.POSITIVE_INFINITY : bid.amount[lowest[row] - 1]
    if (best !== Math.min(...amounts)) broken.push(`lowest bid on ${row}`)
    if ((open[row] === 1) !== isOpen(row)) broken.push(`open flag of ${row}`)
    if ((held[row] === 1) !== (status[row] === DealStatus.awarded)) broken.push(`held flag of ${row}`)
  }
  const totals = world.get(BoardTotals)
  const listing = world.get(Listing)
  const listed = [...listing.bounty.subarray(0, totals.bounties[0])]
  if (!listed.every(isOpen)) broken.push('a bounty is listed that takes no bids')
  const listedTasks = [...listing.task.subarray(0, totals.tasks[0])]
  if (!listedTasks.every((row) => task[row] === 1)) broken.push('a task is listed that is not open')
  if (new Set(listed).size !== listed.length) broken.push('a bounty is listed twice')
  return broken
}

describe('after every system', () => {
  it.each<[string, Parameters]>([
    ['simultaneous', {}],
    ['sequential', { turns: 'sequential' }],
    ['reference', REFERENCE],
  ])('a %s world holds together, and lists and chains lead to what there is', (_name, parameters) => {
    const town = aMarket(50, { 'marketplace.max_bids_per_bounty': 3, ...parameters })
    const broken: string[] = []
    town.onSystem((system) => {
      const problems = [...validateWorld(town.world), ...strayed(town.world)]
      broken.push(...problems.map((problem) => `${system}: ${problem}`))
    })
    while (!town.finished && broken.length === 0) town.tick()
    expect(broken).toEqual([])
  })

  it('every bounty is expired, awarded or still open, and every award ended or held', async () => {
    const town = aMarket(120)
    await town.run()
    const { metrics } = town.summary()
    const of = (column: string) => metrics[column] as number
    const { status } = town.world.get(Deal)
    const rows = status.subarray(0, town.world.get(MarketTotals).used[0])
    const open = rows.filter((code) => code === DealStatus.open).length
    const held = rows.filter((code) => code === DealStatus.awarded || code === DealStatus.disputed).length
    expect(of('bountiesPosted')).toBe(of('bountiesExpired') + of('bountiesAwarded') + open)
    expect(of('bountiesAwarded')).toBe(
      of('tasksCompleted') + of('tasksFailed') + of('disputesSettled') + held,
    )
    expect(of('bountiesExpired')).toBeGreaterThan(0)
    expect(of('disputesFiled')).toBeGreaterThan(0)
  })
})

describe('access', () => {
  it.each<[string, Parameters]>([
    ['simultaneous', {}],
    ['sequential', REFERENCE],
  ])('systems of a %s world touch what they declare', (_name, parameters) => {
    const town = aMarket(80, { 'feed.enabled': true, ...parameters })
    for (let tick = 0; tick < 13; tick++) town.tick()
    for (const { name } of town.systems) {
      expect([name, auditWrites(town, name), auditReads(town, name)]).toEqual([name, [], []])
    }
  })
})

const digestAfterRun = async (town: Simulation) => {
  await town.run()
  return town.digest()
}

describe('determinism', () => {
  const other = definePlugin('bystander', [], () => {})

  it('gives the same world twice, in any order of plugins, and with room to spare', async () => {
    const ways = [
      { plugins: PLUGINS },
      { plugins: [other, marketplace] },
      { plugins: [marketplace, other] },
      { plugins: PLUGINS, capacity: 300 },
    ]
    // A network has room for edges of its own, by capacity.
    const parameters = { ...ON, 'network.enabled': false }
    const digests = ways.map((options) => digestAfterRun(aTown(90, parameters, { epochs: 4 }, options)))
    expect(new Set(await Promise.all(digests)).size).toBe(1)
  })

  it('goes on from a snapshot as if nothing had happened', async () => {
    const town = aMarket(90)
    for (let tick = 0; tick < 19; tick++) town.tick()
    const snapshot = town.snapshot()
    const straight = await digestAfterRun(town)
    town.restore(snapshot)
    expect(await digestAfterRun(town)).toBe(straight)
  })

  it('leaves no trace while it is off', async () => {
    const without = await digestAfterRun(aTown(90))
    expect(await digestAfterRun(aTown(90, {}, {}, { plugins: PLUGINS }))).toBe(without)
    const reference = { turns: 'sequential', 'policy.idle_bounty_turns': true }
    const bare = await digestAfterRun(aTown(40, reference))
    expect(await digestAfterRun(aTown(40, reference, {}, { plugins: PLUGINS }))).toBe(bare)
  })
})

describe('limits', () => {
  it('refuses and counts bounties for which there is no row', () => {
    const town = aMarket(20, REFERENCE, { epochs: 1 })
    for (let tick = 0; tick < 1000; tick++) town.tick()
    const { used } = town.world.get(MarketTotals)
    expect(used[0]).toBe(town.world.rowsOf('bounty'))
    expect(town.summary().metrics['bountiesRefused']).toBeGreaterThan(0)
  })

  it('keeps within the allowances of an epoch', () => {
    const limits = {
      'rate_limits.bounties_per_epoch': 1,
      'rate_limits.bids_per_epoch': 2,
      'rate_limits.tasks_per_epoch': 1,
    }
    const town = aMarket(60, limits)
    const { bountiesPosted, bidsPlaced, tasksClaimed } = town.world.get(Desk)
    while (!town.finished) {
      town.tick()
      expect(Math.max(...bountiesPosted)).toBeLessThanOrEqual(1)
      expect(Math.max(...bidsPlaced)).toBeLessThanOrEqual(2)
      expect(Math.max(...tasksClaimed)).toBeLessThanOrEqual(1)
    }
    expect(Math.max(...town.world.get(MarketCounts).bids)).toBeGreaterThan(0)
  })

  it('reuses rows: a long run needs no more of them than a short one', async () => {
    const used = async (epochs: number) => {
      const town = aMarket(100, {}, { epochs })
      await town.run()
      return town.world.get(MarketTotals).used[0]
    }
    expect(await used(40)).toBeLessThan(3 * (await used(5)))
  })
})

describe('turns', () => {
  it('are lost to what the engine refuses, and to nothing that it carries out', () => {
    const town = aMarket(100)
    const tally = new Map<number, [done: number, refused: number]>()
    while (!town.finished) {
      town.tick()
      const { action, failed } = town.world.get(Intent)
      for (let agent = 0; agent < 100; agent++) {
        const entry = tally.get(action[agent]) ?? [0, 0]
        entry[failed[agent]]++
        tally.set(action[agent], entry)
      }
    }
    const { metrics } = town.summary()
    expect(tally.get(9)?.[0]).toBe(metrics['bountiesPosted'])
    expect(tally.get(10)?.[0]).toBe(metrics['bidsPlaced'])
    expect(tally.get(7)?.[0]).toBe(metrics['tasksClaimed'])
    expect(tally.get(8)?.[0]).toBe(metrics['tasksHandedIn'])
    expect(tally.get(12)?.[0]).toBe(metrics['disputesFiled'])
    expect(tally.get(11)?.[0]).toBe(
      (metrics['bountiesAwarded'] as number) - (metrics['tasksClaimed'] as number),
    )
  })
})
