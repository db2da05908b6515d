import { SpawnRequest, SpawnTotals } from '../spawning.ts'
import type { LookupAccess } from './acquaintances.ts'

/**
 * Asks for one newcomer as the epoch ends.
 * @param policy code of its policy: position in `access.registry.policies`
 * @param sponsor agent on whose behalf it comes, or NOBODY
 * @returns false when the epoch's requests are as many as the plugins announced for the run
 */
export type RequestSpawn = (policy: number, sponsor: number) => boolean

/** Binds the asking; the system declares SpawnRequest and SpawnTotals in `writes`. */
export function bindSpawnRequest(access: LookupAccess): RequestSpawn {
  const request = access.get(SpawnRequest)
  const { pending, asked } = access.get(SpawnTotals)
  return (policy, sponsor) => {
    const row = pending[0] as number
    asked[0] = (asked[0] as number) + 1
    if (row === request.policy.length) return false
    request.policy[row] = policy
    request.sponsor[row] = sponsor
    request.refused[row] = 0
    pending[0] = row + 1
    return true
  }
}
