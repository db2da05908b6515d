import { describe, expect, it } from 'vitest'
import { Allegiance } from '../../components/agent.ts'
import { AgentType, InteractionKind } from '../../components/codes.ts'
import { FeedTotals, Post } from '../../components/feed.ts'
import { Sighting } from '../../components/memory.ts'
import { AdversarialState } from '../../policies/adversarial.ts'
import { adversarial } from '../../policies/index.ts'
import { aSociety, ask, SELF, turn } from './on-bench.ts'

const ATTACK = 0.59
const WAIT = 0.61
const liked = { agents: 4, reputation: [0, 0, 1, 1] }

describe('adversarial', () => {
  it('attacks those with reputation and resources, and demands money', () => {
    const bench = aSociety(adversarial, liked)
    expect(turn(bench, [ATTACK, 0])).toMatchObject({ target: 2, kind: 'trade', hostile: 1, transfer: -1 })
  })

  it('waits a turn between attacks, and trades with targets meanwhile', () => {
    const bench = aSociety(adversarial, liked)
    turn(bench, [ATTACK, 0])
    expect(bench.world.get(AdversarialState).cooldown[SELF]).toBe(2)
    expect(turn(bench, [0.99])).toMatchObject({ target: 3, hostile: 1, drawn: 1 })
    expect(turn(bench, [ATTACK, 0]).drawn).toBe(2)
    expect(bench.world.get(AdversarialState).cooldown[SELF]).toBe(2)
  })

  it('spares its ring', () => {
    const bench = aSociety(adversarial, liked)
    bench.world.get(Allegiance).ring.set([3, 0, 3, 1])
    expect(turn(bench, [ATTACK, 0])).toMatchObject({ target: 3 })
    expect(ask(bench, 2, InteractionKind.collaboration)).toEqual({ consents: true, drawn: 0 })
  })

  it('trades with anyone, at no price, when nobody is worth an attack', () => {
    const bench = aSociety(adversarial, { agents: 2 })
    expect(turn(bench, [WAIT, 0])).toMatchObject({ target: 1, kind: 'trade', hostile: 1, transfer: 0 })
  })

  it('remembers targets and allies for good where types are visible', () => {
    const bench = aSociety(adversarial, {
      agents: 4,
      type: [3, AgentType.honest, AgentType.adversarial, AgentType.opportunistic],
      values: { 'observation.type_visible': true, 'partners.tie_break': 'registration' },
      rows: { sighting: 1 },
    })
    expect(turn(bench, [ATTACK, 0.9])).toMatchObject({ target: 1 })
    const { targets, allies } = bench.world.get(Sighting)
    expect([targets[0], allies[0]]).toEqual([0b0010, 0b0100])
    bench.world.column('Stake.resources')[1] = 0
    expect(ask(bench, 1, InteractionKind.collaboration)).toEqual({ consents: true, drawn: 0 })
  })

  it('consents to targets and trades, seldom to collaboration of strangers', () => {
    const bench = aSociety(adversarial, liked)
    expect(ask(bench, 2, InteractionKind.reply)).toEqual({ consents: true, drawn: 0 })
    expect(ask(bench, 1, InteractionKind.trade)).toEqual({ consents: true, drawn: 0 })
    expect(ask(bench, 1, InteractionKind.collaboration, { draws: [0.3] }).consents).toBe(false)
    expect(ask(bench, 1, InteractionKind.reply, { draws: [0.49] }).consents).toBe(true)
  })

  it('votes against the first post of a target', () => {
    const bench = aSociety(adversarial, {
      ...liked,
      values: { 'feed.enabled': true },
      rows: { post: 3, ballot: 12 },
    })
    bench.world.get(Post).author.set([1, 3, 2])
    bench.world.get(Post).rank.set([1, 2, 0])
    bench.world.get(FeedTotals).kept[0] = 3
    expect(turn(bench, [WAIT, 0.5])).toMatchObject({ action: 'vote', target: 2, direction: -1 })
  })

  it('has no targets at all when it is told to single out nobody', () => {
    const bench = aSociety(adversarial, liked)
    bench.world.get(AdversarialState).targetHonest[SELF] = 0
    expect(turn(bench, [WAIT, 0]).transfer).toBe(0)
  })
})
