import { describe, expect, it } from 'vitest'
import { agentColumns } from '../../outputs/agent-columns.ts'
import { EventRecorder } from '../../outputs/events.ts'
import { bindInteractionRows } from '../../outputs/interactions.ts'
import { createSimulation } from '../../simulation/create.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { smallSociety } from './small-run.ts'

interface LoggedEvent {
  event_id: number
  event_type: string
  timestamp: { epoch: number; step: number; sequence: number }
  interaction_id?: string
  agent_id?: string
  initiator_id?: string
  counterparty_id?: string
  payload: Record<string, unknown>
}

interface Log {
  simulation: Simulation
  recorder: EventRecorder
  events: LoggedEvent[]
  text: string
}

async function record(changes: ScenarioInput = {}): Promise<Log> {
  const simulation = await createSimulation({ ...smallSociety, ...changes })
  const lines: string[] = []
  const recorder = new EventRecorder(simulation, { line: (text) => lines.push(text), close: () => {} })
  recorder.start()
  while (!simulation.finished) {
    simulation.tick()
    recorder.afterTick()
  }
  recorder.end()
  return { simulation, recorder, events: lines.map((line) => JSON.parse(line)), text: lines.join('\n') }
}

const ofType = ({ events }: Log, type: string) => events.filter(({ event_type }) => event_type === type)

