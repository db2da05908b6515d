import { describe, expect, it } from 'vitest'
import { Action, CrossingOutcome, Status } from '../../components/codes.ts'
import { Boundary, Crossing } from '../../components/crossing.ts'
import { Custody } from '../../components/custody.ts'
import { FeedTotals, Post } from '../../components/feed.ts'
import { Intent } from '../../components/intent.ts'
import { Parties, Score, Verdict } from '../../components/interaction.ts'
import { Ledger } from '../../components/ledger.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { sigmoid } from '../../formulas/sigmoid.ts'
import {
  type AgentGroup,
  defineParameters,
  definePlugin,
  definePolicy,
  type Simulation,
} from '../../simulation/index.ts'
import { aSimulation, aTown, putInteractions } from '../kit/a-simulation.ts'
import { rows, setRows } from '../kit/rows.ts'
import { interactionRows } from '../kit/validate-world.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

const sum = (values: Iterable<number>) => [...values].reduce((total, value) => total + value, 0)

/** A count of independent events lies within four standard deviations of what their probabilities say. */
function expectFrequency(count: number, probabilities: readonly number[]): void {
  const expected = sum(probabilities)
  const deviation = Math.sqrt(sum(probabilities.map((q) => q * (1 - q))))
  expect(deviation).toBeGreaterThan(2)
  expect(Math.abs(count - expected)).toBeLessThan(4 * deviation)
}

describe('true outcomes', () => {
  const run = (parameters: Parameters) => {
    const town = aTown(400, { 'network.enabled': false, ...parameters }, { epochs: 5 })
    const chances: number[] = []
    let good = 0
    const b = (parameters['scoring.true_b'] as number | undefined) ?? 0
    const k = (parameters['scoring.true_k'] as number | undefined) ?? 2
    while (!town.finished) {
      town.tick()
      const { proxy, truth } = town.world.get(Score)
      for (const row of interactionRows(town.world)) {
        chances.push(sigmoid(proxy[row] as number, k, b))
        if (truth[row] === 1) good++
        else expect(truth[row]).toBe(-1)
      }
    }
    return { town, good, chances, metrics: town.summary().metrics }
  }
  const biased = { 'scoring.true_b': 0.8, 'scoring.true_k': 4 }

  it.each([{}, { 'scoring.true_b': 0.5 }, biased])('are good as often as %j says', (parameters) => {
    const { good, chances } = run(parameters)
    expectFrequency(good, chances)
  })

  it('leave a calibrated proxy near 0 and show a miscalibrated one, without moving anything else', () => {
    const calibrated = run({})
    const wrong = run(biased)
    const error = (metrics: typeof wrong.metrics, name: string) => metrics[name] as number
    expect(Math.abs(error(calibrated.metrics, 'calibrationError'))).toBeLessThan(0.05)
    expect(error(calibrated.metrics, 'expectedCalibrationError')).toBeLessThan(0.1)
    expect(error(wrong.metrics, 'calibrationError')).toBeGreaterThan(0.2)
    expect(error(wrong.metrics, 'expectedCalibrationError')).toBeGreaterThan(0.2)
    for (const name of ['brierScore', 'logLoss']) {
      expect(error(wrong.metrics, name)).toBeGreaterThan(error(calibrated.metrics, name) + 0.02)
    }
    for (const name of ['toxicityRate', 'totalWelfare', 'acceptedInteractions', 'giniPayoff']) {
      expect(error(wrong.metrics, name)).toBe(error(calibrated.metrics, name))
    }
  })
})

