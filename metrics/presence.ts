import { CustodyReason } from '../components/codes.ts'

/** Whether an agent has left for good: it counts in no census, mean or degree. Takes `Custody.reasons`. */
export const isDeparted = (reasons: number): boolean => (reasons & CustodyReason.departed) !== 0

/** Whether the circuit breaker holds an agent that has not departed. Takes `Custody.reasons`. */
export const isFrozen = (reasons: number): boolean =>
  (reasons & CustodyReason.breaker) !== 0 && !isDeparted(reasons)
