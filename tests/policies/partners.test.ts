import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Action } from '../../components/codes.ts'
import { Intent } from '../../components/intent.ts'
import { PARTNER_TRIES_MAX } from '../../components/lookup/partners.ts'
import type { DrawSource } from '../../engine/random.ts'
import { corePolicies, deceptive, opportunistic } from '../../policies/index.ts'
import { seededUniform } from '../kit/uniform.ts'
import { aSociety, ask, placeInteraction, rememberAccepted, SELF, type Society } from './on-bench.ts'

class CountedSource implements DrawSource {
  taken = 0
  readonly #uniform: () => number
  readonly #register = new Float64Array(1)

  constructor(seed: number) {
    this.#uniform = seededUniform(seed)
  }

  next(): Float64Array {
    this.taken++
    this.#register[0] = this.#uniform()
    return this.#register
  }
}

const SIZE = 24
const score = fc.double({ min: -2, max: 8, noNaN: true })
const anySociety = fc.record({
  seed: fc.nat(),
  policy: fc.constantFrom(...corePolicies),
  reputation: fc.array(score, { minLength: SIZE, maxLength: SIZE }),
  type: fc.array(fc.nat(3), { minLength: SIZE, maxLength: SIZE }),
  held: fc.uniqueArray(fc.integer({ min: 1, max: SIZE - 1 }), { maxLength: SIZE - 1 }),
  neighbours: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: SIZE - 1 }), { maxLength: 8 }), {
    nil: undefined,
  }),
  ties: fc.constantFrom('random', 'registration'),
  typeVisible: fc.boolean(),
})

describe('partner choice', () => {
  it('never falls on the agent itself, on the held, or beyond the network', () => {
    let proposals = 0
    fc.assert(
      fc.property(anySociety, ({ seed, policy, reputation, type, held, neighbours, ties, typeVisible }) => {
        const edges = neighbours?.toSorted((a, b) => a - b)
        const society: Society = {
          agents: SIZE,
          reputation,
          type,
          held,
          values: { 'partners.tie_break': ties, 'observation.type_visible': typeVisible },
          rows: { sighting: typeVisible ? 1 : 0 },
          ...(edges ? { neighbours: edges } : {}),
        }
        const { world, rules } = aSociety(policy, society)
        const draws = new CountedSource(seed)
        rules.renew?.(SELF)
        const known = policy.remembers ? [1, 2, 3] : []
        for (const partner of known) rememberAccepted(world, partner, 0.5 + partner / 10, 3)
        const { action, target } = world.get(Intent)
        for (let n = 0; n < 40; n++) {
          rules.act(SELF, draws)
          if (action[SELF] !== Action.proposeInteraction) continue
          proposals++
          expect(target[SELF]).not.toBe(SELF)
          expect(held).not.toContain(target[SELF])
          expect(target[SELF]).toBeLessThan(SIZE)
          if (edges) expect(edges).toContain(target[SELF])
        }
      }),
      { numRuns: 300 },
    )
    expect(proposals).toBeGreaterThan(1000)
  })

  it('takes a bounded number of draws in a population of any size', () => {
    for (const policy of corePolicies) {
      const most = [1_000, 20_000].map((agents) => {
        const reputation = Array.from({ length: agents }, (_, row) => (row % 50 === 0 ? 1 : -1))
        const { world, rules } = aSociety(policy, { agents, reputation })
        rules.renew?.(SELF)
        const draws = new CountedSource(agents)
        let worst = 0
        for (let n = 0; n < 200; n++) {
          const before = draws.taken
          rules.act(SELF, draws)
          worst = Math.max(worst, draws.taken - before)
        }
        expect(world.get(Intent).failed[SELF]).toBe(0)
        return worst
      })
      for (const worst of most) expect(worst).toBeLessThanOrEqual(2 * PARTNER_TRIES_MAX + 4)
    }
  })

  it('gives up on a long list without anyone suitable after sixteen draws', () => {
    const agents = 100
    const { world, rules } = aSociety(deceptive, { agents })
    world.column('Custody.reasons').fill(1, 1)
    const draws = new CountedSource(7)
    rules.act(SELF, draws)
    expect(draws.taken).toBe(PARTNER_TRIES_MAX)
    expect(world.get(Intent).action[SELF]).toBe(Action.noop)
  })

  it('makes every candidate as likely', () => {
    const agents = 60
    const resources = Array.from({ length: agents }, (_, row) => (row % 2 === 0 ? 90 : 10))
    for (const ties of ['random', 'registration']) {
      const bench = aSociety(opportunistic, { agents, resources, values: { 'partners.tie_break': ties } })
      const counts = new Map<number, number>()
      const draws = new CountedSource(3)
      for (let n = 0; n < 29_000; n++) {
        bench.rules.act(SELF, draws)
        const target = bench.world.get(Intent).target[SELF]!
        counts.set(target, (counts.get(target) ?? 0) + 1)
      }
      expect([...counts.keys()].sort((a, b) => a - b)).toEqual(
        Array.from({ length: 29 }, (_, n) => 2 * n + 2),
      )
      for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(160)
    }
  })
})

describe('consent', () => {
  it('writes nothing, so that all proposals of a tick meet the same agent', () => {
    fc.assert(
      fc.property(anySociety, fc.nat(3), ({ seed, policy, reputation, type, typeVisible }, kind) => {
        const bench = aSociety(policy, {
          agents: SIZE,
          reputation,
          type,
          values: { 'observation.type_visible': typeVisible },
        })
        const draws = new CountedSource(seed)
        for (let initiator = 1; initiator < SIZE; initiator++) {
          placeInteraction(bench.world, initiator, kind, seed % 2)
          const before = bench.world.buffer.slice(0)
          bench.rules.consents(0, draws)
          expect(Buffer.compare(Buffer.from(bench.world.buffer), Buffer.from(before))).toBe(0)
        }
      }),
      { numRuns: 50 },
    )
  })

  it('is asked with draws only where the rule needs one', () => {
    for (const policy of corePolicies) {
      const bench = aSociety(policy, { agents: 3 })
      expect(ask(bench, 1, 0, { draws: [0.99] }).drawn).toBeLessThanOrEqual(1)
    }
  })
})
