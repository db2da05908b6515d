import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Usage } from '../../components/agent.ts'
import { Action } from '../../components/codes.ts'
import { Ballot, BallotWeight, FeedTotals, Post, PostScore } from '../../components/feed.ts'
import { Intent } from '../../components/intent.ts'
import { bindFeedAction } from '../../components/lookup/feed.ts'
import { voteWeight } from '../../formulas/levers.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { bareWorld } from '../kit/bare-world.ts'
import { rows } from '../kit/rows.ts'
import { validateWorld } from '../kit/validate-world.ts'

const AGENTS = 4
const POSTS = 3
const HALVING = 2

/** A feed that weighs votes, with three posts on it. */
function aFeed() {
  const world = bareWorld({
    components: [Usage, Intent, Post, Ballot, FeedTotals, PostScore, BallotWeight],
    rows: { agent: AGENTS, post: POSTS, ballot: POSTS * AGENTS },
    values: {
      'feed.enabled': true,
      'rate_limits.posts_per_epoch': 99,
      'rate_limits.votes_per_epoch': 999,
      'governance.max_vote_weight_per_agent': HALVING,
    },
  })
  const carryOut = bindFeedAction({
    get: world.get.bind(world),
    parameters: world.parameters.bind(world),
    world,
    clock: world.clock,
  })
  const intent = world.get(Intent)
  const vote = (agent: number, post: number, direction: number) => {
    intent.action[agent] = Action.vote
    intent.target[agent] = post
    intent.direction[agent] = direction
    return carryOut(agent)
  }
  for (let post = 0; post < POSTS; post++) {
    intent.action[0] = Action.post
    carryOut(0)
  }
  return { world, vote, scores: () => rows(world, PostScore, 'score', POSTS) }
}

const weightAfter = (votes: number) => Math.round(voteWeight(votes, HALVING) * 2 ** 20) / 2 ** 20

describe('weighed votes', () => {
  it('weigh less the more an agent has cast in the epoch', () => {
    const { vote, scores, world } = aFeed()
    vote(1, 0, 1)
    vote(1, 1, -1)
    vote(1, 2, 1)
    expect(scores()).toEqual([1, -weightAfter(1), weightAfter(2)])
    expect(weightAfter(2)).toBeCloseTo(1 / 2, 6)
    world.get(Usage).votes[1] = 0
    vote(2, 2, 1)
    expect(scores()[2]).toBe(1 + weightAfter(2))
  })

  it('rank posts: two fresh voters outvote one who votes on everything', () => {
    const { vote, world } = aFeed()
    vote(1, 0, 1)
    vote(1, 1, 1)
    vote(1, 2, 1)
    vote(2, 1, 1)
    const { rank } = world.get(Post)
    // Post 1 has weights 2/3 and 1, post 0 has 1, post 2 the weight 1/2.
    expect([...rank.subarray(0, POSTS)]).toEqual([2, 0, 1])
  })

  it('leave exactly what the votes that stand weigh, however they were moved', () => {
    const step = fc.record({
      agent: fc.nat(AGENTS - 1),
      post: fc.nat(POSTS - 1),
      direction: fc.constantFrom(-1, 1),
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const { vote, scores } = aFeed()
        const cast = new Array<number>(AGENTS).fill(0)
        const standing = new Map<string, { post: number; worth: number }>()
        for (const { agent, post, direction } of steps) {
          vote(agent, post, direction)
          const key = `${agent} ${post}`
          const before = standing.get(key)?.worth ?? 0
          if (Math.sign(before) !== direction)
            standing.set(key, { post, worth: direction * weightAfter(cast[agent] as number) })
          cast[agent] = (cast[agent] as number) + 1
        }
        const expected = new Array<number>(POSTS).fill(0)
        for (const { post, worth } of standing.values()) expected[post] = (expected[post] as number) + worth
        expect(scores()).toEqual(expected)
      }),
    )
  })
})

const weighed = { 'feed.enabled': true, 'governance.vote_normalization_enabled': true }
const run = (
  parameters: Record<string, boolean | number>,
  profile: 'whitepaper' | 'reference' = 'whitepaper',
) => {
  const society = aSimulation(
    { honest: 20, opportunistic: 10, adversarial: 10 },
    parameters,
    { profile, epochs: 4, stepsPerEpoch: 10 },
    { plugins: mechanisms },
  )
  while (!society.finished) society.tick()
  return society
}

describe('a run with weighed votes', () => {
  it('is the same every time, holds together, and differs from one without', () => {
    const one = run(weighed)
    expect(run(weighed).digest()).toBe(one.digest())
    expect(validateWorld(one.world)).toEqual([])
    expect(one.summary().metrics['meanVoteWeight']).toBeLessThan(1)
    expect(one.summary().metrics['meanVoteWeight']).toBeGreaterThan(0.3)
    const plain = run({ 'feed.enabled': true })
    const ranking = (society: typeof one) => [...society.world.get(Post).rank]
    expect(ranking(plain)).not.toEqual(ranking(one))
  })

  it('takes the weight at which it halves into account', () => {
    const mean = (halving: number) =>
      run({ ...weighed, 'governance.max_vote_weight_per_agent': halving }).summary().metrics['meanVoteWeight']
    expect(mean(1) as number).toBeLessThan(mean(100) as number)
  })

  it('stays on paper in profile reference, without a feed, and when it is switched off', () => {
    for (const society of [
      run({ 'governance.vote_normalization_enabled': true }, 'reference'),
      run({ 'governance.vote_normalization_enabled': true }),
      run({ ...weighed, 'votes.enabled': false }),
    ]) {
      expect(society.world.has(PostScore)).toBe(false)
      expect(society.world.parameterList.has('votes.enabled')).toBe(false)
    }
    const handed = aTown(60, { 'feed.enabled': true }, {}, { plugins: mechanisms })
    const alone = aTown(60, { 'feed.enabled': true })
    for (const town of [handed, alone]) while (!town.finished) town.tick()
    expect(handed.digest()).toBe(alone.digest())
  })

  it('warns where nothing weighs them', () => {
    const society = aSimulation({ honest: 2 }, weighed)
    expect(society.scenario.warnings.join()).toContain('no plugin that weighs votes is handed over')
    expect(run(weighed).scenario.warnings).toEqual([])
  })
})
