import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BoundedCounts } from '../../../mechanisms/border/text/bounded-counts.ts'
import {
  BoundaryHandler,
  compilePattern,
  contentFilterPolicy,
  FlowTracker,
  LeakDetector,
  PolicyEngine,
  rateLimitPolicy,
  sensitivityPolicy,
  utf8Bytes,
} from '../../../mechanisms/border/text/index.ts'

const request = { agent: 'a', direction: 'outbound', content: 'x', sensitivity: 0, time: 0 } as const

describe('patterns of the user', () => {
  it.each([
    ['(?=a)b', 'look-around', '(?='],
    ['(?<!x)y', 'look-around', '(?<!'],
    ['(a)\\1', 'a back-reference', '\\1'],
    ['(?>a)b', 'an atomic group', '(?>'],
    ['a++', 'an atomic group or possessive quantifier', '++'],
    ['[a', 'no regular expression', '[a'],
    ['', 'empty', 'expected'],
  ])('refuses %s', (source, construct, shown) => {
    const make = () => compilePattern('border.patterns.mine', source)
    expect(make).toThrow(/^border\.patterns\.mine: /)
    expect(make).toThrow(construct)
    expect(make).toThrow(shown)
  })

  it('counts hits in any case, and reports them as custom', () => {
    const detector = new LeakDetector({ patterns: { ticket: 'proj-[0-9]+' } })
    const [event] = detector.scan('PROJ-12 and proj-345')
    expect(event).toMatchObject({ family: 'custom', hits: 2, severity: 0.6, label: 'medium' })
  })

  it('takes linear time where back-tracking would take for ever', () => {
    const pattern = compilePattern('evil', '(a+)+b')
    const start = process.hrtime.bigint()
    expect(pattern.matches('a'.repeat(20_000))).toBe(false)
    expect(Number(process.hrtime.bigint() - start) / 1e6).toBeLessThan(2000)
  })
})

describe('the detector', () => {
  it('raises alerts for what is severe, and marks what was stopped', () => {
    const alerts: string[] = []
    const detector = new LeakDetector({ onAlert: ({ family }) => alerts.push(family) })
    const events = detector.scan('password: hunter2, def f(): pass', { agent: 'a', destination: 'z' })
    expect(alerts).toEqual(['credential'])
    const stopped = detector.block(events[0]!)
    expect(stopped.blocked).toBe(true)
    detector.block(events[0]!)
    detector.block(stopped)
    expect(detector.report()).toMatchObject({ events: 2, blocked: 1, unblocked: 1 })
    expect(detector.events.map(({ blocked }) => blocked)).toEqual([true, false])
  })

  it('keeps as many events as it is told and counts all', () => {
    const detector = new LeakDetector({ history: 3 })
    for (let time = 0; time < 10; time++) detector.scan('confidential', { time })
    expect(detector.events.map(({ time }) => time)).toEqual([7, 8, 9])
    expect(detector.report().events).toBe(10)
  })
})

describe('bounded counts', () => {
  it('never count too low, and exactly while there is room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...'abcdefgh'), { maxLength: 60 }),
        fc.integer({ min: 1, max: 8 }),
        (names, max) => {
          const counts = new BoundedCounts(max)
          for (const name of names) counts.add(name)
          const found = counts.top(max)
          expect(found.length).toBeLessThanOrEqual(max)
          for (const [name, count] of found) {
            const times = names.filter((other) => other === name).length
            expect(count).toBeGreaterThanOrEqual(times)
            if (counts.evictions === 0) expect(count).toBe(times)
          }
        },
      ),
    )
  })
})

