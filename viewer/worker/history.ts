import type { AgentHistory, HistoryOrder } from '../protocol/host.ts'
import { HostProblem } from '../protocol/problem.ts'
import type { Journey } from './sides.ts'
import type { Track } from './track.ts'

const ROWS_MAX = 10_000
const PATHS_MAX = 64

/** One agent's past as far as it has been found. */
interface Probe {
  readonly agent: number
  readonly ticks: Uint32Array
  readonly values: Record<string, Float64Array>
  next: number
}

/**
 * Finds agents' pasts by running the society's past again, all orders in one go, and puts the present back afterwards: the session
 * is as it was, to the last bit. Where checkpoints lie between two rows, what lies between is left out.
 * @throws HostProblem when it is given up for something else, or an order asks for what there is not
 */
export async function probeHistories(
  track: Track,
  orders: readonly HistoryOrder[],
  journey: Journey,
): Promise<AgentHistory[]> {
  const { simulation } = track
  const now = track.tick
  const probes = orders.map((order) => probeFor(order, track, now))
  const ticks = Uint32Array.from(new Set(probes.flatMap((probe) => Array.from(probe.ticks)))).sort()
  const present = simulation.snapshot(track.takeSpare())
  const { breath } = journey
  breath.start()
  try {
    for (const tick of ticks) {
      track.approach(tick)
      while (track.tick < tick) {
        track.rerun()
        if (!breath.isDue) continue
        journey.progress('Looking back', track.tick, now)
        await breath.take()
        if (journey.isStale()) {
          throw new HostProblem({ message: 'looking back was given up for something else' })
        }
        breath.start()
      }
      for (const probe of probes) readRow(probe, track, tick)
    }
  } finally {
    simulation.restore(present)
    track.events.skip()
    track.giveSpare(present)
  }
  return probes.map(({ agent, ticks: at, values }) => ({ agent, ticks: at, values }))
}

function probeFor({ agent, paths, most }: HistoryOrder, track: Track, now: number): Probe {
  if (paths.length > PATHS_MAX) {
    throw new HostProblem({ message: `got ${paths.length} columns, expected at most ${PATHS_MAX}` })
  }
  for (const path of paths) track.columns.get(path)
  const ticks = sampleTicks(now, Math.min(ROWS_MAX, most))
  const values = paths.map((path) => [path, new Float64Array(ticks.length).fill(Number.NaN)] as const)
  return { agent, ticks, values: Object.fromEntries(values), next: 0 }
}

/** Ticks from 0 to `last` at even distances, both ends among them, at most `most` (2 at least). */
export function sampleTicks(last: number, most: number): Uint32Array {
  const stride = Math.max(1, Math.ceil(last / (Math.max(2, Math.floor(most)) - 1)))
  const ticks: number[] = []
  for (let tick = 0; tick < last; tick += stride) ticks.push(tick)
  ticks.push(last)
  return Uint32Array.from(ticks)
}

function readRow(probe: Probe, track: Track, tick: number): void {
  if (probe.ticks[probe.next] !== tick) return
  const row = probe.next++
  // Before it came an agent has no values.
  if (probe.agent >= (track.simulation.world.clock.agentCount[0] as number)) return
  for (const [path, values] of Object.entries(probe.values)) {
    values[row] = track.columns.get(path).values()[probe.agent] as number
  }
}
