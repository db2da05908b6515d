import { grid } from '../layout/grid.ts'
import { groups } from '../layout/groups.ts'
import type { Bounds, LayoutInput } from '../layout/layout.ts'
import { createNetworkLayout, type NetworkLayout } from '../layout/network.ts'
import { scatter } from '../layout/scatter.ts'
import type { ColumnFace, SideFrame } from '../protocol/host.ts'
import type { AgentPicture, Ramp } from '../scene/scene.ts'
import { BY_HELD, type ColourBy, type LayoutChoice } from '../state/store.ts'

/** Layouts that need a sort are laid out anew at most this often while a society runs. */
const SORTED_EVERY_MS = 500

export interface View {
  readonly layout: LayoutChoice
  readonly colourBy: ColourBy
  readonly policyCount: number
  readonly columns: ReadonlyMap<string, ColumnFace>
  readonly ties: Uint32Array | undefined
}

/** Where the agents of one side stand and how they are coloured, in arrays that are kept from frame to frame. */
export class Picture {
  readonly #now: () => number
  #positions = new Float32Array(0)
  #shades = new Float32Array(0)
  #muted = new Uint8Array(0)
  #frame: SideFrame | undefined
  #coloured = false
  #laidOut = ''
  #network: NetworkLayout | undefined
  #laidOutAt = Number.NEGATIVE_INFINITY
  bounds: Bounds = { left: 0, top: 0, right: 1, bottom: 1 }
  ramp: Ramp = 'sequential'

  /** @param now clock in milliseconds */
  constructor(now: () => number) {
    this.#now = now
  }

  get frame(): SideFrame | undefined {
    return this.#frame
  }

  get positions(): Float32Array {
    return this.#positions
  }

  get muted(): Uint8Array {
    return this.#muted
  }

  /** What the scene draws, or undefined before the first frame. */
  get agents(): AgentPicture | undefined {
    const frame = this.#frame
    if (!frame) return undefined
    return {
      count: frame.agentCount,
      positions: this.#positions,
      policies: frame.policies,
      flags: frame.flags,
      shades: this.#coloured ? this.#shades : undefined,
      muted: this.#muted,
    }
  }

  mute(codes: ReadonlySet<number>, policyCount: number): void {
    if (this.#muted.length !== policyCount) this.#muted = new Uint8Array(policyCount)
    for (let code = 0; code < policyCount; code++) this.#muted[code] = codes.has(code) ? 1 : 0
  }

  /** Whether the network still looks for its shape. */
  get settles(): boolean {
    return this.#network !== undefined && !this.#network.settled
  }

  /** Lets the network move on for some milliseconds. Returns whether it moved. */
  settleFor(milliseconds: number): boolean {
    const network = this.#network
    if (!network || network.settled) return false
    const end = this.#now() + milliseconds
    do network.step()
    while (!network.settled && this.#now() < end)
    this.bounds = this.#takeNetwork(network)
    return true
  }

  /**
   * Takes a frame in. `settled`: nothing runs, so what is dear may be done at once.
   * @returns whether the layout fills another rectangle than before
   */
  show(frame: SideFrame, view: View, settled: boolean): boolean {
    this.#frame = frame
    if (this.#positions.length < 2 * frame.agentCount) {
      this.#positions = new Float32Array(2 * frame.agentCount)
      this.#shades = new Float32Array(frame.agentCount)
      this.#laidOut = ''
    }
    this.#colour(frame, view)
    return this.#place(frame, view, settled)
  }

  #place(frame: SideFrame, view: View, settled: boolean): boolean {
    const { layout } = view
    const key = `${JSON.stringify(layout)} ${frame.agentCount} ${view.ties?.length ?? 0}`
    const now = this.#now()
    const another = key !== this.#laidOut
    const follows =
      layout.kind === 'scatter' ||
      (layout.kind === 'grid' && (settled || now - this.#laidOutAt > SORTED_EVERY_MS))
    if (!another && !follows) return false
    this.#laidOut = key
    this.#laidOutAt = now
    this.bounds = this.#layOut(layout, {
      count: frame.agentCount,
      policies: frame.policies,
      policyCount: view.policyCount,
      ...valuesFor(layout, frame),
      ...(view.ties ? { ties: view.ties } : {}),
    })
    return another
  }

  #layOut({ kind }: LayoutChoice, input: LayoutInput): Bounds {
    this.#network = undefined
    if (kind === 'grid') return grid(input, this.#positions)
    if (kind === 'scatter') return scatter(input, this.#positions)
    if (kind === 'groups') return groups(input, this.#positions)
    this.#network = createNetworkLayout(input)
    return this.#takeNetwork(this.#network)
  }

  #takeNetwork({ positions, bounds }: NetworkLayout): Bounds {
    this.#positions.set(positions.subarray(0, Math.min(positions.length, this.#positions.length)))
    return bounds
  }

  #colour(frame: SideFrame, { colourBy, columns }: View): void {
    this.#coloured = colourBy !== 'type'
    if (colourBy === 'type') return
    if (colourBy === BY_HELD) {
      this.ramp = 'sequential'
      for (let agent = 0; agent < frame.agentCount; agent++) {
        this.#shades[agent] = ((frame.flags[agent] as number) & 1) === 0 ? 0.15 : 1
      }
      return
    }
    const values = frame.values[colourBy]
    if (!values) {
      this.#coloured = false
      return
    }
    this.ramp = shade(values, frame.agentCount, columns.get(colourBy)?.range, this.#shades)
  }
}

/** Columns that a layout places agents by. */
export function layoutPaths(layout: LayoutChoice): string[] {
  if (layout.kind === 'grid') return [layout.by]
  return layout.kind === 'scatter' ? [layout.x, layout.y] : []
}

function valuesFor(layout: LayoutChoice, frame: SideFrame): { x?: Float32Array; y?: Float32Array } {
  if (layout.kind === 'grid') {
    const x = frame.values[layout.by]
    return x ? { x } : {}
  }
  if (layout.kind !== 'scatter') return {}
  const x = frame.values[layout.x]
  const y = frame.values[layout.y]
  return { ...(x ? { x } : {}), ...(y ? { y } : {}) }
}

/**
 * Positions of values on a ramp: along the declared range where it is bounded and narrow, else along what occurs. Where
 * values of both signs occur the middle of the ramp is zero.
 */
export function shade(
  values: Float32Array,
  count: number,
  range: readonly [number, number] | undefined,
  shades: Float32Array,
): Ramp {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (let agent = 0; agent < count; agent++) {
    const value = values[agent] as number
    if (value < low) low = value
    if (value > high) high = value
  }
  const diverging = low < 0 && high > 0
  if (diverging) {
    high = Math.max(-low, high)
    low = -high
  } else if (range && Number.isFinite(range[0]) && Number.isFinite(range[1])) {
    ;[low, high] = range
  }
  const width = high > low ? high - low : 1
  for (let agent = 0; agent < count; agent++) shades[agent] = ((values[agent] as number) - low) / width
  return diverging ? 'diverging' : 'sequential'
}
