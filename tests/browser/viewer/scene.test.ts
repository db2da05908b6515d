import { Ticker } from 'pixi.js'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import * as camera from '../../../viewer/interact/camera.ts'
import { pickAgent } from '../../../viewer/interact/pick.ts'
import { grid } from '../../../viewer/layout/grid.ts'
import { groups } from '../../../viewer/layout/groups.ts'
import type { Bounds } from '../../../viewer/layout/layout.ts'
import { AgentFlag } from '../../../viewer/protocol/host.ts'
import { createScene, type SceneOptions } from '../../../viewer/scene/create.ts'
import { THEMES, type ThemeName } from '../../../viewer/scene/palette.ts'
import { rampColour } from '../../../viewer/scene/ramp.ts'
import type { AgentPicture, CameraState, Marks, Scene } from '../../../viewer/scene/scene.ts'
import { aPicture, FIVE_KINDS, someFlows } from '../../kit/a-picture.ts'
import { expectPicture, passesFor, pixelsOf } from './match-picture.ts'

const VIEWPORT = { width: 720, height: 480 }
const NO_MARKS: Marks = {
  hover: undefined,
  selected: undefined,
  watched: [],
  group: undefined,
  lasso: undefined,
}

const scenes: Scene[] = []
const spoken: string[] = []

beforeEach(() => {
  spoken.length = 0
  for (const voice of ['log', 'info', 'warn', 'error', 'groupCollapsed'] as const)
    vi.spyOn(console, voice).mockImplementation(
      (...words: unknown[]) => void spoken.push(words.map(String).join(' ')),
    )
})

afterEach(() => {
  for (const scene of scenes.splice(0)) scene.destroy()
  vi.restoreAllMocks()
  expect(spoken, 'words on the console').toEqual([])
})

async function aScene(options: Partial<SceneOptions> = {}): Promise<Scene> {
  const scene = await createScene({ theme: 'dark', ...VIEWPORT, pixelRatio: 1, ...options })
  scenes.push(scene)
  document.body.append(scene.canvas)
  scene.setPolicies(FIVE_KINDS)
  return scene
}

const boundsOf = ({ count, policies }: AgentPicture): Bounds =>
  groups({ count, policies, policyCount: 5 }, new Float32Array(2 * count))
const whole = (picture: AgentPicture): CameraState => camera.fitBounds(boundsOf(picture), VIEWPORT)

/** Five agents in a line, 4 apart, one of each kind, free and unflagged. */
function fiveInLine(change: Partial<AgentPicture> = {}): AgentPicture {
  return {
    count: 5,
    positions: Float32Array.from([-8, 0, -4, 0, 0, 0, 4, 0, 8, 0]),
    policies: Uint8Array.of(0, 1, 2, 3, 4),
    flags: new Uint8Array(5),
    shades: undefined,
    muted: new Uint8Array(5),
    ...change,
  }
}
const CLOSE: CameraState = { x: 0, y: 0, scale: 30 }

const hexOf = (red: number, green: number, blue: number): string =>
  `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`.toUpperCase()

/** Colours at world points, as the scene draws them with CLOSE. */
async function coloursAt(scene: Scene, points: readonly (readonly [number, number])[]): Promise<string[]> {
  scene.setCamera(CLOSE)
  const image = await pixelsOf(await scene.toBlob())
  return points.map(([x, y]) => {
    const at = camera.toScreen(CLOSE, VIEWPORT, { x, y })
    const byte = 4 * (Math.floor(at.y) * image.width + Math.floor(at.x))
    return hexOf(image.data[byte]!, image.data[byte + 1]!, image.data[byte + 2]!)
  })
}
const CENTRES = [-8, -4, 0, 4, 8].map((x) => [x, 0] as const)

/** Pixels that differ from the ground. */
async function painted(scene: Scene, theme: ThemeName): Promise<number> {
  const image = await pixelsOf(await scene.toBlob())
  const ground = THEMES[theme].background.toUpperCase()
  let count = 0
  for (let at = 0; at < image.data.length; at += 4)
    if (hexOf(image.data[at]!, image.data[at + 1]!, image.data[at + 2]!) !== ground) count++
  return count
}

