import {
  Buffer,
  BufferImageSource,
  BufferUsage,
  Geometry,
  GlProgram,
  Mesh,
  Rectangle,
  Shader,
  type Topology,
  UniformGroup,
} from 'pixi.js'
import { TABLE_WIDTH } from './agent-table.ts'
import { COLOUR_COUNT } from './look.ts'

/** The parts of Pixi that the canvas is put together from. */

/** What all shaders read: set once, read by every mesh. */
export function createUniforms() {
  return new UniformGroup({
    uColours: { value: new Float32Array(3 * COLOUR_COUNT), type: 'vec3<f32>', size: COLOUR_COUNT },
    /** 1 where colours stand for shades. */
    uByShade: { value: 0, type: 'f32' },
    /** Radius of a dot in CSS pixels. */
    uRadius: { value: 1, type: 'f32' },
    /** 1 where dots are wide enough to have shapes. */
    uShaped: { value: 0, type: 'f32' },
    /** 1 where dots have a rim. */
    uRim: { value: 0, type: 'f32' },
    /** Device pixels a CSS pixel. */
    uRatio: { value: 1, type: 'f32' },
    uFlowAlpha: { value: 1, type: 'f32' },
    uTieAlpha: { value: 0.3, type: 'f32' },
    /** Row of the selected agent, whose flows stand out; -1 for none. */
    uSelected: { value: -1, type: 'f32' },
  })
}
export type Uniforms = ReturnType<typeof createUniforms>

/**
 * Numbers that shaders look up, four a texel. The array may be replaced by a longer one, and only the texels that are
 * in use travel to the graphics card.
 */
export class DataTexture {
  source: BufferImageSource

  constructor(data: Float32Array) {
    this.source = sourceOf(data)
  }

  /** Sends the first `texels` of `data`. Returns the texture that it replaces where there had to be a longer one. */
  send(data: Float32Array, texels: number): BufferImageSource | undefined {
    if (data !== this.source.resource) {
      const before = this.source
      this.source = sourceOf(data)
      return before
    }
    // Whole lines, so that it is one rectangle.
    const lines = Math.ceil(texels / TABLE_WIDTH)
    if (lines > 0) this.source.update(0, lines * TABLE_WIDTH)
    return undefined
  }
}

function sourceOf(data: Float32Array): BufferImageSource {
  return new BufferImageSource({
    resource: data,
    width: TABLE_WIDTH,
    height: data.length / 4 / TABLE_WIDTH,
    format: 'rgba32float',
    scaleMode: 'nearest',
    alphaMode: 'no-premultiply-alpha',
    autoGenerateMipmaps: false,
  })
}

/** A geometry whose vertices are counted, not stored: shaders find everything by the number of the vertex. */
export class CountedGeometry extends Geometry {
  count = 0

  override get vertexCount(): number {
    return this.count
  }
}

/** Numbers a vertex in a buffer that grows; the rest of the geometry is counted. */
export class VertexNumbers {
  readonly geometry: CountedGeometry
  data: Float32Array
  readonly #buffer: Buffer

  constructor(name: string, size: 1 | 2 | 4, topology: Topology) {
    this.data = new Float32Array(256 * size)
    this.#buffer = new Buffer({ data: this.data, usage: BufferUsage.VERTEX | BufferUsage.COPY_DST })
    this.geometry = new CountedGeometry({
      topology,
      attributes: {
        [name]: {
          buffer: this.#buffer,
          format: size === 1 ? 'float32' : `float32x${size}`,
          stride: size * 4,
          offset: 0,
        },
      },
    })
  }

  /** Room for so many numbers; what was there is lost when it grows. */
  makeRoom(numbers: number): Float32Array {
    if (numbers > this.data.length) this.data = new Float32Array(Math.ceil(numbers * 1.25))
    return this.data
  }

  /** Sends the first `numbers` and draws `vertices` from now on. */
  send(numbers: number, vertices: number): void {
    this.geometry.count = vertices
    if (vertices === 0) return
    if (this.#buffer.data === this.data) this.#buffer.update(numbers * 4)
    else this.#buffer.setDataWithSize(this.data, numbers, true)
  }
}

/** A mesh over a geometry of ours, outside of bounds, events and culling. */
export function createMesh(
  name: string,
  source: { readonly vertex: string; readonly fragment: string },
  geometry: Geometry,
  uniforms: Uniforms,
  textures: Readonly<Record<string, BufferImageSource>>,
): Mesh<Geometry, Shader> {
  const shader = new Shader({
    glProgram: GlProgram.from({ ...source, name }),
    resources: { ...textures, look: uniforms },
  })
  const mesh = new Mesh<Geometry, Shader>({ geometry, shader })
  mesh.boundsArea = new Rectangle(-1e6, -1e6, 2e6, 2e6)
  mesh.eventMode = 'none'
  return mesh
}
