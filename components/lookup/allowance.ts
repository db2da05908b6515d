/**
 * Whether one more action fits an allowance. A counter rises only by an action that succeeded, so ask before acting and
 * count afterwards.
 * @param used actions of this period so far
 * @param limit most that a period allows
 */
export const withinAllowance = (used: number, limit: number): boolean => used < limit