describe('golden pictures', () => {
  it.each(['dark', 'light'] as const)('%s', async (theme) => {
    const picture = aPicture(20_000)
    const scene = await aScene({ theme })
    scene.setAgents(picture, 'sequential')
    scene.setFlows(someFlows(20_000, 600))
    scene.setMarks({ ...NO_MARKS, selected: 15_003, watched: [9033, 18_057], hover: 12_101 })
    scene.setCamera(whole(picture))
    await expectPicture(theme, await scene.toBlob())
  })

  it('are not passed for by what is a little moved, a kind’s other colour, or bare of its flows', async () => {
    const picture = aPicture(20_000)
    const scene = await aScene({ theme: 'dark' })
    const show = async (change: { x?: number; kinds?: typeof FIVE_KINDS; flows?: boolean }) => {
      scene.setPolicies(change.kinds ?? FIVE_KINDS)
      scene.setAgents(picture, 'sequential')
      scene.setFlows(change.flows === false ? undefined : someFlows(20_000, 600))
      scene.setMarks({ ...NO_MARKS, selected: 15_003, watched: [9033, 18_057], hover: 12_101 })
      const camera = whole(picture)
      scene.setCamera({ ...camera, x: camera.x + (change.x ?? 0) / camera.scale })
      return passesFor('dark', await scene.toBlob())
    }
    expect(await show({})).toBe(true)
    expect(await show({ x: 1 })).toBe(false)
    expect(await show({ flows: false })).toBe(false)
    const [honest, , ...others] = FIVE_KINDS
    expect(await show({ kinds: [honest!, honest!, ...others] })).toBe(false)
  })

  it('zoomed, with a group and a lasso', async () => {
    const picture = aPicture(2000)
    const scene = await aScene()
    scene.setAgents(picture, 'sequential')
    const middle = boundsOf(picture).right * 0.45
    const near = (x: number, y: number) => pickAgent(picture, middle + x, y, 3)!
    const flows = someFlows(2000, 300)
    flows.rows.set([near(8, 2), near(-14, -4), 0.9, 1])
    scene.setFlows(flows)
    scene.setTies(Uint32Array.from({ length: 200 }, (_, end) => (end * 37) % 2000))
    const group = Uint32Array.from({ length: 1500 }, (_, row) => row)
    scene.setMarks({
      hover: near(-12, 5),
      selected: near(8, 2),
      watched: [near(11, -6), near(-16, -2)],
      group,
      lasso: [0, -9, 14, -11, 12, 6, 2, 9],
    })
    scene.setCamera({ x: middle, y: 0, scale: 20 })
    await expectPicture('zoomed', await scene.toBlob())
  })

  it('shades on a grid, on a screen of two pixels a CSS pixel', async () => {
    const picture = aPicture(1500, { shaded: true })
    const { count, policies, shades } = picture
    const bounds = grid({ count, policies, policyCount: 5, x: shades! }, picture.positions)
    const scene = await aScene({ theme: 'light', width: 360, height: 240, pixelRatio: 2 })
    scene.setAgents(picture, 'diverging')
    scene.setCamera(camera.fitBounds(bounds, { width: 360, height: 240 }))
    await expectPicture('shades', await scene.toBlob())
  })
})

