import { describe, expect, it } from 'vitest'
import { Status } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Finding, Parties, Payoff, Score, Verdict } from '../../components/interaction.ts'
import { Standing } from '../../components/standing.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { Trace } from '../../mechanisms/redteam/columns.ts'
import type { AgentGroup } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { interactionRows, validateWorld } from '../kit/validate-world.ts'

const plugins = { plugins: mechanisms }
const others = mechanisms.filter(({ name }) => name !== 'redteam')

/** A society with attackers in its first rows, where consent alone decides. */
function infiltrated(
  attackers: AgentGroup,
  parameters: Readonly<Record<string, ParameterValue>> = {},
  epochs = 10,
): Simulation {
  return aSimulation(
    {},
    { 'redteam.enabled': true, 'acceptance.mode': 'policy', ...parameters },
    { epochs, agents: [attackers, { type: 'honest', count: 40 }] },
    plugins,
  )
}

interface Deed {
  readonly agent: number
  readonly other: number
  readonly hostile: boolean
  readonly transfer: number
  readonly p: number
  readonly accepted: boolean
  readonly tickOfEpoch: number
}

/** Runs to the end and returns what the agents of the first rows proposed. */
function deedsOf(simulation: Simulation, attackers: number, afterTick: () => void = () => {}): Deed[] {
  const { world } = simulation
  const deeds: Deed[] = []
  while (!simulation.finished) {
    const tickOfEpoch = world.clock.tickOfEpoch[0] as number
    simulation.tick()
    const { initiator, counterparty, hostile, transfer } = world.get(Parties)
    const { status } = world.get(Verdict)
    for (const row of interactionRows(world)) {
      if ((initiator[row] as number) >= attackers) continue
      deeds.push({
        agent: initiator[row] as number,
        other: counterparty[row] as number,
        hostile: hostile[row] === 1,
        transfer: transfer[row] as number,
        p: world.get(Score).p[row] as number,
        accepted: status[row] === Status.accepted,
        tickOfEpoch,
      })
    }
    afterTick()
  }
  return deeds
}

