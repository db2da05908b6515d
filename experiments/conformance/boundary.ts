/** Adapters of the boundary: scans, sensitivity, reports, policies, flows, and the pipeline of them. */

import {
  BoundaryHandler,
  type CrossingPolicy,
  compositePolicy,
  contentFilterPolicy,
  contentSensitivity,
  type FlowDirection,
  FlowTracker,
  type FlowType,
  LeakDetector,
  type LeakEvent,
  type LeakReport,
  PolicyEngine,
  rateLimitPolicy,
  sensitivityPolicy,
} from '../../mechanisms/border/text/index.ts'
import type { FamilyRunner } from './family.ts'

/** What the vectors call suspicious words. */
const typeOf = (family: string): string => (family === 'keyword' ? 'unknown' : family)

function runScan({ text }: { text: string }): unknown {
  const events = new LeakDetector({ rules: 'reference' }).scan(text)
  return { events: events.map(eventOf), sensitivity: contentSensitivity(text) }
}

const eventOf = ({ family, severity, label, hits, keywords }: LeakEvent) => ({
  type: typeOf(family),
  severity,
  severityLabel: label,
  ...(keywords ? { keywords } : { matchCount: hits }),
})

interface ReportCase {
  scans: { text: string; agentId: string; destinationId: string }[]
  blockedIdx: number[]
}

function runReport({ scans, blockedIdx }: ReportCase): unknown {
  const detector = new LeakDetector({ rules: 'reference' })
  const events = scans.flatMap(({ text, agentId, destinationId }) =>
    detector.scan(text, { agent: agentId, destination: destinationId }),
  )
  for (const place of blockedIdx) detector.block(events[place] as LeakEvent)
  return reportOf(detector.report())
}

const reportOf = (report: LeakReport) => ({
  totalEvents: report.events,
  blockedCount: report.blocked,
  unblockedCount: report.unblocked,
  eventsByType: Object.fromEntries(Object.entries(report.byFamily).map(([name, n]) => [typeOf(name), n])),
  eventsBySeverity: report.byLabel,
  avgSeverity: report.meanSeverity,
  maxSeverity: report.maxSeverity,
  topAgents: report.topAgents,
  topDestinations: report.topDestinations,
  recommendations: report.recommendations.map(({ code, agent }) => (agent ? `${code}:${agent}` : code)),
})

interface GivenPolicy {
  kind: 'rateLimit' | 'contentFilter' | 'sensitivity' | 'composite'
  name: string
  enabled?: boolean
  maxCrossingsPerMinute?: number
  maxBytesPerMinute?: number
  perAgent?: boolean
  blockedPatterns?: string[]
  blockedKeywords?: string[]
  maxContentLength?: number
  maxOutboundSensitivity?: number
  requireApprovalAbove?: number
  agentClearanceLevels?: Record<string, number>
  policies?: GivenPolicy[]
  requireAll?: boolean
}

/** Leaves out what a case does not say, so that our own defaults stand. */
const given = <T extends object>(options: { [K in keyof T]: T[K] | undefined }): T =>
  Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T

function policyOf(from: GivenPolicy): CrossingPolicy {
  const { kind, name, enabled } = from
  switch (kind) {
    case 'rateLimit':
      return rateLimitPolicy(
        given({
          name,
          enabled,
          maxCrossings: from.maxCrossingsPerMinute,
          maxBytes: from.maxBytesPerMinute,
          perAgent: from.perAgent,
        }),
      )
    case 'contentFilter':
      return contentFilterPolicy(
        given({
          name,
          enabled,
          patterns: from.blockedPatterns,
          keywords: from.blockedKeywords,
          maxLength: from.maxContentLength,
        }),
      )
    case 'sensitivity':
      return sensitivityPolicy(
        given({
          name,
          enabled,
          maxOutbound: from.maxOutboundSensitivity,
          approvalAbove: from.requireApprovalAbove,
          clearances: from.agentClearanceLevels,
        }),
      )
    default:
      return compositePolicy(
        given({
          name,
          enabled,
          policies: (from.policies ?? []).map(policyOf),
          requireAll: from.requireAll,
        }),
      )
  }
}

interface PolicyCase {
  policies: GivenPolicy[]
  requests: {
    tMs: number
    agentId: string
    direction: 'inbound' | 'outbound'
    content: string
    sensitivity?: number
  }[]
}

