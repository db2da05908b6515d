import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Allegiance } from '../../components/agent.ts'
import { InteractionKind } from '../../components/codes.ts'
import { Finding, Parties, Payoff } from '../../components/interaction.ts'
import { Record } from '../../components/ledger.ts'
import { ScriptedSource } from '../../engine/scripted-source.ts'
import type { Bench } from '../../experiments/conformance/bench-world.ts'
import {
  AdaptiveState,
  bindLearning,
  STRATEGIES,
  Strategy,
  writeEffectiveness,
} from '../../policies/adaptive-learning.ts'
import { adaptiveAdversary } from '../../policies/index.ts'
import { aSociety, ask, placeInteraction, SELF, type Society, turn } from './on-bench.ts'

const EXPLORE = 0.1
/** The draw that explores into a strategy. */
const into = (strategy: number) => (strategy + 0.5) / STRATEGIES.length

/** An adversary at the start of its first epoch, among one agent that looks honest and one that does not. */
const aSchemer = (more: Partial<Society> = {}): Bench => {
  const bench = aSociety(adaptiveAdversary, { agents: 3, reputation: [0, 0, 1], ...more })
  bench.rules.renew?.(SELF)
  return bench
}

const pursue = (bench: Bench, strategy: number, draws: readonly number[]) =>
  turn(bench, [EXPLORE, into(strategy), ...draws])

const learn = ({ world, rules }: Bench, payoff: number, penalty = 0, violations = 0) => {
  world.get(Parties).initiator[0] = SELF
  world.get(Payoff).initiator[0] = payoff
  world.get(Finding).penalty[0] = penalty
  world.get(Finding).violations[0] = violations
  rules.learn?.(0)
}

describe('adaptive adversary', () => {
  it('farms and mimics in good faith, and attacks in bad', () => {
    expect(pursue(aSchemer(), Strategy.reputation_farming, [0.49, 0])).toMatchObject({
      target: 2,
      kind: 'reply',
      hostile: 0,
    })
    expect(pursue(aSchemer(), Strategy.mimicry, [0.39, 0])).toMatchObject({ target: 2, hostile: 0 })
    expect(pursue(aSchemer(), Strategy.griefing, [0.49, 0])).toMatchObject({ target: 2, hostile: 1 })
    expect(pursue(aSchemer(), Strategy.griefing, [0.5])).toMatchObject({ action: 'noop' })
  })

  it('colludes with its ring', () => {
    const bench = aSchemer()
    bench.world.get(Allegiance).ring.set([4, 4, 0])
    expect(pursue(bench, Strategy.collusion, [0])).toMatchObject({ target: 1, hostile: 1 })
    expect(ask(bench, 1, InteractionKind.trade)).toEqual({ consents: true, drawn: 0 })
  })

  it('dances below the threshold: not once its own toxicity comes near', () => {
    const bench = aSchemer()
    expect(pursue(bench, Strategy.threshold_dancing, [0, 0])).toMatchObject({ hostile: 1 })
    bench.world.get(Record).accepted[SELF] = 2
    bench.world.get(Record).initiatedSumP[SELF] = 0.9
    expect(pursue(bench, Strategy.threshold_dancing, [])).toMatchObject({ action: 'noop' })
  })

  it('times an attack, then lies low for three turns', () => {
    const bench = aSchemer({ reputation: [4, 0, 4] })
    bench.world.get(AdaptiveState).sinceDetection[SELF] = 4
    expect(pursue(bench, Strategy.timing_attack, [0])).toMatchObject({ target: 2, hostile: 1 })
    for (let wait = 0; wait < 3; wait++) expect(turn(bench)).toMatchObject({ action: 'noop', drawn: 0 })
    expect(pursue(bench, Strategy.low_profile, [0.7])).toMatchObject({ action: 'noop', drawn: 3 })
  })

  it('carries out the strategy that a blend draws', () => {
    const bench = aSchemer()
    const near = (Strategy.griefing + 0.5) / Strategy.adaptive_blend
    expect(pursue(bench, Strategy.adaptive_blend, [near, 0.49, 0])).toMatchObject({ target: 2, hostile: 1 })
    expect(bench.world.get(AdaptiveState).strategy[SELF]).toBe(Strategy.griefing)
  })

  it('lies low when watched, found out, or poor', () => {
    const watched = aSchemer()
    watched.world.get(AdaptiveState).heat[SELF] = 0.61
    const foundOut = aSchemer()
    learn(foundOut, 1, 0, 1)
    const poor = aSchemer({ resources: [19, 100, 100] })
    for (const bench of [watched, foundOut, poor]) {
      expect(turn(bench)).toMatchObject({ action: 'noop', drawn: 0 })
      expect(ask(bench, 1, InteractionKind.trade)).toEqual({ consents: true, drawn: 0 })
    }
  })

  it('comes back two epochs after it was found out', () => {
    const bench = aSchemer()
    learn(bench, 1, 0, 1)
    bench.rules.renew?.(SELF)
    expect(turn(bench).drawn).toBe(0)
    bench.rules.renew?.(SELF)
    expect(pursue(bench, Strategy.low_profile, [0])).toMatchObject({ action: 'noop', drawn: 3 })
  })

  it('lies low for ever where it is not live', () => {
    const bench = aSociety(adaptiveAdversary, { agents: 3, values: { 'adaptive.live': false } })
    expect(bench.rules.renew).toBeUndefined()
    expect(bench.rules.learn).toBeUndefined()
    expect(turn(bench)).toMatchObject({ action: 'noop', drawn: 0 })
  })

  it('shortens its wait by being asked, when the tick is settled', () => {
    const bench = aSchemer()
    const { cooldown } = bench.world.get(AdaptiveState)
    cooldown[SELF] = 2
    expect(ask(bench, 1, InteractionKind.trade).consents).toBe(true)
    expect(cooldown[SELF]).toBe(2)
    placeInteraction(bench.world, 1, InteractionKind.trade)
    bench.rules.answered?.(0)
    expect(cooldown[SELF]).toBe(1)
  })

  it('credits what it learns to the strategy that it followed', () => {
    const bench = aSchemer()
    pursue(bench, Strategy.griefing, [0.49, 0])
    learn(bench, 1.5, 0.25)
    const { attempts, successes, payoff, penalty, heat } = bench.world.get(AdaptiveState)
    const at = Strategy.griefing
    expect([attempts[at], successes[at], payoff[at], penalty[at]]).toEqual([1, 1, 1.5, 0.25])
    expect(heat[SELF]).toBeCloseTo(0.2, 12)
  })
})

