import type { Film } from '../export/video.ts'
import { fitBounds, type Glide, glide, limit, pan, toWorld, zoomAbout } from '../interact/camera.ts'
import type { Bounds } from '../layout/layout.ts'
import type { PolicyKind, Side } from '../protocol/host.ts'
import type { createScene } from '../scene/create.ts'
import type { ThemeName } from '../scene/palette.ts'
import type { AgentPicture, CameraState, FlowPicture, Marks, Ramp, Scene } from '../scene/scene.ts'
import { loadScene } from './load-scene.ts'

/** Scale at which one agent is looked at, in CSS pixels a world unit. */
const FOCUS_SCALE = 24

interface StageOptions {
  readonly theme: ThemeName
  /** Whether the camera jumps instead of gliding. */
  readonly still: () => boolean
  /** Told what a picture cost this thread, from the frame's arrival to the end of drawing. */
  readonly onDrawn: (milliseconds: number) => void
}

type StageMarks = Omit<Marks, 'lasso'>

/**
 * The canvas of one society, or those of two side by side: one camera for both, drawn only when something has changed, at
 * most once a frame of the browser.
 */
export class Stage {
  readonly element: HTMLElement
  readonly #options: StageOptions
  readonly #createScene: typeof createScene
  readonly #scenes: Scene[]
  readonly #observer: ResizeObserver
  #camera: CameraState = { x: 0, y: 0, scale: 1 }
  #bounds: Bounds = { left: 0, top: 0, right: 1, bottom: 1 }
  /** The person has moved the camera: a new layout of the same society does not take it away. */
  #moved = false
  #glide: { readonly way: Glide; readonly to: CameraState; readonly start: number } | undefined
  #marks: StageMarks = { hover: undefined, selected: undefined, watched: [], group: undefined }
  #lasso: { readonly side: Side; readonly corners: readonly number[] } | undefined
  #request = 0
  #arrived: number | undefined
  #policies: readonly PolicyKind[] = []
  #theme: ThemeName
  #disposed = false
  film: Film | undefined

  private constructor(element: HTMLElement, scene: Scene, make: typeof createScene, options: StageOptions) {
    this.element = element
    this.#createScene = make
    this.#options = options
    this.#scenes = [scene]
    this.#theme = options.theme
    element.append(scene.canvas)
    this.#observer = new ResizeObserver(() => this.resize())
    this.#observer.observe(element)
  }

  /** @throws where there is no Pixi, or the browser has no WebGL 2 */
  static async create(options: StageOptions): Promise<Stage> {
    const make = await loadScene()
    const element = document.createElement('div')
    Object.assign(element.style, { position: 'absolute', inset: '0', display: 'flex' })
    const scene = await make({ theme: options.theme, width: 300, height: 150, pixelRatio: 1 })
    return new Stage(element, scene, make, options)
  }

  get camera(): CameraState {
    return this.#glide?.to ?? this.#camera
  }

  get canvas(): HTMLCanvasElement {
    return this.#scene('a').canvas
  }

