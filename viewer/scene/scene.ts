import type { ThemeName } from './palette.ts'

/** What the canvas shows of agents: as many rows as there are agents, in flat arrays that the caller keeps. */
export interface AgentPicture {
  readonly count: number
  /** x and y of each agent in world units: agents lie about 1 apart in the dense layouts. */
  readonly positions: Float32Array
  /** Policy code of each. */
  readonly policies: Uint8Array
  /** Bits of AgentFlag. */
  readonly flags: Uint8Array
  /** Position on the colour ramp in [0, 1], or undefined to colour by policy; NaN is drawn muted. */
  readonly shades: Float32Array | undefined
  /** 1 where the legend has muted a policy's code. */
  readonly muted: Uint8Array
}

/** How shades become colours. */
export type Ramp = 'sequential' | 'diverging'

export interface FlowPicture {
  /** Four numbers each: initiator, counterparty, p, and 1 where accepted. */
  readonly rows: Float32Array
  readonly shown: number
}

/** What lies on top of everything: few agents, each with a mark of its own. */
export interface Marks {
  readonly hover: number | undefined
  readonly selected: number | undefined
  readonly watched: readonly number[]
  readonly group: Uint32Array | undefined
  /** Corners of the lasso in world units, while it is drawn. */
  readonly lasso: readonly number[] | undefined
}

/** Where the camera looks: the world point in the middle of the canvas, and CSS pixels a world unit. */
export interface CameraState {
  readonly x: number
  readonly y: number
  readonly scale: number
}

/** The canvas. Everything is drawn when `draw` is called and at no other time. */
export interface Scene {
  readonly canvas: HTMLCanvasElement
  /** Kinds of the policies by code: they choose shape and colour. */
  setPolicies(kinds: readonly import('../protocol/host.ts').PolicyKind[]): void
  setAgents(picture: AgentPicture, ramp: Ramp): void
  /** Flows between agents as they were last set; undefined for none. */
  setFlows(flows: FlowPicture | undefined): void
  /** Ties of the network, two rows an edge; undefined for none. */
  setTies(ties: Uint32Array | undefined): void
  setMarks(marks: Marks): void
  setCamera(camera: CameraState): void
  setTheme(theme: ThemeName): void
  /** CSS pixels and device pixels per CSS pixel. */
  resize(width: number, height: number, pixelRatio: number): void
  draw(): void
  /** Wall time of the last update and draw on this thread, in milliseconds. */
  readonly lastMilliseconds: number
  /** The picture as it is now, as PNG. */
  toBlob(): Promise<Blob>
  /** May be called twice. */
  destroy(): void
}
