import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { mechanisms } from '../../mechanisms/index.ts'
import { createSimulation } from '../../simulation/create.ts'
import { AgentFlag, EVENT_KINDS, TICK_SERIES } from '../../viewer/protocol/host.ts'
import { EVENTS_PER_KIND } from '../../viewer/worker/event-log.ts'
import { FULL_TOWN, straightDigest, TOWN, Visit } from './a-session.ts'

const YAML = `# Does it open?
scenario_id: small
agents:
  - { type: honest, count: 12 }
  - { type: deceptive, count: 6 }
simulation: { n_epochs: 4, steps_per_epoch: 5 }
`

async function opened(scenario = TOWN): Promise<Visit> {
  const visit = new Visit()
  await visit.session.open({ name: 'town', scenario })
  await visit.until(() => visit.frames.length === 1)
  return visit
}

describe('opening', () => {
  it('tells what a society is made of, before its first frame', async () => {
    const visit = new Visit()
    const society = await visit.session.open({ name: 'small.yaml', text: YAML, seed: 'x', agents: 36 })
    expect(visit.frames).toEqual([])
    expect(society).toMatchObject({
      name: 'small.yaml',
      question: 'Does it open?',
      seed: 'x',
      agentCount: 36,
      capacity: 36,
      ticks: 20,
      epochs: 4,
      stepsPerEpoch: 5,
      hasNetwork: false,
      warnings: [],
    })
    expect(society.policies).toContainEqual({ name: 'adaptiveAdversary', kind: 'adaptive' })
    expect(society.levers.map(({ path }) => path)).toContain('governance.audit_probability')
    expect(society.levers.every(({ parameter }) => parameter.live !== false)).toBe(true)
    const words = society.columns.map(({ word }) => word)
    expect(new Set(words).size).toBe(words.length)
    expect(words).toEqual(expect.arrayContaining(['reputation', 'resources', 'toxicity', 'total_payoff']))
    expect(society.metrics['toxicityRate']?.unit).toBe('probability')
    await visit.until(() => visit.frames.length === 1)
    expect(visit.frameOf('a')).toMatchObject({ tick: 0, agentCount: 36 })
    await visit.session.close()
  })

  it('a broken file says where it is broken and leaves the society that runs', async () => {
    const visit = await opened()
    await visit.session.seek({ tick: 9 })
    const before = await visit.session.digest({ side: 'a' })
    const broken: [text: string, line: number, column: number, hint?: string][] = [
      [YAML.replace('type: deceptive', 'type: deceptiv'), 5, 13, 'did you mean deceptive?'],
      [YAML.replace('count: 12', 'count: -1'), 4, 28],
      ['agents: [', 1, 10],
      ['', 1, 1],
    ]
    for (const [text, line, column, hint] of broken) {
      const refused = visit.session.open({ name: 'b.yaml', text })
      await expect(refused).rejects.toMatchObject({ line, column, ...(hint ? { hint } : {}) })
      await expect(refused).rejects.not.toThrow('b.yaml:')
    }
    for (const order of [
      { scenario: TOWN, agents: 0 },
      { scenario: TOWN, agents: 1.5 },
      { scenario: TOWN, text: YAML },
      { scenario: TOWN, tick: 31 },
      {
        scenario: TOWN,
        moves: [{ side: 'a', tick: 2, path: 'governance.audit_probabilit', value: 1 } as const],
      },
      { scenario: { agents: [] } },
      {},
    ]) {
      await expect(visit.session.open({ name: 'x', ...order })).rejects.toThrow()
    }
    expect(await visit.session.digest({ side: 'a' })).toBe(before)
    await visit.session.step({ ticks: 1 })
    expect(await visit.session.digest({ side: 'a' })).toBe(await straightDigest(TOWN, 10))
    await visit.session.close()
  })

  it('refuses a society that takes too much before anything is given up', async () => {
    const visit = new Visit({ memoryBytesMax: 20_000_000 })
    await visit.session.open({ name: 'town', scenario: TOWN })
    const large = visit.session.open({ name: 'town', scenario: TOWN, agents: 1_000_000 })
    await expect(large).rejects.toThrow(/would take \d+ MB, expected at most 20 MB/)
    expect(await visit.session.digest({ side: 'a' })).toBe(await straightDigest(TOWN, 0))
    await visit.session.close()
  })

  it('answers nothing before a society is open, nor after the end', async () => {
    const visit = new Visit()
    await expect(visit.session.step({ ticks: 1 })).rejects.toThrow('no society is open')
    await expect(visit.session.play({ ticksPerFrame: 1 })).rejects.toThrow('no society is open')
    await visit.session.open({ name: 'small', text: YAML })
    await visit.session.close()
    await expect(visit.session.digest({ side: 'a' })).rejects.toThrow('no society is open')
  })
})