describe('the mechanism redteam', () => {
  it('leaves no trace while it is off, and only its own while nobody attacks', () => {
    const run = (parameters: Readonly<Record<string, ParameterValue>>, given: typeof mechanisms) => {
      const town = aTown(120, parameters, {}, { plugins: given })
      while (!town.finished) town.tick()
      return town
    }
    const [off, without] = [run({}, mechanisms), run({}, others)]
    expect(off.digest()).toBe(without.digest())
    const on = run({ 'redteam.enabled': true }, mechanisms)
    const results = ({ epochs }: Simulation) =>
      epochs.map(({ byType, metrics }) => [byType.honest, metrics.totalWelfare])
    expect(results(on)).toEqual(results(off))
    expect(on.epochs.at(-1)?.metrics).toMatchObject({ attacks: 0, attackHarm: 0 })
  })

  it('has one digest, whatever the order of plugins', () => {
    const digest = (given: typeof mechanisms) => {
      const town = aSimulation(
        { honest: 40, rule_gamer: 3, timing_attacker: 3, reputation_farmer: 3, drainer: 3 },
        { 'redteam.enabled': true, 'governance.audit_enabled': true },
        { epochs: 4 },
        { plugins: given },
      )
      while (!town.finished) town.tick()
      return town.digest()
    }
    expect(digest([...mechanisms].reverse())).toBe(digest(mechanisms))
    expect(digest(mechanisms)).toBe(digest(mechanisms))
  })

  it.each(['simultaneous', 'sequential'])('touches only what it declares, %s', (turns) => {
    const town = aSimulation(
      {
        honest: 30,
        ring_member: 3,
        threshold_dancer: 2,
        puppet: 3,
        launderer: 2,
        rule_gamer: 2,
        timing_attacker: 2,
      },
      { turns, 'redteam.enabled': true, 'feed.enabled': true, 'governance.circuit_breaker_enabled': true },
      { epochs: 4 },
      plugins,
    )
    for (let tick = 0; tick < 12; tick++) {
      town.tick()
      expect(validateWorld(town.world)).toEqual([])
    }
    for (const { name } of town.systems) {
      expect(auditWrites(town, name), name).toEqual([])
      expect(auditReads(town, name), name).toEqual([])
    }
  })

  it('traces attacks, their harm, and what others earn from attackers', () => {
    const town = infiltrated({ type: 'threshold_dancer', count: 2 }, { 'governance.audit_enabled': true })
    const sums = { attacks: 0, effective: 0, unfound: 0, harm: 0, across: 0 }
    while (!town.finished) {
      town.tick()
      const { world } = town
      const { initiator, counterparty, hostile, transfer } = world.get(Parties)
      for (const row of interactionRows(world)) {
        const accepted = world.get(Verdict).status[row] === Status.accepted
        const isAttack = hostile[row] === 1 || (transfer[row] as number) < 0
        if (accepted && (counterparty[row] as number) < 2)
          sums.across += (initiator[row] as number) < 2 ? 0 : (world.get(Payoff).initiator[row] as number)
        if ((initiator[row] as number) >= 2) continue
        if (accepted && (counterparty[row] as number) >= 2)
          sums.across += world.get(Payoff).counterparty[row] as number
        if (!isAttack) continue
        sums.attacks++
        if (!accepted) continue
        sums.effective++
        if (world.get(Finding).violations[row] === 0) sums.unfound++
        if ((counterparty[row] as number) >= 2) sums.harm += 2 * (1 - (world.get(Score).p[row] as number))
      }
    }
    const trace = town.world.get(Trace)
    const ofAttackers = (column: Uint32Array | Float64Array) => (column[0] as number) + (column[1] as number)
    expect(sums.effective).toBeGreaterThan(50)
    expect(ofAttackers(trace.attacks)).toBe(sums.attacks)
    expect(ofAttackers(trace.effective)).toBe(sums.effective)
    expect(ofAttackers(trace.unfound)).toBe(sums.unfound)
    expect(sums.unfound).toBeLessThan(sums.effective)
    expect(ofAttackers(trace.harm)).toBeCloseTo(sums.harm, 9)
    const across = trace.across.slice(2).reduce((sum, value) => sum + value, 0)
    expect(across).toBeCloseTo(sums.across, 9)
    expect([...trace.infiltrated.slice(0, 3)]).toEqual([1, 1, 0])
    expect(town.epochs.at(-1)?.metrics).toMatchObject({
      attacks: sums.attacks,
      effectiveAttacks: sums.effective,
    })
  })
})