function runPolicies({ policies, requests }: PolicyCase): unknown {
  const engine = new PolicyEngine(policies.map(policyOf))
  const decisions = requests.map(({ tMs, agentId, direction, content, sensitivity = 0 }) => {
    const decided = engine.evaluate({ time: tMs, agent: agentId, direction, content, sensitivity })
    const { allowed, policy, reason, risk } = decided
    return { allowed, policy, reasonCode: reason, riskScore: risk }
  })
  const { policies: total, active, evaluations, byPolicy } = engine.statistics()
  const statistics = {
    totalPolicies: total,
    activePolicies: active,
    totalEvaluations: evaluations,
    policies: byPolicy,
  }
  return { decisions, statistics }
}

interface FlowCase {
  sensitivityThreshold: number
  flows: {
    direction: FlowDirection
    flowType: FlowType
    sourceId: string
    destinationId: string
    sizeBytes: number
    sensitivity: number
    blocked: boolean
    containsPii: boolean
    containsCredentials: boolean
  }[]
}

function runFlows({ sensitivityThreshold, flows }: FlowCase): unknown {
  const tracker = new FlowTracker(sensitivityThreshold)
  for (const flow of flows) {
    tracker.record({
      direction: flow.direction,
      type: flow.flowType,
      source: flow.sourceId,
      destination: flow.destinationId,
      bytes: flow.sizeBytes,
      sensitivity: flow.sensitivity,
      blocked: flow.blocked,
      hasPii: flow.containsPii,
      hasCredentials: flow.containsCredentials,
    })
  }
  const sums = tracker.summary()
  const agent = tracker.agent('a')
  return {
    summary: {
      totalFlows: sums.flows,
      inboundFlows: sums.inbound,
      outboundFlows: sums.outbound,
      totalBytesIn: sums.bytesIn,
      totalBytesOut: sums.bytesOut,
      blockedFlows: sums.blocked,
      sensitiveFlows: sums.sensitive,
      flowsByType: sums.byType,
      avgSensitivity: sums.meanSensitivity,
      maxSensitivity: sums.maxSensitivity,
      piiExposureCount: sums.withPii,
      credentialExposureCount: sums.withCredentials,
      topSources: sums.topSources,
      topDestinations: sums.topDestinations,
    },
    anomalies: tracker.anomalies(),
    agentA: {
      flowsInitiated: agent.initiated,
      flowsReceived: agent.received,
      bytesSent: agent.bytesSent,
      bytesReceived: agent.bytesReceived,
      avgSensitivitySent: agent.meanSensitivitySent,
      blockedAttempts: agent.blocked,
    },
  }
}

interface HandlerCase {
  requests: { agentId: string; entityId: string; payload: string }[]
}

const SERVICE = {
  name: 'svc',
  kind: 'service',
  reliability: 1,
  latency: 0,
  trust: 1,
  sensitivity: 0,
  cost: 0,
} as const

function runHandler({ requests }: HandlerCase): unknown {
  const handler = new BoundaryHandler({
    entities: [SERVICE],
    detector: new LeakDetector({ rules: 'reference' }),
  })
  const results = requests.map(({ agentId, entityId, payload }) => {
    const outcome = handler.request({ agent: agentId, entity: entityId, content: payload, time: 0 })
    const { stage, sensitivity } = outcome
    if (stage === 'policy') {
      const { policy, reason } = outcome.decision
      return { stage, policy, reasonCode: reason, sensitivity }
    }
    if (stage === 'leakage') return { stage, leakageType: typeOf(outcome.event.family), sensitivity }
    return { stage, sensitivity }
  })
  const { denied, passed, answered, bytesOut, calls } = handler.counts
  return {
    results,
    // To the peer only denials of policies are attempts that were blocked.
    blockedAttempts: denied,
    outboundFlows: passed,
    inboundFlows: answered,
    bytesOut,
    leakageEvents: handler.detector.report().events,
    totalOutboundCalls: calls,
  }
}

export const boundaryFamilies: Record<string, FamilyRunner> = {
  'leakage-scan': runScan,
  'leakage-unicode': runScan,
  'content-sensitivity': ({ text }: { text: string }) => ({ sensitivity: contentSensitivity(text) }),
  'leakage-report': runReport,
  'policy-sequence': runPolicies,
  'flow-tracker': runFlows,
  'boundary-handler': runHandler,
}
