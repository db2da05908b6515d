import { describe, expect, it } from 'vitest'
import { Violation } from '../../components/codes.ts'
import { Finding } from '../../components/interaction.ts'
import { Origin, SpawnTotals } from '../../components/spawning.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { Standing } from '../../components/standing.ts'
import { NOBODY } from '../../engine/journal.ts'
import {
  Credential,
  CredentialType,
  ExpiryBucket,
  Identity,
  IdentityTotals,
} from '../../mechanisms/identity/columns.ts'
import { bindCredentials } from '../../mechanisms/identity/credentials.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown, putInteractions } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'
import { validateWorld } from '../kit/validate-world.ts'

const options = { plugins: mechanisms }
const ON = { 'identity.enabled': true }
const SYSTEMS = [
  'identity-register',
  'identity-expiry',
  'identity-evidence',
  'identity-issue',
  'identity-arrival',
] as const

/** A few agents whose credentials a test hands out itself; one issuer of two is trusted. */
const office = (parameters = {}) => {
  const simulation = aSimulation(
    { honest: 4 },
    {
      ...ON,
      'identity.issuers': 2,
      'identity.trusted_issuers': 1,
      'identity.personhood_share': 0,
      'identity.credential_expiry_epochs': 3,
      ...parameters,
    },
    { epochs: 20, stepsPerEpoch: 1 },
    options,
  )
  const { world } = simulation
  const access = {
    get: world.get.bind(world),
    parameters: world.parameters.bind(world),
    world,
    clock: world.clock,
  }
  return { simulation, world, credentials: bindCredentials(access) }
}

const { auditPass, taskCompletion, reputationHistory } = CredentialType

describe('credentials', () => {
  it('count once for each type and issuer, from trusted issuers, about their holder, not dated ahead', () => {
    const { world, credentials } = office()
    credentials.issue(0, 0, auditPass, 0)
    credentials.issue(0, 0, auditPass, 0)
    credentials.issue(0, 0, auditPass, 1)
    credentials.issue(0, 1, taskCompletion, 0)
    const ahead = credentials.issue(0, 0, reputationHistory, 0)
    const { issued } = world.get(Credential)
    issued[ahead] = 1
    credentials.assess(0)
    const { valid, trust } = world.get(Identity)
    expect([valid[0], trust[0]]).toEqual([1, 0.4])
    issued[ahead] = 0
    credentials.assess(0)
    expect(valid[0]).toBe(2)
  })

  it('all count without the checks, as the Python peer has it', () => {
    const { world, credentials } = office({ 'identity.checks': false })
    for (let copy = 0; copy < 5; copy++) credentials.issue(0, 1, auditPass, 1)
    credentials.assess(0)
    expect(world.get(Identity).trust[0]).toBeCloseTo(0.8, 12)
  })

  it('are found by their epoch of expiry, renewed ones by the later one', () => {
    const { world, credentials } = office()
    const { epoch } = world.clock
    const { type } = world.get(Credential)
    const { head } = world.get(ExpiryBucket)
    const lost = credentials.issue(0, 0, auditPass, 0)
    const kept = credentials.issue(1, 1, auditPass, 0)
    epoch[0] = 2
    expect(credentials.issue(1, 1, auditPass, 0)).toBe(kept)
    for (const now of [3, 4, 5]) {
      epoch[0] = now
      credentials.expire()
      expect([now, type[lost], type[kept]]).toEqual([now, 0, now < 5 ? auditPass : 0])
    }
    expect(world.get(IdentityTotals).expired[0]).toBe(2)
    expect(head.every((link) => link === 0)).toBe(true)
  })

  it('give way to new ones when there is no room, the one that expires soonest first', () => {
    const { world, credentials } = office({ 'identity.credential_slots': 2 })
    const first = credentials.issue(0, 0, auditPass, 0)
    world.clock.epoch[0] = 1
    credentials.issue(0, 0, taskCompletion, 0)
    expect(credentials.issue(0, 0, reputationHistory, 0)).toBe(first)
    expect(world.get(IdentityTotals).displaced[0]).toBe(1)
    // The row waited for epoch 3 and now holds a credential until 4: it must outlive the one and not the other.
    world.clock.epoch[0] = 3
    credentials.expire()
    expect(world.get(Credential).type[first]).toBe(reputationHistory)
    world.clock.epoch[0] = 4
    credentials.expire()
    expect(world.get(Credential).type[first]).toBe(0)
  })

  it('do not depend on when their bucket is looked at: no row is ever in two', () => {
    const { world, credentials } = office({ 'identity.credential_slots': 3 })
    const { next, bucket } = world.get(Credential)
    const { head } = world.get(ExpiryBucket)
    for (let epoch = 0; epoch < 40; epoch++) {
      world.clock.epoch[0] = epoch
      credentials.expire()
      for (let agent = 0; agent < 4; agent++) {
        if ((epoch * 7 + agent * 5) % 3 === 0)
          credentials.issue(agent, agent, 1 + ((epoch + agent) % 3), agent % 2)
      }
      const seen = new Set<number>()
      head.forEach((start, place) => {
        for (let link = start; link !== 0; link = next[link - 1] as number) {
          expect(seen.has(link)).toBe(false)
          expect(bucket[link - 1]).toBe(place + 1)
          seen.add(link)
        }
      })
      world.get(Credential).type.forEach((type, row) => {
        if (type !== 0) expect([epoch, row, seen.has(row + 1)]).toEqual([epoch, row, true])
      })
    }
  })
})

