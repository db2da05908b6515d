import type { Geometry, Mesh, Shader } from 'pixi.js'
import { AgentTable, TABLE_WIDTH } from './agent-table.ts'
import { flowAlpha, tieAlpha } from './look.ts'
import { CountedGeometry, createMesh, DataTexture, type Uniforms, VertexNumbers } from './parts.ts'
import type { AgentPicture, FlowPicture, Marks } from './scene.ts'
import { AGENTS, FLOW_VERTICES, FLOWS, LASSO, RINGS, TIES } from './shaders.ts'

/** Styles of rings, as the shader numbers them. */
const RING = { flagged: 0, watched: 1, hover: 2, selected: 3 } as const

/**
 * The layers of the canvas from below: ties, flows, agents, rings of those flagged, marks, lasso. All of them find agents in
 * one table, so that a tick moves everything by one copy.
 */
export class AgentLayers {
  readonly table = new AgentTable()
  readonly meshes: readonly Mesh<Geometry, Shader>[]
  readonly #uniforms: Uniforms
  readonly #agentTexture = new DataTexture(this.table.data)
  readonly #agents = new CountedGeometry({ topology: 'triangle-list' })
  readonly #flows = new CountedGeometry({ topology: 'triangle-strip' })
  #flowRows = new Float32Array(TABLE_WIDTH * 4)
  readonly #flowTexture = new DataTexture(this.#flowRows)
  readonly #ties = new VertexNumbers('aRow', 1, 'line-list')
  readonly #flagged = new VertexNumbers('aRing', 2, 'triangle-list')
  readonly #marks = new VertexNumbers('aRing', 2, 'triangle-list')
  readonly #lasso = new VertexNumbers('aSide', 4, 'triangle-list')
  readonly #flowMesh: Mesh<Geometry, Shader>
  #group: Uint32Array | undefined
  #shownMarks: Marks | undefined

  constructor(uniforms: Uniforms) {
    this.#uniforms = uniforms
    const uAgents = this.#agentTexture.source
    const uFlows = this.#flowTexture.source
    this.#flowMesh = createMesh('flows', FLOWS, this.#flows, uniforms, { uAgents, uFlows })
    this.meshes = [
      createMesh('ties', TIES, this.#ties.geometry, uniforms, { uAgents }),
      this.#flowMesh,
      createMesh('agents', AGENTS, this.#agents, uniforms, { uAgents }),
      createMesh('flagged', RINGS, this.#flagged.geometry, uniforms, { uAgents }),
      createMesh('marks', RINGS, this.#marks.geometry, uniforms, { uAgents }),
      createMesh('lasso', LASSO, this.#lasso.geometry, uniforms, { uAgents }),
    ]
  }

  setAgents(picture: AgentPicture): void {
    this.table.write(picture)
    this.#sendAgents()
    this.#agents.count = 3 * this.table.count
    const { flagged, flaggedCount } = this.table
    const numbers = this.#flagged.makeRoom(flaggedCount * 6)
    for (let place = 0; place < flaggedCount; place++)
      writeRing(numbers, place, flagged[place] as number, RING.flagged)
    this.#flagged.send(flaggedCount * 6, flaggedCount * 3)
    if (this.#shownMarks !== undefined) this.#ring(this.#shownMarks)
  }

  setFlows(flows: FlowPicture | undefined): void {
    const shown = flows?.shown ?? 0
    this.#flows.count = shown * FLOW_VERTICES
    if (flows === undefined || shown === 0) return
    const numbers = shown * 4
    if (numbers > this.#flowRows.length) {
      const lines = Math.ceil((shown * 1.25) / TABLE_WIDTH)
      this.#flowRows = new Float32Array(lines * TABLE_WIDTH * 4)
    }
    this.#flowRows.set(flows.rows.subarray(0, numbers))
    this.#uniforms.uniforms.uFlowAlpha = flowAlpha(shown)
    const before = this.#flowTexture.send(this.#flowRows, shown)
    if (before === undefined) return
    shaderOf(this.#flowMesh).resources.uFlows = this.#flowTexture.source
    before.destroy()
  }

  setTies(ties: Uint32Array | undefined): void {
    const length = ties?.length ?? 0
    if (ties !== undefined && length > 0) {
      this.#ties.makeRoom(length).set(ties)
      this.#uniforms.uniforms.uTieAlpha = tieAlpha(length / 2)
    }
    this.#ties.send(length, length)
  }

  setMarks(marks: Marks): void {
    this.#shownMarks = marks
    if (marks.group !== this.#group) {
      this.#group = marks.group
      if (this.table.emphasise(marks.group)) this.#sendAgents()
    }
    this.#uniforms.uniforms.uSelected = marks.selected ?? -1
    this.#ring(marks)
    this.#outline(marks.lasso ?? [])
  }

  destroy(): void {
    for (const mesh of this.meshes) {
      const { geometry } = mesh
      const shader = shaderOf(mesh)
      mesh.destroy()
      geometry.destroy(true)
      shader.destroy()
    }
    this.#agentTexture.source.destroy()
    this.#flowTexture.source.destroy()
  }

  #sendAgents(): void {
    const before = this.#agentTexture.send(this.table.data, this.table.count)
    if (before === undefined) return
    for (const mesh of this.meshes) shaderOf(mesh).resources.uAgents = this.#agentTexture.source
    before.destroy()
  }

  /** Rows beyond the agents there are, as may be left from another society, are passed over. */
  #ring(marks: Marks): void {
    const { watched, hover, selected } = marks
    const { count } = this.table
    const numbers = this.#marks.makeRoom((watched.length + 2) * 6)
    let placed = 0
    for (const row of watched) if (row < count) writeRing(numbers, placed++, row, RING.watched)
    if (selected !== undefined && selected < count) writeRing(numbers, placed++, selected, RING.selected)
    if (hover !== undefined && hover !== selected && hover < count)
      writeRing(numbers, placed++, hover, RING.hover)
    this.#marks.send(placed * 6, placed * 3)
  }

  #outline(corners: readonly number[]): void {
    const sides = corners.length >= 4 ? corners.length / 2 : 0
    const numbers = this.#lasso.makeRoom(sides * 24)
    let at = 0
    for (let side = 0; side < sides; side++) {
      const next = ((side + 1) % sides) * 2
      for (let vertex = 0; vertex < 6; vertex++) {
        numbers[at++] = corners[2 * side] as number
        numbers[at++] = corners[2 * side + 1] as number
        numbers[at++] = corners[next] as number
        numbers[at++] = corners[next + 1] as number
      }
    }
    this.#lasso.send(at, sides * 6)
  }
}

const shaderOf = (mesh: Mesh<Geometry, Shader>): Shader => mesh.shader as Shader

/** One ring: three vertices of two numbers each. */
function writeRing(numbers: Float32Array, place: number, row: number, style: number): void {
  const at = place * 6
  numbers[at] = row
  numbers[at + 1] = style
  numbers[at + 2] = row
  numbers[at + 3] = style
  numbers[at + 4] = row
  numbers[at + 5] = style
}