describe('what colours say', () => {
  it('gives every kind its colour, and those held the held one', async () => {
    const scene = await aScene()
    const { kinds, held } = THEMES.dark
    scene.setAgents(fiveInLine(), 'sequential')
    expect(await coloursAt(scene, CENTRES)).toEqual(FIVE_KINDS.map((kind) => kinds[kind].toUpperCase()))
    scene.setAgents(fiveInLine({ flags: Uint8Array.of(1, 0, 1, 0, 0) }), 'sequential')
    const after = await coloursAt(scene, CENTRES)
    expect([after[0], after[2]]).toEqual([held, held].map((colour) => colour.toUpperCase()))
    expect(after[1]).toBe(kinds.opportunistic.toUpperCase())
  })

  it('gives shades the colours of the ramp, held or not, and sets those without a value back', async () => {
    const scene = await aScene()
    const shades = Float32Array.of(0, 0.25, 0.5, 1, Number.NaN)
    scene.setAgents(fiveInLine({ shades, flags: Uint8Array.of(1, 0, 0, 0, 0) }), 'sequential')
    const got = await coloursAt(scene, CENTRES)
    for (const [place, shade] of [0, 0.25, 0.5, 1].entries()) {
      const wanted = rampColour('sequential', 'dark', shade).map((part) => Math.round(part * 255))
      const colour = got[place]!
      for (const channel of [0, 1, 2])
        expect(Number.parseInt(colour.slice(1 + 2 * channel, 3 + 2 * channel), 16)).toBeCloseTo(
          wanted[channel]!,
          -0.5,
        )
    }
    expect(got[4]).not.toBe(THEMES.dark.kinds.adaptive.toUpperCase())
  })

  it('fades muted policies and leaves out those who have left', async () => {
    const scene = await aScene()
    const flags = Uint8Array.of(0, AgentFlag.departed, 0, 0, 0)
    scene.setAgents(fiveInLine({ muted: Uint8Array.of(1, 0, 0, 0, 0), flags }), 'sequential')
    const [muted, departed, plain] = await coloursAt(scene, CENTRES)
    expect(muted).not.toBe(THEMES.dark.kinds.honest.toUpperCase())
    expect(muted).not.toBe(THEMES.dark.background.toUpperCase())
    expect(departed).toBe(THEMES.dark.background.toUpperCase())
    expect(plain).toBe(THEMES.dark.kinds.deceptive.toUpperCase())
  })

  it('fades all but a group, and ends that', async () => {
    const scene = await aScene()
    scene.setAgents(fiveInLine(), 'sequential')
    scene.setMarks({ ...NO_MARKS, group: Uint32Array.of(2) })
    const [outside, , member] = await coloursAt(scene, CENTRES)
    expect(outside).not.toBe(THEMES.dark.kinds.honest.toUpperCase())
    expect(member).toBe(THEMES.dark.kinds.deceptive.toUpperCase())
    scene.setMarks(NO_MARKS)
    expect((await coloursAt(scene, CENTRES))[0]).toBe(THEMES.dark.kinds.honest.toUpperCase())
  })

  it('rings those flagged and marked, on top', async () => {
    const scene = await aScene()
    scene.setAgents(fiveInLine(), 'sequential')
    const bare = await painted(scene, 'dark')
    scene.setCamera(CLOSE)
    const amounts: number[] = []
    const show = async (flags: Uint8Array, marks: Partial<Marks>) => {
      scene.setAgents(fiveInLine({ flags }), 'sequential')
      scene.setMarks({ ...NO_MARKS, ...marks })
      amounts.push(await painted(scene, 'dark'))
    }
    expect(bare).toBeGreaterThan(0)
    const none = new Uint8Array(5)
    await show(none, {})
    await show(Uint8Array.of(AgentFlag.flagged, 0, 0, 0, 0), {})
    await show(none, { watched: [0] })
    await show(none, { hover: 0 })
    await show(none, { selected: 0 })
    const [plain, flagged, watched, hover, selected] = amounts as [number, number, number, number, number]
    for (const ringed of [flagged, watched, hover, selected]) expect(ringed).toBeGreaterThan(plain + 20)
    expect(selected).toBeGreaterThan(hover)
    // Rows that no longer exist do no harm.
    await show(none, { selected: 999, hover: 77, watched: [5] })
    expect(amounts.at(-1)).toBe(plain)
  })

  it('turns from dark to light and back', async () => {
    const scene = await aScene()
    scene.setAgents(fiveInLine(), 'sequential')
    scene.setTheme('light')
    const light = await coloursAt(scene, [...CENTRES, [0, 6]])
    expect(light).toEqual(
      [...FIVE_KINDS.map((kind) => THEMES.light.kinds[kind]), THEMES.light.background].map((colour) =>
        colour.toUpperCase(),
      ),
    )
    scene.setTheme('dark')
    expect((await coloursAt(scene, CENTRES))[0]).toBe(THEMES.dark.kinds.honest.toUpperCase())
  })
})