describe('behaviour', () => {
  it('earns credentials, and failing an audit costs them', () => {
    const { simulation, world } = office({ 'identity.issuers': 1, 'identity.history_epochs': 1 })
    const { valid } = world.get(Identity)
    putInteractions(simulation, [
      { initiator: 0, counterparty: 1, p: 0.8 },
      { initiator: 0, counterparty: 2, p: 0.8 },
      { initiator: 0, counterparty: 3, p: 0.8 },
      { initiator: 1, counterparty: 0, p: 0.4 },
    ])
    const { audited, violations } = world.get(Finding)
    audited[0] = 1
    audited[3] = 1
    world.get(Standing).reputation[2] = 0.6
    simulation.runSystem('identity-evidence')
    simulation.runSystem('identity-issue')
    const held = () => [0, 1, 2, 3].map((agent) => valid[agent])
    // A task_completion and an audit_pass; an audit_pass; a reputation_history; nothing.
    expect(held()).toEqual([2, 1, 1, 0])
    violations[0] = Violation.audit
    simulation.runSystem('identity-evidence')
    simulation.runSystem('identity-issue')
    expect(held()).toEqual([1, 1, 1, 0])
    expect(world.get(IdentityTotals).revoked[0]).toBe(1)
  })
})

describe('the registry', () => {
  const swarm = (parameters = {}) =>
    aSimulation(
      { honest: 30, sybil_operator: 1 },
      {
        ...ON,
        'sybil.enabled': true,
        'sybil.detection': false,
        'sybil.swarm_size': 6,
        'sybil.spawned_per_epoch': 3,
        'payoff.credit_resources': false,
        'tax.redistribute': 'none',
        ...parameters,
      },
      { epochs: 4, stepsPerEpoch: 2 },
      options,
    )
  const run = (simulation: Simulation) => {
    while (!simulation.finished) simulation.tick()
    const totals = simulation.world.get(IdentityTotals)
    return {
      agents: simulation.world.clock.agentCount[0],
      overLimit: totals.overLimit[0],
      unproven: totals.unproven[0],
      unpaid: totals.unpaid[0],
      charged: totals.charged[0],
      operatorHas: simulation.world.get(Stake).resources[30],
    }
  }

  it('allows a principal as many identities as it says, where it knows the principal', () => {
    expect(run(swarm())).toMatchObject({ agents: 31, overLimit: 12 })
    expect(run(swarm({ 'identity.max_identities_per_principal': 3 }))).toMatchObject({
      agents: 33,
      overLimit: 10,
    })
    expect(run(swarm({ 'identity.disclosed_share': 0 }))).toMatchObject({ agents: 37, overLimit: 0 })
  })

  it('charges whoever brings a newcomer, into the treasury, as long as there is money', () => {
    const open = { 'identity.max_identities_per_principal': 99 }
    const simulation = swarm(open)
    expect(run(simulation)).toMatchObject({ agents: 37, charged: 60, operatorHas: 40 })
    expect(simulation.world.get(Treasury).collected[0]).toBe(60)
    expect(run(swarm({ ...open, 'identity.creation_cost': 40 }))).toMatchObject({
      agents: 33,
      charged: 80,
      operatorHas: 20,
    })
  })

  it('uses up no place of a principal by a refusal for lack of proof', () => {
    const parameters = {
      'identity.proof_of_personhood_required': true,
      'identity.max_identities_per_principal': 3,
    }
    const simulation = swarm(parameters)
    simulation.runEpoch()
    simulation.runEpoch()
    const { identities } = simulation.world.get(Identity)
    expect(simulation.world.get(IdentityTotals).unproven[0]).toBe(6)
    expect(identities[30]).toBe(1)
    simulation.set('identity.proof_of_personhood_required', false)
    simulation.runEpoch()
    expect(identities[30]).toBe(3)
    expect(simulation.world.get(SpawnTotals).turnedDown[0]).toBe(7)
  })

  it('knows newcomers by their principal, and no Sybil has proof of personhood', () => {
    const simulation = swarm({ 'identity.max_identities_per_principal': 99, 'identity.disclosed_share': 0.5 })
    run(simulation)
    const { principal, personhood, registered } = simulation.world.get(Identity)
    const { sponsor } = simulation.world.get(Origin)
    for (let agent = 31; agent < 37; agent++) {
      expect([sponsor[agent], personhood[agent], registered[agent]]).toEqual([30, 0, 1])
      expect([30, NOBODY]).toContain(principal[agent])
    }
    expect(new Set(principal.subarray(31, 37)).size).toBe(2)
  })

  it('enters agents that a host brings, who pay for themselves', () => {
    const simulation = aSimulation(
      { honest: 5 },
      { ...ON, 'payoff.credit_resources': false },
      { epochs: 3, stepsPerEpoch: 2 },
      { ...options, capacity: 6 },
    )
    simulation.tick()
    simulation.spawn({ type: 'honest', count: 1 })
    for (let tick = 0; tick < 2; tick++) simulation.tick()
    const { resources } = simulation.world.get(Stake)
    expect([resources[0], resources[5]]).toEqual([100, 90])
    expect(simulation.world.get(Identity).principal[5]).toBe(5)
  })
})

