/** Adapters of identity and Sybil families: the registry's columns and rules, the similarities, the detector. */

import { Clock } from '../../engine/clock.ts'
import { defaultOf, type ParameterValue, parametersByPath } from '../../engine/config.ts'
import { NOBODY } from '../../engine/journal.ts'
import { World } from '../../engine/world.ts'
import { NEVER, Refusal, refusalOf } from '../../formulas/identity.ts'
import { candidateProbability, candidateThreshold } from '../../formulas/minhash.ts'
import {
  behaviouralSimilarity,
  cosine,
  jaccard,
  measureOverlap,
  OVERLAP_LENGTH,
  sharedShareSimilarity,
} from '../../formulas/similarity.ts'
import { CREDENTIAL_TYPES, Credential, Identity } from '../../mechanisms/identity/columns.ts'
import {
  bindCredentials,
  CREDENTIAL_COLUMNS,
  type Credentials,
} from '../../mechanisms/identity/credentials.ts'
import { identityParameters } from '../../mechanisms/identity/parameters.ts'
import { createDetector } from '../../mechanisms/sybil/detector.ts'
import type { FamilyRunner } from './family.ts'

type ClaimType = 'reputation_history' | 'audit_pass' | 'task_completion'
const CLAIM_TYPES = CREDENTIAL_TYPES.slice(1) as readonly ClaimType[]

/** A world of identities alone. Checks are off: the vectors pin the rule that counts what is in force. */
function identityWorld(
  agents: number,
  slots: number,
  values: Readonly<Record<string, ParameterValue>> = {},
): { world: World; credentials: Credentials } {
  const parameters = parametersByPath([identityParameters])
  const chosen = new Map<string, ParameterValue>()
  for (const [path, parameter] of parameters) chosen.set(path, defaultOf(parameter, 'whitepaper'))
  for (const [name, value] of Object.entries({ checks: false, ...values }))
    chosen.set(`identity.${name}`, value)
  const life = chosen.get('identity.credential_expiry_epochs') as number
  const world = new World({
    seed: '0',
    rounds: 12,
    components: [Clock, ...CREDENTIAL_COLUMNS],
    tables: new Map([
      ['agent', agents],
      ['world', 1],
      ['credential', agents * slots],
      ['expiryBucket', life + 1],
    ]),
    parameters,
    values: chosen,
  })
  world.clock.agentCount[0] = agents
  const access = {
    get: world.get.bind(world),
    parameters: world.parameters.bind(world),
    world,
    clock: world.clock,
  }
  return { world, credentials: bindCredentials(access) }
}

interface TrustCase {
  proofOfPersonhood: boolean
  credentials: {
    claimType: ClaimType
    issuedEpoch: number
    expiresEpoch: number | null
    revoked: boolean
    claimValue: number
  }[]
  currentEpoch: number
}

function runTrust({ proofOfPersonhood, credentials: given, currentEpoch }: TrustCase): unknown {
  const { world, credentials } = identityWorld(1, Math.max(1, given.length))
  const { type, issued, expires, revoked } = world.get(Credential)
  const identity = world.get(Identity)
  given.forEach((credential, row) => {
    type[row] = CREDENTIAL_TYPES.indexOf(credential.claimType)
    issued[row] = credential.issuedEpoch
    expires[row] = credential.expiresEpoch ?? NEVER
    revoked[row] = credential.revoked ? 1 : 0
  })
  identity.personhood[0] = proofOfPersonhood ? 1 : 0
  world.clock.epoch[0] = currentEpoch
  credentials.assess(0)
  const valid = given.map((_, row) => credentials.holds(row))
  const firstOf = (claimType: ClaimType) =>
    given.findIndex((credential, row) => credential.claimType === claimType && valid[row] === true)
  return {
    trustScore: identity.trust[0],
    valid,
    hasCredential: Object.fromEntries(CLAIM_TYPES.map((claimType) => [claimType, firstOf(claimType) >= 0])),
    credentialValue: Object.fromEntries(
      CLAIM_TYPES.map((claimType) => [claimType, given[firstOf(claimType)]?.claimValue ?? null]),
    ),
  }
}

interface Operation {
  op: 'create' | 'issue' | 'verify' | 'revoke' | 'trust' | 'popRate'
  epoch?: number
  agentId?: string
  entityId?: string | null
  proofOfPersonhood?: boolean
  claimType?: ClaimType
  index?: number
}

interface RegistryCase {
  config: {
    maxIdentitiesPerEntity: number
    proofOfPersonhoodRequired: boolean
    credentialExpiryEpochs: number
  }
  ops: Operation[]
}

