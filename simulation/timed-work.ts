import type { Profile } from '../engine/profile.ts'
import type { World } from '../engine/world.ts'

/** Wraps what a simulation does beside its systems, so that a profile has rows for it; without a profile it stays as it is. */
export interface TimedWork {
  /** Writing an epoch's results: metrics, and the agents by type. */
  closeEpoch(work: () => void): () => void
}

export function timedWork(profile: Profile | undefined, world: World): TimedWork {
  if (!profile) return { closeEpoch: (work) => work }
  const agents = () => world.clock.agentCount[0]
  const subject = (system: string, phase: string) => ({ system, plugin: 'core', phase })
  return {
    closeEpoch: (work) =>
      profile.work({ ...subject('epoch results', 'epoch-end'), cadence: 'epoch-end' }, agents, work),
  }
}
