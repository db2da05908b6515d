import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Usage } from '../../components/agent.ts'
import { Action } from '../../components/codes.ts'
import { Ballot, FeedTotals, Post } from '../../components/feed.ts'
import { Intent } from '../../components/intent.ts'
import { bindFeedAction } from '../../components/lookup/feed.ts'
import { bareWorld } from '../kit/bare-world.ts'

const AGENTS = 4
const ROOM = 6

function aFeed(values = {}) {
  const world = bareWorld({
    components: [Usage, Intent, Post, Ballot, FeedTotals],
    rows: { agent: AGENTS, post: ROOM, ballot: ROOM * AGENTS },
    values: {
      'feed.enabled': true,
      'rate_limits.posts_per_epoch': 99,
      'rate_limits.votes_per_epoch': 99,
      ...values,
    },
  })
  const access = {
    get: world.get.bind(world),
    parameters: world.parameters.bind(world),
    world,
    clock: world.clock,
  }
  const carryOut = bindFeedAction(access)
  const intent = world.get(Intent)
  const post = (agent: number) => {
    intent.action[agent] = Action.post
    return carryOut(agent)
  }
  const vote = (agent: number, row: number, direction: number) => {
    intent.action[agent] = Action.vote
    intent.target[agent] = row
    intent.direction[agent] = direction
    return carryOut(agent)
  }
  const ranking = () => {
    const { rank, sequence, votes } = world.get(Post)
    const totals = world.get(FeedTotals)
    const [kept, lowest] = [totals.kept[0] as number, totals.lowest[0] as number]
    const rowAt = (place: number) => rank[(lowest + kept - 1 - place) % rank.length] as number
    return Array.from({ length: kept }, (_, place) => rowAt(place)).map((row) => ({
      row,
      sequence: sequence[row] as number,
      votes: votes[row] as number,
    }))
  }
  return { world, post, vote, ranking }
}

interface Entry {
  row: number
  sequence: number
  votes: number
  readonly ballots: Map<number, number>
}

const byRank = (a: Entry, b: Entry) => b.votes - a.votes || b.sequence - a.sequence

const step = fc.oneof(
  fc.record({ agent: fc.nat(AGENTS - 1) }),
  fc.record({ agent: fc.nat(AGENTS - 1), place: fc.nat(ROOM), direction: fc.constantFrom(-1, 1) }),
)

describe('the feed', () => {
  it('ranks as a plain sort of votes and age does, whatever is posted, voted on and given up', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { post, vote, ranking } = aFeed()
        let entries: Entry[] = []
        let sequence = 0
        for (const action of steps) {
          if (!('place' in action)) {
            post(action.agent)
            const lowest = entries.length === ROOM ? entries.at(-1) : undefined
            entries = entries.filter((entry) => entry !== lowest)
            entries.push({
              row: lowest?.row ?? entries.length,
              sequence: sequence++,
              votes: 0,
              ballots: new Map(),
            })
          } else {
            const entry = entries[action.place]
            if (!entry) continue
            vote(action.agent, entry.row, action.direction)
            entry.votes += action.direction - (entry.ballots.get(action.agent) ?? 0)
            entry.ballots.set(action.agent, action.direction)
          }
          entries.sort(byRank)
          expect(ranking()).toEqual(
            entries.map(({ row, sequence: number, votes }) => ({ row, sequence: number, votes })),
          )
        }
      }),
    )
  })

  it('counts a vote and its repetition once, and moves it when the direction changes', () => {
    const { world, post, vote, ranking } = aFeed()
    post(0)
    vote(1, 0, 1)
    vote(1, 0, 1)
    expect(ranking()[0]?.votes).toBe(1)
    vote(1, 0, -1)
    expect(ranking()[0]?.votes).toBe(-1)
    expect(world.get(FeedTotals).ballots[0]).toBe(1)
    expect(world.get(Usage).votes[1]).toBe(3)
  })

  it('refuses what goes beyond an allowance, a post that is not there, and everything when it is off', () => {
    const { post, vote } = aFeed({ 'rate_limits.posts_per_epoch': 1, 'rate_limits.votes_per_epoch': 1 })
    expect([post(0), post(0), vote(0, 0, 1), vote(0, 0, 1), vote(1, 5, 1)]).toEqual([
      true,
      false,
      true,
      false,
      false,
    ])
    const off = aFeed({ 'feed.enabled': false })
    expect(off.post(0)).toBe(false)
  })
})
