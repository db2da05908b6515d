import type { World } from '../../engine/world.ts'

/**
 * Working memory of a world, 8 bytes an agent: whoever works with it alone may take it for the length of one call, and finds
 * anything at all in it. Lists of agents lie in its first half, marks of agents in its second.
 */
export interface Scratch {
  /** One number an agent. It shares its memory with the two others, and whoever wrote here sets it to 0 afterwards. */
  readonly numbers: Float64Array
  /** As many agent rows as there are agents at most. */
  readonly rows: Uint32Array
  /** One mark an agent: 0, or what an earlier call left. */
  readonly marks: Uint32Array
}

const KEY = {}

/** The same memory for everyone who asks, in this thread. */
export function scratchOf(world: World): Scratch {
  return world.shared(KEY, () => {
    const agents = world.rowsOf('agent')
    const numbers = new Float64Array(agents)
    return {
      numbers,
      rows: new Uint32Array(numbers.buffer, 0, agents),
      marks: new Uint32Array(numbers.buffer, 4 * agents, agents),
    }
  })
}
