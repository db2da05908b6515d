import { Kind } from '../../components/agent.ts'
import { Status } from '../../components/codes.ts'
import { Finding, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Batch, CHUNK_ROWS } from '../../engine/block.ts'
import type { World } from '../../engine/world.ts'
import type { Flows, Side, SideFrame, WatchOrder } from '../protocol/host.ts'
import type { AgentColumns } from './agent-columns.ts'
import { bindFlags } from './flags.ts'
import type { BufferCutter } from './frame-pool.ts'

const FLOW_WIDTH = 4

/** Bytes that one side's frame takes at most. */
export const frameBytes = (world: World, { paths, flowsMost }: WatchOrder): number => {
  const rows = world.rowsOf('agent')
  const flows = Math.min(flowsMost, world.rowsOf('interaction'))
  return 2 * rows + 4 * (paths.length * rows + FLOW_WIDTH * flows) + 8
}

/** Writes one side into a buffer. */
export type TakeSideFrame = (side: Side, watched: WatchOrder, cutter: BufferCutter) => SideFrame

/** Binds the frames of a world: bare loops over its columns, and no allocation that grows with agents. */
export function bindSideFrame(world: World, columns: AgentColumns): TakeSideFrame {
  const { tick, epoch, agentCount } = world.clock
  const { policy } = world.get(Kind)
  const readFlags = bindFlags(world)
  const countTick = bindTickCounts(world)
  const takeFlows = bindFlows(world)
  return (side, { paths, flowsMost }, cutter) => {
    const agents = agentCount[0] as number
    const policies = cutter.bytes(agents)
    policies.set(policy.subarray(0, agents))
    const flags = cutter.bytes(agents)
    const held = readFlags(flags)
    const values: Record<string, Float32Array> = {}
    for (const path of paths) {
      const into = cutter.floats(agents)
      into.set(columns.get(path).values().subarray(0, agents))
      values[path] = into
    }
    const { completed, ...counts } = countTick()
    const flows = takeFlows(completed, Math.min(completed, flowsMost), cutter)
    return {
      side,
      tick: tick[0] as number,
      epoch: epoch[0] as number,
      agentCount: agents,
      policies,
      flags,
      values,
      flows,
      counts: { ...counts, held },
    }
  }
}

const isCompleted = (status: number): boolean =>
  status === Status.accepted || status === Status.declined || status === Status.gated

function bindTickCounts(world: World) {
  const { count } = world.get(Batch)
  const { status } = world.get(Verdict)
  const { audited } = world.get(Finding)
  return () => {
    let proposed = 0
    let completed = 0
    let accepted = 0
    let audits = 0
    for (let chunk = 0; chunk < count.length; chunk++) {
      const first = chunk * CHUNK_ROWS
      const end = first + (count[chunk] as number)
      proposed += end - first
      for (let row = first; row < end; row++) {
        const outcome = status[row] as number
        if (outcome === Status.accepted) accepted++
        if (!isCompleted(outcome)) continue
        completed++
        audits += audited[row] as number
      }
    }
    return { proposed, completed, accepted, audited: audits }
  }
}

/** Of the completed interactions every so manyth, so that those shown are spread evenly over the agents. */
function bindFlows(world: World): (total: number, shown: number, cutter: BufferCutter) => Flows {
  const { count } = world.get(Batch)
  const { initiator, counterparty } = world.get(Parties)
  const { status } = world.get(Verdict)
  const { p } = world.get(Score)
  return (total, shown, cutter) => {
    const rows = cutter.floats(shown * FLOW_WIDTH)
    let seen = 0
    let written = 0
    for (let chunk = 0; written < shown && chunk < count.length; chunk++) {
      const first = chunk * CHUNK_ROWS
      const end = first + (count[chunk] as number)
      for (let row = first; written < shown && row < end; row++) {
        if (!isCompleted(status[row] as number)) continue
        if (seen++ < Math.floor((written * total) / shown)) continue
        const at = written++ * FLOW_WIDTH
        rows[at] = initiator[row] as number
        rows[at + 1] = counterparty[row] as number
        rows[at + 2] = p[row] as number
        rows[at + 3] = status[row] === Status.accepted ? 1 : 0
      }
    }
    return { rows, shown, total }
  }
}
