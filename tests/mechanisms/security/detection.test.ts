import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Status } from '../../../components/codes.ts'
import { Cost } from '../../../components/interaction.ts'
import { Record } from '../../../components/ledger.ts'
import { NOBODY } from '../../../engine/journal.ts'
import {
  contagionRisk,
  injectionRisk,
  injectionScore,
  launderingRisk,
  manipulationRisk,
  realtimeScore,
  wilsonLowerBound,
} from '../../../formulas/security.ts'
import { Alarm, Infection, Sign, Threat, Trail } from '../../../mechanisms/security/columns.ts'
import { rows, setRows } from '../../kit/rows.ts'
import { detect, guarded } from './society.ts'

const suspicionOf = (society: ReturnType<typeof guarded>, agents: number) =>
  rows(society.world, Threat, 'suspicion', agents)

describe('injection', () => {
  it('adds independent signs up: one less the chance that all are wrong', () => {
    const society = guarded(4)
    detect(society, [
      { p: 0.5, misuse: 1, rejections: 1 },
      { p: 0.5, status: Status.declined, rejections: 2 },
      { initiator: 2, counterparty: 3, p: 0.9, rejections: 1 },
    ])
    const one = injectionRisk(injectionScore(true, 0.5, 1, 1))
    const two = injectionRisk(injectionScore(false, 0.5, 0, 2))
    const [first, , third] = suspicionOf(society, 3)
    expect(first).toBeCloseTo(1 - (1 - one) * (1 - two), 12)
    expect(third).toBe(0)
    expect(rows(society.world, Alarm, 'signs', 3)).toEqual([Sign.injection, Sign.injection, 0])
  })

  it('takes two misused tools for an exfiltration besides', () => {
    const society = guarded(4)
    detect(society, [{ misuse: 2 }])
    expect(rows(society.world, Alarm, 'signs', 1)).toEqual([Sign.injection | Sign.exfiltration])
  })

  it('never looks at what did not take place', () => {
    const society = guarded(4)
    detect(society, [
      { misuse: 3, p: 0, status: Status.void },
      { misuse: 3, p: 0, status: Status.expired },
    ])
    expect(suspicionOf(society, 2)).toEqual([0, 0])
    expect(rows(society.world, Trail, 'proposals', 2)).toEqual([0, 0])
  })
})

describe('manipulation', () => {
  it('is the share of successes among the latest proposals, from the fewest that count on', () => {
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 70 }),
        fc.integer({ min: 1, max: 32 }),
        fc.integer({ min: 1, max: 32 }),
        (outcomes, window, fewest) => {
          const society = guarded(2, {
            'security.manipulation_window': window,
            'security.min_interactions': fewest,
            'security.poor_p': 0,
          })
          let expected = 0
          for (const [place, succeeds] of outcomes.entries()) {
            detect(society, [{ p: succeeds ? 0.39 : 0.41 }])
            const recent = outcomes.slice(0, place + 1).slice(-window)
            const rate = recent.filter(Boolean).length / recent.length
            const counts = succeeds && Math.min(32, place + 1) >= fewest && rate >= 0.5
            if (counts) expected = Math.max(expected, manipulationRisk(rate))
            expect(rows(society.world, Alarm, 'signs', 1)).toEqual([counts ? Sign.manipulation : 0])
          }
          expect(suspicionOf(society, 1)).toEqual([expected])
        },
      ),
      { numRuns: 40 },
    )
  })

  it('includes deals that take more than one unit of money, and nothing that was turned down', () => {
    const society = guarded(2, { 'security.min_interactions': 1 })
    detect(society, [{ p: 0.49, transfer: -1 }])
    expect(rows(society.world, Trail, 'successes', 1)).toEqual([0])
    detect(society, [{ p: 0.49, transfer: -1.01 }])
    expect(rows(society.world, Trail, 'successes', 1)).toEqual([1])
    detect(society, [{ p: 0.1, status: Status.declined }])
    expect(rows(society.world, Trail, 'successes', 1)).toEqual([2])
  })
})

describe('laundering', () => {
  /** Agent 2 is well known for good deals; 0 and 1 are nobody yet. */
  function aChain(parameters = {}) {
    const society = guarded(4, parameters)
    setRows(society.world, Record, 'accepted', [0, 0, 40])
    setRows(society.world, Record, 'initiatedSumP', [0, 0, 36])
    return society
  }
  const poor = { initiator: 0, counterparty: 1, p: 0.2 }
  const onward = { initiator: 1, counterparty: 2, p: 0.8 }
  const at = (society: ReturnType<typeof guarded>, tick: number) => {
    society.world.clock.tick[0] = tick
  }

  it('holds the source of a poor deal to account for its way to a trusted agent, once', () => {
    const society = aChain()
    at(society, 3)
    detect(society, [poor])
    at(society, 4)
    const [before] = suspicionOf(society, 1) as [number]
    detect(society, [onward])
    const gain = wilsonLowerBound(36, 40)
    const [after, passer] = suspicionOf(society, 2)
    expect(after).toBeCloseTo(1 - (1 - before) * (1 - launderingRisk(gain)), 12)
    expect(passer).toBe(0)
    expect(rows(society.world, Trail, 'source', 2)).toEqual([NOBODY, NOBODY])
    detect(society, [onward])
    expect(suspicionOf(society, 1)).toEqual([after])
  })

  it('follows time: not within a tick, not after the deal is forgotten, not to the source itself', () => {
    const found = (first: number, second: number, deal = onward) => {
      const society = aChain()
      at(society, first)
      detect(society, [poor])
      at(society, second)
      detect(society, [deal])
      return rows(society.world, Alarm, 'signs', 1)[0] === Sign.laundering
    }
    expect(found(3, 3)).toBe(false)
    expect(found(3, 4)).toBe(true)
    expect(found(3, 13)).toBe(true)
    expect(found(3, 14)).toBe(false)
    expect(found(3, 4, { initiator: 1, counterparty: 0, p: 0.8 })).toBe(false)
    expect(found(3, 4, { initiator: 1, counterparty: 3, p: 0.8 })).toBe(false)
  })

  it('remembers the least trusted of the recent sources', () => {
    const society = guarded(4)
    setRows(society.world, Record, 'accepted', [0, 0, 40, 10])
    setRows(society.world, Record, 'initiatedSumP', [0, 0, 36, 5])
    const sources = () => rows(society.world, Trail, 'source', 2)[1]
    detect(society, [{ initiator: 3, counterparty: 1, p: 0.2 }])
    expect(sources()).toBe(3)
    detect(society, [{ initiator: 2, counterparty: 1, p: 0.2 }])
    expect(sources()).toBe(3)
    detect(society, [{ initiator: 0, counterparty: 1, p: 0.2 }])
    expect(sources()).toBe(0)
  })
})

