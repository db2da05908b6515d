import { UserError } from '../../../engine/errors.ts'
import { didYouMean } from '../../../engine/nearest.ts'
import { LeakDetector, type LeakEvent, utf8Bytes } from './detector.ts'
import { Feature } from './findings.ts'
import { type Flow, FlowTracker } from './flows.ts'
import { PAYLOAD_LIMITS, textsOfPayload } from './payload.ts'
import { type CrossingPolicy, type Decision, defaultPolicies, PolicyEngine } from './policies.ts'

/** Something outside that agents may call. */
export interface ExternalEntity {
  readonly name: string
  readonly kind: 'service' | 'source' | 'human' | 'agent'
  /** Probability that a call succeeds. */
  readonly reliability: number
  /** Mean simulated milliseconds of a call that succeeds. */
  readonly latency: number
  /** In [0, 1]. */
  readonly trust: number
  /** Sensitivity of what it answers, in [0, 1]. */
  readonly sensitivity: number
  /** Money for a call. */
  readonly cost: number
}

const service = (name: string, trust: number, reliability: number, latency: number, sensitivity = 0) =>
  ({ name, kind: 'service', trust, reliability, latency, sensitivity, cost: 0 }) as const
const source = (name: string, trust: number, sensitivity: number, cost: number) =>
  ({ name, kind: 'source', trust, reliability: 1, latency: 0, sensitivity, cost }) as const

/** The world outside when nothing else is said. */
export const DEFAULT_ENTITIES: readonly ExternalEntity[] = [
  service('web_search', 0.7, 0.98, 100),
  service('code_repo', 0.8, 0.99, 50),
  service('external_llm', 0.5, 0.95, 500, 0.5),
  source('public_data', 0.9, 0, 0),
  source('private_data', 0.6, 0.8, 0.01),
]

export interface ExternalRequest {
  readonly agent: string
  readonly entity: string
  /** A text, or a payload of mappings, lists, texts and numbers. */
  readonly content: unknown
  /** Simulated milliseconds; must not fall from request to request. */
  readonly time: number
}

/** How a request ended. A call that failed has crossed: its content is outside. */
export type RequestOutcome =
  | { readonly stage: 'ok' | 'failed'; readonly sensitivity: number; readonly latency: number }
  | { readonly stage: 'policy'; readonly sensitivity: number; readonly decision: Decision }
  | { readonly stage: 'leakage'; readonly sensitivity: number; readonly event: LeakEvent }
  | { readonly stage: 'unscannable'; readonly sensitivity: number }
  | { readonly stage: 'unknownEntity'; readonly sensitivity: number; readonly hint: string | undefined }

export interface HandlerOptions {
  readonly entities?: readonly ExternalEntity[]
  readonly detector?: LeakDetector
  readonly policies?: readonly CrossingPolicy[]
  readonly flows?: FlowTracker
  /** A leak of at least this severity is stopped. */
  readonly blockSeverity?: number
  /** Uniform draws in [0, 1) for failures and latencies: two a call. A fixed 0.5 unless said otherwise. */
  readonly draw?: () => number
}

/** Counts since the start. */
export interface HandlerCounts {
  /** Requests that a policy denied. */
  readonly denied: number
  readonly leaksBlocked: number
  readonly unscannable: number
  /** Calls to entities that exist. */
  readonly calls: number
  /** Requests that left, and their bytes. */
  readonly passed: number
  readonly bytesOut: number
  /** Answers that came back. */
  readonly answered: number
}

const BLOCK_SEVERITY = 0.7

/**
 * The pipeline of real texts across the boundary: own estimate of sensitivity (never the caller's), policies, leak scan,
 * the call outside, and its answer. Everything that is stopped is counted and recorded as a blocked flow. Whitepaper §9.
 */
export class BoundaryHandler {
  readonly detector: LeakDetector
  readonly engine: PolicyEngine
  readonly flows: FlowTracker
  readonly #entities: ReadonlyMap<string, ExternalEntity>
  readonly #blockSeverity: number
  readonly #draw: () => number
  readonly #counts = {
    denied: 0,
    leaksBlocked: 0,
    unscannable: 0,
    calls: 0,
    passed: 0,
    answered: 0,
    bytesOut: 0,
  }

  constructor(options: HandlerOptions = {}) {
    this.detector = options.detector ?? new LeakDetector()
    this.engine = new PolicyEngine(options.policies ?? defaultPolicies())
    this.flows = options.flows ?? new FlowTracker()
    const entities = options.entities ?? DEFAULT_ENTITIES
    this.#entities = new Map(entities.map((entity) => [entity.name, entity]))
    if (this.#entities.size < entities.length) throw new UserError('entities', 'has two of one name')
    this.#blockSeverity = options.blockSeverity ?? BLOCK_SEVERITY
    this.#draw = options.draw ?? (() => 0.5)
  }

  get counts(): HandlerCounts {
    return { ...this.#counts }
  }

  /** Sends a content outside, or stops it. */
  request({ agent, entity, content, time }: ExternalRequest): RequestOutcome {
    const look = this.detector.look(content)
    const { sensitivity } = look
    const text =
      typeof content === 'string' ? content : textsOfPayload(content, PAYLOAD_LIMITS).texts.join('\n')
    const flow: Flow = {
      direction: 'outbound',
      type: (look.mask & Feature.credential) !== 0 ? 'credential' : 'query',
      source: agent,
      destination: entity,
      bytes: utf8Bytes(text),
      sensitivity,
      hasPii: (look.mask & Feature.pii) !== 0,
      hasCredentials: (look.mask & Feature.credential) !== 0,
    }
    const decision = this.engine.evaluate({ agent, direction: 'outbound', content: text, sensitivity, time })
    if (!decision.allowed) {
      this.#counts.denied++
      this.flows.record({ ...flow, blocked: true })
      return { stage: 'policy', sensitivity, decision }
    }
    const events = this.detector.record(look, { agent, destination: entity, time })
    const worst = events.find(({ severity }) => severity >= this.#blockSeverity)
    if (worst || look.truncated) {
      for (const event of events) this.detector.block(event)
      this.flows.record({ ...flow, blocked: true })
      if (!worst) {
        this.#counts.unscannable++
        return { stage: 'unscannable', sensitivity }
      }
      this.#counts.leaksBlocked++
      return { stage: 'leakage', sensitivity, event: { ...worst, blocked: true } }
    }
    this.flows.record(flow)
    this.#counts.passed++
    this.#counts.bytesOut += flow.bytes
    return this.#call(agent, entity, sensitivity)
  }

  #call(agent: string, name: string, sensitivity: number): RequestOutcome {
    const entity = this.#entities.get(name)
    if (!entity) {
      return { stage: 'unknownEntity', sensitivity, hint: didYouMean(name, this.#entities.keys()) }
    }
    this.#counts.calls++
    const failed = this.#draw() > entity.reliability
    const latency = failed ? entity.latency * 2 : entity.latency * (0.5 + this.#draw())
    if (failed) return { stage: 'failed', sensitivity, latency }
    this.#counts.answered++
    this.flows.record({
      direction: 'inbound',
      type: 'response',
      source: name,
      destination: agent,
      bytes: 0,
      sensitivity: entity.sensitivity,
    })
    return { stage: 'ok', sensitivity, latency }
  }
}
