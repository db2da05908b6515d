import { utf8Bytes } from './detector.ts'
import { compilePattern, type UserPattern } from './user-patterns.ts'

/** A content on its way across the boundary. */
export interface CrossingRequest {
  readonly agent: string
  readonly direction: 'outbound' | 'inbound'
  readonly content: string
  /** In [0, 1]. */
  readonly sensitivity: number
  /** Simulated time in milliseconds; it must not fall. */
  readonly time: number
}

export const REASONS = [
  'allow',
  'rate',
  'bandwidth',
  'length',
  'pattern',
  'keyword',
  'outboundSensitivity',
  'clearance',
  'approval',
  'composite',
] as const
export type Reason = (typeof REASONS)[number]

export interface Decision {
  readonly allowed: boolean
  /** Policy that decided. */
  readonly policy: string
  readonly reason: Reason
  /** In [0, 1]; 0 for what is allowed. */
  readonly risk: number
  /** Denied for now: a person may still approve it. */
  readonly pending?: boolean
}

/** One rule of the boundary. `undefined` abstains without having been asked: an empty composite does. */
export interface CrossingPolicy {
  readonly name: string
  enabled: boolean
  evaluate(request: CrossingRequest): Decision | undefined
}

const WINDOW = 60_000
const AGENTS_MAX = 65_536

const allow = (policy: string): Decision => ({ allowed: true, policy, reason: 'allow', risk: 0 })
const deny = (policy: string, reason: Reason, risk: number): Decision => ({
  allowed: false,
  policy,
  reason,
  risk,
})

export interface RateLimitOptions {
  readonly name?: string
  readonly enabled?: boolean
  readonly maxCrossings?: number
  readonly maxBytes?: number
  /** Simulated milliseconds; an entry exactly that old counts no more. */
  readonly window?: number
  /** False for one limit over all agents. */
  readonly perAgent?: boolean
}

interface Entry {
  readonly time: number
  readonly bytes: number
}

/**
 * Limits crossings and bytes in a sliding window of simulated time. What it lets through is charged, even where a later
 * policy denies it; what it denies is not. Risk 0.3. It remembers at most `maxCrossings` entries of an agent, and forgets
 * agents whose entries are all out of the window once there are many.
 */
export function rateLimitPolicy(options: RateLimitOptions = {}): CrossingPolicy {
  const { name = 'RateLimitPolicy', enabled = true, maxCrossings = 60, maxBytes = 1_000_000 } = options
  const { window = WINDOW, perAgent = true } = options
  const logs = new Map<string, Entry[]>()
  const recent = (key: string, now: number): Entry[] =>
    (logs.get(key) ?? []).filter(({ time }) => time > now - window)
  const forget = (now: number) => {
    for (const [key, log] of logs) if (log.every(({ time }) => time <= now - window)) logs.delete(key)
  }
  return {
    name,
    enabled,
    evaluate({ agent, content, time }) {
      const key = perAgent ? agent : ''
      const log = recent(key, time)
      const bytes = utf8Bytes(content)
      if (log.length >= maxCrossings) return deny(name, 'rate', 0.3)
      const used = log.reduce((sum, entry) => sum + entry.bytes, 0)
      if (used + bytes > maxBytes) return deny(name, 'bandwidth', 0.3)
      if (logs.size >= AGENTS_MAX && !logs.has(key)) forget(time)
      log.push({ time, bytes })
      logs.set(key, log)
      return allow(name)
    },
  }
}

export interface ContentFilterOptions {
  readonly name?: string
  readonly enabled?: boolean
  /** Bytes in UTF-8. */
  readonly maxLength?: number
  /** In RE2 syntax, upper and lower case alike. */
  readonly patterns?: readonly string[]
  /** Looked for anywhere, upper and lower case alike. */
  readonly keywords?: readonly string[]
}

/** Denies what is too long (risk 0.4), matches a pattern (0.7) or has a word (0.6). */
export function contentFilterPolicy(options: ContentFilterOptions = {}): CrossingPolicy {
  const { name = 'ContentFilterPolicy', enabled = true, maxLength = 100_000 } = options
  const patterns: UserPattern[] = (options.patterns ?? []).map((source, place) =>
    compilePattern(`${name}.patterns[${place}]`, source),
  )
  const keywords = (options.keywords ?? []).map((word) => word.toLowerCase())
  return {
    name,
    enabled,
    evaluate({ content }) {
      if (utf8Bytes(content) > maxLength) return deny(name, 'length', 0.4)
      if (patterns.some((pattern) => pattern.matches(content))) return deny(name, 'pattern', 0.7)
      const lowered = content.toLowerCase()
      if (keywords.some((word) => lowered.includes(word))) return deny(name, 'keyword', 0.6)
      return allow(name)
    },
  }
}