  /** Shows a second canvas beside the first, or takes it away. */
  compare(on: boolean): void {
    if (on === this.#scenes.length > 1) return
    if (on) void this.#addScene()
    else {
      this.#scenes.pop()?.destroy()
      this.element.querySelectorAll('canvas')[1]?.remove()
      this.resize()
    }
  }

  setPolicies(kinds: readonly PolicyKind[]): void {
    this.#policies = kinds
    for (const scene of this.#scenes) scene.setPolicies(kinds)
    this.#moved = false
  }

  setAgents(side: Side, picture: AgentPicture, ramp: Ramp): void {
    this.#sceneOf(side)?.setAgents(picture, ramp)
    this.requestDraw()
  }

  setFlows(side: Side, flows: FlowPicture | undefined): void {
    this.#sceneOf(side)?.setFlows(flows)
  }

  setTies(ties: Uint32Array | undefined): void {
    for (const scene of this.#scenes) scene.setTies(ties)
  }

  setMarks(marks: StageMarks): void {
    this.#marks = marks
    this.#tellMarks()
  }

  setLasso(side: Side, corners: readonly number[] | undefined): void {
    this.#lasso = corners && { side, corners }
    this.#tellMarks()
  }

  setTheme(theme: ThemeName): void {
    this.#theme = theme
    for (const scene of this.#scenes) scene.setTheme(theme)
    this.requestDraw()
  }

  /** The rectangle that agents fill: the camera shows it unless the person has moved it. */
  setBounds(bounds: Bounds): void {
    this.#bounds = bounds
    if (!this.#moved) this.#go(this.#fitted(), false)
  }

  fit(): void {
    this.#moved = false
    this.#go(this.#fitted())
  }

  moveTo(camera: CameraState): void {
    this.#moved = true
    this.#go(camera)
  }

  /** Moves the view by CSS pixels. */
  pan(x: number, y: number): void {
    this.#moved = true
    this.#go(pan(this.camera, x, y), false)
  }

  /** Zooms about a place of a canvas in CSS pixels, its middle when none is given. */
  zoom(factor: number, at?: { readonly x: number; readonly y: number }): void {
    this.#moved = true
    const size = this.size
    const place = at ?? { x: size.width / 2, y: size.height / 2 }
    this.#go(zoomAbout(this.camera, size, place, factor), at === undefined)
  }

  /** Where to find an agent. Asked for by `focus`. */
  whereIs: (agent: number) => { readonly x: number; readonly y: number } | undefined = () => undefined

  focus(agent: number): void {
    const place = this.whereIs(agent)
    if (!place) return
    this.moveTo({ ...place, scale: Math.max(this.camera.scale, FOCUS_SCALE) })
  }

  /** Size of one canvas in CSS pixels. */
  get size(): { readonly width: number; readonly height: number } {
    const { clientWidth, clientHeight } = this.element
    return {
      width: Math.max(1, Math.floor(clientWidth / this.#scenes.length)),
      height: Math.max(1, clientHeight),
    }
  }

  /** Place in the world under a place of a canvas. */
  worldAt(x: number, y: number): { x: number; y: number } {
    return toWorld(this.#camera, this.size, { x, y })
  }

  get scale(): number {
    return this.#camera.scale
  }

  /** Side whose canvas an event is about. */
  sideOf(target: EventTarget | null): Side | undefined {
    const at = this.#scenes.findIndex(({ canvas }) => canvas === target)
    if (at === -1) return undefined
    return at === 0 ? 'a' : 'b'
  }

  resize(): void {
    if (this.#disposed || this.element.clientWidth === 0) return
    const { width, height } = this.size
    for (const scene of this.#scenes) scene.resize(width, height, globalThis.devicePixelRatio || 1)
    if (!this.#moved) {
      this.#glide = undefined
      this.#camera = this.#fitted()
    }
    this.#tellCamera()
    this.requestDraw()
  }

  /** @param arrived when the frame came that is to be drawn, to measure what it costs */
  requestDraw(arrived?: number): void {
    if (arrived !== undefined) this.#arrived = performance.now() - arrived
    if (this.#request !== 0 || this.#disposed) return
    this.#request = requestAnimationFrame((now) => this.#draw(now))
  }

  /** What is seen, all canvases side by side. */
  async toBlob(): Promise<Blob> {
    const [first, second] = this.#scenes
    if (!first) throw new Error('the stage is gone')
    if (!second) return first.toBlob()
    const whole = document.createElement('canvas')
    whole.width = first.canvas.width + second.canvas.width
    whole.height = first.canvas.height
    const pen = whole.getContext('2d')
    let x = 0
    for (const scene of this.#scenes) {
      pen?.drawImage(await createImageBitmap(await scene.toBlob()), x, 0)
      x += scene.canvas.width
    }
    return new Promise((resolve, reject) => {
      whole.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the picture cannot be written'))))
    })
  }

  dispose(): void {
    if (this.#disposed) return
    this.#disposed = true
    cancelAnimationFrame(this.#request)
    this.#observer.disconnect()
    for (const scene of this.#scenes) scene.destroy()
    this.element.remove()
  }

  #draw(now: number): void {
    this.#request = 0
    const started = performance.now()
    if (this.#glide) this.#moveOn(now)
    for (const scene of this.#scenes) scene.draw()
    void this.film?.take()
    if (this.#arrived === undefined) return
    this.#options.onDrawn(this.#arrived + performance.now() - started)
    this.#arrived = undefined
  }

  #moveOn(now: number): void {
    const glide = this.#glide
    if (!glide) return
    const elapsed = now - glide.start
    this.#camera = glide.way.at(elapsed)
    if (glide.way.isOver(elapsed)) this.#glide = undefined
    else this.requestDraw()
    this.#tellCamera()
  }

  #go(wish: CameraState, isGlide = true): void {
    const to = limit(wish, this.#bounds, this.size)
    if (isGlide) {
      const way = glide(this.#camera, to, this.#options.still())
      this.#glide = { way, to, start: performance.now() }
    } else {
      this.#glide = undefined
      this.#camera = to
      this.#tellCamera()
    }
    this.requestDraw()
  }

  async #addScene(): Promise<void> {
    const { width, height } = this.size
    const scene = await this.#createScene({
      theme: this.#theme,
      width,
      height,
      pixelRatio: globalThis.devicePixelRatio || 1,
    })
    if (this.#disposed) return scene.destroy()
    this.#scenes.push(scene)
    this.element.append(scene.canvas)
    scene.setPolicies(this.#policies)
    this.onSceneAdded()
    this.resize()
  }

  /** Called when a second canvas has come, which has drawn nothing yet. */
  onSceneAdded: () => void = () => {}

  #fitted(): CameraState {
    return fitBounds(this.#bounds, this.size)
  }

  #tellCamera(): void {
    for (const scene of this.#scenes) scene.setCamera(this.#camera)
  }

  #tellMarks(): void {
    this.#scenes.forEach((scene, at) => {
      const side: Side = at === 0 ? 'a' : 'b'
      scene.setMarks({ ...this.#marks, lasso: this.#lasso?.side === side ? this.#lasso.corners : undefined })
    })
    this.requestDraw()
  }

  #sceneOf(side: Side): Scene | undefined {
    return this.#scenes[side === 'a' ? 0 : 1]
  }

  #scene(side: Side): Scene {
    const scene = this.#sceneOf(side)
    if (!scene) throw new Error(`side ${side} has no canvas`)
    return scene
  }
}
