import { UserError } from '../../../engine/errors.ts'
import { BoundedCounts } from './bounded-counts.ts'
import {
  Feature,
  type Findings,
  LEAK_FAMILIES,
  LEAK_SEVERITY,
  type LeakFamily,
  noFindings,
  type RuleSet,
  type SeverityLabel,
  severityLabel,
} from './findings.ts'
import { PAYLOAD_LIMITS, type PayloadLimits, textsOfPayload } from './payload.ts'
import { scanByReference } from './reference-rules.ts'
import { contentSensitivity } from './sensitivity.ts'
import { scanByStandard } from './standard-rules.ts'
import { compilePattern, type UserPattern } from './user-patterns.ts'

/** One family of leaks in one content. */
export interface LeakEvent {
  /** Running number in its detector. */
  readonly sequence: number
  readonly family: LeakFamily
  readonly severity: number
  readonly label: SeverityLabel
  /** Hits of the family; words of family `keyword`. */
  readonly hits: number
  readonly keywords?: readonly string[]
  readonly agent: string
  readonly destination: string
  /** Simulated time. */
  readonly time: number
  /** Whether the crossing was stopped for it. */
  readonly blocked: boolean
}

/** Where a content comes from and where it is meant to go. */
export interface Whereabouts {
  readonly agent?: string
  readonly destination?: string
  readonly time?: number
}

export interface DetectorOptions {
  /** `standard` unless said otherwise; `reference` repeats the peer, false alarms included. */
  readonly rules?: RuleSet
  /** Patterns of your own by name, in RE2 syntax; their hits are family `custom`. */
  readonly patterns?: Readonly<Record<string, string>>
  readonly limits?: Partial<PayloadLimits>
  /** Events that are kept to be looked at; counts go on without them. */
  readonly history?: number
  /** Called for every event of at least `alertSeverity` (0.7) as it is found. */
  readonly onAlert?: (event: LeakEvent) => void
  readonly alertSeverity?: number
}

/** What a content was found to have in it. */
export interface Scan {
  /** Bits of `Feature`. */
  readonly mask: number
  /** Highest severity found, 0 without a leak. */
  readonly severity: number
  /** Estimate in [0, 1], see `contentSensitivity`. */
  readonly sensitivity: number
  /** Bytes in UTF-8 of what was scanned. */
  readonly bytes: number
  /** Something lay beyond the limits and was not looked at: treat the content as unsafe. */
  readonly truncated: boolean
  readonly findings: Findings & { readonly custom: number }
}

export interface LeakReport {
  readonly events: number
  readonly blocked: number
  readonly unblocked: number
  readonly byFamily: Readonly<Partial<Record<LeakFamily, number>>>
  readonly byLabel: Readonly<Partial<Record<SeverityLabel, number>>>
  readonly meanSeverity: number
  readonly maxSeverity: number
  /** Five at most, by events, then by who came first. */
  readonly topAgents: readonly (readonly [string, number])[]
  readonly topDestinations: readonly (readonly [string, number])[]
  readonly recommendations: readonly Recommendation[]
}

export interface Recommendation {
  readonly code:
    | 'credentialRotation'
    | 'piiMasking'
    | 'stricterPolicies'
    | 'investigateCritical'
    | 'reviewAgent'
  readonly text: string
  readonly agent?: string
}

const HISTORY = 1000
const ALERT_SEVERITY = 0.7
const TOP = 5
/** Weights of families in the standard estimate of sensitivity, added up to 1. */
const FAMILY_WEIGHTS: readonly (readonly [number, number])[] = [
  [Feature.credential, 0.6],
  [Feature.pii, 0.3],
  [Feature.custom, 0.3],
  [Feature.keyword, 0.2],
]

