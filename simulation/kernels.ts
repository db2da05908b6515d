import type { Plugin } from '../engine/plugin.ts'
import type { Arena } from './arena.ts'
import { core } from './core.ts'

/**
 * One instance of the core's loops. V8 folds columns into the code of a loop only while the loop has been closed over
 * once: a second world on the same instance runs at half the first one's speed (docs/decisions/0011). So each live world
 * gets an instance, and a world of the same shape that comes after it moves into its arena.
 */
export interface KernelSet {
  readonly core: Plugin
  /** Whether a live simulation uses it. */
  busy: boolean
  /** Where its last world lay, when that world is gone and another may move in. */
  arena: Arena | undefined
}

/** Arenas larger than this are given back to the system with their world. */
const ARENA_BYTES_KEPT = 268_435_456

const sets: KernelSet[] = [{ core, busy: false, arena: undefined }]
/** False once this host has turned out not to load further instances: bundles, and pages that forbid it. */
let mayLoad = true

/**
 * An instance for a new simulation: one that is free, of these one whose arena has the right shape, else a further one.
 * Where the host cannot load one, simulations share the first.
 * @param suits whether an arena is likely to do
 */
export async function takeKernels(suits: (arena: Arena) => boolean): Promise<KernelSet> {
  const free = sets.filter(({ busy }) => !busy)
  const chosen = free.find(({ arena }) => arena && suits(arena)) ?? free[0]
  if (chosen) {
    chosen.busy = true
    return chosen
  }
  const made: KernelSet = { core, busy: true, arena: undefined }
  if (!mayLoad) return made
  try {
    const url = new URL('./kernels.js', import.meta.url).href
    const instance = (await import(/* @vite-ignore */ `${url}?instance=${sets.length}`)) as { core: Plugin }
    const set = { ...made, core: instance.core }
    sets.push(set)
    return set
  } catch {
    mayLoad = false
    return made
  }
}

/** Frees an instance for the next simulation; the arena is kept when it is small. */
export function returnKernels(set: KernelSet, arena?: Arena): void {
  set.busy = false
  set.arena = arena && arena.world.buffer.byteLength <= ARENA_BYTES_KEPT ? arena : undefined
}
