import { Batch } from '../engine/block.ts'
import type { Profile } from '../engine/profile.ts'
import type { World } from '../engine/world.ts'

/** Wraps what a simulation does beside its systems, so that a profile has rows for it; without a profile it stays as it is. */
export interface TimedWork {
  /** Adding the interactions of a tick to the metrics. */
  observe(work: () => void): () => void
  /** Writing an epoch's results: metrics, and the agents by type. */
  closeEpoch(work: () => void): () => void
}

export function timedWork(profile: Profile | undefined, world: World): TimedWork {
  if (!profile) return { observe: (work) => work, closeEpoch: (work) => work }
  const { count } = world.get(Batch)
  const interactions = () => count.reduce((sum, rows) => sum + rows, 0)
  const agents = () => world.clock.agentCount[0]
  const subject = (system: string, phase: string) => ({ system, plugin: 'core', phase })
  return {
    observe: (work) =>
      profile.work({ ...subject('metrics', 'tick-end'), cadence: 'interaction' }, interactions, work),
    closeEpoch: (work) =>
      profile.work({ ...subject('epoch results', 'epoch-end'), cadence: 'epoch-end' }, agents, work),
  }
}
