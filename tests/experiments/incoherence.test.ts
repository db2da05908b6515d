import { describe, expect, it } from 'vitest'
import { compareControls } from '../../experiments/incoherence/controls.ts'
import { learnForecast } from '../../experiments/incoherence/forecast.ts'
import { Forks } from '../../experiments/incoherence/forks.ts'
import { measureIncoherence, openForReplay, replayPoint } from '../../experiments/incoherence/index.ts'
import { tableOf } from '../../experiments/incoherence/table.ts'
import { agrees } from '../../experiments/theory/check.ts'
import { incoherenceChecks } from '../../experiments/theory/incoherence.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { vocabulary } from '../../simulation/assembly.ts'
import { resolveScenario, type Scenario, type ScenarioInput } from '../../simulation/scenario.ts'
import { builtPackage } from '../kit/built-package.ts'

const RIGHT = {
  type: 'erratic',
  config: { slip_probability: 0, slip_growth: 0, slip_probability_max: 0 },
}

function mess(more: Partial<ScenarioInput> = {}): Scenario {
  const config = { slip_probability: 0.02, slip_growth: 0.025, slip_probability_max: 0.5 }
  const input = {
    id: 'mess',
    seed: 'mess',
    agents: [
      { type: 'erratic', count: 60, config },
      { type: 'honest', count: 10 },
      { type: 'adversarial', count: 10 },
    ],
    epochs: 3,
    stepsPerEpoch: 20,
    ...more,
    parameters: { 'acceptance.mode': 'policy', 'incoherence.enabled': true, ...more.parameters },
  }
  return resolveScenario(input, vocabulary(mechanisms))
}

describe('theory', () => {
  it.each(incoherenceChecks.map((check) => [check.name, check] as const))('%s', async (_, check) => {
    const measured = await check.measure()
    expect({ ...measured, agrees: agrees(measured) }).toMatchObject({ agrees: true })
  })
})

describe('forks', () => {
  it('are the same on any number of threads', async () => {
    const built = await builtPackage({
      incoherence: 'experiments/incoherence/index.ts',
      mechanisms: 'mechanisms/index.ts',
    })
    const { measureIncoherence: measure } = (await import(
      built.url('incoherence')
    )) as typeof import('../../experiments/incoherence/index.ts')
    const config = { slip_probability: 0.02, slip_growth: 0.025, slip_probability_max: 0.5 }
    const scenario = mess({
      agents: [
        { type: 'erratic', count: 1800, config },
        { type: 'honest', count: 700 },
      ],
      stepsPerEpoch: 4,
      parameters: { 'governance.self_ensemble_enabled': true },
    })
    const on = (threads: number) =>
      measure(scenario, { replays: 3, points: 2, epoch: 0, benchmark: RIGHT, threads })
    const alone = await on(1)
    expect(alone.byHorizon[1]!.disagreement).toBeGreaterThan(0)
    for (const threads of [2, 3]) expect(await on(threads)).toEqual(alone)
    built.remove()
  })

  it('leave the simulation as it was, and the run itself is fork 0', async () => {
    const scenario = mess()
    const simulation = await openForReplay(scenario)
    for (let tick = 0; tick < 7; tick++) simulation.tick()
    const before = simulation.digest()
    const forks = new Forks(simulation, scenario, RIGHT)
    const own = forks.turns(0)
    const other = forks.turns(1)
    const again = forks.turns(1)
    forks.turns(3, true)
    forks.answers(2, true)
    forks.back()
    expect(simulation.digest()).toBe(before)
    expect(again).toEqual(other)
    expect(other).not.toEqual(own)
    simulation.tick()
    const after = simulation.digest()
    const plain = await openForReplay(scenario)
    for (let tick = 0; tick < 8; tick++) plain.tick()
    expect(plain.digest()).toBe(after)
    simulation.dispose()
    plain.dispose()
  })

  it('draw answers anew without moving a proposal', async () => {
    const scenario = mess()
    const simulation = await openForReplay(scenario)
    const forks = new Forks(simulation, scenario)
    const [first, second] = [forks.answers(1), forks.answers(2)]
    expect(second.agents).toEqual(first.agents)
    expect(second.kinds).toEqual(first.kinds)
    expect(second.consents).not.toEqual(first.consents)
    simulation.dispose()
  })

  it('refuse sequential turns, and benchmarks that are not there', async () => {
    const sequential = mess({ parameters: { turns: 'sequential' } })
    const one = await openForReplay(sequential)
    expect(() => new Forks(one, sequential)).toThrow(/turns: got sequential, expected simultaneous/)
    one.dispose()
    const scenario = mess()
    const simulation = await openForReplay(scenario)
    const refused =
      (type: string, config = {}) =>
      () =>
        new Forks(simulation, scenario, { type, config })
    expect(refused('honst')).toThrow(/no agent type honst.*honest/s)
    expect(refused('colluder')).toThrow(/belongs to a mechanism that this scenario leaves off/)
    expect(refused('honest', { trust: 1 })).toThrow(/has no setting trust/)
    expect(refused('honest', { trust_weight: 3 })).toThrow(/got 3, expected a number in \[0, 1\]/)
    simulation.dispose()
  })
})

