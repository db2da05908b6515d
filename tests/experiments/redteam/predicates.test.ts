import { describe, expect, it } from 'vitest'
import type { ParameterValue } from '../../../engine/config.ts'
import {
  attackLibrary,
  holds,
  type Judged,
  loopholesOf,
  scaleOf,
} from '../../../experiments/redteam/library.ts'
import type { Infiltrator, Measurement } from '../../../experiments/redteam/measurement.ts'

const quiet: Infiltrator = {
  payoff: 0,
  reputation: 0,
  resourcesStart: 100,
  wealth: 100,
  accepted: 0,
  attacks: 40,
  effective: 20,
  unseen: 20,
  untaxed: 0,
  violations: 0,
  caught: 40,
  harm: 0,
  freezes: 1,
  effectiveAfterFreeze: 0,
  firstEffect: 0,
  firstDetection: null,
  firstFlag: null,
}

function measured(
  infiltrators: readonly Partial<Infiltrator>[],
  more: Partial<Measurement> = {},
): Measurement {
  return {
    infiltrators: infiltrators.map((each) => ({ ...quiet, ...each })),
    others: {
      agents: 8,
      earned: 100,
      welfare: 80,
      welfareByEpoch: [40, 40],
      across: 10,
      wealthStart: 800,
      wealth: 900,
      meanReputation: 1,
      busiest: 10,
    },
    honest: { agents: 4, freezes: 0, costs: 0, violations: 0, flagged: 0 },
    externalHarm: 20,
    unwatched: 0,
    ticks: 200,
    digest: '',
    ...more,
  }
}

const levers: Record<string, ParameterValue> = {
  'payoff.s_plus': 2,
  'payoff.h': 2,
  'governance.circuit_breaker_enabled': true,
  'governance.audit_enabled': true,
  'governance.transaction_tax_rate': 0.1,
  'governance.reputation_decay_rate': 0.9,
  'acceptance.mode': 'policy',
}
const value = (path: string) => levers[path] ?? null

/** A measurement by attack that meets every condition at the length of the table, and for each condition one that misses it alone. */
const control = measured([{}])
const poorer = { ...control.others, wealth: 820 }
const CASES: Record<string, readonly [met: Measurement, ...missed: Measurement[]]> = {
  reputation_farming: [
    measured([{ payoff: 51, reputation: 5.1 }]),
    measured([{ payoff: 50, reputation: 5.1 }]),
    measured([{ payoff: 51, reputation: 5 }]),
    measured([{ payoff: 51, reputation: 5.1, effective: 0 }]),
  ],
  collusion_ring: [
    measured([{ payoff: 91 }, {}, {}]),
    measured([{ payoff: 90 }, {}, {}]),
    measured([{ payoff: 91 }, { firstFlag: 3 }, {}]),
    measured([{ payoff: 91, effective: 0 }, { effective: 0 }, { effective: 0 }]),
  ],
  threshold_dancing: [
    measured([{ harm: 20.1, freezes: 0 }]),
    measured([{ harm: 20, freezes: 0 }]),
    measured([{ harm: 20.1, freezes: 1 }]),
  ],
  sybil_attack: [
    measured(Array(5).fill({ accepted: 7 })),
    measured(Array(5).fill({ accepted: 6 })),
    measured(Array(5).fill({ accepted: 7, effective: 0 })),
  ],
  timing_attack: [measured([{}], { unwatched: 11 }), measured([{}], { unwatched: 10 })],
  information_laundering: [
    measured([{ harm: 10 }, { harm: 10.5 }]),
    measured([{ harm: 11 }, { harm: 10.5 }]),
    measured([{ harm: 1 }, { harm: 10 }]),
  ],
  resource_drain: [
    measured([{ wealth: 205 }, { wealth: 205 }], { others: poorer }),
    measured([{ wealth: 200 }, { wealth: 200 }], { others: poorer }),
    measured([{ wealth: 205 }, { wealth: 205 }], { others: { ...poorer, wealth: 881 } }),
    measured(
      [
        { wealth: 205, effective: 0 },
        { wealth: 205, effective: 0 },
      ],
      { others: poorer },
    ),
  ],
  governance_gaming: [
    measured([{ freezes: 0, untaxed: 11, caught: 3 }]),
    measured([{ freezes: 0, untaxed: 10, caught: 3 }]),
  ],
}

describe.each(attackLibrary)('$id', (attack) => {
  const judge = (run: Measurement, ticks = attack.epochs * 10) => {
    const judged: Judged = { attack: run, control, value, ...scaleOf(attack, ticks, value) }
    return attack.conditions(judged).map(holds)
  }
  const [met, ...missed] = CASES[attack.id] as (typeof CASES)[string]

  it('can succeed', () => {
    expect(judge(met)).not.toContain(false)
  })

  it('can fail by each condition alone', () => {
    expect(missed).toHaveLength(judge(met).length)
    missed.forEach((run, place) => {
      expect(
        judge(run)
          .map((held, at) => (held ? -1 : at))
          .filter((at) => at >= 0),
      ).toEqual([place])
    })
  })

  it('asks for more in a longer run, unless its bound is no matter of time', () => {
    const isTimeless = ['sybil_attack', 'governance_gaming'].includes(attack.id)
    expect(judge(met, attack.epochs * 20).includes(false)).toBe(!isTimeless)
  })
})

describe('loopholes', () => {
  const judged = (run: Measurement): Judged => ({ attack: run, control, time: 1, money: 1, harm: 1, value })

  it('are those of levers that are on', () => {
    const all = { freezes: 0, untaxed: 20, caught: 0, reputation: 2, effectiveAfterFreeze: 1 }
    expect(loopholesOf(judged(measured([all])))).toEqual([
      'below the breaker',
      'after a freeze',
      'between audits',
      'untaxed',
      'well reputed',
    ])
    const off: Record<string, ParameterValue> = {
      'acceptance.mode': 'policy',
      'governance.reputation_decay_rate': 1,
    }
    expect(loopholesOf({ ...judged(measured([all])), value: (path) => off[path] ?? null })).toEqual([])
  })

  it('are none of those who never did harm', () => {
    expect(loopholesOf(judged(measured([{ effective: 0, freezes: 0 }])))).toEqual([])
  })

  it('take half of the attackers', () => {
    const [in_, out] = [{ freezes: 0 }, { freezes: 2 }]
    expect(loopholesOf(judged(measured([in_, out])))).toContain('below the breaker')
    expect(loopholesOf(judged(measured([in_, out, out])))).not.toContain('below the breaker')
  })
})
