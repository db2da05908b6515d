import { groups } from './groups.ts'
import type { Bounds, Layout, LayoutInput } from './layout.ts'

/** A layout that is found little by little: positions may be drawn after any step. */
export interface NetworkLayout {
  /** x and y of each agent, two numbers a row; the same array throughout. */
  readonly positions: Float32Array
  readonly bounds: Bounds
  /** Steps taken so far. */
  readonly steps: number
  /** True once agents move by less than a twentieth of their distance: further steps would show nothing. */
  readonly settled: boolean
  /** Takes some steps, each linear in agents, ties and cells. */
  step(steps?: number): void
}

/** Cells of the fine field, in world units; the coarse one has cells eight times as wide. */
const CELL = 2
const COARSE = 8
/** Room of the world in roots of agents: what drifts further is held at the edge. */
const WORLD = 2.6
const SPRING = 0.35
const CROWDING = 0.9
const COARSE_CROWDING = 4
const GRAVITY = 0.012
/** Longest move of a step in world units at the start, and how fast it shrinks. */
const COOLING = 0.965
const SETTLED_MOVE = 0.05
/** Steps of the whole layout, fewer where agents and ties are many. */
const MOST_STEPS = 260
const LEAST_STEPS = 40
const WORK = 12_000_000

/**
 * Draws those who are tied near one another: ties pull like springs of length 1, crowded cells push apart, and the middle
 * pulls a little so that islands do not drift away. There is no chance in it: it starts from the groups. Each step is linear
 * in agents and ties.
 *
 * @param input ties are rows of agents, two an edge; those beyond `count` are passed over
 */
export function createNetworkLayout(input: LayoutInput): NetworkLayout {
  return new ForceLayout(input)
}

/** Steps that the layout takes for so many agents and ties: fewer for large societies, so that time stays bounded. */
export const networkSteps = (count: number, ties: number): number =>
  Math.round(Math.min(MOST_STEPS, Math.max(LEAST_STEPS, WORK / Math.max(1, count + ties))))

/** All steps at once. Equal inputs give equal pictures. */
export const network: Layout = (input, positions) => {
  const layout = createNetworkLayout(input)
  layout.step(networkSteps(input.count, (input.ties?.length ?? 0) / 2))
  positions.set(layout.positions.subarray(0, 2 * input.count))
  return layout.bounds
}

class ForceLayout implements NetworkLayout {
  readonly positions: Float32Array
  steps = 0
  #move: number
  readonly #count: number
  readonly #ties: Uint32Array
  readonly #forces: Float32Array
  /** One over the number of ties of each agent. */
  readonly #shares: Float32Array
  readonly #half: number
  readonly #fine: Field
  readonly #coarse: Field

  constructor(input: LayoutInput) {
    const { count } = input
    this.#count = count
    this.positions = new Float32Array(2 * count)
    this.#forces = new Float32Array(2 * count)
    this.#ties = knownTies(input.ties, count)
    this.#shares = sharesOf(this.#ties, count)
    groups(input, this.positions)
    this.#half = Math.max(8, (WORLD * Math.sqrt(count)) / 2)
    this.#fine = new Field(this.#half, CELL)
    this.#coarse = new Field(this.#half, CELL * COARSE)
    this.#move = Math.max(1, Math.sqrt(count) / 12)
  }

  get settled(): boolean {
    return this.#move < SETTLED_MOVE
  }

  get bounds(): Bounds {
    let [left, top, right, bottom] = [0, 0, 0, 0]
    const { positions } = this
    for (let at = 0; at < positions.length; at += 2) {
      const x = positions[at] as number
      const y = positions[at + 1] as number
      if (x < left) left = x
      if (x > right) right = x
      if (y < top) top = y
      if (y > bottom) bottom = y
    }
    return { left: left - 0.5, top: top - 0.5, right: right + 0.5, bottom: bottom + 0.5 }
  }

