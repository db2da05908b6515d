import { cpus, loadavg } from 'node:os'

/** Load average of the last minute up to which a machine counts as idle. */
export const IDLE_LOAD_MAX = 0.5

export interface Machine {
  readonly node: string
  readonly processor: string
  readonly cores: number
  /** Load averages of the last 1, 5 and 15 minutes before anything was measured. */
  readonly load: string
  readonly idle: boolean
}

export function describeMachine(): Machine {
  const load = loadavg()
  const cores = cpus()
  return {
    node: process.version,
    processor: cores[0]?.model ?? 'unknown',
    cores: cores.length,
    load: load.map((value) => value.toFixed(2)).join(' '),
    idle: (load[0] ?? 0) <= IDLE_LOAD_MAX,
  }
}
