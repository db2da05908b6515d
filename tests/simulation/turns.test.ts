import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { Action, AgentType, Status } from '../../components/codes.ts'
import { FeedTotals, Post } from '../../components/feed.ts'
import { Intent } from '../../components/intent.ts'
import { TurnOrder } from '../../components/queue.ts'
import { Standing } from '../../components/standing.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { aSimulation, aTown } from '../kit/a-simulation.ts'
import { dealings } from './dealings.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

describe('partners.tie_break', () => {
  const partnersOf = (tieBreak: string) => {
    const society = aSimulation(
      { honest: 60 },
      { 'partners.tie_break': tieBreak },
      { agents: [{ type: 'honest', count: 60, config: { interact_probability: 1 } }] },
    )
    society.tick()
    const { action, target } = society.world.get(Intent)
    expect(action.every((code) => code === Action.proposeInteraction)).toBe(true)
    return Array.from(target)
  }

  it('registration: everybody courts agent 0, and agent 0 courts agent 1', () => {
    expect(partnersOf('registration')).toEqual([1, ...new Array<number>(59).fill(0)])
  })

  it('random: they spread over all others', () => {
    const chosen = partnersOf('random')
    expect(new Set(chosen).size).toBeGreaterThan(25)
    chosen.forEach((other, agent) => {
      expect(other).not.toBe(agent)
    })
  })
})

describe('turns', () => {
  const actions = (parameters: Parameters, ticks = 5) => {
    const town = aTown(200, { 'network.enabled': false, ...parameters })
    const counts = new Map<number, number>()
    let proposals = 0
    for (let tick = 0; tick < ticks; tick++) {
      town.tick()
      proposals += dealings(town).length
      for (const code of town.world.get(Intent).action) counts.set(code, (counts.get(code) ?? 0) + 1)
    }
    return { of: (code: number) => counts.get(code) ?? 0, proposals }
  }

  it('simultaneous: nobody answers in a turn, and every proposal is decided in its tick', () => {
    const { of, proposals } = actions({ turns: 'simultaneous' })
    expect(of(Action.acceptInteraction) + of(Action.rejectInteraction)).toBe(0)
    expect(proposals).toBe(of(Action.proposeInteraction))
    expect(proposals).toBeGreaterThan(100)
  })

  it('sequential: an answer is a turn, one interaction each', () => {
    const { of, proposals } = actions({ turns: 'sequential' })
    expect(of(Action.acceptInteraction) + of(Action.rejectInteraction)).toBeGreaterThan(50)
    expect(proposals).toBe(of(Action.proposeInteraction))
  })

  it('sequential: the order is as registered, by reputation, or shuffled every tick', () => {
    const orders = (mode: string) => {
      const town = aTown(50, { turns: 'sequential', 'schedule.mode': mode })
      return [1, 2].map(() => {
        const { reputation } = town.world.get(Standing)
        const before = Array.from(reputation)
        town.tick()
        return { order: Array.from(town.world.get(TurnOrder).agent), reputation: before }
      })
    }
    const registered = Array.from({ length: 50 }, (_, agent) => agent)
    for (const { order } of orders('round_robin')) expect(order).toEqual(registered)
    const [first, second] = orders('random')
    expect(first?.order).not.toEqual(registered)
    expect(second?.order).not.toEqual(first?.order)
    expect([...(second?.order ?? [])].sort((a, b) => a - b)).toEqual(registered)
    const [, later] = orders('priority')
    const value = (agent: number) => later?.reputation[agent] as number
    const expected = [...registered].sort((a, b) => value(b) - value(a) || a - b)
    expect(later?.order).toEqual(expected)
    expect(expected).not.toEqual(registered)
  })

  it('sequential: no turns are given after the cap of successful actions, and the rest is still answered', () => {
    const town = aTown(100, { turns: 'sequential', 'schedule.max_actions_per_step': 7 })
    town.tick()
    const { action, failed } = town.world.get(Intent)
    const acted = action.reduce(
      (sum, code, agent) => sum + (code !== Action.none && !failed[agent] ? 1 : 0),
      0,
    )
    expect(acted).toBe(7)
    expect(dealings(town).every(({ status }) => status !== Status.none)).toBe(true)
  })
})

describe('policy.idle_bounty_turns', () => {
  it('loses 15% of the turns of honest agents and 20% of those of adversaries, or none', () => {
    const share = (idle: boolean, type: string) => {
      const society = aSimulation({ [type]: 2000 }, { 'policy.idle_bounty_turns': idle })
      society.tick()
      const { action } = society.world.get(Intent)
      return action.reduce((sum, code) => sum + (code === Action.postBounty ? 1 : 0), 0) / 2000
    }
    expect(share(false, 'honest') + share(false, 'adversarial')).toBe(0)
    expect(share(true, 'honest')).toBeCloseTo(0.15, 1)
    expect(share(true, 'adversarial')).toBeCloseTo(0.2, 1)
  })
})