describe('the mechanism', () => {
  const town = (parameters = {}) =>
    aTown(150, { ...ON, 'identity.credential_expiry_epochs': 2, ...parameters }, { epochs: 6 }, options)
  const finish = (simulation: Simulation) => {
    while (!simulation.finished) simulation.tick()
    return simulation
  }

  it('keeps worlds sound after every system, and gives each system what it declares and no more', () => {
    const simulation = town()
    simulation.onSystem(() => expect(validateWorld(simulation.world)).toEqual([]))
    for (let tick = 0; tick < 18; tick++) simulation.tick()
    simulation.onSystem(undefined)
    for (const system of SYSTEMS) {
      expect([system, auditWrites(simulation, system)]).toEqual([system, []])
      expect([system, auditReads(simulation, system)]).toEqual([system, []])
    }
  })

  it('measures trust and credentials as the columns have them', () => {
    const simulation = finish(town())
    const { trust, valid } = simulation.world.get(Identity)
    const metrics = simulation.epochs.at(-1)?.metrics
    expect(metrics?.['credentialsExpired']).toBeGreaterThan(0)
    // Credentials of the last epoch are issued after its row is taken.
    const mean = trust.reduce((sum, each) => sum + each, 0) / 150
    expect(simulation.summary().metrics['meanTrust']).toBeCloseTo(mean, 12)
    expect(simulation.summary().metrics['validCredentials']).toBe(valid.reduce((sum, each) => sum + each, 0))
  })

  it('gives one digest for any order of plugins, and from a snapshot', () => {
    const digest = finish(town()).digest()
    expect(finish(new Simulation(town().scenario, { plugins: [...mechanisms].reverse() })).digest()).toBe(
      digest,
    )
    const resumed = town()
    for (let tick = 0; tick < 13; tick++) resumed.tick()
    const kept = resumed.snapshot()
    finish(resumed)
    resumed.restore(kept)
    expect(finish(resumed).digest()).toBe(digest)
  })

  it('leaves no trace when it is off', () => {
    const off = aTown(60, {}, {}, options)
    const without = aTown(60)
    expect(finish(off).digest()).toBe(finish(without).digest())
    expect(off.world.buffer.byteLength).toBe(without.world.buffer.byteLength)
  })

  it('moves no interaction: agents do the same with it and without', () => {
    const on = finish(town())
    const off = finish(aTown(150, {}, { epochs: 6 }))
    expect([...on.world.get(Standing).reputation]).toEqual([...off.world.get(Standing).reputation])
  })
})
