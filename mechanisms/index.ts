/**
 * Entry `patchwork-ecs/mechanisms`: what a scenario may switch on besides the core. Handing a mechanism over is not
 * switching it on: one that its scenario leaves off brings nothing and costs nothing.
 */
import type { Plugin } from '../engine/plugin.ts'
import { borderPlugin } from './border/index.ts'
import { collusion } from './collusion/index.ts'
import { identityPlugin } from './identity/index.ts'
import { marketplace } from './marketplace/index.ts'
import { redteamPlugin } from './redteam/index.ts'
import { securityPlugin } from './security/index.ts'
import { sybilPlugin } from './sybil/index.ts'
import { turnoverPlugin } from './turnover/index.ts'
import { votesPlugin } from './votes/index.ts'

export { ALERT_STOPPED, FLOW_OUTCOMES, type FlowOutcomeName } from './border/codes.ts'
export * from './border/submissions.ts'
export * from './border/text/index.ts'

const SHIPPED: readonly Plugin[] = [
  borderPlugin,
  collusion,
  identityPlugin,
  marketplace,
  redteamPlugin,
  securityPlugin,
  sybilPlugin,
  turnoverPlugin,
  votesPlugin,
]

/** Every shipped mechanism, in name order. */
export const mechanisms: readonly Plugin[] = SHIPPED.map((plugin) => ({
  ...plugin,
  // Where this module is once the package is built: threads load it anew.
  module: new URL('./mechanisms.js', import.meta.url).href,
}))

/** The same, by the name that threads look for. */
export { mechanisms as plugins }