describe('boundary', () => {
  const open = {
    'boundary.enabled': true,
    'boundary.crossing_probability': 1,
    'boundary.crossings_per_window': 65_535,
    'boundary.max_sensitivity': 1,
    'boundary.adaptive': false,
    'boundary.base_permeability': 0.5,
    'boundary.contagion_rate': 1,
  }

  /** Outcomes of one interaction of each of `count` agents of a type. */
  function cross(type: string, count: number, parameters: Parameters, p = 0.4) {
    const society = aSimulation({ [type]: count }, { ...open, ...parameters })
    putInteractions(
      society,
      Array.from({ length: count }, (_, initiator) => ({ initiator, counterparty: 0, p })),
    )
    society.runSystem('boundary')
    const { outcome, harm } = society.world.get(Crossing)
    const of = (code: number) => outcome.subarray(0, count).filter((each) => each === code).length
    return { society, of, harm: Array.from(harm.subarray(0, count)) }
  }

  it('lets the given share of accepted interactions try', () => {
    const { of } = cross('honest', 2000, {
      'boundary.crossing_probability': 0.3,
      'boundary.contagion_rate': 0,
    })
    expectFrequency(of(CrossingOutcome.crossed), new Array<number>(2000).fill(0.3))
    expect(of(CrossingOutcome.inside) + of(CrossingOutcome.crossed)).toBe(2000)
  })

  it('spills with probability r_c (1 - p) π, and (1 - p) times the amplification each', () => {
    for (const p of [0.2, 0.7]) {
      const { of, harm } = cross(
        'honest',
        2000,
        { 'boundary.contagion_rate': 0.8, 'boundary.spillover_amplification': 1.5 },
        p,
      )
      const spilled = of(CrossingOutcome.spilled)
      expectFrequency(spilled, new Array<number>(2000).fill(0.8 * (1 - p) * 0.5))
      expect(spilled + of(CrossingOutcome.crossed)).toBe(2000)
      expect(sum(harm)).toBeCloseTo(spilled * (1 - p) * 1.5, 9)
    }
    expect(cross('honest', 500, { 'boundary.base_permeability': 0 }).of(CrossingOutcome.spilled)).toBe(0)
    expect(cross('honest', 500, {}, 1).of(CrossingOutcome.spilled)).toBe(0)
  })

  it('refuses by sensitivity what types send differently', () => {
    const refused = (type: string) => {
      const { of } = cross(type, 1000, { 'boundary.max_sensitivity': 0.7, 'boundary.contagion_rate': 0 })
      return of(CrossingOutcome.tooSensitive) / 1000
    }
    const shares = ['honest', 'opportunistic', 'deceptive', 'adversarial'].map(refused)
    expect(shares.slice(0, 2)).toEqual([0, 0])
    expect(shares[2]).toBeCloseTo(0.2 / 0.7, 1)
    expect(shares[3]).toBeCloseTo(0.3 / 0.6, 1)
  })

  it('asks the rate limit before the sensitivity, and counts only what was let through', () => {
    const limited = cross('adversarial', 100, {
      'boundary.crossings_per_window': 0,
      'boundary.max_sensitivity': 0,
    })
    expect(limited.of(CrossingOutcome.rateLimited)).toBe(100)
    const sensitive = cross('adversarial', 100, {
      'boundary.crossings_per_window': 1,
      'boundary.max_sensitivity': 0,
    })
    expect(sensitive.of(CrossingOutcome.tooSensitive)).toBe(100)
    expect(
      rows(sensitive.society.world, { name: 'Border' } as typeof Crossing, 'crossings' as never, 3),
    ).toEqual([0, 0, 0])
  })

  it('limits crossings of an agent by a window of simulated time', () => {
    const society = aSimulation(
      {},
      {
        ...open,
        'boundary.crossings_per_window': 2,
        'boundary.window_ticks': 5,
        'boundary.contagion_rate': 0,
      },
      { agents: [{ type: 'honest', count: 60, config: { interact_probability: 1 } }] },
    )
    const through = new Map<number, number>()
    for (let tick = 0; tick < 15; tick++) {
      society.tick()
      const { outcome } = society.world.get(Crossing)
      const { initiator } = society.world.get(Parties)
      for (const row of interactionRows(society.world)) {
        if (outcome[row] !== CrossingOutcome.crossed) continue
        const agent = initiator[row] as number
        through.set(agent, (through.get(agent) ?? 0) + 1)
        expect(tick % 5).toBeLessThan(2)
      }
    }
    expect([...through.values()]).toEqual(new Array<number>(60).fill(6))
  })

  it('tightens with threat from the next tick on, and less harm gets out than through a fixed one', () => {
    const run = (parameters: Parameters) => {
      const society = aTown(300, { ...open, 'acceptance.mode': 'policy', ...parameters }, { epochs: 6 })
      const levels: number[] = []
      while (!society.finished) {
        society.tick()
        const { threat, permeability } = society.world.get(Boundary)
        levels.push(threat[0] as number)
        const factor = 1 - (threat[0] as number)
        const expected = parameters['boundary.adaptive'] === true ? 0.5 * factor * 0.75 : 0.5
        expect(permeability[0]).toBeCloseTo(expected, 12)
      }
      return { levels, metrics: society.summary().metrics }
    }
    const fixed = run({})
    const adaptive = run({ 'boundary.adaptive': true })
    expect(Math.max(...adaptive.levels)).toBeGreaterThan(0.02)
    expect(adaptive.metrics['spilledHarm']).toBeLessThan(fixed.metrics['spilledHarm'] as number)
    for (const { metrics } of [fixed, adaptive]) {
      const { socialSurplus, spilledHarm, socialWelfare } = metrics as Record<string, number>
      expect(socialWelfare).toBeCloseTo((socialSurplus as number) - (spilledHarm as number), 9)
      expect(spilledHarm).toBeGreaterThan(0)
    }
    expect(adaptive.metrics['acceptedInteractions']).toBe(fixed.metrics['acceptedInteractions'])
  })

  it('has a threat that is the moving average of harm per crossing', () => {
    const society = aSimulation({ honest: 4 }, { ...open, 'boundary.threat_smoothing': 0.25 })
    putInteractions(society, [{}, {}, {}])
    const { outcome, harm } = society.world.get(Crossing)
    outcome.set([CrossingOutcome.spilled, CrossingOutcome.crossed, CrossingOutcome.rateLimited])
    harm.set([0.6, 0, 0])
    society.runSystem('threat')
    expect(society.world.get(Boundary).threat[0]).toBeCloseTo(0.25 * 0.3, 12)
    outcome.fill(CrossingOutcome.inside)
    society.runSystem('threat')
    expect(society.world.get(Boundary).threat[0]).toBeCloseTo(0.75 * 0.25 * 0.3, 12)
  })
})

