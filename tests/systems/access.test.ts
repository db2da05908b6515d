import { describe, expect, it } from 'vitest'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../kit/audit-access.ts'

/** A town in the middle of an epoch, so that every system finds work: some frozen, some edges faded, taxes collected. */
function aBusyTown(parameters = {}) {
  const town = aTown(160, parameters, { epochs: 9 })
  for (let tick = 0; tick < 12; tick++) town.tick()
  return town
}

const worlds = {
  simultaneous: () => aBusyTown(),
  'with a feed': () => aBusyTown({ 'feed.enabled': true }),
  sequential: () => aBusyTown({ turns: 'sequential', 'feed.enabled': true }),
  'complete, types visible': () => {
    const town = aSimulation(
      { honest: 30, opportunistic: 8, deceptive: 8, adversarial: 6, adaptive_adversary: 4 },
      { 'observation.type_visible': true, 'governance.audit_enabled': true },
    )
    for (let tick = 0; tick < 12; tick++) town.tick()
    return town
  },
}

describe.each(Object.entries(worlds))('systems of a world %s', (_name, make) => {
  const town = make()
  const names = town.systems.map(({ name }) => name)

  it.each(names)('%s writes only what it declares', (name) => {
    expect(auditWrites(town, name)).toEqual([])
  })

  it.each(names)('%s reads only what it declares', (name) => {
    expect(auditReads(town, name)).toEqual([])
  })
})

describe('the audit of access', () => {
  it('finds a write and a read that are not declared', async () => {
    const { definePlugin, defineSystem, Ledger, Standing, Stake } = await import('../../simulation/index.ts')
    const sneak = defineSystem({
      name: 'sneak',
      phase: 'tick-end',
      every: 'tick',
      reads: [],
      writes: [Ledger],
      doc: 'Touches what it should not.',
      bind: (access) => {
        const { totalPayoff } = access.get(Ledger)
        const { reputation } = access.world.get(Standing)
        const { resources } = access.world.get(Stake)
        return () => {
          totalPayoff[0] = reputation[0] as number
          resources[0] = (resources[0] as number) + 1
        }
      },
    })
    const town = aSimulation(
      { honest: 3 },
      {},
      {},
      { plugins: [definePlugin('sneak', [], (app) => app.systems(sneak))] },
    )
    town.tick()
    expect(auditWrites(town, 'sneak')).toEqual(['Stake.resources'])
    expect(auditReads(town, 'sneak')).toContain('Ledger.totalPayoff')
  })

  it('refuses a component that a system asks for without declaring it', async () => {
    const { definePlugin, defineSystem, Standing } = await import('../../simulation/index.ts')
    const sneak = defineSystem({
      name: 'sneak',
      phase: 'tick-end',
      every: 'tick',
      reads: [],
      writes: [],
      doc: 'Asks for what it should not.',
      bind: (access) => {
        access.get(Standing)
        return () => {}
      },
    })
    const plugin = definePlugin('sneak', [], (app) => app.systems(sneak))
    expect(() => aSimulation({ honest: 3 }, {}, {}, { plugins: [plugin] })).toThrow(
      /system sneak: uses Standing without declaring it/,
    )
  })
})
