import { Origin, SpawnRequest, SpawnTotals } from '../../components/spawning.ts'
import { Stake, Treasury } from '../../components/stake.ts'
import { NOBODY } from '../../engine/journal.ts'
import { defineStream } from '../../engine/random.ts'
import { defineSystem } from '../../engine/schedule.ts'
import type { SystemAccess } from '../../engine/world.ts'
import { Refusal, refusalOf, trustScore } from '../../formulas/identity.ts'
import { Identity, IdentityTotals } from './columns.ts'
import { identityParameters } from './parameters.ts'

export const REGISTRY_STREAM = defineStream('identity-registry')
export const FOUNDING_STREAM = defineStream('identity-founding')

/** Moves the price of an identity from an agent, as far as it has the money, into the treasury. */
function bindCharge(access: SystemAccess): (agent: number) => void {
  const { resources } = access.get(Stake)
  const { balance, collected } = access.get(Treasury)
  const { charged } = access.get(IdentityTotals)
  const { creationCost } = access.parameters(identityParameters)
  return (agent) => {
    const paid = Math.min(creationCost[0], Math.max(0, resources[agent]))
    resources[agent] -= paid
    balance[0] += paid
    collected[0] += paid
    charged[0] += paid
  }
}

/**
 * Enters agents that are new to the registry: the founders of a world free of charge, and whoever came alone, as a principal
 * of its own that pays for itself. Writes Identity, IdentityTotals, Stake, Treasury. Whitepaper §15.
 */
export const identityRegisterSystem = defineSystem({
  name: 'identity-register',
  phase: 'epoch-start',
  every: 'epoch-start',
  after: ['renewal'],
  reads: [],
  writes: [Identity, IdentityTotals, Stake, Treasury],
  doc: 'Enters agents in the registry of identities.',
  bind(access) {
    const { registered, principal, identities, personhood, trust } = access.get(Identity)
    const { personhoodShare } = access.parameters(identityParameters)
    const { tick } = access.clock
    const draws = access.source(FOUNDING_STREAM)
    const charge = bindCharge(access)
    return (first, end) => {
      for (let agent = first; agent < end; agent++) {
        if (registered[agent] === 1) continue
        registered[agent] = 1
        if (principal[agent] === NOBODY) {
          principal[agent] = agent
          draws.begin(agent)
          personhood[agent] = draws.next()[0] < personhoodShare[0] ? 1 : 0
        }
        identities[agent]++
        trust[agent] = trustScore(personhood[agent] === 1, 0)
        if (tick[0] > 0) charge(agent)
      }
    }
  },
})

/**
 * Judges the newcomers that an epoch's end has brought, and charges those on whose behalf they come. A refusal uses up no
 * place of a principal. Reads SpawnTotals. Writes SpawnRequest, Identity, IdentityTotals, Stake, Treasury. Whitepaper §15.
 */
export const identityArrivalSystem = defineSystem({
  name: 'identity-arrival',
  phase: 'arrival',
  every: 'epoch-end',
  reads: [SpawnTotals],
  writes: [SpawnRequest, Identity, IdentityTotals, Stake, Treasury],
  doc: 'Turns newcomers down who bring a principal too many identities, no proof or no money.',
  bind(access) {
    if (!access.world.has(Origin)) return () => {}
    const { refused, sponsor } = access.get(SpawnRequest)
    const { pending } = access.get(SpawnTotals)
    const { registered, principal, identities, personhood, trust } = access.get(Identity)
    const { agentCount } = access.clock
    const judge = bindJudgement(access)
    const charge = bindCharge(access)
    const room = registered.length
    return () => {
      let newcomer = agentCount[0]
      for (let row = 0; row < pending[0] && newcomer < room; row++) {
        if (refused[row] === 1 || judge.refuses(row)) continue
        const who = sponsor[row]
        personhood[newcomer] = judge.hasPersonhood[0]
        if (who === NOBODY) principal[newcomer] = newcomer
        else {
          const known = judge.principal[0]
          principal[newcomer] = known
          if (known !== NOBODY) identities[known]++
          registered[newcomer] = 1
          trust[newcomer] = trustScore(false, 0)
          charge(who)
        }
        newcomer++
      }
    }
  },
})

interface Judgement {
  /** Whether a request is turned down; then it is marked and counted. */
  refuses(row: number): boolean
  /** Of the request looked at last: its principal as far as the registry knows, NOBODY if it does not. */
  readonly principal: Uint32Array
  /** Of the request looked at last: 1 when it comes with a proof of personhood. */
  readonly hasPersonhood: Uint8Array
}

function bindJudgement(access: SystemAccess): Judgement {
  const { refused, sponsor } = access.get(SpawnRequest)
  const { principal: principalOf, identities } = access.get(Identity)
  const { resources } = access.get(Stake)
  const { overLimit, unproven, unpaid } = access.get(IdentityTotals)
  const lever = access.parameters(identityParameters)
  const draws = access.source(REGISTRY_STREAM)
  const principal = new Uint32Array(1)
  const hasPersonhood = new Uint8Array(1)
  const refuses = (row: number): boolean => {
    const who = sponsor[row]
    draws.begin(row)
    const isAlone = who === NOBODY
    const isDisclosed = draws.next()[0] < lever.disclosedShare[0] && !isAlone
    hasPersonhood[0] = isAlone && draws.next()[0] < lever.personhoodShare[0] ? 1 : 0
    // An identity whose own principal is not known stands for it.
    principal[0] = isDisclosed ? (principalOf[who] === NOBODY ? who : principalOf[who]) : NOBODY
    const held = isDisclosed ? identities[principal[0]] : 0
    const means = isAlone ? Number.POSITIVE_INFINITY : resources[who]
    const lacksProof = lever.proofOfPersonhoodRequired[0] === 1 && hasPersonhood[0] === 0
    const most = lever.maxIdentitiesPerPrincipal[0]
    const refusal = refusalOf(false, held, most, lacksProof, lever.creationCost[0], means)
    if (refusal === Refusal.none) return false
    refused[row] = 1
    if (refusal === Refusal.limit) overLimit[0]++
    else if (refusal === Refusal.personhood) unproven[0]++
    else unpaid[0]++
    return true
  }
  return { refuses, principal, hasPersonhood }
}