describe('attackers', () => {
  it('threshold dancers strike again and again, and the breaker never answers', () => {
    const town = infiltrated(
      { type: 'threshold_dancer', count: 10 },
      { 'governance.circuit_breaker_enabled': true, 'governance.freeze_threshold_toxicity': 0.45 },
      20,
    )
    const deeds = deedsOf(town, 10)
    const strikes = deeds.filter(({ hostile }) => hostile).length
    expect(strikes).toBeGreaterThan(100)
    expect(strikes).toBeLessThan(0.8 * deeds.length)
    expect([...town.world.get(Custody).freezes.slice(0, 10)]).toEqual(Array(10).fill(0))
    // Without a breaker they do nothing else.
    const free = deedsOf(infiltrated({ type: 'threshold_dancer', count: 10 }), 10)
    expect(free.every(({ hostile }) => hostile)).toBe(true)
  })

  it('reputation farmers strike only from a reputation that they can afford', () => {
    const town = infiltrated({ type: 'reputation_farmer', count: 10, config: { reputation_goal: 2 } }, {}, 20)
    const { reputation } = town.world.get(Standing)
    let before = reputation.slice(0, 10)
    let strikes = 0
    const { initiator, hostile } = town.world.get(Parties)
    deedsOf(town, 10, () => {
      for (const row of interactionRows(town.world)) {
        const agent = initiator[row] as number
        if (agent >= 10 || hostile[row] === 0) continue
        strikes++
        expect(before[agent]).toBeGreaterThan(1)
      }
      before = reputation.slice(0, 10)
    })
    expect(strikes).toBeGreaterThan(20)
  })

  it('ring members do favours within their own ring alone, and strike at everyone else', () => {
    const deeds = deedsOf(infiltrated({ type: 'ring_member', count: 6, config: { cell_size: 3 } }), 6)
    const ringOf = (agent: number) => (agent < 6 ? Math.floor(agent / 3) : -1)
    for (const { agent, other, hostile } of deeds) expect(ringOf(agent) === ringOf(other)).toBe(!hostile)
    const favours = deeds.filter(({ hostile }) => !hostile).length / deeds.length
    // 600 turns at 0.7: a standard deviation is 0.019.
    expect(Math.abs(favours - 0.7)).toBeLessThan(0.08)
  })

  it('puppets of one cell share their targets', () => {
    const deeds = deedsOf(infiltrated({ type: 'puppet', count: 5, config: { cell_size: 5 } }), 5)
    const targets = [0, 1, 2, 3, 4].map(
      (puppet) => new Set(deeds.filter(({ agent }) => agent === puppet).map(({ other }) => other)),
    )
    const all = new Set(deeds.map(({ other }) => other))
    expect(deeds.length).toBeGreaterThan(200)
    expect(all.size).toBeLessThanOrEqual(4)
    for (const own of targets) expect(own).toEqual(all)
    expect([...all].every((other) => other >= 5)).toBe(true)
  })

  it('timing attackers strike late in an epoch, and never after an audit', () => {
    const town = infiltrated(
      { type: 'timing_attacker', count: 10 },
      { 'governance.audit_enabled': true, 'governance.audit_probability': 0.5 },
    )
    const { initiator, hostile } = town.world.get(Parties)
    const { audited } = town.world.get(Finding)
    const looked = new Set<number>()
    const deeds = deedsOf(town, 10, () => {
      for (const row of interactionRows(town.world)) {
        const agent = initiator[row] as number
        if (agent >= 10) continue
        if (hostile[row] === 1) expect(looked.has(agent)).toBe(false)
        if (audited[row] === 1) looked.add(agent)
        else looked.delete(agent)
      }
    })
    const strikes = deeds.filter((deed) => deed.hostile)
    expect(strikes.length).toBeGreaterThan(50)
    expect(Math.min(...strikes.map(({ tickOfEpoch }) => tickOfEpoch))).toBe(6)
  })

  it('launderers hand poor work from sources to proxies, and from these to others', () => {
    const deeds = deedsOf(infiltrated({ type: 'launderer', count: 4, config: { cell_size: 2 } }), 4)
    const poor = deeds.filter(({ hostile }) => hostile)
    expect(poor.length).toBeGreaterThan(50)
    for (const { agent, other } of poor) {
      if (agent % 2 === 0) expect(other).toBe(agent + 1)
      else expect(Math.floor(other / 2)).not.toBe(Math.floor(agent / 2))
    }
  })

  it('drainers ask for money with good work, and cannot where proposals carry none', () => {
    const deeds = deedsOf(infiltrated({ type: 'drainer', count: 10 }), 10)
    const drains = deeds.filter(({ transfer }) => transfer < 0)
    expect(drains.length).toBeGreaterThan(0.7 * deeds.length)
    expect(drains.reduce((sum, { p }) => sum + p, 0) / drains.length).toBeGreaterThan(0.7)
    const dry = deedsOf(infiltrated({ type: 'drainer', count: 10 }, { transfers: 'off' }), 10)
    expect(dry.filter(({ transfer }) => transfer !== 0)).toEqual([])
  })

  it('rule gamers find out which attack the rules let pay', () => {
    const shares = (parameters: Readonly<Record<string, ParameterValue>>) => {
      const deeds = deedsOf(infiltrated({ type: 'rule_gamer', count: 20 }, parameters, 20), 20)
      const late = deeds.slice(Math.floor(deeds.length / 2))
      return late.filter(({ hostile }) => hostile).length / late.length
    }
    const gated = shares({ 'acceptance.mode': 'both' })
    const moneyless = shares({ transfers: 'off' })
    // Where a gate turns strikes away it drains; where proposals carry no money it strikes.
    expect(gated).toBeLessThan(0.1)
    expect(moneyless).toBeGreaterThan(0.5)
  })
})
