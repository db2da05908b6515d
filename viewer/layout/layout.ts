/** What layouts place agents by; arrays are as long as there are agents, or longer. */
export interface LayoutInput {
  readonly count: number
  /** Policy code of each agent. */
  readonly policies: Uint8Array
  readonly policyCount: number
  /** Values along both axes of a scatter, and those that a grid is sorted by (`x`). */
  readonly x?: Float32Array
  readonly y?: Float32Array
  /** Two rows an edge, for the network. */
  readonly ties?: Uint32Array
}

/** The rectangle that a layout fills, in world units. */
export interface Bounds {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** Writes x and y of each agent, two numbers a row. Neighbours lie about 1 apart. Equal inputs give equal pictures. */
export type Layout = (input: LayoutInput, positions: Float32Array) => Bounds
