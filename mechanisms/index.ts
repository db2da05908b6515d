/**
 * Entry `patchwork-ecs/mechanisms`: what a scenario may switch on besides the core. Handing a mechanism over is not
 * switching it on: one that its scenario leaves off brings nothing and costs nothing.
 */
import type { Plugin } from '../engine/plugin.ts'
import { auctionPlugin } from './auction/index.ts'
import { borderPlugin } from './border/index.ts'
import { collusion } from './collusion/index.ts'
import { dealerPlugin } from './dealer/index.ts'
import { identityPlugin } from './identity/index.ts'
import { incoherencePlugin } from './incoherence/index.ts'
import { insidersPlugin } from './insiders/index.ts'
import { lemonsPlugin } from './lemons/index.ts'
import { marketplace } from './marketplace/index.ts'
import { microstructurePlugin } from './microstructure/index.ts'
import { missionsPlugin } from './missions/index.ts'
import { negotiationPlugin } from './negotiation/index.ts'
import { redteamPlugin } from './redteam/index.ts'
import { securityPlugin } from './security/index.ts'
import { sybilPlugin } from './sybil/index.ts'
import { turnoverPlugin } from './turnover/index.ts'
import { votesPlugin } from './votes/index.ts'

export { ALERT_STOPPED, FLOW_OUTCOMES, type FlowOutcomeName } from './border/codes.ts'
export * from './border/submissions.ts'
export * from './border/text/index.ts'

const SHIPPED: readonly Plugin[] = [
  auctionPlugin,
  borderPlugin,
  collusion,
  dealerPlugin,
  identityPlugin,
  incoherencePlugin,
  insidersPlugin,
  lemonsPlugin,
  marketplace,
  microstructurePlugin,
  missionsPlugin,
  negotiationPlugin,
  redteamPlugin,
  securityPlugin,
  sybilPlugin,
  turnoverPlugin,
  votesPlugin,
]

/** Where this module is once the package is built: threads load it anew. A page that is one file has no such place. */
function ownAddress(): string {
  try {
    return new URL(/* @vite-ignore */ './mechanisms.js', import.meta.url).href
  } catch {
    return ''
  }
}

/** Every shipped mechanism, in name order. */
export const mechanisms: readonly Plugin[] = SHIPPED.map((plugin) => ({ ...plugin, module: ownAddress() }))

/** The same, by the name that threads look for. */
export { mechanisms as plugins }