describe('money under redistribution', () => {
  it('goes round: what agents and treasury hold grows by payoffs and the taxes in them alone', () => {
    const town = aTown(
      150,
      { 'governance.transaction_tax_rate': 0.3, 'staking.slash_on': 'both' },
      { epochs: 6 },
    )
    while (!town.finished) town.tick()
    const { balance, redistributed } = town.world.get(Treasury)
    const taxes = sum(town.epochs.map(({ metrics }) => metrics['taxCollected'] as number))
    const held = sum(town.world.get(Stake).resources) + (balance[0] as number)
    expect(held).toBeCloseTo(150 * 100 + sum(town.world.get(Ledger).totalPayoff) + taxes, 6)
    expect(redistributed[0]).toBeGreaterThan(taxes)
    expect(balance[0]).toBe(0)
  })
})

describe('adaptive adversaries', () => {
  /** Shares of their turns in which they attacked, early and late, and how warm they got. */
  const run = (parameters: Parameters) => {
    const town = aSimulation(
      { honest: 150, adaptive_adversary: 50 },
      { 'network.enabled': false, ...parameters },
      { epochs: 12 },
    )
    let attacks = 0
    let hottest = 0
    while (!town.finished) {
      town.tick()
      const { action, hostile } = town.world.get(Intent)
      for (let agent = 150; agent < 200; agent++) {
        if (action[agent] === Action.proposeInteraction && hostile[agent] === 1) attacks++
      }
      hottest = Math.max(hottest, ...town.world.column('AdaptiveAdversary.heat').subarray(0, 50))
    }
    const estimates = town.world.column('AdaptiveAdversary.toxicityEstimate').subarray(0, 50)
    return { attacks, hottest, estimate: sum(estimates) / 50 }
  }

  it('attack while nobody looks, and lie low, warned, where audits find them', () => {
    const free = run({})
    const audited = run({ 'governance.audit_enabled': true, 'governance.audit_probability': 1 })
    expect(free.attacks).toBeGreaterThan(500)
    expect(free.hottest).toBe(0)
    expect(free.estimate).toBeCloseTo(0.7, 12)
    expect(audited.attacks).toBeGreaterThan(0)
    expect(audited.attacks).toBeLessThan(free.attacks / 2)
    expect(audited.hottest).toBeGreaterThanOrEqual(0.5)
    expect(audited.estimate).toBeLessThan(0.7)
  })
})