describe('playing', () => {
  it('runs to the end with frames at the asked distance, and equals a straight run', async () => {
    const visit = await opened()
    await visit.playOut(4)
    expect(visit.frames.map(({ frames }) => frames[0]?.tick)).toEqual([0, 4, 8, 12, 16, 20, 24, 28, 30])
    expect(await visit.session.digest({ side: 'a' })).toBe(await straightDigest(TOWN, 30))
    await visit.session.play({ ticksPerFrame: 1 })
    expect(visit.pushes.at(-1)).toEqual({ push: 'playing', playing: false, ended: true })
    await visit.session.seek({ tick: 3 })
    expect(visit.pushes.at(-1)).toEqual({ push: 'playing', playing: false, ended: false })
    await visit.session.close()
  })

  it('drops frames and no tick while the page is busy, and shows the last state in the end', async () => {
    const visit = await opened()
    visit.returns = false
    await visit.playOut(1)
    // One of the three buffers had come back from the frame of the opening.
    expect(visit.frames.map(({ frames }) => frames[0]?.tick)).toEqual([0, 1, 2, 3])
    expect(await visit.session.digest({ side: 'a' })).toBe(await straightDigest(TOWN, 30))
    visit.session.giveBack(visit.kept.pop() as ArrayBuffer)
    await visit.until(() => visit.frames.length === 5)
    expect(visit.frameOf('a').tick).toBe(30)
    const rows = visit.frames.flatMap(({ series }) => series)
    expect(rows.map(({ first }) => first)).toEqual([0, 1, 2, 3, 4])
    expect(rows.at(-1)?.rows.length).toBe(27 * TICK_SERIES.length)
    await visit.session.close()
  })

  it('pauses between two ticks', async () => {
    const visit = await opened({ ...TOWN, epochs: 100_000 })
    await visit.session.play({ ticksPerFrame: 'max' })
    await visit.until(() => visit.frames.length > 2)
    visit.session.pause()
    const digest = await visit.session.digest({ side: 'a' })
    await new Promise((resume) => setTimeout(resume, 60))
    expect(await visit.session.digest({ side: 'a' })).toBe(digest)
    await visit.session.step({ ticks: 1 })
    const { tick } = visit.frameOf('a')
    expect(await visit.session.digest({ side: 'a' })).toBe(
      await straightDigest({ ...TOWN, epochs: 100_000 }, tick),
    )
    await visit.session.close()
  })

  it('draws at most ten frames a second at full speed, and keeps to frames a second otherwise', async () => {
    const visit = new Visit({ framesPerSecond: 50 })
    await visit.session.open({ name: 'town', scenario: { ...TOWN, epochs: 100_000 } })
    const framesIn = async (ticksPerFrame: number | 'max', milliseconds: number) => {
      const before = visit.frames.length
      await visit.session.play({ ticksPerFrame })
      await new Promise((resume) => setTimeout(resume, milliseconds))
      visit.session.pause()
      await visit.session.digest({ side: 'a' })
      return visit.frames.length - before
    }
    const slow = await framesIn(1, 400)
    expect(slow).toBeGreaterThan(4)
    expect(slow).toBeLessThanOrEqual(22)
    const fast = await framesIn('max', 500)
    expect(fast).toBeGreaterThanOrEqual(2)
    expect(fast).toBeLessThanOrEqual(7)
    await visit.session.close()
  })

  it('tells every tick and every event once, also over ground that is run again', async () => {
    const visit = await opened()
    const { session } = visit
    await session.seek({ tick: 12 })
    await session.seek({ tick: 2 })
    await session.step({ ticks: 6 })
    await session.seek({ tick: 20 })
    const parts = visit.frames.flatMap(({ series }) => series)
    expect(parts.map(({ first, rows }) => [first, rows.length / TICK_SERIES.length])).toEqual([
      [0, 1],
      [1, 12],
      [13, 8],
    ])
    expect(parts.flatMap(({ epochs }) => epochs.map(({ epoch }) => epoch))).toEqual([0, 1, 2, 3])
    const straight = await opened()
    await straight.session.step({ ticks: 12 })
    await straight.session.step({ ticks: 8 })
    const told = (visited: Visit) => visited.frames.flatMap(({ events }) => events)
    expect(told(visit)).toEqual(told(straight))
    expect(told(visit).length).toBeGreaterThan(20)
    await session.close()
    await straight.session.close()
  })
})

