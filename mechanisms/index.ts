/**
 * Entry `patchwork-ecs/mechanisms`: what a scenario may switch on besides the core. Handing a mechanism over is not
 * switching it on: one that its scenario leaves off brings nothing and costs nothing.
 */
import type { Plugin } from '../engine/plugin.ts'
import { collusion } from './collusion/index.ts'

/** Every shipped mechanism, in name order. */
export const mechanisms: readonly Plugin[] = [collusion]

export { collusion }
