import { describe, expect, it } from 'vitest'
import { Action } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import { Parties } from '../../components/interaction.ts'
import { bindRemember } from '../../components/lookup/acquaintances.ts'
import { Acquaintance, MemoryTotals } from '../../components/memory.ts'
import { EdgeWeight } from '../../components/network.ts'
import type { ParameterValue } from '../../engine/config.ts'
import type { AgentGroup, ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { bareWorld } from '../kit/bare-world.ts'
import { rows } from '../kit/rows.ts'
import { interactionRows } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

/** A society of these groups. */
const ofGroups = (
  agents: readonly AgentGroup[],
  parameters: Parameters = {},
  more: Partial<ScenarioInput> = {},
) => aSimulation({}, parameters, { agents, ...more })

const allPairs = ({ world }: Simulation) => {
  const { initiator, counterparty } = world.get(Parties)
  return [...interactionRows(world)].map((row) => [initiator[row], counterparty[row]] as [number, number])
}

describe('networks', () => {
  it('keep everyone to the edges given', () => {
    const edges = [
      [0, 1],
      [1, 2],
      [3, 4],
    ] as const
    const config = { interact_probability: 1 }
    const society = ofGroups(
      [{ type: 'honest', count: 6, config }],
      { 'network.enabled': true, 'network.topology': 'custom' },
      { edges },
    )
    const met = new Set<string>()
    for (let tick = 0; tick < 40; tick++) {
      society.tick()
      for (const pair of allPairs(society)) met.add([...pair].sort((a, b) => a - b).join('-'))
      expect(society.world.get(Intent).action[5]).toBe(Action.noop)
    }
    expect([...met].sort()).toEqual(['0-1', '1-2', '3-4'])
  })

  it('strengthen where accepted interactions run, fade elsewhere, and lose what has faded', () => {
    const config = { interact_probability: 1 }
    const edges = [
      [0, 1],
      [2, 3],
    ] as const
    const society = ofGroups(
      [
        { type: 'honest', count: 2, config },
        { type: 'honest', count: 2, config: { interact_probability: 0 } },
      ],
      {
        'network.enabled': true,
        'network.topology': 'custom',
        'network.dynamic': true,
        'network.edge_decay_rate': 0.3,
        'network.edge_strengthen_rate': 0.05,
        'network.min_edge_weight': 0.5,
        'network.max_edge_weight': 1.2,
        'acceptance.mode': 'policy',
      },
      { edges, epochs: 3, stepsPerEpoch: 3 },
    )
    const weights = () => Array.from(society.world.get(EdgeWeight).weight).filter((weight) => weight > 0)
    society.tick()
    expect(Math.max(...weights())).toBeCloseTo(1.1, 12)
    society.tick()
    society.tick()
    expect(society.measure().metrics['edgeCount']).toBe(2)
    const [strong, weak] = [Math.max(...weights()), Math.min(...weights())]
    expect([strong, weak].map((weight) => weight.toFixed(9))).toEqual([
      (1.2 * 0.7).toFixed(9),
      (0.7).toFixed(9),
    ])
    for (let tick = 0; tick < 4; tick++) society.tick()
    expect(rows(society.world, { name: 'Neighbours' } as typeof Acquaintance, 'degree' as never, 4)).toEqual([
      1, 1, 0, 0,
    ])
  })

  it('cut off agents of too low a reputation as the epoch ends', () => {
    const society = ofGroups(
      [
        { type: 'honest', count: 5 },
        { type: 'honest', count: 1, initial: { reputation: -50 } },
      ],
      {
        'network.enabled': true,
        'network.topology': 'ring',
        'network.dynamic': true,
        'network.reputation_disconnect_threshold': -10,
      },
    )
    society.runEpoch()
    society.tick()
    expect(rows(society.world, { name: 'Neighbours' } as typeof Acquaintance, 'degree' as never, 6)).toEqual([
      1, 2, 2, 2, 1, 0,
    ])
  })
})

describe('memory', () => {
  it('forgets the partner that was met longest ago, and it alone', () => {
    const world = bareWorld({ components: [Acquaintance, MemoryTotals], rows: { agent: 2, acquaintance: 6 } })
    const remember = bindRemember({ get: world.get.bind(world), world, clock: world.clock })
    const meet = (partner: number, tick: number) => {
      world.clock.tick[0] = tick
      remember(1, partner)
    }
    for (const [tick, partner] of [7, 8, 9, 7].entries()) meet(partner, tick)
    meet(10, 4)
    expect(rows(world, Acquaintance, 'partner', 6)).toEqual([0, 0, 0, 8, 11, 10])
    meet(8, 5)
    expect(rows(world, Acquaintance, 'partner', 6)).toEqual([0, 0, 0, 8, 11, 9])
    expect(world.get(MemoryTotals).evictions[0]).toBe(2)
  })
})

describe('rate limits', () => {
  it('stop posts and votes for the rest of an epoch, and proposals for a tick', () => {
    const limits = { 'rate_limits.posts_per_epoch': 2, 'rate_limits.votes_per_epoch': 3 }
    for (const turns of ['simultaneous', 'sequential']) {
      const society = aTown(60, { ...limits, turns, 'feed.enabled': true }, { epochs: 3, stepsPerEpoch: 20 })
      const posts = society.world.column('Usage.posts')
      const votes = society.world.column('Usage.votes')
      const made = society.world.column('FeedTotals.made')
      let before = 0
      while (!society.finished) {
        society.tick()
        expect(Math.max(...posts)).toBeLessThanOrEqual(2)
        expect(Math.max(...votes)).toBeLessThanOrEqual(3)
        if (society.world.clock.tickOfEpoch[0] !== 0) continue
        expect((made[0] as number) - before).toBe(Array.from(posts).reduce((sum, count) => sum + count, 0))
        expect((made[0] as number) - before).toBeGreaterThan(40)
        before = made[0] as number
      }
      const silent = aTown(60, { turns, 'rate_limits.interactions_per_step': 0 })
      expect(silent.runEpoch().metrics['totalInteractions']).toBe(0)
    }
  })
})