function runRegistry({ config, ops }: RegistryCase): unknown {
  const names = [...new Set(ops.flatMap(({ agentId }) => agentId ?? []))]
  const { world, credentials } = identityWorld(names.length + 1, ops.length, {
    credential_expiry_epochs: config.credentialExpiryEpochs,
    max_identities_per_principal: config.maxIdentitiesPerEntity,
    proof_of_personhood_required: config.proofOfPersonhoodRequired,
  })
  const create = bindCreation(world)
  const { registered, personhood, trust } = world.get(Identity)
  const { expires } = world.get(Credential)
  const rows: number[] = []
  const known = () => names.map((_, agent) => agent).filter((agent) => registered[agent] === 1)
  const act = (operation: Operation): unknown => {
    const agent = names.indexOf(operation.agentId ?? '')
    const row = rows[operation.index ?? -1] ?? -1
    if (operation.op === 'create') return create(operation, agent, () => credentials.assess(agent))
    if (operation.op === 'issue') {
      const type = CREDENTIAL_TYPES.indexOf(operation.claimType as ClaimType)
      // What is issued before its subject has an identity stands, but belongs to none: the row after the last holds it.
      const holder = registered[agent] === 1 ? agent : names.length
      rows.push(credentials.issue(holder, agent, type, 0))
      return { index: rows.length - 1, expiresEpoch: expires[rows.at(-1) as number] }
    }
    if (operation.op === 'verify') return row >= 0 && credentials.holds(row)
    if (operation.op === 'revoke') return row >= 0 && credentials.revoke(row)
    if (operation.op === 'popRate') {
      return (
        known().reduce((sum, each) => sum + (personhood[each] as number), 0) / Math.max(1, known().length)
      )
    }
    for (const each of known()) credentials.assess(each)
    return Object.fromEntries(known().map((each) => [names[each], trust[each]]))
  }
  return {
    results: ops.map((operation) => {
      world.clock.epoch[0] = operation.epoch ?? (world.clock.epoch[0] as number)
      return act(operation)
    }),
  }
}

/** Applications to the registry, on the columns of a world; a principal is known by its first agent. */
function bindCreation(world: World) {
  const { registered, principal, identities, personhood, trust } = world.get(Identity)
  const { creationCost, maxIdentitiesPerPrincipal, proofOfPersonhoodRequired } =
    world.parameters(identityParameters)
  const founders = new Map<string, number>()
  return ({ entityId, proofOfPersonhood }: Operation, agent: number, assess: () => void) => {
    const founder = entityId ? (founders.get(entityId) ?? agent) : NOBODY
    const isNew = entityId ? !founders.has(entityId) : true
    const refusal = refusalOf(
      registered[agent] === 1,
      isNew ? 0 : (identities[founder] as number),
      maxIdentitiesPerPrincipal[0] as number,
      proofOfPersonhoodRequired[0] === 1 && proofOfPersonhood !== true,
      creationCost[0] as number,
      Number.POSITIVE_INFINITY,
    )
    if (refusal !== Refusal.none) return null
    registered[agent] = 1
    personhood[agent] = proofOfPersonhood === true ? 1 : 0
    principal[agent] = founder
    if (entityId) {
      founders.set(entityId, founder)
      identities[founder] = (identities[founder] as number) + 1
    }
    assess()
    return { identityCost: creationCost[0], trustScore: trust[agent] }
  }
}

type Counts = Readonly<Record<string, number>>

/** Patterns one after the other, `stride` rows each, keys numbered as they come up. */
function tableOf(patterns: readonly Counts[]) {
  const keyOf = new Map<string, number>()
  for (const key of patterns.flatMap((counts) => Object.keys(counts))) {
    if (!keyOf.has(key)) keyOf.set(key, keyOf.size)
  }
  const stride = Math.max(1, ...patterns.map((counts) => Object.keys(counts).length))
  const keys = new Uint32Array(patterns.length * stride)
  const counts = new Float32Array(patterns.length * stride)
  const length = new Uint16Array(patterns.length)
  patterns.forEach((pattern, agent) => {
    const entries = Object.entries(pattern).map(([key, count]) => [keyOf.get(key) as number, count] as const)
    for (const [key, count] of entries.sort((a, b) => a[0] - b[0])) {
      const row = agent * stride + (length[agent] as number)
      keys[row] = key
      counts[row] = count
      length[agent] = (length[agent] as number) + 1
    }
  })
  return { keys, counts, initiated: counts, stride, keySpace: keyOf.size, length }
}

function runSimilarity({ a, b }: { a: Counts; b: Counts }): unknown {
  const table = tableOf([a, b])
  const [first, second] = table.length as unknown as [number, number]
  const overlap = new Float64Array(OVERLAP_LENGTH)
  measureOverlap(table, 0, first, table.stride, table.stride + second, overlap)
  return {
    reference: sharedShareSimilarity(table, 0, first, table.stride, table.stride + second),
    jaccard: jaccard(overlap),
    cosine: cosine(overlap),
    whitepaper: behaviouralSimilarity(overlap),
  }
}

interface ClusterCase {
  patterns: { agentId: string; counts: Counts }[]
  threshold: number
  minInteractions: number
}

/** The detector without the guards that the definition does not know. */
function runClusters({ patterns, threshold, minInteractions }: ClusterCase): unknown {
  const detector = createDetector(tableOf(patterns.map(({ counts }) => counts)), patterns.length)
  Object.assign(detector.rules, {
    threshold,
    minInteractions,
    sharedMin: 1,
    initiatedShareMin: 0,
    hubPartnersMax: Number.POSITIVE_INFINITY,
  })
  detector.run(patterns.length)
  const clusters = new Map<number, string[]>()
  patterns.forEach(({ agentId }, agent) => {
    const root = detector.root(agent)
    clusters.set(root, [...(clusters.get(root) ?? []), agentId])
  })
  const found = [...clusters.values()].filter(({ length }) => length > 1).map((ids) => ids.sort())
  return { clusters: found.sort((a, b) => ((a[0] as string) < (b[0] as string) ? -1 : 1)) }
}

function runMinhash({ bands, rows, jaccard: s }: { bands: number; rows: number; jaccard: number }): unknown {
  return {
    candidateProbability: candidateProbability(s, bands, rows),
    threshold: candidateThreshold(bands, rows),
  }
}

export const identityFamilies: Record<string, FamilyRunner> = {
  'identity-trust': runTrust,
  'identity-registry': runRegistry,
  'sybil-similarity': runSimilarity,
  'theory-sybil-clusters': runClusters,
  'theory-minhash': runMinhash,
}