describe('learning of strategies', () => {
  it('rates the untried 0.5, the rest by success, stealth and gain', () => {
    const effectivenessOf = (attempts: number, successes: number, detected: number, payoff: number) => {
      const tallies = {
        attempts: Uint16Array.of(attempts),
        successes: Uint16Array.of(successes),
        detected: Uint16Array.of(detected),
        payoff: Float64Array.of(payoff),
      }
      const into = new Float64Array(1)
      writeEffectiveness(tallies, 0, into, 0)
      return into[0]
    }
    expect(effectivenessOf(2, 2, 0, 100)).toBe(0.5)
    expect(effectivenessOf(4, 4, 0, 20)).toBeCloseTo(1, 12)
    expect(effectivenessOf(4, 0, 4, -20)).toBe(0)
  })

  it('falls back to a stealthy strategy when it feels watched', () => {
    const { world } = aSchemer()
    const state = world.get(AdaptiveState)
    state.heat[SELF] = 0.9
    const { select } = bindLearning(state)
    const chosen = [0, 0.5, 0.99].map((draw) => STRATEGIES[select(SELF, new ScriptedSource([draw]))])
    expect(chosen).toEqual(['low_profile', 'intermittent', 'mimicry'])
  })

  it('keeps heat in [0, 1] and counts consistent, whatever happens', () => {
    const outcome = fc.record({
      strategy: fc.nat(STRATEGIES.length - 1),
      payoff: fc.double({ min: -5, max: 5, noNaN: true }),
      penalty: fc.double({ min: 0, max: 2, noNaN: true }),
      detected: fc.boolean(),
    })
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 60 }), (outcomes) => {
        const state = aSchemer().world.get(AdaptiveState)
        const { note } = bindLearning(state)
        for (const { strategy, payoff, penalty, detected } of outcomes) {
          note(SELF, strategy, payoff, penalty, detected)
          expect(state.heat[SELF]).toBeGreaterThanOrEqual(0)
          expect(state.heat[SELF]).toBeLessThanOrEqual(1)
        }
        const sum = (column: Uint16Array) => column.reduce((total, count) => total + count, 0)
        expect(sum(state.attempts)).toBe(outcomes.length)
        expect(sum(state.detected)).toBe(outcomes.filter(({ detected }) => detected).length)
        expect(sum(state.successes)).toBe(outcomes.filter(({ payoff }) => payoff > 0).length)
      }),
      { numRuns: 100 },
    )
  })
})
