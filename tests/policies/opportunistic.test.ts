import { describe, expect, it } from 'vitest'
import { InteractionKind } from '../../components/codes.ts'
import { Offer } from '../../components/intent.ts'
import { opportunistic } from '../../policies/index.ts'
import { aSociety, ask, leaveWaiting, rememberAccepted, turn } from './on-bench.ts'

const poor = { resources: [10, 10, 90, 10], reputation: [0, 0, 0, 0.6] }

describe('opportunistic', () => {
  it('trades with the rich or well reputed, and asks them for money', () => {
    const bench = aSociety(opportunistic, { agents: 4, ...poor })
    expect(turn(bench, [0])).toMatchObject({ target: 2, kind: 'trade', hostile: 0, transfer: -0.5 })
    expect(turn(bench, [0.99])).toMatchObject({ target: 3 })
  })

  it('asks for nothing where transfers are off', () => {
    const bench = aSociety(opportunistic, { agents: 4, ...poor, values: { transfers: 'off' } })
    bench.world.get(Offer).transfer[0] = 7
    expect(turn(bench, [0]).transfer).toBe(0)
  })

  it('does nothing when nobody is worth it, without a draw', () => {
    const bench = aSociety(opportunistic, { agents: 3, resources: [90, 10, 10] })
    expect(turn(bench)).toMatchObject({ action: 'noop', drawn: 0 })
  })

  it('consents to money, then by the mean of all that it remembers, then by risk', () => {
    const bench = aSociety(opportunistic, { agents: 3 })
    expect(ask(bench, 1, InteractionKind.reply, { transfer: 0.1 })).toEqual({ consents: true, drawn: 0 })
    expect(ask(bench, 1, InteractionKind.reply, { draws: [0.59] }).consents).toBe(true)
    expect(ask(bench, 1, InteractionKind.reply, { draws: [0.6] }).consents).toBe(false)
    rememberAccepted(bench.world, 1, 0.5)
    expect(ask(bench, 1, InteractionKind.reply)).toEqual({ consents: false, drawn: 0 })
    rememberAccepted(bench.world, 1, 0.6)
    expect(ask(bench, 1, InteractionKind.reply)).toEqual({ consents: true, drawn: 0 })
  })

  it('accepts a waiting proposal of someone reputed whom it sees', () => {
    const bench = aSociety(opportunistic, { agents: 3, reputation: [0, 0.1, 0.1], held: [2] })
    leaveWaiting(bench.world, 1)
    expect(turn(bench)).toMatchObject({ action: 'acceptInteraction', drawn: 0 })
    leaveWaiting(bench.world, 2)
    expect(turn(bench, [0.4])).toMatchObject({ action: 'rejectInteraction', drawn: 1 })
  })
})