describe('proposals to someone who cannot answer', () => {
  const stubborn = definePolicy({
    name: 'stubborn',
    key: 'stubborn',
    doc: 'Always courts agent 1, whether it sees it or not.',
    type: 255,
    parameters: defineParameters('agents.config', {}),
    remembers: false,
    own: [],
    others: [],
    writes: [Intent],
    bind(access) {
      const { action, target } = access.get(Intent)
      return {
        act(agent) {
          action[agent] = agent === 1 ? Action.noop : Action.proposeInteraction
          target[agent] = 1
        },
        consents: () => true,
      }
    },
  })
  const plugins = [definePlugin('stubborn', [], (app) => app.policies(stubborn))]
  const statuses = (
    parameters: Parameters,
    ticks: number,
    change?: (society: Simulation, tick: number) => void,
  ) => {
    const society = aSimulation({ stubborn: 3 }, parameters, {}, { plugins })
    setRows(society.world, Custody, 'reasons', [0, 64, 0])
    return Array.from({ length: ticks }, (_, tick) => {
      change?.(society, tick)
      society.tick()
      return [...interactionRows(society.world)].map((row) => society.world.get(Verdict).status[row])
    })
  }
  const { accepted, expired } = Status
  const voided = Status.void

  it('are void in simultaneous turns', () => {
    expect(statuses({}, 2)).toEqual([
      [voided, voided],
      [voided, voided],
    ])
  })

  it('expire in sequential turns after as many ticks as they are given', () => {
    const base = { turns: 'sequential', 'schedule.mode': 'round_robin' }
    expect(statuses({ ...base, 'proposals.expire_after': 1 }, 3).map((each) => each.length)).toEqual([
      0, 2, 2,
    ])
    expect(statuses({ ...base, 'proposals.expire_after': 2 }, 4).map((each) => each.length)).toEqual([
      0, 0, 2, 2,
    ])
    expect(statuses({ ...base, 'proposals.expire_after': 1 }, 2)[1]).toEqual([expired, expired])
  })

  it('wait without limit where they never expire, and are answered on release', () => {
    const base = { turns: 'sequential', 'proposals.expire_after': null, 'acceptance.mode': 'policy' }
    const seen = statuses(base, 4, ({ world }, tick) => {
      if (tick === 2) setRows(world, Custody, 'reasons', [0, 0, 0])
    })
    expect(seen.slice(0, 2)).toEqual([[], []])
    expect(seen[2]).toEqual(new Array<number>(6).fill(accepted))
  })

  it('are void when their initiator is held by the time of the answer, also of one given in a turn', () => {
    const agents = ['stubborn', 'honest', 'stubborn'].map((type) => ({ type, count: 1 }))
    const parameters = {
      turns: 'sequential',
      'schedule.mode': 'round_robin',
      'proposals.expire_after': null,
      'acceptance.mode': 'policy',
    }
    const society = aSimulation({}, parameters, { agents }, { plugins })
    setRows(society.world, Custody, 'reasons', [0, 64, 0])
    society.tick()
    setRows(society.world, Custody, 'reasons', [64, 0, 0])
    society.tick()
    expect(rows(society.world, Intent, 'action', 2)[1]).toBe(Action.acceptInteraction)
    const { initiator } = society.world.get(Parties)
    const { status } = society.world.get(Verdict)
    const outcomes = [...interactionRows(society.world)].map((row) => [initiator[row], status[row]])
    expect(outcomes).toEqual([
      [0, voided],
      [2, accepted],
      [2, accepted],
    ])
  })
})

describe('feed of simultaneous turns', () => {
  it('counts votes for the posts that voters saw, though a post voted down gives way to newer ones', () => {
    const critics: AgentGroup = {
      type: 'adversarial',
      count: 500,
      config: { attack_probability: 0, post_probability: 0 },
    }
    const posters = { type: 'honest', count: 5000, config: { post_probability: 0.5, vote_probability: 0 } }
    const society = aSimulation({}, { 'feed.enabled': true }, { agents: [critics, posters, critics] })
    society.tick()
    const { made, ballots } = society.world.get(FeedTotals)
    const seen = made[0] as number
    society.tick()
    const { votes, sequence } = society.world.get(Post)
    const onUnseen = Array.from(votes).filter(
      (count, post) => count !== 0 && (sequence[post] as number) >= seen,
    )
    expect(onUnseen).toEqual([])
    expect(ballots[0]).toBe(1000)
  })
})
