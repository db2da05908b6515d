/** What a scan looks for, and what it found. */

/** Families of leaks, in the order in which they are reported. `custom` are patterns of the user's own. */
export const LEAK_FAMILIES = ['pii', 'credential', 'code', 'custom', 'keyword'] as const
export type LeakFamily = (typeof LEAK_FAMILIES)[number]

/** Bits of a feature mask: what a content has in it, or was found to have. */
export const Feature = { pii: 1, credential: 2, code: 4, keyword: 8, custom: 16 } as const

/** How bad a leak of a family is, in [0, 1]. */
export const LEAK_SEVERITY: Readonly<Record<LeakFamily, number>> = {
  pii: 0.7,
  credential: 0.95,
  code: 0.5,
  custom: 0.6,
  keyword: 0.3,
}

export const SEVERITY_LABELS = ['low', 'medium', 'high', 'critical'] as const
export type SeverityLabel = (typeof SEVERITY_LABELS)[number]

/** The word for a severity: critical from 0.9, high from 0.7, medium from 0.4. */
export function severityLabel(severity: number): SeverityLabel {
  if (severity >= 0.9) return 'critical'
  if (severity >= 0.7) return 'high'
  return severity >= 0.4 ? 'medium' : 'low'
}

/** Rule sets: `reference` finds what the Python peer finds, false alarms included; `standard` is the better one. */
export const RULE_SETS = ['standard', 'reference'] as const
export type RuleSet = (typeof RULE_SETS)[number]

/** Hits by family. */
export interface Findings {
  pii: number
  credential: number
  code: number
  /** Suspicious words, each once, in the order of the list of words. */
  keywords: string[]
}

export const noFindings = (): Findings => ({ pii: 0, credential: 0, code: 0, keywords: [] })

/** Words that make a text suspicious. */
export const KEYWORDS = [
  'confidential',
  'secret',
  'private',
  'internal',
  'restricted',
  'sensitive',
  'proprietary',
] as const
