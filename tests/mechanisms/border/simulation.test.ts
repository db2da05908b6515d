import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventCode } from '../../../components/codes.ts'
import { Crossing } from '../../../components/crossing.ts'
import { Standing } from '../../../components/standing.ts'
import { TALLY_NAMES } from '../../../mechanisms/border/codes.ts'
import { Flow, FlowHead, RateWindow, Traffic } from '../../../mechanisms/border/columns.ts'
import { borderPlugin } from '../../../mechanisms/border/index.ts'
import { crossingOutcome, describeContent, mechanisms, submitCrossing } from '../../../mechanisms/index.ts'
import { aSimulation, aTown } from '../../kit/a-simulation.ts'
import { auditReads, auditWrites } from '../../kit/audit-access.ts'
import { validateWorld } from '../../kit/validate-world.ts'
import { aBorder, sumOf } from './a-border.ts'

const BUSY = { 'outside.model': 'sir', contagion_rate: 0.6, reputation_penalty: 0.05, second_barrier: true }
const run = async (...given: Parameters<typeof aBorder>) => {
  const simulation = aBorder(...given)
  await simulation.run()
  return simulation
}

describe('a border that is off', () => {
  it('leaves digests as they are without it', async () => {
    const [without, off] = [aTown(120), aTown(120, {}, {}, { plugins: mechanisms })]
    await without.run()
    await off.run()
    expect(off.digest()).toBe(without.digest())
    expect(off.world.buffer.byteLength).toBe(without.world.buffer.byteLength)
    expect(off.systems.map(({ name }) => name)).toEqual(without.systems.map(({ name }) => name))
  })

  it('refuses its policy, and a boundary beside it', () => {
    const off = { plugins: mechanisms }
    expect(() => aSimulation({ exfiltrator: 3 }, {}, {}, off)).toThrow(
      /agents\[0\]\.type: exfiltrator belongs to/,
    )
    expect(() => aBorder({}, {}, {})).not.toThrow()
    expect(() => aTown(50, { 'border.enabled': true }, {}, off)).toThrow(/border\.enabled: .*boundary/)
  })
})