  step(steps = 1): void {
    for (let step = 0; step < steps; step++) {
      this.#forces.fill(0)
      pull(this.positions, this.#forces, this.#ties, this.#shares)
      this.#fine.spread(this.positions, this.#count)
      this.#coarse.spread(this.positions, this.#count)
      this.#fine.push(this.positions, this.#forces, this.#count, CROWDING)
      this.#coarse.push(this.positions, this.#forces, this.#count, COARSE_CROWDING)
      apply(this.positions, this.#forces, this.#move, this.#half - CELL)
      this.#move = Math.max(SETTLED_MOVE / 2, this.#move * COOLING)
      this.steps++
    }
  }
}

function knownTies(ties: Uint32Array | undefined, count: number): Uint32Array {
  if (ties === undefined) return new Uint32Array(0)
  const known = new Uint32Array(ties.length)
  let kept = 0
  for (let at = 0; at + 1 < ties.length; at += 2) {
    const from = ties[at] as number
    const to = ties[at + 1] as number
    if (from >= count || to >= count || from === to) continue
    known[kept++] = from
    known[kept++] = to
  }
  return known.subarray(0, kept)
}

function sharesOf(ties: Uint32Array, count: number): Float32Array {
  const shares = new Float32Array(count)
  for (let at = 0; at < ties.length; at++)
    shares[ties[at] as number] = (shares[ties[at] as number] as number) + 1
  for (let row = 0; row < count; row++) shares[row] = 1 / Math.max(1, shares[row] as number)
  return shares
}

/** Springs: each agent is drawn towards the mean of those tied to it, up to a distance of 1. */
function pull(positions: Float32Array, forces: Float32Array, ties: Uint32Array, shares: Float32Array): void {
  for (let at = 0; at < ties.length; at += 2) {
    const one = ties[at] as number
    const two = ties[at + 1] as number
    const dx = (positions[2 * two] as number) - (positions[2 * one] as number)
    const dy = (positions[2 * two + 1] as number) - (positions[2 * one + 1] as number)
    const apart = Math.sqrt(dx * dx + dy * dy)
    if (apart <= 1) continue
    const strength = SPRING * (1 - 1 / apart)
    const ofOne = strength * (shares[one] as number)
    const ofTwo = strength * (shares[two] as number)
    forces[2 * one] = (forces[2 * one] as number) + dx * ofOne
    forces[2 * one + 1] = (forces[2 * one + 1] as number) + dy * ofOne
    forces[2 * two] = (forces[2 * two] as number) - dx * ofTwo
    forces[2 * two + 1] = (forces[2 * two + 1] as number) - dy * ofTwo
  }
}

/** Moves agents by their forces, none further than `most`, and draws all of them towards the middle a little. */
function apply(positions: Float32Array, forces: Float32Array, most: number, half: number): void {
  for (let at = 0; at < positions.length; at += 2) {
    const x = positions[at] as number
    const y = positions[at + 1] as number
    let dx = (forces[at] as number) - GRAVITY * x
    let dy = (forces[at + 1] as number) - GRAVITY * y
    const length = Math.sqrt(dx * dx + dy * dy)
    if (length > most) {
      dx *= most / length
      dy *= most / length
    }
    positions[at] = Math.min(half, Math.max(-half, x + dx))
    positions[at + 1] = Math.min(half, Math.max(-half, y + dy))
  }
}

/** How many agents there are a unit of area, cell by cell; agents are shared out between the four cells around them. */
class Field {
  readonly #cell: number
  readonly #side: number
  readonly #half: number
  readonly #crowd: Float32Array

  constructor(half: number, cell: number) {
    this.#cell = cell
    this.#half = half
    this.#side = Math.ceil((2 * half) / cell) + 3
    this.#crowd = new Float32Array(this.#side * this.#side)
  }

  spread(positions: Float32Array, count: number): void {
    const crowd = this.#crowd
    const side = this.#side
    const half = this.#half
    const perUnit = 1 / this.#cell
    const weight = perUnit * perUnit
    crowd.fill(0)
    for (let row = 0; row < count; row++) {
      const x = ((positions[2 * row] as number) + half) * perUnit + 1
      const y = ((positions[2 * row + 1] as number) + half) * perUnit + 1
      const column = Math.floor(x)
      const line = Math.floor(y)
      const right = (x - column) * weight
      const down = y - line
      const cell = line * side + column
      crowd[cell] = (crowd[cell] as number) + (weight - right) * (1 - down)
      crowd[cell + 1] = (crowd[cell + 1] as number) + right * (1 - down)
      crowd[cell + side] = (crowd[cell + side] as number) + (weight - right) * down
      crowd[cell + side + 1] = (crowd[cell + side + 1] as number) + right * down
    }
  }

  /** Pushes agents down the slope of the crowd where there is more than one a unit of area. */
  push(positions: Float32Array, forces: Float32Array, count: number, strength: number): void {
    const crowd = this.#crowd
    const side = this.#side
    const half = this.#half
    const perUnit = 1 / this.#cell
    for (let row = 0; row < count; row++) {
      const x = ((positions[2 * row] as number) + half) * perUnit + 1
      const y = ((positions[2 * row + 1] as number) + half) * perUnit + 1
      const column = Math.floor(x)
      const line = Math.floor(y)
      const right = x - column
      const down = y - line
      const cell = line * side + column
      const leftTop = crowd[cell] as number
      const rightTop = crowd[cell + 1] as number
      const leftBottom = crowd[cell + side] as number
      const rightBottom = crowd[cell + side + 1] as number
      const here =
        (leftTop * (1 - right) + rightTop * right) * (1 - down) +
        (leftBottom * (1 - right) + rightBottom * right) * down
      // Beyond the density of a full picture crowding counts in full, below it less and less.
      const weight = strength * Math.min(1, here)
      const slopeX = (rightTop - leftTop) * (1 - down) + (rightBottom - leftBottom) * down
      const slopeY = (leftBottom - leftTop) * (1 - right) + (rightBottom - rightTop) * right
      forces[2 * row] = (forces[2 * row] as number) - weight * slopeX
      forces[2 * row + 1] = (forces[2 * row + 1] as number) - weight * slopeY
    }
  }
}
