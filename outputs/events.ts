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
  line(text: string): void
  close(): void
}

type Ids = Readonly<
  Partial<Record<'interaction_id' | 'agent_id' | 'initiator_id' | 'counterparty_id', string>>
>

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
  readonly #simulation: Simulation
  readonly #sink: LineSink
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

  constructor(simulation: Simulation, sink: LineSink) {
    this.#simulation = simulation
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
    this.#tellReputations(initiators)
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
    const steps = this.#simulation.scenario.stepsPerEpoch
    const timestamp = {
      epoch: Math.floor(this.#tick / steps),
      step: this.#tick % steps,
      sequence: this.#sequence++,
    }
    this.#sink.line(
      JSON.stringify({ event_id: this.#events++, event_type: type, timestamp, ...ids, payload }),
    )
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
    this.#interactions.each((interaction) => {
      const ids = this.#idsOf(interaction)
      if (!interaction.completed) {
        this.#emit(`proposal_${interaction.status}`, ids, { interaction_type: interaction.kind })
        return
      }
      this.#emit('interaction_completed', ids, interactionPayload(interaction))
      if (interaction.costInitiator > 0 || interaction.costCounterparty > 0) {
        this.#emit('governance_cost_applied', ids, costPayload(interaction))
      }
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
