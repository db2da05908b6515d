import { auctionFamilies, auctionTolerance } from './auction.ts'
import { boundaryFamilies } from './boundary.ts'
import { collusionFamilies } from './collusion.ts'
import type { FamilyRunner } from './family.ts'
import { familyTolerance, formulaFamilies } from './formulas.ts'
import { graphFamilies } from './graphs.ts'
import { identityFamilies } from './identities.ts'
import { incoherenceFamilies } from './incoherence.ts'
import { leverFamilies } from './levers.ts'
import { marketFamilies } from './market.ts'
import { microstructureFamilies } from './microstructure.ts'
import { missionFamilies } from './missions.ts'
import { negotiationFamilies } from './negotiation.ts'
import { pipelineFamilies } from './pipeline.ts'
import { policyFamilies } from './policies.ts'
import { redTeamFamilies } from './red-team.ts'
import { scenarioFamilies } from './scenarios.ts'
import { securityFamilies } from './security.ts'
import { societyFamilies } from './society.ts'

const GROUPS: readonly Readonly<Record<string, FamilyRunner>>[] = [
  formulaFamilies,
  graphFamilies,
  leverFamilies,
  identityFamilies,
  collusionFamilies,
  societyFamilies,
  pipelineFamilies,
  policyFamilies,
  scenarioFamilies,
  securityFamilies,
  boundaryFamilies,
  marketFamilies,
  auctionFamilies,
  microstructureFamilies,
  missionFamilies,
  negotiationFamilies,
  incoherenceFamilies,
  redTeamFamilies,
]

/** Adapters of all families of vectors. Throws Error when two groups claim one family. */
export const families: ReadonlyMap<string, FamilyRunner> = mergeGroups()

function mergeGroups(): Map<string, FamilyRunner> {
  const merged = new Map<string, FamilyRunner>()
  for (const [family, runner] of GROUPS.flatMap((group) => Object.entries(group))) {
    if (merged.has(family)) throw new Error(`family ${family} has two adapters`)
    merged.set(family, runner)
  }
  return merged
}

const TOLERANCE = 1e-12
const SUM_TOLERANCE = 1e-9

/** Families whose results are sums over many interactions, correlations, or measures of graphs. */
const SUMMED: ReadonlySet<string> = new Set([
  'pipeline',
  'collusion',
  'collusionLever',
  'network-metrics',
  'network-generators',
  'network-dynamics',
  'theory-network',
  'security-trend',
  // Fifty auctions by induction, and values that cancel.
  'theory-kyle',
])

/** How far a number may lie from its vector, relative to the larger of 1 and its size. */
export const toleranceOf = (family: string): number =>
  familyTolerance[family] ?? auctionTolerance[family] ?? (SUMMED.has(family) ? SUM_TOLERANCE : TOLERANCE)

/**
 * Families whose peer has a defect that no mode of ours repeats: an audit at probability 0, and success criteria that
 * pass because nothing knows them, attempts that are never counted as blocked, and missions that succeed once they are over. Their cases of level `compat` are never run.
 */
export const withoutCompat: ReadonlySet<string> = new Set([
  'audit',
  'successCriteria',
  'flow-tracker',
  'mission-evaluate',
])
