/** A moment by two clocks. */
export interface Moment {
  readonly wall: bigint
  readonly processor: NodeJS.CpuUsage
}

export const now = (): Moment => ({ processor: process.cpuUsage(), wall: process.hrtime.bigint() })

/** Nanoseconds since a moment, on the clock. */
export const wallSince = ({ wall }: Moment): number => Number(process.hrtime.bigint() - wall)

/**
 * Nanoseconds of processor time since a moment, by all threads of this process, V8's compiler and collector among them. On
 * an idle machine one thread's work takes no more than that on the clock; on a busy one it does not grow with the queue.
 */
export function processorSince({ processor }: Moment): number {
  const { user, system } = process.cpuUsage(processor)
  return (user + system) * 1000
}

/** Milliseconds of one piece of work, on the clock. */
export function milliseconds(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1e6
}