describe('a report', async () => {
  const options = { replays: 12, points: 3, epoch: 1, benchmark: RIGHT }
  const report = await measureIncoherence(mess(), options)

  it('shows disagreement and variance growing with the horizon', () => {
    expect(report.byHorizon.map(({ horizon }) => horizon)).toEqual([0, 10, 19])
    const erratic = report.byFamily.find(({ family, policy }) => family === 'turn' && policy === 'erratic')
    // Slips rise from 2 to 49.5 %, 25 % on average over these three moments.
    expect(erratic?.disagreement).toBeGreaterThan(0.17)
    expect(erratic?.disagreement).toBeLessThan(0.33)
    const [early, middle, late] = report.byHorizon as [
      (typeof report.byHorizon)[0],
      (typeof report.byHorizon)[0],
      (typeof report.byHorizon)[0],
    ]
    expect(middle.disagreement).toBeGreaterThan(early.disagreement + 0.1)
    expect(late.disagreement).toBeGreaterThan(middle.disagreement + 0.05)
    expect(late.variance).toBeGreaterThan(early.variance + 0.2)
    const work = report.outcomes.filter(({ policy }) => policy === 'erratic').map(({ variance }) => variance)
    expect(work).toEqual([...work].sort((a, b) => a - b))
  })

  it('tells adversaries that err on purpose from others that err by chance', () => {
    const adversaries = report.byFamily.find(
      ({ family, policy }) => family === 'turn' && policy === 'adversarial',
    )
    expect(adversaries).toMatchObject({ disagreement: 0, error: 1, incoherence: 0, errorIncoherence: 0 })
    expect(report.dualFailure.coherentAdversarial).toBeGreaterThan(0)
    expect(report.dualFailure.incoherentBenign).toBeGreaterThan(0)
    expect(report.dualFailure.harmful).toBeGreaterThanOrEqual(
      report.dualFailure.coherentAdversarial + report.dualFailure.incoherentBenign,
    )
    expect(report.illusion.delta).toBeCloseTo(report.illusion.perceived - report.illusion.distributed, 12)
  })

  it('is the same each time, and fits 80 columns', async () => {
    expect(await measureIncoherence(mess(), options)).toEqual(report)
    for (const line of tableOf({ report }).split('\n')) expect(line.length).toBeLessThanOrEqual(80)
  })

  it('knows no error without a benchmark', async () => {
    const scenario = mess()
    const simulation = await openForReplay(scenario)
    const { decisions } = replayPoint(simulation, scenario, { replays: 5 })
    expect(new Set(decisions.map(({ error }) => error))).toEqual(new Set([0]))
    const split = decisions.filter(({ disagreement }) => disagreement > 0)
    expect(split.length).toBeGreaterThan(0)
    expect(split.every(({ incoherence }) => incoherence === 1)).toBe(true)
    simulation.dispose()
  })
})

it('each lever buys what it is for', async () => {
  const rows = await compareControls(mess(), ['1'], { replays: 10, points: 3, epoch: 1, benchmark: RIGHT })
  const of = (control: string) => rows.find((row) => row.control === control) as (typeof rows)[0]
  const none = of('none')
  expect(none.varianceGrowth).toBeGreaterThan(1.25)
  // Ensembles and fresh starts make for fewer slips, and so for less disagreement and error.
  for (const control of ['self-ensemble', 'checkpoints', 'all']) {
    expect([control, of(control).disagreement < none.disagreement - 0.05]).toEqual([control, true])
    expect([control, (of(control).error as number) < (none.error as number) - 0.05]).toEqual([control, true])
    expect([control, of(control).toxicity < none.toxicity - 0.02]).toEqual([control, true])
  }
  expect(of('checkpoints').varianceGrowth).toBeLessThan(1.15)
  // The breaker takes the most uncertain out of the society, friction charges for uncertainty and changes nobody.
  expect(of('breaker').accepted).toBeLessThan(0.95 * none.accepted)
  expect(of('breaker').toxicity).toBeLessThan(none.toxicity)
  expect(of('friction').disagreement).toBeCloseTo(none.disagreement, 1)
  expect(of('friction').charges).toBeGreaterThan(0)
  expect(none.charges).toBe(0)
}, 60_000)

it('a forecast learns from some seeds what holds for others', async () => {
  const report = await learnForecast(mess(), {
    seeds: 2,
    horizons: [4, 20],
    adversaries: [1, 4],
    epochs: 3,
    replays: 6,
  })
  expect(report.learnt).toBe(16)
  expect(report.judged).toBe(16)
  expect(report.quality.auc).toBeGreaterThan(0.8)
  expect(report.quality.brier).toBeLessThan(0.2)
  // What it prints is what a scenario takes.
  expect(() => mess({ parameters: report.settings })).not.toThrow()
}, 60_000)
