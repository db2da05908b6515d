/** Real texts at the boundary: scanners, policies, flows, and the pipeline of them. Browser-safe. */
export {
  type DetectorOptions,
  LeakDetector,
  type LeakEvent,
  type LeakReport,
  type Recommendation,
  type Scan,
  severityOf,
  utf8Bytes,
  type Whereabouts,
} from './detector.ts'
export {
  Feature,
  LEAK_FAMILIES,
  LEAK_SEVERITY,
  type LeakFamily,
  RULE_SETS,
  type RuleSet,
  type SeverityLabel,
  severityLabel,
} from './findings.ts'
export {
  type AgentFlows,
  FLOW_TYPES,
  type Flow,
  type FlowAnomaly,
  type FlowDirection,
  type FlowSummary,
  FlowTracker,
  type FlowType,
} from './flows.ts'
export {
  BoundaryHandler,
  DEFAULT_ENTITIES,
  type ExternalEntity,
  type ExternalRequest,
  type HandlerCounts,
  type HandlerOptions,
  type RequestOutcome,
} from './handler.ts'
export { PAYLOAD_LIMITS, type PayloadLimits } from './payload.ts'
export {
  type CompositeOptions,
  type ContentFilterOptions,
  type CrossingPolicy,
  type CrossingRequest,
  compositePolicy,
  contentFilterPolicy,
  type Decision,
  defaultPolicies,
  PolicyEngine,
  type PolicyStatistics,
  type RateLimitOptions,
  type Reason,
  rateLimitPolicy,
  type SensitivityOptions,
  sensitivityPolicy,
} from './policies.ts'
export { contentSensitivity } from './sensitivity.ts'
export { compilePattern, type UserPattern } from './user-patterns.ts'