interface Case {
  readonly tick: number
  readonly parent: number | undefined
  readonly depth: number
}

/** The forest as trees of objects: the slow way, to hold the columns against. */
function forestOf(deals: readonly (readonly [giver: number, receiver: number])[]) {
  const cases = new Map<number, Case>()
  deals.forEach(([giver, receiver], tick) => {
    if (cases.has(receiver)) return
    if (!cases.has(giver)) cases.set(giver, { tick, parent: undefined, depth: 0 })
    cases.set(receiver, { tick, parent: giver, depth: (cases.get(giver) as Case).depth + 1 })
  })
  const rootOf = (agent: number): number => {
    const parent = cases.get(agent)?.parent
    return parent === undefined ? agent : rootOf(parent)
  }
  return { cases, rootOf }
}

describe('contagion', () => {
  it('keeps the exact forest: parents, depths, and per root size, depth, first and last tick', () => {
    const agents = 9
    const pair = fc
      .tuple(fc.nat(agents - 1), fc.nat(agents - 1))
      .filter(([giver, receiver]) => giver !== receiver)
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (deals) => {
        const society = guarded(agents)
        deals.forEach(([initiator, counterparty], tick) => {
          society.world.clock.tick[0] = tick
          detect(society, [{ initiator, counterparty, p: 0.1 }])
        })
        const { cases, rootOf } = forestOf(deals)
        const { at, by, root, depth, size, deepest, last } = society.world.get(Infection)
        for (let agent = 0; agent < agents; agent++) {
          const known = cases.get(agent)
          expect(at[agent]).toBe(known ? known.tick + 1 : 0)
          expect(by[agent]).toBe(known?.parent ?? NOBODY)
          expect(root[agent]).toBe(known ? rootOf(agent) : NOBODY)
          expect(depth[agent]).toBe(known?.depth ?? 0)
          const tree = [...cases].filter(([member]) => known?.depth === 0 && rootOf(member) === agent)
          expect(size[agent]).toBe(tree.length)
          expect(deepest[agent]).toBe(Math.max(0, ...tree.map(([, each]) => each.depth)))
          expect(last[agent]).toBe(Math.max(0, ...tree.map(([, each]) => each.tick + 1)))
        }
      }),
      { numRuns: 60 },
    )
  })

  it('suspects the root of a chain that is long and fast, not of a star or a slow one', () => {
    const signOf = (deals: readonly (readonly [number, number])[], ticksBetween: number) => {
      const society = guarded(5, { 'security.min_interactions': 32 })
      deals.forEach(([initiator, counterparty], nth) => {
        society.world.clock.tick[0] = nth * ticksBetween
        detect(society, [{ initiator, counterparty, p: 0.29 }])
      })
      return { signs: rows(society.world, Alarm, 'signs', 1)[0], root: suspicionOf(society, 1)[0] }
    }
    const chain = [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const
    expect(signOf(chain, 1)).toEqual({ signs: Sign.contagion, root: contagionRisk(3, 1) })
    expect(signOf(chain, 30)).toEqual({ signs: 0, root: 0 })
    expect(
      signOf(
        [
          [0, 1],
          [0, 2],
          [0, 3],
        ],
        1,
      ),
    ).toEqual({ signs: 0, root: 0 })
  })

  it('takes only accepted deals of poor p for cases', () => {
    const society = guarded(4)
    detect(society, [
      { initiator: 0, counterparty: 1, p: 0.3 },
      { initiator: 1, counterparty: 2, p: 0.1, status: Status.gated },
    ])
    expect(rows(society.world, Infection, 'at', 4)).toEqual([0, 0, 0, 0])
  })
})

describe('charges at once', () => {
  it('go by the score with the threat as last judged, half of it to the counterparty', () => {
    const society = guarded(4, {
      'security.realtime_penalty': true,
      'security.realtime_threshold': 0.4,
      'security.realtime_rate': 0.2,
    })
    setRows(society.world, Threat, 'level', [0.5])
    detect(society, [
      { p: 0.1, misuse: 1 },
      { initiator: 2, counterparty: 3, p: 0.1 },
    ])
    const score = realtimeScore(true, 0.1, 1, 0, 0.5)
    expect(rows(society.world, Cost, 'initiator', 2)).toEqual([0.2 * score, 0])
    expect(rows(society.world, Cost, 'counterparty', 2)).toEqual([(0.2 * score) / 2, 0])
    expect(rows(society.world, Alarm, 'charge', 2)[0]).toBeCloseTo(0.3 * score, 12)
  })
})