describe('life of a canvas', () => {
  it('draws 100,000 agents, and a million', async () => {
    const scene = await aScene({ width: 320, height: 200 })
    for (const count of [100_000, 1_000_000]) {
      const picture = aPicture(count)
      scene.setAgents(picture, 'sequential')
      scene.setCamera(camera.fitBounds(boundsOf(picture), { width: 320, height: 200 }))
      scene.draw()
      expect(scene.lastMilliseconds).toBeGreaterThan(0)
      // The groups fill a third of the canvas.
      expect(await painted(scene, 'dark')).toBeGreaterThan(0.25 * 320 * 200)
    }
    // What is fewer again leaves nothing of the million behind.
    scene.setAgents(fiveInLine(), 'sequential')
    scene.setCamera({ ...CLOSE, scale: 5 })
    expect(await painted(scene, 'dark')).toBeLessThan(500)
  })

  it('changes its size, in device pixels too', async () => {
    const scene = await aScene()
    scene.setAgents(fiveInLine(), 'sequential')
    scene.setCamera(CLOSE)
    scene.resize(300, 200, 2)
    const image = await pixelsOf(await scene.toBlob())
    expect([image.width, image.height]).toEqual([600, 400])
    expect([scene.canvas.style.width, scene.canvas.style.height]).toEqual(['300px', '200px'])
    const middle = 4 * (200 * 600 + 300)
    expect(hexOf(image.data[middle]!, image.data[middle + 1]!, image.data[middle + 2]!)).toBe(
      THEMES.dark.kinds.deceptive.toUpperCase(),
    )
  })

  it('runs nothing while nothing is drawn', async () => {
    const asked = vi.spyOn(globalThis, 'requestAnimationFrame')
    const scene = await aScene()
    scene.setAgents(fiveInLine(), 'sequential')
    scene.draw()
    asked.mockClear()
    await new Promise((resolve) => setTimeout(resolve, 120))
    expect(asked).not.toHaveBeenCalled()
    expect(Ticker.system.count).toBe(0)
  })

  it('is given up twice and made again, on a canvas of its own or on the same one', async () => {
    const first = await aScene()
    first.setAgents(fiveInLine(), 'sequential')
    first.draw()
    first.destroy()
    expect(first.canvas.isConnected).toBe(false)
    expect(() => {
      first.destroy()
      first.setAgents(fiveInLine(), 'sequential')
      first.setCamera(CLOSE)
      first.resize(10, 10, 1)
      first.setTheme('light')
      first.draw()
    }).not.toThrow()
    await expect(first.toBlob()).rejects.toThrow('given up')

    const canvas = document.createElement('canvas')
    for (const _ of [1, 2]) {
      const again = await aScene({ canvas })
      expect(again.canvas).toBe(canvas)
      again.setAgents(fiveInLine(), 'sequential')
      expect((await coloursAt(again, CENTRES))[3]).toBe(THEMES.dark.kinds.adversarial.toUpperCase())
      again.destroy()
    }
    canvas.remove()
  })

  it('refuses a canvas whose context is lost, instead of waiting for ever', async () => {
    const first = await aScene()
    first.destroy()
    await expect(
      createScene({ theme: 'dark', ...VIEWPORT, pixelRatio: 1, canvas: first.canvas }),
    ).rejects.toThrow('has been lost')
  })

  it('draws again after the browser has taken the context away', async () => {
    const scene = await aScene()
    scene.setAgents(fiveInLine(), 'sequential')
    scene.setFlows(someFlows(5, 4))
    scene.setMarks({ ...NO_MARKS, selected: 1 })
    scene.setCamera(CLOSE)
    const before = await painted(scene, 'dark')
    const gl = scene.canvas.getContext('webgl2') as WebGL2RenderingContext
    const lose = gl.getExtension('WEBGL_lose_context')!
    const happens = (what: string) =>
      new Promise((resolve) => scene.canvas.addEventListener(what, resolve, { once: true }))
    const lost = happens('webglcontextlost')
    lose.loseContext()
    await lost
    scene.draw()
    // The browser lets a context be restored once all have heard that it is lost.
    await new Promise((resolve) => setTimeout(resolve))
    const restored = happens('webglcontextrestored')
    lose.restoreContext()
    await restored
    expect(await painted(scene, 'dark')).toBe(before)
  })

  it('draws flows between agents that lie at one place, and none', async () => {
    const scene = await aScene()
    scene.setAgents(fiveInLine({ positions: new Float32Array(10) }), 'sequential')
    scene.setCamera(CLOSE)
    const without = await painted(scene, 'dark')
    scene.setFlows(someFlows(5, 3))
    expect(await painted(scene, 'dark')).toBe(without)
    scene.setAgents(fiveInLine(), 'sequential')
    const apart = await painted(scene, 'dark')
    scene.setFlows(undefined)
    expect(await painted(scene, 'dark')).toBeLessThan(apart)
  })
})
