/** Trust in identities and the rules of their registry. Whitepaper §15. */

export const TRUST_BASE = 0.3
const TRUST_PERSONHOOD = 0.2
const TRUST_CREDENTIAL = 0.1
const TRUST_CREDENTIALS_MAX = 0.5

/**
 * Trust in an identity: 0.3, 0.2 more with a proof of personhood, 0.1 for each credential that counts, up to 0.5. So all
 * five credentials and the proof make 1.
 * @param credentials how many count, a whole number from 0
 * @returns in [0.3, 1]
 */
export function trustScore(hasPersonhood: boolean, credentials: number): number {
  const personhood = hasPersonhood ? TRUST_PERSONHOOD : 0
  return Math.min(
    1,
    TRUST_BASE + personhood + Math.min(TRUST_CREDENTIALS_MAX, TRUST_CREDENTIAL * credentials),
  )
}

/** Epoch of `expires` that stands for a credential without an end. */
export const NEVER = 0xffffffff

/** Whether a credential is in force: not revoked, and its last epoch is not over. */
export function isInForce(isRevoked: boolean, expires: number, epoch: number): boolean {
  return !isRevoked && (expires === NEVER || epoch < expires)
}

/** Why a registry turns an application down; 0 when it does not. */
export const Refusal = { none: 0, duplicate: 1, limit: 2, personhood: 3, cost: 4 } as const

/**
 * What a registry says to an application. The order is that of the Python peer, except that a refusal of any kind uses up
 * no place of the principal.
 * @param identities that the principal behind the application holds already; 0 when it is not known
 * @param means money of whoever pays; infinite when nobody is asked to
 * @returns a code of Refusal
 */
export function refusalOf(
  isTaken: boolean,
  identities: number,
  identitiesMax: number,
  lacksPersonhood: boolean,
  cost: number,
  means: number,
): number {
  if (isTaken) return Refusal.duplicate
  if (identities >= identitiesMax) return Refusal.limit
  if (lacksPersonhood) return Refusal.personhood
  return means < cost ? Refusal.cost : Refusal.none
}
