import type { ProfileRow } from '../../engine/profile.ts'

export interface SystemShare {
  readonly system: string
  readonly phase: string
  /** Share of all time in [0, 1]. */
  readonly share: number
}

/** Shares of the systems in schedule order; those that took no time to speak of are left out. */
export function shareBySystem(rows: readonly ProfileRow[], least = 0.001): readonly SystemShare[] {
  const total = rows.reduce((sum, { milliseconds }) => sum + milliseconds, 0)
  if (total <= 0) return []
  return rows
    .map(({ system, phase, milliseconds }) => ({ system, phase, share: milliseconds / total }))
    .filter(({ share }) => share >= least)
}

/** Systems by the time they took, longest first. */
export const slowestFirst = (rows: readonly ProfileRow[]): readonly ProfileRow[] =>
  [...rows].sort((a, b) => b.milliseconds - a.milliseconds || (a.system < b.system ? -1 : 1))