describe('a border that is on', () => {
  it('is the same twice, whatever the order of plugins, and after a restart', async () => {
    const first = await run(BUSY)
    const second = await run(BUSY)
    expect(second.digest()).toBe(first.digest())
    const third = aBorder(BUSY)
    for (let tick = 0; tick < 8; tick++) third.tick()
    const middle = third.snapshot()
    for (let tick = 0; tick < 5; tick++) third.tick()
    third.restore(middle)
    await third.run()
    expect(third.digest()).toBe(first.digest())
    expect((await run(BUSY, {}, { seed: 'other' })).digest()).not.toBe(first.digest())
    const reversed = aSimulation(
      { honest: 60, opportunistic: 15, deceptive: 12, adversarial: 8, exfiltrator: 10 },
      {
        'border.enabled': true,
        ...Object.fromEntries(Object.entries(BUSY).map(([k, v]) => [`border.${k}`, v])),
      },
      { epochs: 4, stepsPerEpoch: 5 },
      { plugins: [...mechanisms].reverse() },
    )
    await reversed.run()
    expect(reversed.digest()).toBe(first.digest())
  })

  describe('its systems', () => {
    const busy = aBorder(BUSY)
    for (let tick = 0; tick < 12; tick++) busy.tick()
    submitCrossing(busy.world, {
      agent: 1,
      entity: 'web_search',
      features: describeContent({ password: 'hunter2' }),
    })
    const own = busy.systems.filter(({ plugin }) => plugin === 'border').map(({ name }) => name)

    it.each(own)('%s touches only what it declares', (name) => {
      expect(auditWrites(busy, name)).toEqual([])
      expect(auditReads(busy, name)).toEqual([])
    })

    it('stand in the order in which a flow meets them', () => {
      const names = busy.systems.map(({ name }) => name)
      const places = ['boundary', ...own.slice(0, 4), 'threat'].map((name) => names.indexOf(name))
      expect(own).toHaveLength(6)
      expect(places).toEqual([...places].sort((a, b) => a - b))
    })
  })

  it.each(['simultaneous', 'sequential'])('keeps every invariant, turns %s', async (turns) => {
    const simulation = aSimulation(
      { honest: 40, adversarial: 8, exfiltrator: 10 },
      {
        'border.enabled': true,
        turns,
        'border.outside.model': 'branching',
        'border.contagion_rate': 0.5,
      },
      { epochs: 3, stepsPerEpoch: 4 },
      { plugins: mechanisms },
    )
    const broken: string[] = []
    simulation.onSystem((name) =>
      broken.push(...validateWorld(simulation.world).map((problem) => `${name}: ${problem}`)),
    )
    await simulation.run()
    expect(broken).toEqual([])
    expect(simulation.summary().metrics['flowsTried']).toBeGreaterThan(0)
  })

  it('accounts for every flow', async () => {
    const simulation = await run({ 'policies.crossings_per_window': 2, 'policies.max_bytes': 4000 })
    const { metrics } = simulation.summary()
    const reasons = [
      'OverRate',
      'OverBandwidth',
      'TooLong',
      'Filtered',
      'TooSensitive',
      'Uncleared',
      'Unapproved',
      'Leaking',
      'Sealed',
    ]
    const stopped = reasons.reduce((sum, reason) => sum + (metrics[`flows${reason}`] as number), 0)
    expect((metrics['flowsOut'] as number) + stopped).toBe(metrics['flowsTried'])
    expect(metrics['flowsOverRate']).toBeGreaterThan(0)
    expect(metrics['flowsTooLong']).toBeGreaterThan(0)
    const calls = metrics['externalCalls'] as number
    expect(
      (metrics['flowsIn'] as number) +
        (metrics['answersRefused'] as number) +
        (metrics['externalFailures'] as number),
    ).toBe(calls)
    const { sent, stopped: held } = simulation.world.get(Traffic)
    const total = (column: Uint32Array) => column.reduce((sum, each) => sum + each, 0)
    expect(total(sent)).toBe(metrics['flowsOut'])
    expect(total(held)).toBe(stopped)
    const quality = (['truePositives', 'falsePositives', 'falseNegatives', 'trueNegatives'] as const).map(
      (name) => sumOf(simulation, name, 'run'),
    )
    expect(quality.reduce((sum, each) => sum + each, 0)).toBe(metrics['flowsTried'])
    for (const name of TALLY_NAMES) expect(sumOf(simulation, name)).toBe(0)
  })

  it('leaves warm-up epochs out of the run', async () => {
    const all = await run()
    const later = aBorder({})
    later.set('metrics.warm_up_epochs', 2)
    await later.run()
    const lastTwo = later.epochs
      .slice(2)
      .reduce((sum, { metrics }) => sum + (metrics['flowsTried'] as number), 0)
    expect(later.summary().metrics['flowsTried']).toBe(lastTwo)
    expect(all.summary().metrics['flowsTried']).toBeGreaterThan(lastTwo)
  })
})

describe('the rate limit', () => {
  it('is a sliding window of whole ticks', () => {
    const window = 4
    const most = 3
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 25 }), (perTick) => {
        const simulation = aBorder(
          {
            crossing_probability: 0,
            request_probability: 0,
            base_permeability: 1,
            adaptive: false,
            'policies.window_ticks': window,
            'policies.crossings_per_window': most,
          },
          { exfiltrator: 0 },
          { epochs: 10 },
        )
        const features = describeContent('all well')
        const log: number[] = []
        for (const [now, wanted] of perTick.entries()) {
          const tickets = Array.from({ length: wanted }, () =>
            submitCrossing(simulation.world, { agent: 3, entity: 'public_data', features }),
          )
          simulation.tick()
          for (const ticket of tickets) {
            const allowed = log.filter((tick) => tick > now - window).length < most
            if (allowed) log.push(now)
            expect(crossingOutcome(simulation.world, ticket)).toBe(allowed ? 'passed' : 'rate')
          }
        }
      }),
      { numRuns: 20 },
    )
  })

  it('keeps a slot for each tick of the window, and no more', () => {
    const simulation = aBorder({ 'policies.window_ticks': 7 })
    expect(simulation.world.get(RateWindow).flows).toHaveLength(7 * 105)
  })
})

