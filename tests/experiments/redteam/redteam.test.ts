import { describe, expect, it } from 'vitest'
import type { ParameterValue } from '../../../engine/config.ts'
import { partsOf, scoreOf } from '../../../experiments/redteam/assessment.ts'
import {
  attackLibrary,
  type Outcome,
  type OutcomeStore,
  redTeam,
  seedsOf,
} from '../../../experiments/redteam/index.ts'
import type { Measurement } from '../../../experiments/redteam/measurement.ts'
import { mechanisms } from '../../../mechanisms/index.ts'
import { redTeamMarkdown } from '../../../outputs/redteam-markdown.ts'
import { redTeamText } from '../../../outputs/redteam-text.ts'
import { vocabulary } from '../../../simulation/assembly.ts'
import { resolveScenario } from '../../../simulation/scenario.ts'

const known = vocabulary(mechanisms)
const seeds = seedsOf('0', 6)

/** A village of thirty where consent alone decides, for ten epochs of ten ticks. */
function village(parameters: Readonly<Record<string, ParameterValue>> = {}) {
  return resolveScenario(
    {
      id: 'village',
      agents: [
        { type: 'honest', count: 22 },
        { type: 'opportunistic', count: 5 },
        { type: 'deceptive', count: 3 },
      ],
      parameters: { 'acceptance.mode': 'policy', ...parameters },
    },
    known,
  )
}

const attacksOf = (...ids: string[]) => attackLibrary.filter(({ id }) => ids.includes(id))
const setting = (parameters = {}, name = 'village') => ({ name, scenario: village(parameters) })

/** Keeps everything in memory. */
function memory() {
  const outcomes = new Map<string, Outcome>()
  const controls = new Map<string, Measurement>()
  const store: OutcomeStore = {
    find: (key) => outcomes.get(key),
    keep: (key, outcome) => void outcomes.set(key, outcome),
    findControl: (key) => controls.get(key),
    keepControl: (key, control) => void controls.set(key, control),
  }
  return { outcomes, controls, store }
}

describe('a red team', () => {
  it('gives identical reports for identical seeds, and others for others', async () => {
    const options = { attacks: attackLibrary, seeds: seedsOf('7', 2) }
    const [first, again] = [await redTeam([setting()], options), await redTeam([setting()], options)]
    expect(JSON.stringify(again)).toBe(JSON.stringify(first))
    expect(redTeamMarkdown(again)).toBe(redTeamMarkdown(first))
    expect(redTeamText(again)).toBe(redTeamText(first))
    const other = await redTeam([setting()], { ...options, seeds: seedsOf('8', 2) })
    expect(other.settings[0]?.outcomes).not.toEqual(first.settings[0]?.outcomes)
  })

  it('finds exactly no damage where nobody attacks', async () => {
    const { settings } = await redTeam([setting()], {
      attacks: attackLibrary,
      seeds: seedsOf('0', 2),
      cells: 0,
    })
    expect(settings[0]?.outcomes).toHaveLength(16)
    for (const outcome of settings[0]?.outcomes ?? []) {
      expect(outcome).toMatchObject({
        damage: 0,
        damageShare: 0,
        externalHarm: 0,
        success: false,
        attacks: 0,
      })
      expect(Object.values(outcome.collateral)).toEqual([0, 0, 0, 0])
      expect(partsOf(outcome)).toEqual({ prevented: 1, seen: 1, kept: 1 })
    }
  })

  it('goes on from what is finished, to the same report', async () => {
    const attacks = attacksOf('threshold_dancing', 'timing_attack', 'collusion_ring')
    const whole = await redTeam([setting()], { attacks, seeds })
    const { store, outcomes, controls } = memory()
    let ticks = 0
    const signal = {
      get aborted() {
        return ticks > 1500
      },
    }
    const stopped = await redTeam([setting()], { attacks, seeds, store, signal, onTick: () => void ticks++ })
    expect(stopped.interrupted).toBe(true)
    // Of the fifteen runs that fit, six controls and six attacks of the ring, and three controls of one attacker.
    expect([controls.size, outcomes.size]).toEqual([9, 6])
    expect(stopped.settings[0]?.outcomes).toHaveLength(outcomes.size)
    ticks = 0
    const resumed = await redTeam([setting()], { attacks, seeds, store, onTick: () => void ticks++ })
    expect(JSON.stringify(resumed)).toBe(JSON.stringify(whole))
    expect(ticks).toBe(15 * 100)
    ticks = 0
    await redTeam([setting()], { attacks, seeds, store, onTick: () => void ticks++ })
    expect(ticks).toBe(0)
  })

  it('shares controls among attacks of equal cells', async () => {
    const { store, controls } = memory()
    await redTeam([setting()], { attacks: attackLibrary, seeds: seedsOf('0', 2), store })
    // Cells of one, two, three and five agents.
    expect(controls.size).toBe(8)
  })
})

/**
 * Cases in which a stronger lever cannot help the attacker: what it takes away is what the attack lives on. Seeds are fixed.
 */
const MONOTONE: readonly (readonly [
  what: string,
  attack: string,
  steps: readonly Readonly<Record<string, ParameterValue>>[],
])[] = [
  ...['threshold_dancing', 'collusion_ring', 'sybil_attack', 'timing_attack', 'information_laundering'].map(
    (attack) =>
      [
        'a gate on quality that rises',
        attack,
        [0, 0.45, 0.55].map((threshold) => ({
          'acceptance.mode': 'both',
          'acceptance.threshold': threshold,
        })),
      ] as const,
  ),
  ...['collusion_ring', 'sybil_attack'].map(
    (attack) =>
      [
        'a circuit breaker that grows stricter',
        attack,
        [0.99, 0.55, 0.45].map((threshold) => ({
          'governance.circuit_breaker_enabled': true,
          'governance.freeze_threshold_toxicity': threshold,
        })),
      ] as const,
  ),
  ['proposals without money', 'resource_drain', [{ transfers: 'intended' }, { transfers: 'off' }]],
]

