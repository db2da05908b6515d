import { EventCode } from '../components/codes.ts'
import { Standing } from '../components/standing.ts'
import { type JournalEvent, NOBODY } from '../engine/journal.ts'
import type { Simulation } from '../simulation/simulation.ts'
import { bindAgentNames } from './agent-names.ts'
import {
  bindAgentPayload,
  costPayload,
  describeJournalEvent,
  interactionPayload,
  metricsPayload,
  type Payload,
} from './event-payloads.ts'
import { bindInteractionRows, type InteractionRecord } from './interactions.ts'

/** Takes the lines of a log; `close` is called after the last. */
export interface LineSink {
  /** Takes a line, and where its event stands and of what type it is. */
  line(text: string, place: EventPlace, type: string): void
  close(): void
}

/** What a log tells of: a simulation, or a run that is read from a log. */
export type RunView = Pick<
  Simulation,
  'scenario' | 'world' | 'policyNames' | 'epochs' | 'finished' | 'journal' | 'summary'
>

/** Where an event stands: its number in the log, its epoch and step, and its number within the step. */
export interface EventPlace {
  readonly event: number
  readonly epoch: number
  readonly step: number
  readonly sequence: number
}

/** Takes the interactions of the last tick from the world's rows instead of lines. */
export interface InteractionSink {
  /** @returns events that the interactions make */
  take(first: EventPlace): number
}

export interface EventOptions {
  /** Whether changes of reputations are told; they are known from tick to tick in a live run only. */
  readonly reputations?: boolean
  readonly interactions?: InteractionSink
}

export type Ids = Readonly<
  Partial<Record<'interaction_id' | 'agent_id' | 'initiator_id' | 'counterparty_id', string>>
>

/** One line of a log; put together from its parts, as one object of all of them would take twice as long. */
export function eventLine(
  { event, epoch, step, sequence }: EventPlace,
  type: string,
  ids: Ids,
  payload: Payload,
): string {
  const names = JSON.stringify(ids).slice(1, -1)
  return `{"event_id":${event},"event_type":${JSON.stringify(type)},"timestamp":{"epoch":${epoch},"step":${step},"sequence":${sequence}},${
    names === '' ? '' : `${names},`
  }"payload":${JSON.stringify(payload)}}`
}

/** What an interaction is told by: its own event, and one of its costs when there are any. */
export function interactionEvents(interaction: InteractionRecord): [type: string, payload: Payload][] {
  if (!interaction.completed) {
    return [[`proposal_${interaction.status}`, { interaction_type: interaction.kind }]]
  }
  const told: [string, Payload] = ['interaction_completed', interactionPayload(interaction)]
  if (interaction.costInitiator <= 0 && interaction.costCounterparty <= 0) return [told]
  return [told, ['governance_cost_applied', costPayload(interaction)]]
}

/**
 * Writes a run as events, one JSON object a line, by the names of the Python peer: call `start` before the first tick,
 * `afterTick` after each, `end` after the last. Times are epoch, step and a number within the step; the wall clock does
 * not enter, so equal runs have equal logs.
 */
export class EventRecorder {
  /** Journal events that were overwritten before they could be read. */
  lost = 0
  /** Most journal events of one tick. */
  #busiest = 0
  readonly #simulation: RunView
  readonly #sink: LineSink
  readonly #options: EventOptions
  readonly #nameOf: (agent: number) => string
  readonly #describeAgent: (agent: number) => Payload
  readonly #interactions: ReturnType<typeof bindInteractionRows>
  #events = 0
  #interactionsSeen = 0
  #journalSeen = 0
  #epochsSeen: number
  #tick = -1
  #sequence = 0
  #reputation = new Float64Array(0)

  constructor(simulation: RunView, sink: LineSink, options: EventOptions = {}) {
    this.#simulation = simulation
    this.#options = options
    this.#sink = sink
    this.#nameOf = bindAgentNames(simulation)
    this.#describeAgent = bindAgentPayload(simulation)
    this.#interactions = bindInteractionRows(simulation.world)
    this.#epochsSeen = simulation.epochs.length
  }

