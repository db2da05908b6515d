import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import * as camera from '../../viewer/interact/camera.ts'
import { agentsInside } from '../../viewer/interact/lasso.ts'
import { pickAgent } from '../../viewer/interact/pick.ts'
import { AgentFlag } from '../../viewer/protocol/host.ts'
import { aPicture, numbersFrom } from '../kit/a-picture.ts'

const isShown = (picture: ReturnType<typeof aPicture>, row: number): boolean =>
  (picture.flags[row]! & AgentFlag.departed) === 0 && picture.muted[picture.policies[row]!] !== 1

describe('picking', () => {
  it('finds what a search of all finds', () => {
    const picture = aPicture(800, { muted: [2] })
    fc.assert(
      fc.property(
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: -30, max: 30, noNaN: true }),
        fc.double({ min: 0, max: 4, noNaN: true }),
        (x, y, reach) => {
          const distance = (row: number) =>
            Math.hypot(picture.positions[2 * row]! - x, picture.positions[2 * row + 1]! - y)
          const near = [...Array(800).keys()]
            .filter((row) => isShown(picture, row) && distance(row) <= reach)
            .sort((a, b) => distance(a) - distance(b))
          const found = pickAgent(picture, x, y, reach)
          if (near.length === 0) expect(found).toBeUndefined()
          else expect(distance(found!)).toBeCloseTo(distance(near[0]!), 9)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('passes over muted policies and those who have left, and takes the upper one of two', () => {
    const at = (flags: number[], muted: number) =>
      pickAgent(
        {
          count: 3,
          positions: Float32Array.of(0, 0, 0, 0, 1, 0),
          policies: Uint8Array.of(0, 1, 0),
          flags: Uint8Array.from(flags),
          muted: Uint8Array.of(0, muted),
        },
        0,
        0,
        2,
      )
    expect(at([0, 0, 0], 0)).toBe(1)
    expect(at([0, 0, 0], 1)).toBe(0)
    expect(at([AgentFlag.departed, 0, 0], 1)).toBe(2)
    expect(at([0, AgentFlag.held, 0], 0)).toBe(1)
  })

  it('takes a few milliseconds at most among 100,000', () => {
    const picture = aPicture(100_000)
    const times = Array.from({ length: 15 }, (_, run) => {
      const start = performance.now()
      pickAgent(picture, run, -run, 1)
      return performance.now() - start
    })
    // The bar is 2 ms; the best of several runs is what a machine that others use as well can be judged by.
    expect(Math.min(...times)).toBeLessThan(2)
  })
})

describe('the lasso', () => {
  const star = (sides: number, radius: number): number[] => {
    const next = numbersFrom(17)
    return Array.from({ length: sides }, (_, corner) => {
      const angle = (2 * Math.PI * corner) / sides
      const length = radius * (0.6 + 0.4 * next())
      return [length * Math.cos(angle), length * Math.sin(angle)]
    }).flat()
  }

  it('holds those within a rectangle', () => {
    const picture = aPicture(3000, { muted: [1] })
    const [left, top, right, bottom] = [-12.3, -8.1, 9.7, 14.2]
    const inside = agentsInside(picture, [left, top, right, top, right, bottom, left, bottom])
    const wanted = [...Array(3000).keys()].filter((row) => {
      const [x, y] = [picture.positions[2 * row]!, picture.positions[2 * row + 1]!]
      return isShown(picture, row) && x > left && x < right && y > top && y < bottom
    })
    expect([...inside]).toEqual(wanted)
    expect(inside.length).toBeGreaterThan(100)
  })

  it('agrees with the sum of angles around each agent', () => {
    const picture = aPicture(1500)
    fc.assert(
      fc.property(
        fc.integer({ min: 3, max: 24 }),
        fc.double({ min: 3, max: 25, noNaN: true }),
        (sides, radius) => {
          const corners = star(sides, radius)
          const inside = new Set(agentsInside(picture, corners))
          for (let row = 0; row < 1500; row++) {
            if (!isShown(picture, row)) continue
            let turned = 0
            for (let side = 0; side < sides; side++) {
              const next = (side + 1) % sides
              const [ax, ay] = [
                corners[2 * side]! - picture.positions[2 * row]!,
                corners[2 * side + 1]! - picture.positions[2 * row + 1]!,
              ]
              const [bx, by] = [
                corners[2 * next]! - picture.positions[2 * row]!,
                corners[2 * next + 1]! - picture.positions[2 * row + 1]!,
              ]
              turned += Math.atan2(ax * by - ay * bx, ax * bx + ay * by)
            }
            if (inside.has(row) !== Math.abs(turned) > Math.PI) expect.fail(`agent ${row}`)
          }
        },
      ),
      { numRuns: 20 },
    )
  })

  it('holds nobody with fewer than three corners, and counts a half-given corner out', () => {
    const picture = aPicture(50)
    expect(agentsInside(picture, [])).toHaveLength(0)
    expect(agentsInside(picture, [-99, -99, 99, 99])).toHaveLength(0)
    expect(agentsInside(picture, [-99, -99, 99, -99, 0])).toHaveLength(0)
  })

  it('takes less than 20 ms for 100,000 agents and 60 corners', () => {
    const picture = aPicture(100_000)
    const corners = star(60, 200)
    const times = Array.from({ length: 25 }, () => {
      const start = performance.now()
      agentsInside(picture, corners)
      return performance.now() - start
    })
    expect(Math.min(...times)).toBeLessThan(20)
  })
})

describe('the camera', () => {
  const viewport = { width: 900, height: 560 }
  const number = (least: number, most: number) => fc.double({ min: least, max: most, noNaN: true })
  const cameras = fc.record({ x: number(-500, 500), y: number(-500, 500), scale: number(0.1, 150) })
  const points = fc.record({ x: number(0, 900), y: number(0, 560) })

  it('goes from screen to world and back', () => {
    fc.assert(
      fc.property(cameras, points, (state, point) => {
        const back = camera.toScreen(state, viewport, camera.toWorld(state, viewport, point))
        expect(back.x).toBeCloseTo(point.x, 6)
        expect(back.y).toBeCloseTo(point.y, 6)
      }),
    )
  })

  it('keeps the point that a zoom is about, within limits', () => {
    fc.assert(
      fc.property(cameras, points, number(0.001, 1000), (state, about, factor) => {
        const zoomed = camera.zoomAbout(state, viewport, about, factor)
        const [before, after] = [
          camera.toWorld(state, viewport, about),
          camera.toWorld(zoomed, viewport, about),
        ]
        expect(after.x).toBeCloseTo(before.x, 6)
        expect(after.y).toBeCloseTo(before.y, 6)
        expect(zoomed.scale).toBeGreaterThanOrEqual(camera.LEAST_SCALE)
        expect(zoomed.scale).toBeLessThanOrEqual(camera.MOST_SCALE)
      }),
    )
  })

  it('moves the picture with the hand', () => {
    const state = { x: 3, y: 4, scale: 8 }
    const world = camera.toWorld(state, viewport, { x: 100, y: 200 })
    const moved = camera.toScreen(camera.pan(state, 30, -50), viewport, world)
    expect([moved.x, moved.y]).toEqual([130, 150])
  })

  it('fits all of a rectangle with a margin, the middle in the middle', () => {
    const bounds = { left: -40, top: -10, right: 60, bottom: 30 }
    const state = camera.fitBounds(bounds, viewport, 20)
    expect(camera.toScreen(state, viewport, { x: -40, y: 10 }).x).toBeCloseTo(20, 6)
    expect(camera.toScreen(state, viewport, { x: 60, y: 10 }).x).toBeCloseTo(880, 6)
    const none = camera.fitBounds({ left: 0, top: 0, right: 0, bottom: 0 }, { width: 0, height: 0 })
    expect(Number.isFinite(none.scale)).toBe(true)
  })

  it('does not lose the world', () => {
    const bounds = { left: -40, top: -10, right: 60, bottom: 30 }
    fc.assert(
      fc.property(cameras, (state) => {
        const kept = camera.limit({ ...state, x: state.x * 50, y: state.y * 50 }, bounds, viewport)
        const [corner, other] = [
          camera.toScreen(kept, viewport, { x: bounds.left, y: bounds.top }),
          camera.toScreen(kept, viewport, { x: bounds.right, y: bounds.bottom }),
        ]
        expect(corner.x).toBeLessThan(viewport.width)
        expect(other.x).toBeGreaterThan(0)
        expect(corner.y).toBeLessThan(viewport.height)
        expect(other.y).toBeGreaterThan(0)
      }),
    )
  })

  it('glides gently, exactly to the end, along the point that both states share', () => {
    const from = { x: 10, y: 5, scale: 4 }
    const about = { x: 700, y: 100 }
    const to = camera.zoomAbout(from, viewport, about, 6)
    const fixed = camera.toWorld(from, viewport, about)
    for (const share of [0.1, 0.4, 0.7, 0.95]) {
      const at = camera.toScreen(camera.between(from, to, share), viewport, fixed)
      expect(at.x).toBeCloseTo(about.x, 4)
      expect(at.y).toBeCloseTo(about.y, 4)
    }
    const way = camera.glide(from, to, false, 300)
    expect(way.at(0)).toEqual(from)
    expect(way.at(300)).toEqual(to)
    expect(way.at(10).scale - from.scale).toBeLessThan(0.1)
    expect([way.isOver(299), way.isOver(300)]).toEqual([false, true])
    const jump = camera.glide(from, to, true)
    expect(jump.at(0)).toEqual(to)
    expect(jump.isOver(0)).toBe(true)
    const slide = camera.between(from, { x: 20, y: 5, scale: 4 }, 0.5)
    expect(slide).toEqual({ x: 15, y: 5, scale: 4 })
  })

  it('zooms in when the wheel turns up', () => {
    expect(camera.wheelFactor(-100)).toBeGreaterThan(1.1)
    expect(camera.wheelFactor(-100) * camera.wheelFactor(100)).toBeCloseTo(1, 9)
  })
})