/** Scans contents for leaks, keeps count of what it found, and reports. Memory is bounded, whatever comes. */
export class LeakDetector {
  readonly rules: RuleSet
  readonly #patterns: readonly UserPattern[]
  readonly #limits: PayloadLimits
  readonly #history: number
  readonly #options: DetectorOptions
  readonly #events: LeakEvent[] = []
  readonly #families = new Map<LeakFamily, number>()
  readonly #labels = new Map<SeverityLabel, number>()
  readonly #agents = new BoundedCounts()
  readonly #destinations = new BoundedCounts()
  #count = 0
  #blocked = 0
  #severitySum = 0
  #severityMax = 0

  /** @throws UserError for a pattern that is no RE2 */
  constructor(options: DetectorOptions = {}) {
    this.#options = options
    this.rules = options.rules ?? 'standard'
    this.#limits = { ...PAYLOAD_LIMITS, ...options.limits }
    this.#history = options.history ?? HISTORY
    this.#patterns = Object.entries(options.patterns ?? {}).map(([name, source]) =>
      compilePattern(name, source),
    )
  }

  /** Events kept, oldest first: the last of them, as many as the history holds. */
  get events(): readonly LeakEvent[] {
    return this.#events
  }

  /** What a text or a structured payload has in it; counts nothing. */
  look(content: unknown): Scan {
    const { texts, truncated } = textsOfPayload(content, this.#limits)
    const findings = { ...noFindings(), custom: 0 }
    let sensitivity = 0
    let bytes = 0
    for (const text of texts) {
      this.#add(findings, text)
      sensitivity = Math.max(sensitivity, contentSensitivity(text))
      bytes += utf8Bytes(text)
    }
    const mask = this.#maskOf(findings)
    if (this.rules === 'standard') sensitivity = Math.max(sensitivity, weightOf(mask))
    return { mask, severity: severityOf(mask), sensitivity, bytes, truncated, findings }
  }

  /**
   * Scans a content and counts what it finds.
   * @returns one event a family, in the order pii, credential, code, custom, keyword
   */
  scan(content: unknown, whereabouts: Whereabouts = {}): LeakEvent[] {
    return this.record(this.look(content), whereabouts)
  }

  /** Counts what a look found, as `scan` does. */
  record({ mask, findings }: Scan, whereabouts: Whereabouts = {}): LeakEvent[] {
    return LEAK_FAMILIES.filter((family) => (mask & Feature[family]) !== 0).map((family) =>
      this.#keep(family, findings, whereabouts),
    )
  }

  /** Marks an event as stopped. Returns the event as it then stands; marking twice counts once. */
  block(event: LeakEvent): LeakEvent {
    const place = this.#events.findIndex(({ sequence }) => sequence === event.sequence)
    if (event.blocked || (place >= 0 && this.#events[place].blocked)) return { ...event, blocked: true }
    const blocked = { ...event, blocked: true }
    if (place >= 0) this.#events[place] = blocked
    this.#blocked++
    return blocked
  }

  report(): LeakReport {
    const topAgents = this.#agents.top(TOP)
    const summary = {
      events: this.#count,
      blocked: this.#blocked,
      unblocked: this.#count - this.#blocked,
      byFamily: Object.fromEntries(this.#families),
      byLabel: Object.fromEntries(this.#labels),
      meanSeverity: this.#count === 0 ? 0 : this.#severitySum / this.#count,
      maxSeverity: this.#severityMax,
      topAgents,
      topDestinations: this.#destinations.top(TOP),
    }
    return { ...summary, recommendations: recommend(summary) }
  }

  #add(findings: Findings & { custom: number }, text: string): void {
    const found = this.rules === 'reference' ? scanByReference(text) : scanByStandard(text)
    findings.pii += found.pii
    findings.credential += found.credential
    findings.code += found.code
    for (const word of found.keywords) if (!findings.keywords.includes(word)) findings.keywords.push(word)
    for (const pattern of this.#patterns) findings.custom += pattern.count(text)
  }

  #maskOf({ pii, credential, code, custom, keywords }: Findings & { custom: number }): number {
    const mask =
      (pii > 0 ? Feature.pii : 0) |
      (credential > 0 ? Feature.credential : 0) |
      (code > 0 ? Feature.code : 0) |
      (custom > 0 ? Feature.custom : 0)
    // To the peer a word counts only where nothing worse does.
    const wordsCount = keywords.length > 0 && (this.rules === 'standard' || mask === 0)
    return mask | (wordsCount ? Feature.keyword : 0)
  }

  #keep(family: LeakFamily, findings: Scan['findings'], whereabouts: Whereabouts): LeakEvent {
    const severity = LEAK_SEVERITY[family]
    const label = severityLabel(severity)
    const { agent = '', destination = '', time = 0 } = whereabouts
    const words = family === 'keyword' ? { keywords: findings.keywords } : {}
    const hits = family === 'keyword' ? findings.keywords.length : findings[family]
    const event = { sequence: this.#count++, family, severity, label, hits, ...words }
    const placed: LeakEvent = { ...event, agent, destination, time, blocked: false }
    this.#severitySum += severity
    this.#severityMax = Math.max(this.#severityMax, severity)
    this.#families.set(family, (this.#families.get(family) ?? 0) + 1)
    this.#labels.set(label, (this.#labels.get(label) ?? 0) + 1)
    this.#agents.add(agent)
    this.#destinations.add(destination)
    this.#events.push(placed)
    if (this.#events.length > this.#history) this.#events.shift()
    if (severity >= (this.#options.alertSeverity ?? ALERT_SEVERITY)) this.#options.onAlert?.(placed)
    return placed
  }
}

/** Bytes that a text takes in UTF-8; a lone half of a pair counts as the replacement sign. */
export function utf8Bytes(text: string): number {
  let bytes = 0
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit < 0x80) bytes++
    else if (unit < 0x800) bytes += 2
    else if (
      unit >= 0xd800 &&
      unit < 0xdc00 &&
      text.charCodeAt(at + 1) >= 0xdc00 &&
      text.charCodeAt(at + 1) < 0xe000
    ) {
      bytes += 4
      at++
    } else bytes += 3
  }
  return bytes
}

/** Highest severity among the families of a mask; 0 for none. */
export const severityOf = (mask: number): number =>
  LEAK_FAMILIES.reduce(
    (most, family) => ((mask & Feature[family]) !== 0 ? Math.max(most, LEAK_SEVERITY[family]) : most),
    0,
  )

/** What the families of a mask add to the standard estimate of sensitivity, at most 1. */
export const weightOf = (mask: number): number =>
  Math.min(
    1,
    FAMILY_WEIGHTS.reduce((sum, [bit, weight]) => sum + ((mask & bit) !== 0 ? weight : 0), 0),
  )

/** What to do about a report, most urgent first. */
function recommend(report: Omit<LeakReport, 'recommendations'>): Recommendation[] {
  const [top] = report.topAgents
  const advice: (Recommendation | false)[] = [
    (report.byFamily.credential ?? 0) > 0 && {
      code: 'credentialRotation',
      text: 'Rotate the credentials that leaked and keep them out of reach of agents.',
    },
    (report.byFamily.pii ?? 0) > 0 && {
      code: 'piiMasking',
      text: 'Mask personal data before it reaches agents.',
    },
    report.unblocked > report.blocked && {
      code: 'stricterPolicies',
      text: 'More leaks passed than were stopped: tighten the policies of the boundary.',
    },
    report.maxSeverity >= 0.9 && {
      code: 'investigateCritical',
      text: 'Look into the critical leaks one by one.',
    },
    top !== undefined &&
      top[1] > report.events / 2 && {
        code: 'reviewAgent',
        agent: top[0],
        text: `Review agent ${top[0]}, which is behind more than half of the leaks.`,
      },
  ]
  return advice.filter((each) => each !== false)
}

/** Refuses a name that is no rule set. */
export function checkRuleSet(rules: string): asserts rules is RuleSet {
  if (rules === 'standard' || rules === 'reference') return
  throw new UserError('rules', `got ${rules}, expected standard or reference`)
}
