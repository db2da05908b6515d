import { describe, expect, it } from 'vitest'
import { Kind, Usage } from '../../components/agent.ts'
import { Ballot, FeedTotals } from '../../components/feed.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { aSimulation } from '../kit/a-simulation.ts'

const LIMIT = 3

/** An epoch of honest agents first and adaptive adversaries last, on a feed that lets an account post three times. */
function anEpoch(adversaries: number, parameters: Record<string, ParameterValue> = {}) {
  const society = aSimulation(
    { honest: 2, adaptive_adversary: adversaries },
    { 'rate_limits.posts_per_epoch': LIMIT, ...parameters },
    { profile: 'reference', stepsPerEpoch: 40, epochs: 2 },
  )
  for (let tick = 0; tick < 39; tick++) society.tick()
  return society
}

describe('adaptive adversaries of profile reference', () => {
  it('share one allowance and one ballot, those of the first of them', () => {
    const { world } = anEpoch(3)
    const { posts, votes } = world.get(Usage)
    expect([...posts.subarray(2, 5)]).toEqual([LIMIT, 0, 0])
    expect(votes[2]).toBeGreaterThan(0)
    expect([...votes.subarray(3, 5)]).toEqual([0, 0])
    const { stamp } = world.get(Ballot)
    const voters = new Set([...stamp.keys()].filter((ballot) => stamp[ballot] !== 0).map((row) => row % 5))
    expect(voters).toContain(2)
    expect(voters).not.toContain(3)
  })

  it('post as little together as one does alone', () => {
    const made = (adversaries: number) => {
      const { world } = anEpoch(adversaries)
      return (
        (world.get(FeedTotals).made[0] as number) -
        [0, 1].reduce((sum, agent) => sum + (world.get(Usage).posts[agent] as number), 0)
      )
    }
    expect([made(1), made(2), made(4)]).toEqual([LIMIT, LIMIT, LIMIT])
  })

  it('each have their own once they are live', () => {
    const { world } = anEpoch(3, { 'adaptive.live': true })
    const { posts } = world.get(Usage)
    expect(posts[3]).toBeGreaterThan(0)
    expect(posts[4]).toBeGreaterThan(0)
    expect(world.get(Kind).slot[4]).toBe(2)
  })

  it('are found again after a world went back to before they came', () => {
    const society = aSimulation(
      { honest: 2 },
      {},
      { profile: 'reference', stepsPerEpoch: 200 },
      { capacity: 6 },
    )
    society.tick()
    const before = society.snapshot()
    society.spawn({ type: 'honest', count: 1 })
    society.spawn({ type: 'adaptive_adversary', count: 2 })
    for (let tick = 0; tick < 60; tick++) society.tick()
    society.restore(before)
    society.spawn({ type: 'adaptive_adversary', count: 3 })
    for (let tick = 0; tick < 60; tick++) society.tick()
    const { votes } = society.world.get(Usage)
    expect(votes[2]).toBeGreaterThan(0)
    expect([...votes.subarray(3, 5)]).toEqual([0, 0])
  })
})
