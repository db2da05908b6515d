import type { Bounds } from '../layout/layout.ts'
import type { CameraState } from '../scene/scene.ts'

/** Size of the canvas in CSS pixels. */
export interface Viewport {
  readonly width: number
  readonly height: number
}

export interface Point {
  readonly x: number
  readonly y: number
}

/** CSS pixels a world unit: from a million agents in a small window to a handful of large ones. */
export const LEAST_SCALE = 0.05
export const MOST_SCALE = 200
/** A fit shows no agent wider apart than this: three agents need not fill a screen. */
const MOST_FIT_SCALE = 60
/** Part of the canvas that has to show some of the world, however far one pans. */
const KEEP_SHOWN = 0.15

/** World point under a point of the canvas. */
export const toWorld = (camera: CameraState, { width, height }: Viewport, at: Point): Point => ({
  x: camera.x + (at.x - width / 2) / camera.scale,
  y: camera.y + (at.y - height / 2) / camera.scale,
})

/** Point of the canvas over a world point, in CSS pixels from its left upper corner. */
export const toScreen = (camera: CameraState, { width, height }: Viewport, at: Point): Point => ({
  x: (at.x - camera.x) * camera.scale + width / 2,
  y: (at.y - camera.y) * camera.scale + height / 2,
})

/** Moves the picture by CSS pixels, as a hand that drags it. */
export const pan = (camera: CameraState, right: number, down: number): CameraState => ({
  ...camera,
  x: camera.x - right / camera.scale,
  y: camera.y - down / camera.scale,
})

/** Zooms by a factor about a point of the canvas, which keeps the world point under it. */
export function zoomAbout(
  camera: CameraState,
  viewport: Viewport,
  about: Point,
  factor: number,
): CameraState {
  const scale = limitScale(camera.scale * factor)
  const fixed = toWorld(camera, viewport, about)
  return {
    scale,
    x: fixed.x - (about.x - viewport.width / 2) / scale,
    y: fixed.y - (about.y - viewport.height / 2) / scale,
  }
}

/** Shows all of a rectangle, with a margin around it in CSS pixels. */
export function fitBounds(bounds: Bounds, { width, height }: Viewport, margin = 24): CameraState {
  const across = Math.max(bounds.right - bounds.left, 1e-6)
  const down = Math.max(bounds.bottom - bounds.top, 1e-6)
  const scale = Math.min(Math.max(1, width - 2 * margin) / across, Math.max(1, height - 2 * margin) / down)
  return {
    x: (bounds.left + bounds.right) / 2,
    y: (bounds.top + bounds.bottom) / 2,
    scale: limitScale(Math.min(MOST_FIT_SCALE, scale)),
  }
}

/** Brings a camera back to where some of the world can be seen, at a scale that there is. */
export function limit(camera: CameraState, bounds: Bounds, { width, height }: Viewport): CameraState {
  const scale = limitScale(camera.scale)
  const [across, down] = [((0.5 - KEEP_SHOWN) * width) / scale, ((0.5 - KEEP_SHOWN) * height) / scale]
  return {
    scale,
    x: Math.min(bounds.right + across, Math.max(bounds.left - across, camera.x)),
    y: Math.min(bounds.bottom + down, Math.max(bounds.top - down, camera.y)),
  }
}

/** Factor of a turn of the wheel by so many pixels; a notch of 100 is about a fifth. */
export const wheelFactor = (pixels: number): number =>
  Math.exp(-Math.max(-600, Math.min(600, pixels)) * 0.0018)

/**
 * A camera on its way from one state to another, after a share of the time in [0, 1]: it starts and ends gently, and what
 * stands still in both states stands still on the way.
 */
export function between(from: CameraState, to: CameraState, share: number): CameraState {
  if (share >= 1) return to
  if (share <= 0) return from
  const eased = share * share * (3 - 2 * share)
  const scale = from.scale * (to.scale / from.scale) ** eased
  // Linear in one over the scale: the only way in which the point that a zoom is about does not move.
  const [start, end] = [1 / from.scale, 1 / to.scale]
  const way = Math.abs(end - start) < 1e-9 * start ? eased : (1 / scale - start) / (end - start)
  return { x: from.x + (to.x - from.x) * way, y: from.y + (to.y - from.y) * way, scale }
}

/** A way from one state to another that takes time; `at` says where it is after so many milliseconds. */
export interface Glide {
  readonly milliseconds: number
  at(elapsed: number): CameraState
  isOver(elapsed: number): boolean
}

/** A glide, or a jump where motion is to be reduced (`still`). */
export function glide(from: CameraState, to: CameraState, still: boolean, milliseconds = 320): Glide {
  const length = still ? 0 : milliseconds
  return {
    milliseconds: length,
    at: (elapsed) => (elapsed >= length ? to : between(from, to, elapsed / length)),
    isOver: (elapsed) => elapsed >= length,
  }
}

const limitScale = (scale: number): number => Math.min(MOST_SCALE, Math.max(LEAST_SCALE, scale))
