import 'pixi.js/unsafe-eval'
import { Container, WebGLRenderer } from 'pixi.js'
import type { PolicyKind } from '../protocol/host.ts'
import { AgentLayers } from './layers.ts'
import { colourTable, dotDiameter, RIM_DIAMETER_PIXELS, SHAPE_DIAMETER_PIXELS } from './look.ts'
import { THEMES, type ThemeName } from './palette.ts'
import { createUniforms } from './parts.ts'
import type { AgentPicture, CameraState, FlowPicture, Marks, Ramp, Scene } from './scene.ts'

export interface SceneOptions {
  readonly theme: ThemeName
  /** CSS pixels. */
  readonly width: number
  readonly height: number
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number
  /** Canvas to draw on; one of its own when left out. */
  readonly canvas?: HTMLCanvasElement
}

/**
 * A canvas that draws agents, flows, ties and marks with WebGL 2. It draws in `draw` and at no other time: no frame loop and
 * no timer runs in between. `setPolicies` comes before the `setAgents` that it is to hold for.
 *
 * Throws where the browser has no WebGL 2.
 */
export async function createScene(options: SceneOptions): Promise<Scene> {
  const canvas = options.canvas ?? document.createElement('canvas')
  const context = contextOf(canvas)
  const renderer = new WebGLRenderer<HTMLCanvasElement>()
  await renderer.init({
    canvas,
    context,
    width: options.width,
    height: options.height,
    resolution: options.pixelRatio,
    autoDensity: true,
    background: THEMES[options.theme].background,
    // Events, accessibility and text of Pixi are not used: they would be fetched, and would listen to the document.
    skipExtensionImports: true,
    gcActive: false,
  })
  // Its only tasks were those of the collector above; it would ask for every animation frame.
  renderer.scheduler.destroy()
  return new PixiScene(renderer, options)
}

/** Pixi would go on trying for ever with a context that has been lost, so it gets one that is known to work. */
function contextOf(canvas: HTMLCanvasElement): WebGL2RenderingContext {
  // Edges are smooth by the shaders: multisampling would cost four times the pixels and show nothing more.
  const context = canvas.getContext('webgl2', { alpha: false, antialias: false, stencil: true })
  if (context === null) throw new Error('the canvas needs WebGL 2, which this browser does not offer')
  if (context.isContextLost())
    throw new Error(
      'the WebGL context of this canvas has been lost: use a new canvas, or wait until it is back',
    )
  return context
}

class PixiScene implements Scene {
  readonly canvas: HTMLCanvasElement
  lastMilliseconds = 0
  readonly #renderer: WebGLRenderer<HTMLCanvasElement>
  readonly #stage = new Container()
  readonly #camera = new Container({ isRenderGroup: true })
  readonly #uniforms = createUniforms()
  readonly #layers: AgentLayers
  readonly #ownsCanvas: boolean
  readonly #redraw = () => this.draw()
  #theme: ThemeName
  #ramp: Ramp = 'sequential'
  #view: CameraState = { x: 0, y: 0, scale: 1 }
  #spent = 0
  #destroyed = false

  constructor(renderer: WebGLRenderer<HTMLCanvasElement>, options: SceneOptions) {
    this.#renderer = renderer
    this.canvas = renderer.canvas
    this.#ownsCanvas = options.canvas === undefined
    this.#theme = options.theme
    this.#stage.eventMode = 'none'
    this.#layers = new AgentLayers(this.#uniforms)
    this.#camera.addChild(...this.#layers.meshes)
    this.#stage.addChild(this.#camera)
    this.#colour()
    this.#place()
    // Pixi makes everything anew from the arrays that are kept here; the picture itself has to be drawn again.
    this.canvas.addEventListener('webglcontextrestored', this.#redraw)
  }

  setPolicies(kinds: readonly PolicyKind[]): void {
    this.#layers.table.setPolicies(kinds)
  }

  setAgents(picture: AgentPicture, ramp: Ramp): void {
    if (this.#destroyed) return
    const start = performance.now()
    this.#layers.setAgents(picture)
    this.#uniforms.uniforms.uByShade = picture.shades === undefined ? 0 : 1
    if (ramp !== this.#ramp) {
      this.#ramp = ramp
      this.#colour()
    }
    this.#spent += performance.now() - start
  }

  setFlows(flows: FlowPicture | undefined): void {
    if (this.#destroyed) return
    const start = performance.now()
    this.#layers.setFlows(flows)
    this.#spent += performance.now() - start
  }

  setTies(ties: Uint32Array | undefined): void {
    if (this.#destroyed) return
    const start = performance.now()
    this.#layers.setTies(ties)
    this.#spent += performance.now() - start
  }

  setMarks(marks: Marks): void {
    if (this.#destroyed) return
    const start = performance.now()
    this.#layers.setMarks(marks)
    this.#spent += performance.now() - start
  }

  setCamera(camera: CameraState): void {
    this.#view = camera
    this.#place()
  }

  setTheme(theme: ThemeName): void {
    if (this.#destroyed) return
    this.#theme = theme
    this.#renderer.background.color = THEMES[theme].background
    this.#colour()
    this.#place()
  }

  resize(width: number, height: number, pixelRatio: number): void {
    if (this.#destroyed) return
    this.#renderer.resize(width, height, pixelRatio)
    this.#place()
  }

  draw(): void {
    if (this.#destroyed || this.#renderer.context.isLost) return
    const start = performance.now()
    this.#renderer.render({ container: this.#stage })
    this.lastMilliseconds = this.#spent + performance.now() - start
    this.#spent = 0
  }

  toBlob(): Promise<Blob> {
    if (this.#destroyed) return Promise.reject(new Error('the canvas has been given up: nothing to save'))
    // What WebGL drew can be read until the browser composes the page, so both happen at once.
    this.draw()
    return new Promise((resolve, reject) => {
      this.canvas.toBlob((blob) => {
        if (blob === null) reject(new Error('the browser could not make a PNG of the canvas'))
        else resolve(blob)
      }, 'image/png')
    })
  }

  destroy(): void {
    if (this.#destroyed) return
    this.#destroyed = true
    this.canvas.removeEventListener('webglcontextrestored', this.#redraw)
    this.#layers.destroy()
    this.#stage.destroy({ children: true })
    // A canvas that the caller goes on using keeps its context; that of a canvas nobody has is freed at once.
    if (!this.#ownsCanvas) delete this.#renderer.context.extensions.loseContext
    this.#renderer.destroy({ removeView: this.#ownsCanvas })
  }

  #colour(): void {
    this.#uniforms.uniforms.uColours = colourTable(this.#theme, this.#ramp)
  }

  #place(): void {
    if (this.#destroyed) return
    const { x, y, scale } = this.#view
    const { width, height } = this.#renderer.screen
    this.#camera.scale.set(scale)
    this.#camera.position.set(width / 2 - x * scale, height / 2 - y * scale)
    const diameter = dotDiameter(scale)
    const { uniforms } = this.#uniforms
    uniforms.uRadius = diameter / 2
    uniforms.uShaped = diameter >= SHAPE_DIAMETER_PIXELS ? 1 : 0
    uniforms.uRim = this.#theme === 'light' && diameter >= RIM_DIAMETER_PIXELS ? 1 : 0
    uniforms.uRatio = this.#renderer.resolution
  }
}