describe('policies', () => {
  it('limits crossings in a sliding window of simulated time', () => {
    const limit = rateLimitPolicy({ maxCrossings: 2, window: 10 })
    const at = (time: number) => limit.evaluate({ ...request, time })?.allowed
    expect([0, 4, 9, 10, 11, 14].map(at)).toEqual([true, true, false, true, false, true])
  })

  it('limits bytes in UTF-8', () => {
    const limit = rateLimitPolicy({ maxBytes: 4 })
    expect(limit.evaluate({ ...request, content: 'éé' })?.allowed).toBe(true)
    expect(limit.evaluate({ ...request, content: 'x' })).toMatchObject({ reason: 'bandwidth', risk: 0.3 })
    expect(utf8Bytes('aé€😀\ud800')).toBe(1 + 2 + 3 + 4 + 3)
  })

  it('stops at the first denial and counts beyond a thousand', () => {
    const engine = new PolicyEngine([contentFilterPolicy({ keywords: ['Bad'] }), sensitivityPolicy({})])
    for (let round = 0; round < 1500; round++)
      engine.evaluate({ ...request, content: 'so bad', sensitivity: 1 })
    const { evaluations, byPolicy } = engine.statistics()
    expect(evaluations).toBe(1500)
    expect(byPolicy).toMatchObject({
      ContentFilterPolicy: { evaluations: 1500, blocks: 1500, blockRate: 1 },
      SensitivityPolicy: { evaluations: 0, blocks: 0 },
    })
  })

  it('refuses a filter pattern by its place', () => {
    expect(() => contentFilterPolicy({ name: 'F', patterns: ['ok', '(?!no)'] })).toThrow(
      /F\.patterns\[1\].*look-around/,
    )
  })
})

describe('flows', () => {
  it('keep their ratios after ten thousand flows, and count attempts that were blocked', () => {
    const tracker = new FlowTracker()
    const flow = {
      direction: 'outbound',
      type: 'data',
      source: 'a',
      destination: 'z',
      bytes: 1,
      sensitivity: 0,
    } as const
    for (let n = 0; n < 30_000; n++)
      tracker.record({ ...flow, source: n % 4 === 0 ? 'b' : 'a', blocked: n % 10 === 0 })
    expect(tracker.summary()).toMatchObject({
      flows: 30_000,
      blocked: 3000,
      topSources: [
        ['a', 22_500],
        ['b', 7500],
      ],
    })
    expect(tracker.anomalies().map(({ type, value }) => [type, value])).toEqual([
      ['excessive_outbound', 30_000],
      ['concentrated_source', 0.75],
    ])
    expect(tracker.agent('a').blocked + tracker.agent('b').blocked).toBe(3000)
    expect(tracker.agent('z').received).toBe(27_000)
  })
})

describe('the pipeline', () => {
  it('stops structured leaks, which the peer lets through, and records them as blocked', () => {
    const handler = new BoundaryHandler()
    const outcome = handler.request({
      agent: 'a',
      entity: 'web_search',
      content: { password: 'hunter2' },
      time: 0,
    })
    expect(outcome).toMatchObject({ stage: 'policy', sensitivity: 0.6 })
    const key = handler.request({
      agent: 'a',
      entity: 'web_search',
      content: 'AKIA2E4J6K8M1N3P5Q7R',
      time: 0,
    })
    expect(key.stage).toBe('policy')
    const hidden = new BoundaryHandler({ policies: [] })
    const found = hidden.request({
      agent: 'a',
      entity: 'web_search',
      content: [{ token: 'q7Zp2LkX9v' }],
      time: 0,
    })
    expect(found).toMatchObject({ stage: 'leakage', event: { family: 'credential', blocked: true } })
    expect(hidden.detector.report()).toMatchObject({ events: 1, blocked: 1 })
    expect(hidden.flows.summary()).toMatchObject({ flows: 1, blocked: 1, withCredentials: 1 })
    expect(hidden.counts).toMatchObject({ leaksBlocked: 1, passed: 0, bytesOut: 0 })
  })

  it('refuses what it cannot look through', () => {
    const handler = new BoundaryHandler({ policies: [] })
    let deep: unknown = 'x'
    for (let level = 0; level < 50; level++) deep = [deep]
    expect(handler.request({ agent: 'a', entity: 'web_search', content: deep, time: 0 }).stage).toBe(
      'unscannable',
    )
  })

  it('draws failures and latencies anew for every call', () => {
    const draws = [0.99, 0.5, 0.25]
    const handler = new BoundaryHandler({ draw: () => draws.shift() ?? 0 })
    const call = () => handler.request({ agent: 'a', entity: 'web_search', content: 'x', time: 0 })
    expect(call()).toEqual({ stage: 'failed', sensitivity: 0, latency: 200 })
    expect(call()).toEqual({ stage: 'ok', sensitivity: 0, latency: 75 })
    expect(handler.request({ agent: 'a', entity: 'web_serch', content: 'x', time: 0 })).toMatchObject({
      stage: 'unknownEntity',
      hint: expect.stringContaining('web_search'),
    })
  })
})