describe('detection', () => {
  const perfect = (recall: number, alarm: number) =>
    Object.fromEntries(
      ['pii', 'credential', 'code', 'keyword'].flatMap((family) => [
        [`detector.${family}_recall`, recall],
        [`detector.${family}_false_alarm`, alarm],
      ]),
    )

  it('finds everything with recall 1 and no false alarms, and nothing when it is off', async () => {
    const { metrics } = (await run(perfect(1, 0))).summary()
    expect(metrics).toMatchObject({
      leakPrecision: 1,
      leakRecall: 1,
      leakF1: 1,
      leakFalseAlarmRate: 0,
      leakDelay: 0,
      leakCollateral: 0,
    })
    expect(metrics['leaksEscapedCritical']).toBe(0)
    const blind = (await run({ 'detector.enabled': false })).summary().metrics
    expect(blind).toMatchObject({ leakRecall: 0, leakPrecision: null, flowsLeaking: 0, leakDelay: null })
    expect(blind['leakHarmEscaped']).toBeGreaterThan(metrics['leakHarmEscaped'] as number)
  })

  it('has the quality that its parameters say, within four standard errors', async () => {
    const simulation = await run(
      { ...perfect(0.8, 0.02), request_probability: 0.3 },
      { exfiltrator: 40 },
      { epochs: 20 },
    )
    const { metrics } = simulation.summary()
    const guilty = sumOf(simulation, 'leaksTried', 'run')
    const innocent = (metrics['flowsTried'] as number) - guilty
    // A leak is found by its own family, or by a false alarm of one of the three others.
    const recall = 1 - 0.2 * 0.98 ** 3
    const alarm = 1 - 0.98 ** 4
    const within = (value: unknown, mean: number, count: number) =>
      expect(Math.abs((value as number) - mean)).toBeLessThan(4 * Math.sqrt((mean * (1 - mean)) / count))
    expect(guilty).toBeGreaterThan(1000)
    within(metrics['leakRecall'], recall, guilty)
    within(metrics['leakFalseAlarmRate'], alarm, innocent)
    const base = metrics['leakBaseRate'] as number
    const [found, alarmed] = [metrics['leakRecall'] as number, metrics['leakFalseAlarmRate'] as number]
    expect(metrics['leakPredictiveValue']).toBeCloseTo(
      (found * base) / (found * base + alarmed * (1 - base)),
      12,
    )
  })

  it('is worth less where leaks are rare, and misses disguises', async () => {
    const rules = { request_probability: 0.2 }
    const [many, few] = [await run(rules, { exfiltrator: 60 }), await run(rules, { exfiltrator: 1 })]
    const worth = ({ metrics }: ReturnType<typeof many.summary>) => metrics['leakPredictiveValue'] as number
    expect(worth(few.summary())).toBeLessThan(worth(many.summary()) / 2)
    const hidden = aSimulation(
      { honest: 60, opportunistic: 15 },
      { 'border.enabled': true },
      { epochs: 8, stepsPerEpoch: 5, agents: [{ type: 'exfiltrator', count: 40, config: { stealth: 1 } }] },
      { plugins: [borderPlugin] },
    )
    await hidden.run()
    expect(hidden.summary().metrics['leakRecall']).toBeLessThan(0.2)
  })

  it('raises alerts in the journal, marks what was stopped, and costs reputation when told to', async () => {
    const simulation = await run({
      reputation_penalty: 1,
      'policies.max_outbound_sensitivity': 1,
      'policies.clearance': 1,
      'policies.approval_above': 1,
    })
    const alerts = simulation.journal().filter(({ code }) => code === EventCode.leakDetected)
    expect(alerts.length).toBeGreaterThan(20)
    const severe = alerts.filter(({ value }) => value >= 0.7)
    expect(severe.length).toBeGreaterThan(0)
    for (const { other } of severe) expect(other & 256).toBe(256)
    expect(alerts.some(({ other }) => (other & 256) === 0)).toBe(true)
    const { reputation } = simulation.world.get(Standing)
    const mean = (first: number, end: number) =>
      reputation.subarray(first, end).reduce((sum, each) => sum + each, 0) / (end - first)
    expect(mean(95, 105)).toBeLessThan(mean(0, 60) - 0.5)
  })
})