export interface SensitivityOptions {
  readonly name?: string
  readonly enabled?: boolean
  readonly maxOutbound?: number
  readonly approvalAbove?: number
  /** Clearance by agent; others have `defaultClearance`. */
  readonly clearances?: Readonly<Record<string, number>>
  readonly defaultClearance?: number
}

/** Denies what is more sensitive than may leave, than the agent is cleared for, or than goes without approval. */
export function sensitivityPolicy(options: SensitivityOptions = {}): CrossingPolicy {
  const { name = 'SensitivityPolicy', enabled = true, maxOutbound = 0.5, approvalAbove = 0.7 } = options
  const { clearances = {}, defaultClearance = 0.3 } = options
  return {
    name,
    enabled,
    evaluate({ agent, direction, sensitivity }) {
      if (direction === 'outbound' && sensitivity > maxOutbound) {
        return deny(name, 'outboundSensitivity', sensitivity)
      }
      const clearance = Object.hasOwn(clearances, agent) ? (clearances[agent] as number) : defaultClearance
      if (sensitivity > clearance) return deny(name, 'clearance', sensitivity - clearance)
      if (sensitivity > approvalAbove) return { ...deny(name, 'approval', sensitivity), pending: true }
      return allow(name)
    },
  }
}

export interface CompositeOptions {
  readonly name: string
  readonly enabled?: boolean
  readonly policies: readonly CrossingPolicy[]
  /** Every member must allow; otherwise one is enough. */
  readonly requireAll?: boolean
}

/** Asks every member, so that all are charged. A denial has the highest risk among theirs. Without members it abstains. */
export function compositePolicy({
  name,
  enabled = true,
  policies,
  requireAll = true,
}: CompositeOptions): CrossingPolicy {
  return {
    name,
    enabled,
    evaluate(request) {
      const decisions = policies
        .filter((policy) => policy.enabled)
        .map((policy) => policy.evaluate(request))
        .filter((decision) => decision !== undefined)
      if (decisions.length === 0) return undefined
      const denials = decisions.filter(({ allowed }) => !allowed)
      const passes = requireAll ? denials.length === 0 : denials.length < decisions.length
      if (passes) return allow(name)
      return deny(name, 'composite', Math.max(...denials.map(({ risk }) => risk)))
    },
  }
}

export interface PolicyStatistics {
  readonly enabled: boolean
  readonly evaluations: number
  readonly blocks: number
  readonly blockRate: number
}

/** Asks policies in order; the first denial stands. */
export class PolicyEngine {
  readonly policies: readonly CrossingPolicy[]
  readonly #asked = new Map<CrossingPolicy, { evaluations: number; blocks: number }>()
  #evaluations = 0

  constructor(policies: readonly CrossingPolicy[]) {
    this.policies = policies
    for (const policy of policies) this.#asked.set(policy, { evaluations: 0, blocks: 0 })
  }

  evaluate(request: CrossingRequest): Decision {
    // Without any policy there is nothing to evaluate.
    if (this.policies.length > 0) this.#evaluations++
    for (const policy of this.policies) {
      if (!policy.enabled) continue
      const decision = policy.evaluate(request)
      if (!decision) continue
      const asked = this.#asked.get(policy) as { evaluations: number; blocks: number }
      asked.evaluations++
      if (decision.allowed) continue
      asked.blocks++
      return decision
    }
    return allow('PolicyEngine')
  }

  /** Counts since the start; they do not saturate. */
  statistics(): {
    readonly policies: number
    readonly active: number
    readonly evaluations: number
    readonly byPolicy: Readonly<Record<string, PolicyStatistics>>
  } {
    const byPolicy = [...this.#asked].map(([{ name, enabled }, { evaluations, blocks }]) => [
      name,
      { enabled, evaluations, blocks, blockRate: blocks / Math.max(evaluations, 1) },
    ])
    return {
      policies: this.policies.length,
      active: this.policies.filter(({ enabled }) => enabled).length,
      evaluations: this.#evaluations,
      byPolicy: Object.fromEntries(byPolicy),
    }
  }
}

/** The policies that a boundary has when none are named: rate limit, content filter, sensitivity. */
export const defaultPolicies = (): CrossingPolicy[] => [
  rateLimitPolicy({ maxCrossings: 100, maxBytes: 10_000_000 }),
  contentFilterPolicy({
    maxLength: 1_000_000,
    patterns: ['password\\s*[:=]\\s*\\S+', 'api[_-]?key\\s*[:=]\\s*\\S+', 'secret\\s*[:=]\\s*\\S+'],
    keywords: ['rm -rf', 'DROP TABLE', 'exec(', 'eval('],
  }),
  sensitivityPolicy({ maxOutbound: 0.6, approvalAbove: 0.8 }),
]