describe('the event log', () => {
  it('numbers its events, and those of a step', async () => {
    const { events } = await record()
    expect(events.map(({ event_id }) => event_id)).toEqual(events.map((_, index) => index))
    const order = events.map(
      ({ timestamp }) => (timestamp.epoch * 5 + timestamp.step) * 1e6 + timestamp.sequence,
    )
    for (let i = 1; i < order.length; i++) expect(order[i]!).toBeGreaterThan(order[i - 1]!)
    expect(events[0]!.event_type).toBe('simulation_started')
    expect(events[0]!.payload).toMatchObject({ n_epochs: 4, steps_per_epoch: 5, n_agents: 20, seed: '7' })
    expect(events.at(-1)!.event_type).toBe('simulation_ended')
    expect(events.at(-1)!.payload).toMatchObject({ total_epochs: 4, total_steps: 20, interrupted: false })
  })

  it('introduces every agent', async () => {
    const created = ofType(await record(), 'agent_created')
    expect(created).toHaveLength(20)
    expect(created[0]).toMatchObject({
      agent_id: 'honest_1',
      payload: { agent_type: 'honest', resources: 100 },
    })
    expect(created.at(-1)).toMatchObject({
      agent_id: 'adaptive_adversary_4',
      payload: { agent_type: 'adversarial', policy: 'adaptiveAdversary' },
    })
  })

  it('tells enough of each interaction to compute the metrics of each epoch again', async () => {
    const log = await record()
    const completed = ofType(log, 'interaction_completed')
    expect(new Set(completed.map(({ interaction_id }) => interaction_id)).size).toBe(completed.length)
    for (const { epoch, metrics } of log.simulation.epochs) {
      const here = completed
        .filter(({ timestamp }) => timestamp.epoch === epoch)
        .map(({ payload }) => payload)
      const accepted = here.filter((payload) => payload['accepted'])
      const sum = (key: string) => accepted.reduce((total, payload) => total + Number(payload[key]), 0)
      expect(here).toHaveLength(metrics['totalInteractions']!)
      expect(accepted).toHaveLength(metrics['acceptedInteractions']!)
      expect(here.filter(({ status }) => status === 'gated')).toHaveLength(metrics['gatedInteractions']!)
      expect(1 - sum('p') / accepted.length).toBeCloseTo(metrics['toxicityRate']!, 10)
      const rejected = here.filter((payload) => !payload['accepted'])
      const rejectedP = rejected.reduce((total, { p }) => total + Number(p), 0) / rejected.length
      expect(sum('p') / accepted.length - rejectedP).toBeCloseTo(metrics['qualityGap']!, 10)
      expect(sum('payoff_initiator') / accepted.length).toBeCloseTo(metrics['avgPayoff']!, 10)
      expect(sum('payoff_initiator') + sum('payoff_counterparty')).toBeCloseTo(metrics['totalWelfare']!, 10)
      const costs = here.reduce(
        (total, payload) => total + Number(payload['c_a']) + Number(payload['c_b']),
        0,
      )
      expect(costs).toBeCloseTo(metrics['governanceCost']!, 10)
      expect(here.filter(({ audited }) => audited)).toHaveLength(metrics['auditedInteractions']!)
    }
  })

  it('agrees with the table of agents on what each of them went through', async () => {
    const log = await record()
    const columns = agentColumns(log.simulation)
    const cellsOf = (name: string) => Array.from(columns.find((column) => column.name === name)!.values)
    const completed = ofType(log, 'interaction_completed')
    const roles = [
      [
        'initiator_id',
        'initiated',
        'mean_p_initiated',
        (payload: LoggedEvent['payload']) => payload['accepted'],
      ],
      ['counterparty_id', 'received', 'mean_p_received', () => true],
    ] as const
    for (const [role, count, mean, counts] of roles) {
      cellsOf('agent').forEach((agent, row) => {
        const theirs = completed.filter((event) => event[role] === agent)
        expect(cellsOf(count)[row]).toBe(theirs.length)
        const qualities = theirs
          .filter(({ payload }) => counts(payload))
          .map(({ payload }) => Number(payload['p']))
        const expected = qualities.reduce((sum, p) => sum + p, 0) / qualities.length
        if (qualities.length === 0) expect(cellsOf(mean)[row]).toBeNull()
        else expect(cellsOf(mean)[row]).toBeCloseTo(expected, 10)
      })
    }
  })

  it('tells of costs, freezes, moved levers, reputations and epochs', async () => {
    const log = await record()
    const costs = ofType(log, 'governance_cost_applied')
    expect(costs.some(({ payload }) => (payload['levers'] as string[]).includes('random_audit'))).toBe(true)
    expect(ofType(log, 'agent_frozen')[0]?.payload).toEqual({ reasons: ['breaker'] })
    expect(ofType(log, 'parameter_changed')).toMatchObject([
      {
        timestamp: { epoch: 1, step: 0 },
        payload: { parameter: 'governance.audit_probability', value: 0.25 },
      },
    ])
    const { epochs } = log.simulation
    expect(ofType(log, 'epoch_completed').map(({ payload }) => payload['toxicity_rate'])).toEqual(
      epochs.map(({ metrics }) => metrics['toxicityRate']),
    )
  })

  it('lets every reputation be followed from the start to the end', async () => {
    const log = await record()
    const followed = new Map<string, number>()
    for (const { event_type, agent_id, payload } of log.events) {
      if (event_type === 'agent_created') followed.set(agent_id!, Number(payload['reputation']))
      if (event_type !== 'reputation_updated') continue
      expect(payload['old_reputation']).toBe(followed.get(agent_id!))
      followed.set(agent_id!, Number(payload['new_reputation']))
    }
    const final = log.simulation.frame(['Standing.reputation']).columns['Standing.reputation']!
    expect([...followed.values()]).toEqual(Array.from(final))
  })

  it('is the same for the same seed, and holds no wall clock', async () => {
    const [first, second] = [await record(), await record()]
    expect(first.text).toBe(second.text)
    expect((await record({ seed: '8' })).text).not.toBe(first.text)
  })

  it('does not change what it watches', async () => {
    const { simulation } = await record()
    const alone = await createSimulation(smallSociety)
    await alone.run()
    expect(simulation.digest()).toBe(alone.digest())
  })

  it('says when the journal was too short to be read in time', async () => {
    const parameters = { ...smallSociety.parameters!, 'journal.capacity': 2 }
    const { recorder } = await record({ parameters })
    expect(recorder.lost).toBeGreaterThan(0)
    expect(recorder.warnings[0]).toMatch(/^events\.jsonl: \d+ events .* journal\.capacity \d+ or more/)
    expect((await record()).recorder.warnings).toEqual([])
  })
})

describe('interaction rows', () => {
  it('are all those of the last tick', async () => {
    const simulation = await createSimulation(smallSociety)
    simulation.tick()
    const rows = bindInteractionRows(simulation.world)
    let visited = 0
    let completed = 0
    rows.each(({ completed: isCompleted, p, initiator, counterparty }) => {
      visited++
      if (isCompleted) completed++
      expect(p).toBeGreaterThanOrEqual(0)
      expect(p).toBeLessThanOrEqual(1)
      expect(initiator).not.toBe(counterparty)
    })
    expect(visited).toBe(rows.count())
    expect(completed).toBe(simulation.measure().metrics['totalInteractions'])
  })
})
