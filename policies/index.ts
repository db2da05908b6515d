import type { Policy } from '../engine/policy.ts'
import { adaptiveAdversary } from './adaptive-adversary.ts'
import { adversarial } from './adversarial.ts'
import { deceptive } from './deceptive.ts'
import { honest } from './honest.ts'
import { opportunistic } from './opportunistic.ts'

export { adaptiveAdversary, adversarial, deceptive, honest, opportunistic }

/** The policies that every scenario may use. */
export const corePolicies: readonly Policy[] = [
  honest,
  opportunistic,
  deceptive,
  adversarial,
  adaptiveAdversary,
]
