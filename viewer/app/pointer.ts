import { wheelFactor } from '../interact/camera.ts'
import { agentsInside } from '../interact/lasso.ts'
import { pickAgent } from '../interact/pick.ts'
import type { Side } from '../protocol/host.ts'
import type { Hover, Store } from '../state/store.ts'
import type { Controller } from './controller.ts'
import type { Stage } from './stage.ts'

/** CSS pixels that a pointer may move between down and up and still be a click. */
const CLICK_SLACK = 4
/** CSS pixels around an agent in which it is found; fingers are blunter. */
const REACH = { mouse: 8, pen: 8, touch: 22 } as const
/** CSS pixels between two corners of a lasso. */
const CORNER_EVERY = 6

interface Drag {
  readonly kind: 'pan' | 'lasso' | 'pinch'
  readonly side: Side
  readonly startX: number
  readonly startY: number
  x: number
  y: number
  far: boolean
}

/** Mouse, pen and fingers on the canvas: drag pans, wheel and pinch zoom, shift and drag draws a lasso, a click selects. */
export class Pointer {
  readonly #store: Store
  readonly #stage: Stage
  readonly #controller: Controller
  readonly #ends = new AbortController()
  readonly #fingers = new Map<number, { x: number; y: number }>()
  #drag: Drag | undefined
  #corners: number[] = []

  constructor(store: Store, stage: Stage, controller: Controller) {
    this.#store = store
    this.#stage = stage
    this.#controller = controller
    const { element } = stage
    const { signal } = this.#ends
    element.addEventListener('pointerdown', (event) => this.#down(event), { signal })
    element.addEventListener('pointermove', (event) => this.#move(event), { signal })
    element.addEventListener('pointerup', (event) => this.#up(event), { signal })
    element.addEventListener('pointercancel', (event) => this.#cancel(event), { signal })
    element.addEventListener('pointerleave', () => this.#hover(undefined), { signal })
    element.addEventListener('wheel', (event) => this.#wheel(event), { signal, passive: false })
    element.addEventListener('dblclick', (event) => this.#focus(event), { signal })
  }

  dispose(): void {
    this.#ends.abort()
  }

  #down(event: PointerEvent): void {
    const side = this.#stage.sideOf(event.target)
    if (!side || event.button !== 0) return
    ;(event.target as Element).setPointerCapture(event.pointerId)
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    const kind = this.#fingers.size > 1 ? 'pinch' : event.shiftKey ? 'lasso' : 'pan'
    const { clientX: x, clientY: y } = event
    this.#drag = { kind, side, startX: x, startY: y, x, y, far: kind === 'pinch' }
    this.#corners = []
    if (kind === 'lasso') this.#corner(event)
  }

  #move(event: PointerEvent): void {
    const drag = this.#drag
    if (!drag) {
      this.#hover(event)
      return
    }
    const { clientX, clientY } = event
    if (drag.kind === 'pinch') {
      this.#pinch(event)
      return
    }
    if (Math.hypot(clientX - drag.startX, clientY - drag.startY) > CLICK_SLACK) drag.far = true
    if (!drag.far) return
    if (drag.kind === 'pan') {
      this.#stage.pan(clientX - drag.x, clientY - drag.y)
    } else if (Math.hypot(clientX - drag.x, clientY - drag.y) >= CORNER_EVERY) this.#corner(event)
    else return
    drag.x = clientX
    drag.y = clientY
  }

  #up(event: PointerEvent): void {
    const drag = this.#drag
    this.#fingers.delete(event.pointerId)
    if (!drag) return
    this.#drag = undefined
    if (drag.kind === 'lasso') this.#gather(drag.side)
    if (drag.kind === 'lasso' || drag.far) return
    const found = this.#agentAt(event)
    this.#store.side.value = this.#store.comparing.value ? drag.side : 'a'
    this.#controller.select(found)
  }

  #cancel(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId)
    if (this.#drag?.kind === 'lasso') this.#stage.setLasso(this.#drag.side, undefined)
    this.#drag = undefined
  }

  #pinch(event: PointerEvent): void {
    const before = this.#spread()
    this.#fingers.set(event.pointerId, { x: event.clientX, y: event.clientY })
    const after = this.#spread()
    if (!before || !after || before.apart === 0) return
    this.#stage.pan(after.x - before.x, after.y - before.y)
    const { left, top } = (event.target as Element).getBoundingClientRect()
    this.#stage.zoom(after.apart / before.apart, { x: after.x - left, y: after.y - top })
  }

  /** Middle of two fingers and how far they are apart. */
  #spread(): { readonly x: number; readonly y: number; readonly apart: number } | undefined {
    const [one, two] = [...this.#fingers.values()]
    if (!one || !two) return undefined
    return { x: (one.x + two.x) / 2, y: (one.y + two.y) / 2, apart: Math.hypot(one.x - two.x, one.y - two.y) }
  }

  #wheel(event: WheelEvent): void {
    if (!this.#stage.sideOf(event.target)) return
    event.preventDefault()
    const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY
    this.#stage.zoom(wheelFactor(pixels), { x: event.offsetX, y: event.offsetY })
  }

  #focus(event: MouseEvent): void {
    const found = this.#agentAt(event)
    if (found !== undefined) this.#controller.focus(found)
  }

  #corner(event: PointerEvent): void {
    const { x, y } = this.#stage.worldAt(event.offsetX, event.offsetY)
    this.#corners.push(x, y)
    this.#stage.setLasso(this.#drag?.side ?? 'a', this.#corners)
  }

  #gather(side: Side): void {
    this.#stage.setLasso(side, undefined)
    const picture = this.#controller.frames.picture(side)
    const { agents } = picture
    if (!agents || this.#corners.length < 6) return
    this.#store.side.value = side
    void this.#controller.gather(agentsInside(agents, this.#corners))
  }

  #hover(event: PointerEvent | undefined): void {
    const { hover } = this.#store
    const agent = event && this.#agentAt(event)
    const side = this.#stage.sideOf(event?.target ?? null)
    if (!event || agent === undefined || side === undefined) {
      if (hover.value) hover.value = undefined
    } else {
      const picture = this.#controller.frames.picture(side)
      const values = this.#controller.frames.valuesOf(side, agent)
      const policy = picture.frame?.policies[agent] ?? 0
      const found: Hover = {
        side,
        agent,
        policy,
        x: event.offsetX + this.#left(event),
        y: event.offsetY,
        values,
      }
      hover.value = found
    }
    this.#controller.frames.mark()
  }

  /** How far the canvas of an event lies from the stage's left side. */
  #left(event: PointerEvent): number {
    return (event.target as HTMLElement).offsetLeft
  }

  #agentAt(event: MouseEvent): number | undefined {
    const side = this.#stage.sideOf(event.target)
    const agents = side && this.#controller.frames.picture(side).agents
    if (!agents) return undefined
    const { x, y } = this.#stage.worldAt(event.offsetX, event.offsetY)
    const kind = (event as PointerEvent).pointerType as keyof typeof REACH
    return pickAgent(agents, x, y, (REACH[kind] ?? REACH.mouse) / this.#stage.scale)
  }
}
