import type { ProfileRow } from '../../engine/profile.ts'

export interface PhaseShare {
  readonly phase: string
  /** Share of all time in [0, 1]. */
  readonly share: number
}

/** Shares of the phases, in the order in which they first come; those without time are left out. */
export function shareByPhase(rows: readonly ProfileRow[]): readonly PhaseShare[] {
  const sums = new Map<string, number>()
  for (const { phase, milliseconds } of rows) sums.set(phase, (sums.get(phase) ?? 0) + milliseconds)
  const total = [...sums.values()].reduce((sum, each) => sum + each, 0)
  if (total <= 0) return []
  return [...sums].filter(([, sum]) => sum > 0).map(([phase, sum]) => ({ phase, share: sum / total }))
}

/** Systems by the time they took, longest first. */
export const slowestFirst = (rows: readonly ProfileRow[]): readonly ProfileRow[] =>
  [...rows].sort((a, b) => b.milliseconds - a.milliseconds || (a.system < b.system ? -1 : 1))