  start(): void {
    const { scenario, world } = this.#simulation
    this.#stamp(Math.max(0, (world.clock.tick[0] as number) - 1))
    this.#emit(
      'simulation_started',
      {},
      {
        scenario_id: scenario.id,
        profile: scenario.profile,
        seed: scenario.seed,
        n_epochs: scenario.epochs,
        steps_per_epoch: scenario.stepsPerEpoch,
        n_agents: world.clock.agentCount[0],
      },
    )
    for (let agent = 0; agent < (world.clock.agentCount[0] as number); agent++) this.#created(agent)
    this.#reputation = this.#reputations().slice()
  }

  afterTick(): void {
    this.#stamp((this.#simulation.world.clock.tick[0] as number) - 1)
    const events = this.#newJournalEvents()
    const isFirst = ({ code }: JournalEvent) => code === EventCode.parameterChanged
    for (const event of events.filter(isFirst)) this.#journalled(event)
    const initiators = this.#tellInteractions()
    for (const event of events) if (!isFirst(event)) this.#journalled(event)
    if (this.#options.reputations !== false) this.#tellReputations(initiators)
    const { epochs } = this.#simulation
    for (const { epoch, metrics, byType } of epochs.slice(this.#epochsSeen)) {
      this.#emit('epoch_completed', {}, { epoch, ...metricsPayload(metrics, byType) })
    }
    this.#epochsSeen = epochs.length
  }

  end(): void {
    const { epochs, finished, world } = this.#simulation
    const { metrics, meanEpochToxicity } = this.#simulation.summary()
    this.#emit(
      'simulation_ended',
      {},
      {
        total_epochs: epochs.length,
        total_steps: world.clock.tick[0],
        interrupted: !finished,
        final_metrics: {
          ...metricsPayload(metrics, epochs.at(-1)?.byType),
          mean_epoch_toxicity: meanEpochToxicity,
        },
      },
    )
    this.#sink.close()
  }

  /** What the log leaves out, in words. */
  get warnings(): string[] {
    if (this.lost === 0) return []
    return [
      `events.jsonl: ${this.lost} events of governance were overwritten before they could be read; ` +
        `journal.capacity ${this.#busiest} or more keeps them all`,
    ]
  }

  #stamp(tick: number): void {
    if (tick !== this.#tick) this.#sequence = 0
    this.#tick = tick
  }

  #emit(type: string, ids: Ids, payload: Payload): void {
    const place = this.#place()
    this.#sink.line(eventLine(place, type, ids, payload), place, type)
    this.#events++
    this.#sequence++
  }

  #place(): EventPlace {
    const steps = this.#simulation.scenario.stepsPerEpoch
    return {
      event: this.#events,
      epoch: Math.floor(this.#tick / steps),
      step: this.#tick % steps,
      sequence: this.#sequence,
    }
  }

  #reputations(): Float64Array {
    const { world } = this.#simulation
    return world.get(Standing).reputation.subarray(0, world.clock.agentCount[0])
  }

  #created(agent: number): void {
    this.#emit('agent_created', { agent_id: this.#nameOf(agent) }, this.#describeAgent(agent))
  }

  #newJournalEvents(): JournalEvent[] {
    const events = this.#simulation.journal(this.#journalSeen)
    const [first] = events
    const last = events.at(-1)
    if (!first || !last) return events
    this.lost += first.sequence - this.#journalSeen
    this.#busiest = Math.max(this.#busiest, last.sequence + 1 - this.#journalSeen)
    this.#journalSeen = last.sequence + 1
    return events
  }

  #journalled(event: JournalEvent): void {
    if (event.code === EventCode.agentCreated) {
      this.#created(event.agent)
      return
    }
    const described = describeJournalEvent(event, this.#simulation)
    if (!described) return
    const ids = event.agent === NOBODY ? {} : { agent_id: this.#nameOf(event.agent) }
    this.#emit(described.name, ids, described.payload)
  }

  /** @returns agents of whom an interaction was accepted as initiator */
  #tellInteractions(): Set<number> {
    const initiators = new Set<number>()
    if (this.#options.interactions) {
      const events = this.#options.interactions.take(this.#place())
      this.#events += events
      this.#sequence += events
      return initiators
    }
    this.#interactions.each((interaction) => {
      const ids = this.#idsOf(interaction)
      for (const [type, payload] of interactionEvents(interaction)) this.#emit(type, ids, payload)
      if (interaction.accepted) initiators.add(interaction.initiator)
    })
    return initiators
  }

  #idsOf({ initiator, counterparty }: InteractionRecord): Ids {
    const { agentCount } = this.#simulation.world.clock
    const known = counterparty < (agentCount[0] as number)
    return {
      interaction_id: `interaction_${++this.#interactionsSeen}`,
      initiator_id: this.#nameOf(initiator),
      ...(known ? { counterparty_id: this.#nameOf(counterparty) } : {}),
    }
  }

  /** One event an agent and tick, whatever it is made up of: outcomes where the agent had an interaction accepted. */
  #tellReputations(initiators: ReadonlySet<number>): void {
    const now = this.#reputations()
    const before = this.#reputation
    for (let agent = 0; agent < before.length; agent++) {
      const [old, current] = [before[agent] as number, now[agent] as number]
      if (old === current) continue
      this.#emit(
        'reputation_updated',
        { agent_id: this.#nameOf(agent) },
        {
          old_reputation: old,
          new_reputation: current,
          delta: current - old,
          reason: initiators.has(agent) ? 'interaction_outcome' : 'governance',
        },
      )
    }
    if (now.length === before.length) before.set(now)
    else this.#reputation = now.slice()
  }
}