describe('crossings of real content', () => {
  const open = { crossing_probability: 0, request_probability: 0, base_permeability: 1, adaptive: false }

  it('meet the same gate', () => {
    const simulation = aBorder(open, { exfiltrator: 0 })
    const send = (content: unknown, entity = 'public_data') =>
      submitCrossing(simulation.world, { agent: 5, entity, features: describeContent(content) })
    const tickets = [
      send('all well'),
      send({ password: 'hunter2' }),
      send('call (555) 323-4567'),
      send('x'.repeat(60_000)),
    ]
    expect(crossingOutcome(simulation.world, tickets[0]!)).toBe('waiting')
    simulation.tick()
    expect(tickets.map((ticket) => crossingOutcome(simulation.world, ticket))).toEqual([
      'passed',
      'pattern',
      'leak',
      'length',
    ])
    expect(crossingOutcome(simulation.world, 99)).toBeUndefined()
    expect(sumOf(simulation, 'trueNegatives')).toBe(0)
    expect(sumOf(simulation, 'alertsPii')).toBe(1)
  })

  it('come in as well, and count in detection where the truth is told', () => {
    const simulation = aBorder(open, { exfiltrator: 0 })
    const features = describeContent('call (555) 323-4567')
    submitCrossing(simulation.world, { agent: 5, entity: 'web_search', features, truth: 0 })
    submitCrossing(simulation.world, {
      agent: 6,
      entity: 'web_search',
      features: describeContent('hello'),
      direction: 'inbound',
    })
    simulation.tick()
    expect([
      sumOf(simulation, 'falsePositives'),
      sumOf(simulation, 'answered'),
      sumOf(simulation, 'tried'),
    ]).toEqual([1, 1, 1])
  })

  it('are refused in words', () => {
    const simulation = aBorder({ ...open, submissions: 1 }, { exfiltrator: 0 })
    const crossing = { agent: 0, entity: 'web_search', features: describeContent('x') }
    expect(() => submitCrossing(simulation.world, { ...crossing, entity: 'web_serch' })).toThrow(/web_search/)
    expect(() => submitCrossing(simulation.world, { ...crossing, agent: 999 })).toThrow(/agent: got 999/)
    submitCrossing(simulation.world, crossing)
    expect(() => submitCrossing(simulation.world, crossing)).toThrow(/border\.submissions/)
    expect(() => submitCrossing(aSimulation({ honest: 2 }).world, crossing)).toThrow(/border\.enabled/)
  })
})

describe('entities outside', () => {
  it('are called by their shares, and fail as often as they say', async () => {
    const simulation = await run(
      {
        base_permeability: 1,
        adaptive: false,
        request_probability: 0.3,
        'policies.crossings_per_window': 1000,
        'external.web_search.share': 3,
        'external.web_search.reliability': 0.5,
        'external.code_repo.share': 1,
        'external.external_llm.share': 0,
        'external.public_data.share': 0,
        'external.private_data.share': 0,
      },
      {},
      { epochs: 20 },
    )
    const { calls, failures } = simulation.world.get(
      (await import('../../../mechanisms/border/columns.ts')).External,
    )
    const [search, code] = calls as unknown as [number, number]
    expect([...calls.subarray(2)]).toEqual([0, 0, 0])
    expect(Math.abs(search / (search + code) - 0.75)).toBeLessThan(
      4 * Math.sqrt((0.75 * 0.25) / (search + code)),
    )
    expect(Math.abs((failures[0] as number) / search - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / search))
  })
})

describe('room for flows', () => {
  it('runs out in numbers that are told', () => {
    const simulation = aBorder({ crossing_probability: 1, request_probability: 1 })
    for (let tick = 0; tick < 4; tick++) simulation.tick()
    expect(simulation.world.get(FlowHead).count[0]).toBe(105)
    expect(sumOf(simulation, 'dropped')).toBeGreaterThan(0)
    expect(simulation.world.get(Flow).agent).toHaveLength(105)
    expect(simulation.world.get(Crossing).harm.every((harm) => harm >= 0)).toBe(true)
  })
})
