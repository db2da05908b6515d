import { type ColumnArray, widthOf } from './columns.ts'
import type { World } from './world.ts'

/** A copy of some columns at one tick: the receiver may keep it, move it to a worker, or write over it. */
export interface Frame {
  readonly tick: number
  readonly epoch: number
  readonly agentCount: number
  readonly columns: Readonly<Record<string, ColumnArray>>
}

/**
 * Copies columns for viewers and workers.
 * @param paths for example `Standing.reputation`; UserError names the nearest for an unknown one
 * @param into a frame of the same paths and rows to copy into instead of allocating
 */
export function takeFrame(world: World, paths: readonly string[], into?: Frame): Frame {
  const columns: Record<string, ColumnArray> = {}
  for (const path of paths) {
    const { component, field } = world.slot(path)
    const live = world.column(path).subarray(0, world.liveRowsOf(component.table) * widthOf(field))
    const reused = into?.columns[path]
    if (reused?.length === live.length) reused.set(live)
    columns[path] = reused?.length === live.length ? reused : live.slice()
  }
  return {
    tick: world.clock.tick[0],
    epoch: world.clock.epoch[0],
    agentCount: world.clock.agentCount[0],
    columns,
  }
}
