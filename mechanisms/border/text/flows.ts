import { BoundedCounts } from './bounded-counts.ts'

export const FLOW_TYPES = [
  'data',
  'query',
  'response',
  'command',
  'credential',
  'code',
  'message',
  'metadata',
] as const
export type FlowType = (typeof FLOW_TYPES)[number]
export type FlowDirection = 'inbound' | 'outbound' | 'bidirectional'

export interface Flow {
  readonly direction: FlowDirection
  readonly type: FlowType
  readonly source: string
  readonly destination: string
  readonly bytes: number
  /** In [0, 1]. */
  readonly sensitivity: number
  readonly blocked?: boolean
  readonly hasPii?: boolean
  readonly hasCredentials?: boolean
}

export interface FlowSummary {
  readonly flows: number
  readonly inbound: number
  readonly outbound: number
  /** Half of a two-way flow's bytes, rounded down, counts on either side. */
  readonly bytesIn: number
  readonly bytesOut: number
  readonly blocked: number
  readonly sensitive: number
  readonly byType: Readonly<Partial<Record<FlowType, number>>>
  readonly meanSensitivity: number
  readonly maxSensitivity: number
  readonly withPii: number
  readonly withCredentials: number
  readonly topSources: readonly (readonly [string, number])[]
  readonly topDestinations: readonly (readonly [string, number])[]
}

export interface FlowAnomaly {
  readonly type:
    | 'excessive_outbound'
    | 'high_sensitivity_ratio'
    | 'credential_exposure'
    | 'concentrated_source'
  readonly severity: 'low' | 'medium' | 'high' | 'critical'
  readonly value: number
}

/** One agent's side of the flows. */
export interface AgentFlows {
  readonly initiated: number
  readonly received: number
  readonly bytesSent: number
  readonly bytesReceived: number
  readonly meanSensitivitySent: number
  readonly blocked: number
}

interface MutableAgent {
  initiated: number
  received: number
  bytesSent: number
  bytesReceived: number
  sensitivitySent: number
  blocked: number
}

const SENSITIVE = 0.5
const TOP = 5
const OUTBOUND_FACTOR = 10
const SENSITIVE_SHARE = 0.3
const SOURCE_SHARE = 0.5
const AGENTS_MAX = 65_536

/** Sums of flows over the boundary. Every figure is a running sum, so none is wrong for being long ago; memory is bounded. */
export class FlowTracker {
  readonly #sensitiveFrom: number
  readonly #types = new Map<FlowType, number>()
  readonly #sources = new BoundedCounts()
  readonly #destinations = new BoundedCounts()
  readonly #agents = new Map<string, MutableAgent>()
  readonly #sums = { flows: 0, inbound: 0, outbound: 0, bytesIn: 0, bytesOut: 0, blocked: 0, sensitive: 0 }
  readonly #exposure = { pii: 0, credentials: 0, sensitivity: 0, maxSensitivity: 0 }
  /** Agents that came when there was no room left to keep their sums apart. */
  untrackedAgents = 0

  /** @param sensitiveFrom sensitivity from which a flow counts as sensitive */
  constructor(sensitiveFrom = SENSITIVE) {
    this.#sensitiveFrom = sensitiveFrom
  }

  record(flow: Flow): void {
    const { direction, type, source, destination, bytes, sensitivity, blocked = false } = flow
    const sums = this.#sums
    const half = Math.floor(bytes / 2)
    sums.flows++
    if (direction === 'inbound') sums.inbound++
    if (direction === 'outbound') sums.outbound++
    sums.bytesIn += direction === 'inbound' ? bytes : direction === 'bidirectional' ? half : 0
    sums.bytesOut += direction === 'outbound' ? bytes : direction === 'bidirectional' ? half : 0
    if (blocked) sums.blocked++
    if (sensitivity >= this.#sensitiveFrom) sums.sensitive++
    if (flow.hasPii === true) this.#exposure.pii++
    if (flow.hasCredentials === true) this.#exposure.credentials++
    this.#exposure.sensitivity += sensitivity
    this.#exposure.maxSensitivity = Math.max(this.#exposure.maxSensitivity, sensitivity)
    this.#types.set(type, (this.#types.get(type) ?? 0) + 1)
    this.#sources.add(source)
    this.#destinations.add(destination)
    this.#send(source, bytes, sensitivity, blocked)
    if (!blocked) this.#receive(destination, bytes)
  }

  summary(): FlowSummary {
    const { flows, ...sums } = this.#sums
    return {
      flows,
      ...sums,
      byType: Object.fromEntries(this.#types),
      meanSensitivity: flows === 0 ? 0 : this.#exposure.sensitivity / flows,
      maxSensitivity: this.#exposure.maxSensitivity,
      withPii: this.#exposure.pii,
      withCredentials: this.#exposure.credentials,
      topSources: this.#sources.top(TOP),
      topDestinations: this.#destinations.top(TOP),
    }
  }

  /** What stands out: much more out than in, many sensitive flows, credentials on the way, one source behind it all. */
  anomalies(): FlowAnomaly[] {
    const { flows, bytesIn, bytesOut, sensitive } = this.#sums
    if (flows === 0) return []
    const found: FlowAnomaly[] = []
    if (bytesOut > OUTBOUND_FACTOR * bytesIn) {
      found.push({ type: 'excessive_outbound', severity: 'high', value: bytesOut / Math.max(1, bytesIn) })
    }
    if (sensitive / flows > SENSITIVE_SHARE) {
      found.push({ type: 'high_sensitivity_ratio', severity: 'medium', value: sensitive / flows })
    }
    if (this.#exposure.credentials > 0) {
      found.push({ type: 'credential_exposure', severity: 'critical', value: this.#exposure.credentials })
    }
    const [top] = this.#sources.top(1)
    if (top && top[1] / flows > SOURCE_SHARE) {
      found.push({ type: 'concentrated_source', severity: 'low', value: top[1] / flows })
    }
    return found
  }

  /** Flows that an agent sent or got; blocked ones count as attempts only. */
  agent(name: string): AgentFlows {
    const { sensitivitySent, ...sums } = this.#agents.get(name) ?? noFlows()
    return { ...sums, meanSensitivitySent: sums.initiated === 0 ? 0 : sensitivitySent / sums.initiated }
  }

  #send(name: string, bytes: number, sensitivity: number, blocked: boolean): void {
    const agent = this.#agentOf(name)
    if (!agent) return
    if (blocked) {
      agent.blocked++
      return
    }
    agent.initiated++
    agent.bytesSent += bytes
    agent.sensitivitySent += sensitivity
  }

  #receive(name: string, bytes: number): void {
    const agent = this.#agentOf(name)
    if (!agent) return
    agent.received++
    agent.bytesReceived += bytes
  }

  #agentOf(name: string): MutableAgent | undefined {
    const known = this.#agents.get(name)
    if (known) return known
    if (this.#agents.size >= AGENTS_MAX) {
      this.untrackedAgents++
      return undefined
    }
    const agent = noFlows()
    this.#agents.set(name, agent)
    return agent
  }
}

const noFlows = (): MutableAgent => ({
  initiated: 0,
  received: 0,
  bytesSent: 0,
  bytesReceived: 0,
  sensitivitySent: 0,
  blocked: 0,
})
