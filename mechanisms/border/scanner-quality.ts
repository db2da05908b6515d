import type { RuleSet } from './text/findings.ts'

/** What a scanner finds of a family: of contents that have it, and of those that do not. */
export interface FamilyQuality {
  /** Probability of finding it where it is. */
  readonly recall: number
  /** Probability of finding it where it is not. */
  readonly falseAlarm: number
}

export const SIMULATED_FAMILIES = ['pii', 'credential', 'code', 'keyword'] as const
export type SimulatedFamily = (typeof SIMULATED_FAMILIES)[number]

/**
 * The scanners measured on the labelled set of the tests, a third of whose leaks are in disguise: agents of a simulation
 * have no texts, so what a scan finds is drawn with these probabilities. The innocent texts of the set are made to look
 * guilty, so the false alarms are those of difficult traffic. A test measures all of it again.
 */
export const SCANNER_QUALITY: Readonly<Record<RuleSet, Readonly<Record<SimulatedFamily, FamilyQuality>>>> = {
  standard: {
    pii: { recall: 0.7667, falseAlarm: 0.0336 },
    credential: { recall: 0.8, falseAlarm: 0.0088 },
    code: { recall: 0.75, falseAlarm: 0 },
    keyword: { recall: 0.7692, falseAlarm: 0.0221 },
  },
  reference: {
    pii: { recall: 0.5333, falseAlarm: 0.0504 },
    credential: { recall: 0.4571, falseAlarm: 0.0526 },
    code: { recall: 0.4, falseAlarm: 0.0155 },
    keyword: { recall: 0.6154, falseAlarm: 0.0515 },
  },
}

/** The patterns of the default content filter, measured on the same set: what they find of credentials. */
export const FILTER_QUALITY: FamilyQuality = { recall: 0.3714, falseAlarm: 0.0439 }