describe('stronger governance', () => {
  it.each(MONOTONE)('%s does not raise the mean damage of %s', async (_what, attack, steps) => {
    const damages: number[] = []
    for (const parameters of steps) {
      const { settings } = await redTeam([setting(parameters)], { attacks: attacksOf(attack), seeds })
      damages.push(settings[0]?.attacks[0]?.damage?.mean as number)
    }
    const sorted = [...damages].sort((a, b) => b - a)
    expect(damages).toEqual(sorted)
    // Something was there to take away.
    expect(damages[0]).toBeGreaterThan((damages.at(-1) as number) + 5)
  })
})

describe('predicates in the engine', () => {
  /** For each attack a village in which it succeeds, and one in which it does not. */
  const OPEN = {
    'governance.circuit_breaker_enabled': true,
    'governance.freeze_threshold_toxicity': 0.9,
    'governance.audit_enabled': true,
    'governance.audit_probability': 0.02,
    'governance.transaction_tax_rate': 0.02,
    'governance.staking_enabled': true,
    'governance.min_stake_to_participate': 1,
  }
  const GUARDED = {
    'acceptance.mode': 'both',
    transfers: 'off',
    'governance.transaction_tax_rate': 0.3,
    'governance.reputation_decay_rate': 0.8,
    'governance.circuit_breaker_enabled': true,
    'governance.freeze_threshold_toxicity': 0.4,
    'governance.freeze_threshold_violations': 1,
    'governance.freeze_duration_epochs': 10,
    'governance.audit_enabled': true,
    'governance.audit_probability': 0.5,
  }

  it('are met in an open village, and missed in a guarded one', async () => {
    const options = { attacks: attackLibrary, seeds: seedsOf('0', 4) }
    const open = await redTeam([setting(OPEN)], options)
    const guarded = await redTeam([setting(GUARDED)], options)
    const rates = (report: typeof open) =>
      Object.fromEntries(
        (report.settings[0]?.attacks ?? []).map((each) => [each.attack, each.successRate?.mean]),
      )
    expect(Object.entries(rates(open)).filter(([, rate]) => (rate as number) === 0)).toEqual([])
    expect(Object.entries(rates(guarded)).filter(([, rate]) => (rate as number) > 0)).toEqual([])
  }, 120_000)
})

describe('the report', () => {
  it('grades on lower bounds, which lie below the means', async () => {
    const { settings } = await redTeam([setting()], { attacks: attackLibrary, seeds: seedsOf('0', 3) })
    for (const { score, runs } of settings[0]?.attacks ?? []) {
      expect(runs).toBe(3)
      expect(score.low).toBeLessThan(score.mean)
      expect(score.low).toBeGreaterThanOrEqual(0)
    }
  })

  it('pairs two settings by seed, and says which is more robust', async () => {
    const attacks = attacksOf('collusion_ring', 'sybil_attack', 'threshold_dancing')
    const gated = setting({ 'acceptance.mode': 'both' }, 'gated')
    const { comparison, settings } = await redTeam([setting(), gated], { attacks, seeds: seedsOf('0', 4) })
    expect(comparison).toMatchObject({ pairs: 12, ranking: ['gated', 'village'], decided: true })
    const [open, closed] = settings.map(({ attacks: [first] }) => first?.damage?.mean as number)
    expect(comparison?.byAttack[0]?.damage?.mean).toBeCloseTo((closed as number) - (open as number), 9)
    const turned = await redTeam([gated, setting()], { attacks, seeds: seedsOf('0', 4) })
    expect(turned.comparison?.ranking).toEqual(['gated', 'village'])
    const same = await redTeam([setting(), setting({}, 'twin')], { attacks, seeds: seedsOf('0', 3) })
    expect(same.comparison).toMatchObject({
      decided: false,
      overall: { score: { mean: 0, low: 0, high: 0 } },
    })
  })

  it('fits into 80 columns', async () => {
    const report = await redTeam(
      [
        setting({}, 'a village with a rather long name of its own'),
        setting({ 'acceptance.mode': 'both' }, 'gated'),
      ],
      { attacks: attackLibrary, seeds: seedsOf('0', 2) },
    )
    for (const line of redTeamText(report).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80)
    const rows = redTeamMarkdown(report)
      .split('\n')
      .filter((line) => line.startsWith('| `threshold_dancing`'))
    expect(rows.length).toBeGreaterThan(4)
  })
})

describe('scores', () => {
  const outcome = { success: false, evasion: 0, damageShare: 0 } as Outcome

  it('of an attack that never succeeds, nor goes unseen, nor does damage, reach an A with twelve seeds', () => {
    const scoreAt = (runs: number) => scoreOf(Array.from({ length: runs }, () => [outcome]))
    expect([11, 12].map((runs) => scoreAt(runs).grade)).toEqual(['B', 'A'])
    expect(scoreAt(12).mean).toBe(1)
  })

  it('take at most 1 and at least 0 of any part', () => {
    expect(scoreOf([[{ ...outcome, success: true, evasion: 1, damageShare: 3 }]]).mean).toBe(0)
    expect(scoreOf([[{ ...outcome, damageShare: -3 }]]).mean).toBe(1)
  })
})