describe('adaptive.live', () => {
  const proposals = (live: boolean) => {
    const town = aTown(200, { 'adaptive.live': live, 'network.enabled': false }, { epochs: 10 })
    const { policy } = town.world.get(Kind)
    const code = town.policyNames.indexOf('adaptiveAdversary')
    let attacks = 0
    while (!town.finished) {
      town.tick()
      for (const { initiator } of dealings(town)) if (policy[initiator] === code) attacks++
    }
    const attempts = town.world.column('AdaptiveAdversary.attempts')
    return { attacks, learned: Array.from(attempts).reduce((sum, value) => sum + value, 0) }
  }

  it('false: they never propose and never learn', () => {
    expect(proposals(false)).toEqual({ attacks: 0, learned: 0 })
  })

  it('true: they attack, and learn once from each interaction that they began', () => {
    const { attacks, learned } = proposals(true)
    expect(attacks).toBeGreaterThan(20)
    expect(learned).toBe(attacks)
  })
})

describe('observation.type_visible', () => {
  const targetsOf = (visible: boolean) => {
    const society = aSimulation(
      {},
      { 'observation.type_visible': visible, 'observation.ally_ring_size': 5 },
      {
        agents: [
          { type: 'adversarial', count: 30, initial: { reputation: 1 }, config: { attack_probability: 1 } },
          { type: 'opportunistic', count: 100, initial: { reputation: 1 } },
          { type: 'honest', count: 100, initial: { reputation: 1 } },
        ],
      },
    )
    society.tick()
    const { type } = society.world.get(Kind)
    const { target, action } = society.world.get(Intent)
    const ring = society.world.column('Allegiance.ring')
    const chosen = Array.from({ length: 30 }, (_, agent) => agent).filter(
      (agent) => action[agent] === Action.proposeInteraction,
    )
    expect(chosen).toHaveLength(30)
    for (const agent of chosen) if (!visible) expect(ring[target[agent] as number]).not.toBe(ring[agent])
    return new Set(chosen.map((agent) => type[target[agent] as number]))
  }

  it('true: adversaries attack the honest alone', () => {
    expect(targetsOf(true)).toEqual(new Set([AgentType.honest]))
  })

  it('false: they attack whoever looks worth it, also the wrong ones, but never their own ring', () => {
    const types = targetsOf(false)
    expect(types.has(AgentType.opportunistic)).toBe(true)
    expect(types.has(AgentType.honest)).toBe(true)
  })

  it('false: nobody without reputation looks worth it, however honest', () => {
    const society = aSimulation({ honest: 50, adversarial: 20 }, {})
    society.tick()
    const offers = dealings(society).filter(({ initiator }) => initiator >= 50)
    expect(offers.length).toBeGreaterThan(0)
    expect(offers.every(({ transfer }) => transfer === 0)).toBe(true)
  })
})

describe('feed.enabled', () => {
  it('false: nobody posts or votes; true: posts and votes of a tick appear together', () => {
    const counts = (feed: boolean, turns: string) => {
      const town = aTown(100, { 'feed.enabled': feed, turns })
      const { action } = town.world.get(Intent)
      const of = (code: number) => action.filter((each) => each === code).length
      town.tick()
      const first = { posts: of(Action.post), votes: of(Action.vote) }
      town.tick()
      return { first, second: { posts: of(Action.post), votes: of(Action.vote) } }
    }
    const none = { posts: 0, votes: 0 }
    for (const turns of ['simultaneous', 'sequential']) {
      expect(counts(false, turns)).toEqual({ first: none, second: none })
    }
    const simultaneous = counts(true, 'simultaneous')
    expect(simultaneous.first.posts).toBeGreaterThan(10)
    expect(simultaneous.first.votes).toBe(0)
    expect(simultaneous.second.votes).toBeGreaterThan(10)
    expect(counts(true, 'sequential').first.votes).toBeGreaterThan(10)
  })
})

describe('feed.show_votes', () => {
  /** Directions of honest votes on a feed of disliked posts. */
  const votes = (shows: boolean) => {
    const config = { post_probability: 0, vote_probability: 1 }
    const society = aSimulation(
      {},
      { 'feed.enabled': true, 'feed.show_votes': shows },
      { agents: [{ type: 'honest', count: 60, config }], epochs: 1 },
    )
    const { votes: counts, rank, sequence } = society.world.get(Post)
    counts.set([-3, -3])
    rank.set([0, 1])
    sequence.set([0, 1])
    society.world.get(FeedTotals).kept[0] = 2
    society.world.get(FeedTotals).made[0] = 2
    society.tick()
    return new Set(society.world.get(Intent).direction)
  }

  it('true: honest agents vote down what most dislike; false: they vote up whatever they see', () => {
    expect(votes(true)).toEqual(new Set([-1]))
    expect(votes(false)).toEqual(new Set([1]))
  })
})

describe('turns of honest agents', () => {
  /** Share of them who propose in a tick in which posts can be seen, if there are any. */
  const proposing = (feed: boolean, idle: boolean) => {
    const society = aSimulation({ honest: 3000 }, { 'feed.enabled': feed, 'policy.idle_bounty_turns': idle })
    society.tick()
    society.tick()
    const { action } = society.world.get(Intent)
    return action.filter((code) => code === Action.proposeInteraction).length / 3000
  }

  it.each([
    [false, false, 0.4],
    [false, true, 0.85 * 0.4],
    [true, false, 0.7 * 0.5 * 0.4],
    [true, true, 0.85 * 0.7 * 0.5 * 0.4],
  ])('feed %s, bounties tried %s: they propose in %d of them', (feed, idle, share) => {
    const deviation = Math.sqrt((share * (1 - share)) / 3000)
    expect(Math.abs(proposing(feed, idle) - share)).toBeLessThan(4 * deviation)
  })
})
