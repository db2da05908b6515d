import { describe, expect, it } from 'vitest'
import { InteractionKind } from '../../components/codes.ts'
import { Verdict } from '../../components/interaction.ts'
import { bindAcquaintances } from '../../components/lookup/acquaintances.ts'
import { Acquaintance } from '../../components/memory.ts'
import type { World } from '../../engine/world.ts'
import type { Bench } from '../../experiments/conformance/bench-world.ts'
import { builtTrust, DeceptiveState } from '../../policies/deceptive.ts'
import { deceptive } from '../../policies/index.ts'
import { aSociety, ask, placeInteraction, rememberAccepted, SELF, turn } from './on-bench.ts'

const timesAsked = (world: World, partner: number): number => {
  const { find } = bindAcquaintances({ get: world.get.bind(world), world, clock: world.clock })
  return world.get(Acquaintance).asked[find(SELF, partner)] ?? 0
}

const settle = ({ world, rules }: Bench, initiator: number, times = 1) => {
  for (let n = 0; n < times; n++) {
    placeInteraction(world, initiator, InteractionKind.reply)
    rules.answered?.(0)
  }
}

/** Two partners that trust it, asked eleven times in all. */
const aReadyImpostor = () => {
  const bench = aSociety(deceptive, { agents: 4 })
  rememberAccepted(bench.world, 2, 0.6, 3)
  rememberAccepted(bench.world, 3, 0.6, 4)
  settle(bench, 2, 6)
  settle(bench, 3, 5)
  return bench
}

describe('deceptive', () => {
  it('collaborates at a small price while it builds trust', () => {
    const bench = aSociety(deceptive, { agents: 2 })
    expect(turn(bench, [0.5])).toMatchObject({ target: 1, kind: 'collaboration', hostile: 0, transfer: 0.1 })
  })

  it('leaves alone those who have asked it five times', () => {
    const bench = aSociety(deceptive, { agents: 3 })
    settle(bench, 1, 5)
    expect(turn(bench, [0.01])).toMatchObject({ target: 2 })
    settle(bench, 2, 5)
    expect(turn(bench)).toMatchObject({ action: 'noop', drawn: 0 })
  })

  it('exploits the one that trusts it most, with hostile trades', () => {
    expect(turn(aReadyImpostor())).toMatchObject({
      target: 3,
      kind: 'trade',
      hostile: 1,
      transfer: -0.5,
      drawn: 0,
    })
  })

  it('takes the first in row order of those that trust it alike', () => {
    const bench = aSociety(deceptive, { agents: 4 })
    for (const partner of [2, 1, 3]) rememberAccepted(bench.world, partner, 0.6, 3)
    settle(bench, 2, 11)
    expect(turn(bench)).toMatchObject({ target: 1, hostile: 1 })
  })

  it('needs eleven times asked, not ten', () => {
    const bench = aSociety(deceptive, { agents: 4 })
    rememberAccepted(bench.world, 2, 0.6, 3)
    rememberAccepted(bench.world, 3, 0.6, 3)
    settle(bench, 2, 5)
    settle(bench, 3, 5)
    expect(turn(bench, [0])).toMatchObject({ kind: 'collaboration', target: 1 })
    expect(bench.world.get(DeceptiveState).exploiting[SELF]).toBe(0)
  })

  it('keeps exploiting when records are forgotten', () => {
    const bench = aReadyImpostor()
    turn(bench)
    const { partner, accepted } = bench.world.get(Acquaintance)
    accepted[partner.indexOf(4)] = 0
    expect(turn(bench)).toMatchObject({ target: 2, hostile: 1 })
  })

  it('spares the poor and the held', () => {
    const bench = aReadyImpostor()
    bench.world.column('Stake.resources')[3] = 50
    expect(turn(bench)).toMatchObject({ target: 2 })
    bench.world.column('Custody.reasons')[2] = 1
    expect(turn(bench, [0])).toMatchObject({ kind: 'collaboration' })
  })

  it('consents by facade at first, later by the trust that it has built', () => {
    const bench = aSociety(deceptive, { agents: 3 })
    expect(ask(bench, 1, InteractionKind.reply, { draws: [0.79] }).consents).toBe(true)
    expect(ask(bench, 1, InteractionKind.reply, { draws: [0.8] }).consents).toBe(false)
    settle(bench, 1, 5)
    expect(ask(bench, 1, InteractionKind.reply)).toEqual({ consents: false, drawn: 0 })
    rememberAccepted(bench.world, 1, 0.6, 2)
    expect(ask(bench, 1, InteractionKind.reply).consents).toBe(true)
  })

  it('counts answers of its own turn only where it is told to', () => {
    const bench = aSociety(deceptive, { agents: 3 })
    placeInteraction(bench.world, 1, InteractionKind.reply)
    bench.world.get(Verdict).asked[0] = 0
    bench.rules.answered?.(0)
    expect(timesAsked(bench.world, 1)).toBe(1)
    bench.world.get(DeceptiveState).countsTurns[SELF] = 0
    bench.rules.answered?.(0)
    expect(timesAsked(bench.world, 1)).toBe(1)
  })

  it('builds trust in tenths, up to 1', () => {
    expect([0, 1, 2, 3].map((n) => builtTrust(n) > 0.7)).toEqual([false, false, false, true])
    expect(builtTrust(6)).toBe(1)
    expect(builtTrust(1000)).toBe(1)
  })
})