describe('what frames carry', () => {
  it('columns that are watched, flags, flows and counts as the world has them', async () => {
    const visit = await opened(FULL_TOWN)
    const paths = ['Standing.reputation', 'Agent.toxicity', 'Custody.freezes', 'Standing.reputation']
    await visit.session.watch({ paths, flowsMost: 10 })
    await visit.session.seek({ tick: 23 })
    const frame = visit.frameOf('a')
    const simulation = await createSimulation(FULL_TOWN, { plugins: mechanisms })
    for (let tick = 0; tick < 23; tick++) simulation.tick()
    const { world } = simulation
    const agents = world.clock.agentCount[0] as number
    expect(frame.agentCount).toBe(agents)
    expect(Object.keys(frame.values)).toEqual(['Standing.reputation', 'Agent.toxicity', 'Custody.freezes'])
    const column = (path: string) => world.column(path).subarray(0, agents)
    expect(frame.values['Standing.reputation']).toEqual(Float32Array.from(column('Standing.reputation')))
    expect(frame.values['Custody.freezes']).toEqual(Float32Array.from(column('Custody.freezes')))
    expect([...frame.policies]).toEqual([...column('Kind.policy')])
    const [accepted, sumP] = [column('Record.accepted'), column('Record.initiatedSumP')]
    for (let agent = 0; agent < agents; agent++) {
      const toxicity = Math.fround(1 - (sumP[agent] as number) / (accepted[agent] as number))
      expect(frame.values['Agent.toxicity']?.[agent]).toBe(accepted[agent] === 0 ? Number.NaN : toxicity)
    }
    const reasons = column('Custody.reasons')
    const bits = (flag: number) => [...frame.flags].map((flags) => (flags & flag) !== 0)
    expect(bits(AgentFlag.departed)).toEqual([...reasons].map((why) => (why & 128) !== 0))
    expect(bits(AgentFlag.held)).toEqual([...reasons].map((why) => why !== 0 && (why & 128) === 0))
    expect(frame.counts.held).toBe(bits(AgentFlag.held).filter(Boolean).length)
    expect(bits(AgentFlag.flagged).some(Boolean)).toBe(true)
    const { shown, total, rows } = frame.flows
    expect(shown).toBe(10)
    expect(rows.length).toBe(40)
    expect(total).toBe(visit.frameOf('a').flows.total)
    expect(frame.counts.accepted).toBeLessThanOrEqual(total)
    expect(total).toBeLessThanOrEqual(frame.counts.proposed)
    for (let flow = 0; flow < shown; flow++) {
      expect(rows[4 * flow]).toBeLessThan(agents)
      expect(rows[4 * flow]).not.toBe(rows[4 * flow + 1])
      expect(rows[4 * flow + 2]).toBeGreaterThanOrEqual(0)
      expect([0, 1]).toContain(rows[4 * flow + 3])
    }
    await expect(visit.session.watch({ paths: ['Standing.reputatio'], flowsMost: 0 })).rejects.toThrow(
      'did you mean Standing.reputation?',
    )
    simulation.dispose()
    await visit.session.close()
  })

  it('series of one tick that add up to the epoch', async () => {
    const visit = await opened()
    await visit.session.seek({ tick: 5 })
    const [part] = visit.lastFrame.series
    const rowOf = (tick: number) => part?.rows.subarray((tick - 1) * 6, tick * 6) as Float64Array
    const [epoch] = part?.epochs ?? []
    expect(part?.first).toBe(1)
    const welfare = [1, 2, 3, 4, 5].reduce((sum, tick) => sum + (rowOf(tick)[2] as number), 0)
    const social = [1, 2, 3, 4, 5].reduce((sum, tick) => sum + (rowOf(tick)[3] as number), 0)
    expect(welfare).toBeCloseTo(epoch?.metrics['totalWelfare'] as number, 9)
    expect(social).toBeCloseTo(epoch?.metrics['socialWelfare'] as number, 9)
    const simulation = await createSimulation(TOWN, { plugins: mechanisms })
    simulation.tick()
    const { metrics } = simulation.measure()
    const expected = ['toxicityRate', 'qualityGap', 'totalWelfare', 'socialWelfare', 'acceptanceRate']
    expect([...rowOf(1)].slice(0, 5)).toEqual(expected.map((column) => metrics[column]))
    simulation.dispose()
    await visit.session.close()
  })

  it('a tick without interactions has no toxicity', async () => {
    const visit = await opened({
      agents: [{ type: 'honest', count: 5, config: { interact_probability: 0 } }],
      epochs: 1,
    })
    await visit.session.step({ ticks: 1 })
    expect([...(visit.lastFrame.series[0]?.rows ?? [])]).toEqual([
      Number.NaN,
      Number.NaN,
      0,
      0,
      Number.NaN,
      0,
    ])
    await visit.session.close()
  })

  it('events in words, some of each kind, and how many more there were', async () => {
    const visit = await opened({ ...FULL_TOWN, epochs: 12 })
    await visit.session.step({ ticks: 4 })
    await visit.session.move({ side: 'a', path: 'governance.audit_probability', value: 1 })
    await visit.session.step({ ticks: 56 })
    const events = visit.frames.flatMap((frame) => frame.events)
    const kinds = new Set(events.map(({ kind }) => kind))
    expect([...kinds].sort()).toEqual([...EVENT_KINDS].sort())
    for (const frame of visit.frames) {
      for (const kind of EVENT_KINDS) {
        const told = frame.events.filter((event) => event.kind === kind && !event.text.startsWith('…'))
        expect(told.length).toBeLessThanOrEqual(EVENTS_PER_KIND)
      }
    }
    expect(events.find(({ kind }) => kind === 'lever')).toEqual({
      side: 'a',
      tick: 4,
      kind: 'lever',
      text: 'governance.audit_probability is now 1',
    })
    const freeze = events.find(({ kind, text }) => kind === 'freeze' && text.includes('circuit breaker'))
    expect(freeze?.text).toMatch(
      /^#\d+ \([a-z ]+\) is held: circuit breaker: mean toxicity [\d.]+ of its last \d+ interactions?, threshold 0\.5; \d+ violations?; until epoch \d+$/,
    )
    expect(freeze?.text).toContain(`#${freeze?.agent} `)
    expect(events.some(({ text }) => /^… and \d+ more penalties/.test(text))).toBe(true)
    expect(events.some(({ text }) => /^Epoch 3 ends: toxicity 0\.\d+, welfare/.test(text))).toBe(true)
    expect(events.every(({ text }) => !/undefined|NaN|\[object/.test(text))).toBe(true)
    await visit.session.close()
  })
})

it('closes while it plays without leaving anything running', async () => {
  const visit = await opened({ ...TOWN, epochs: 100_000 })
  await visit.session.play({ ticksPerFrame: 'max' })
  await visit.until(() => visit.frames.length > 2)
  await visit.session.close()
  const { length } = visit.pushes
  await new Promise((resume) => setTimeout(resume, 150))
  expect(visit.pushes.length).toBe(length)
})

it('is free of the page', () => {
  for (const file of ['session', 'player', 'sides', 'track', 'frame-sender', 'opening', 'history']) {
    const text = readFileSync(new URL(`../../viewer/worker/${file}.ts`, import.meta.url), 'utf8')
    expect(text).not.toMatch(/\b(document|window|requestAnimationFrame)\b\./)
  }
})
