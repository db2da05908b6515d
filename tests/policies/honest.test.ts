import { describe, expect, it } from 'vitest'
import { InteractionKind } from '../../components/codes.ts'
import { FeedTotals, Post } from '../../components/feed.ts'
import { honest } from '../../policies/index.ts'
import { aSociety, ask, leaveWaiting, rememberAccepted, turn } from './on-bench.ts'

const INTERACT = 0.39
const STAY = 0.41

describe('honest', () => {
  it('collaborates with the agent that it trusts most', () => {
    const bench = aSociety(honest, { agents: 5 })
    rememberAccepted(bench.world, 2, 0.7)
    rememberAccepted(bench.world, 3, 0.8)
    expect(turn(bench, [INTERACT])).toMatchObject({
      action: 'proposeInteraction',
      target: 3,
      kind: 'collaboration',
      hostile: 0,
      transfer: 0,
    })
  })

  it('tells equals apart by one draw, or by row order where ties go by registration', () => {
    const random = aSociety(honest, { agents: 5 })
    for (const partner of [4, 2]) rememberAccepted(random.world, partner, 0.8)
    expect(turn(random, [INTERACT, 0.1])).toMatchObject({ target: 4, drawn: 2 })
    expect(turn(random, [INTERACT, 0.9])).toMatchObject({ target: 2, drawn: 2 })
    const ordered = aSociety(honest, { agents: 5, values: { 'partners.tie_break': 'registration' } })
    for (const partner of [4, 2]) rememberAccepted(ordered.world, partner, 0.8)
    expect(turn(ordered, [INTERACT])).toMatchObject({ target: 2, drawn: 1 })
  })

  it('prefers a stranger to an acquaintance of trust below 0.5', () => {
    const bench = aSociety(honest, { agents: 3 })
    rememberAccepted(bench.world, 1, 0.45)
    expect(turn(bench, [INTERACT, 0])).toMatchObject({ target: 2 })
  })

  it('turns to an acquaintance of trust 0.3 to 0.5 when it knows everyone, and to none below', () => {
    const bench = aSociety(honest, { agents: 3 })
    rememberAccepted(bench.world, 1, 0.31)
    rememberAccepted(bench.world, 2, 0.29)
    expect(turn(bench, [INTERACT])).toMatchObject({ target: 1 })
    rememberAccepted(bench.world, 1, 0.1)
    expect(turn(bench, [INTERACT])).toMatchObject({ action: 'noop' })
  })

  it('leaves out the held, however much it trusts them', () => {
    const bench = aSociety(honest, { agents: 3, held: [1] })
    rememberAccepted(bench.world, 1, 0.8)
    expect(turn(bench, [INTERACT, 0.99])).toMatchObject({ target: 2 })
  })

  it('does nothing when its draw says so', () => {
    expect(turn(aSociety(honest, { agents: 3 }), [STAY])).toMatchObject({ action: 'noop', drawn: 1 })
  })

  it('consents to strangers, to a bad partner only in collaboration', () => {
    const bench = aSociety(honest, { agents: 3 })
    expect(ask(bench, 1, InteractionKind.trade).consents).toBe(true)
    rememberAccepted(bench.world, 1, 0.1)
    expect(ask(bench, 1, InteractionKind.trade).consents).toBe(false)
    expect(ask(bench, 1, InteractionKind.reply).consents).toBe(false)
    expect(ask(bench, 1, InteractionKind.collaboration).consents).toBe(true)
  })

  it('answers a waiting proposal before anything else', () => {
    const bench = aSociety(honest, { agents: 3 })
    leaveWaiting(bench.world, 1)
    expect(turn(bench)).toMatchObject({ action: 'acceptInteraction', target: 0, drawn: 0 })
    rememberAccepted(bench.world, 1, 0.2)
    expect(turn(bench)).toMatchObject({ action: 'rejectInteraction', target: 0, drawn: 0 })
  })

  it('posts and votes only where there is a feed', () => {
    const values = { 'feed.enabled': true }
    const bench = aSociety(honest, { agents: 3, values, rows: { post: 2, ballot: 6 } })
    expect(turn(bench, [0.29])).toMatchObject({ action: 'post' })
    bench.world.get(FeedTotals).kept[0] = 2
    bench.world.get(Post).rank.set([0, 1])
    expect(turn(bench, [0.31, 0.49, 0.1])).toMatchObject({ action: 'vote', target: 1, direction: 1 })
  })

  it('tries to post bounties without a task market only where it is told to', () => {
    const idle = aSociety(honest, { agents: 3, values: { 'policy.idle_bounty_turns': true } })
    expect(turn(idle, [0.14, 0.5])).toMatchObject({ action: 'postBounty', drawn: 2 })
    expect(turn(aSociety(honest, { agents: 3 }), [STAY]).drawn).toBe(1)
  })
})
