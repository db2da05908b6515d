import { afterEach, describe, expect, it, vi } from 'vitest'
import { mechanisms } from '../../../mechanisms/index.ts'
import { MANIFEST_FORMAT } from '../../../outputs/manifest-format.ts'
import { createSimulation } from '../../../simulation/index.ts'
import type { ScenarioInput } from '../../../simulation/scenario.ts'
import { VERSION } from '../../../simulation/version.ts'
import { loadScene } from '../../../viewer/app/load-scene.ts'
import { mountViewer, type Source, type Viewer } from '../../../viewer/index.ts'

const TOWN: ScenarioInput = {
  id: 'town',
  seed: '5',
  epochs: 3,
  stepsPerEpoch: 4,
  agents: [
    { type: 'honest', count: 60 },
    { type: 'adversarial', count: 20 },
  ],
  parameters: { 'governance.audit_enabled': true, 'governance.audit_probability': 0.1 },
}
const PATH = 'governance.audit_probability'

const YAML = `# Does it mount?
scenario_id: town
agents:
  - { type: honest, count: 60 }
  - { type: adversarial, count: 20 }
simulation: { n_epochs: 3, steps_per_epoch: 4, seed: 5 }
governance: { audit_enabled: true, audit_probability: 0.1 }
`

const viewers: Viewer[] = []
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.dispose()
  document.body.innerHTML = ''
})

function place(): HTMLElement {
  const element = document.createElement('div')
  Object.assign(element.style, { width: '900px', height: '600px' })
  document.body.append(element)
  return element
}

async function mount(source: Source, element = place()): Promise<Viewer> {
  const viewer = await mountViewer(element, source, { theme: 'dark' })
  viewers.push(viewer)
  return viewer
}

/** Digest of a plain run to a tick, with a lever moved at one. */
async function straight(tick: number, movedAt?: number): Promise<string> {
  const simulation = await createSimulation(TOWN, { plugins: mechanisms })
  for (let at = 0; at < tick; at++) {
    if (at === movedAt) simulation.set(PATH, 0.9)
    simulation.tick()
  }
  const digest = simulation.digest()
  simulation.dispose()
  return digest
}

const WAIT = { timeout: 20_000 }
const at = (viewer: Viewer, tick: number) =>
  vi.waitFor(() => expect(viewer.store.tick.value).toBe(tick), WAIT)

/** What the manifest of a run holds that concerns a viewer. */
async function recorded(movedAt?: number): Promise<string> {
  const simulation = await createSimulation(TOWN, { plugins: mechanisms })
  for (let tick = 0; tick < 12; tick++) {
    if (tick === movedAt) simulation.set(PATH, 0.9)
    simulation.tick()
  }
  const { scenario, moves, ticks } = simulation
  const digest = simulation.digest()
  simulation.dispose()
  return JSON.stringify({ format: MANIFEST_FORMAT, version: VERSION, digest, ticks, moves, scenario })
}

describe('a viewer in a page', () => {
  it.each<readonly [string, () => Source | Promise<Source>]>([
    ['a scenario, in a worker', () => ({ scenario: TOWN })],
    ['a scenario’s text, in a worker', () => ({ scenario: YAML, name: 'town.yaml' })],
    ['a scenario, on the page’s thread', () => ({ scenario: TOWN, thread: 'page' })],
    ['plugins of one’s own', () => ({ scenario: TOWN, plugins: [] })],
    ['a recorded run', async () => ({ manifest: await recorded() })],
    ['a simulation of the page’s own', async () => ({ simulation: await createSimulation(TOWN) })],
  ])('shows %s: steps, moves a lever, goes back, inspects', async (_, source) => {
    const viewer = await mount(await source())
    expect(viewer.store.problem.value).toBeUndefined()
    viewer.actions.step(4)
    await at(viewer, 4)
    expect(await viewer.digest()).toBe(await straight(4))
    viewer.actions.moveLever(PATH, 0.9)
    viewer.actions.step(4)
    await at(viewer, 8)
    expect(await viewer.digest()).toBe(await straight(8, 4))
    viewer.actions.seek(2)
    await at(viewer, 2)
    expect(await viewer.digest()).toBe(await straight(2))
    viewer.actions.select(7)
    await vi.waitFor(
      () => expect(viewer.store.cards.value.get(7)?.components.length).toBeGreaterThan(3),
      WAIT,
    )
    expect(document.querySelectorAll('.patchwork canvas').length).toBeGreaterThan(0)
    expect(viewer.store.problem.value).toBeUndefined()
  })

  it('follows a simulation that the page runs, and leaves it running when it goes', async () => {
    const simulation = await createSimulation(TOWN)
    const viewer = await mount({ simulation })
    for (let tick = 0; tick < 6; tick++) simulation.tick()
    await at(viewer, 6)
    viewer.actions.play()
    await at(viewer, 12)
    expect(simulation.finished).toBe(true)
    viewer.dispose()
    simulation.tick()
    expect(simulation.world.clock.tick[0]).toBe(13)
    simulation.dispose()
  })

  it('plays a recorded run to the digest that it was recorded with', async () => {
    const manifest = await recorded(5)
    const viewer = await mount({ manifest })
    viewer.actions.setPace('max')
    viewer.actions.play()
    await at(viewer, 12)
    expect(await viewer.digest()).toBe(JSON.parse(manifest).digest)
  })
})

describe('what mounting leaves behind', () => {
  it('is nothing, twice in a row in one element: no worker, listener, context or style', async () => {
    const listeners = countListeners()
    const element = place()
    const styles = document.adoptedStyleSheets.length
    for (const source of [
      { scenario: TOWN },
      { scenario: YAML },
      { scenario: TOWN, thread: 'page' },
    ] as Source[]) {
      const workers = countWorkers()
      const viewer = await mountViewer(element, source)
      viewer.actions.step(1)
      await at(viewer, 1)
      const contexts = [...element.querySelectorAll('canvas')].map((canvas) => canvas.getContext('webgl2'))
      expect(contexts.some(Boolean)).toBe(true)
      expect(document.adoptedStyleSheets.length).toBe(styles + 1)
      viewer.dispose()
      viewer.dispose()
      expect(element.childElementCount).toBe(0)
      expect(document.adoptedStyleSheets.length).toBe(styles)
      expect(contexts.every((context) => context === null || context.isContextLost())).toBe(true)
      expect(workers.alive()).toBe(0)
      workers.end()
      expect(listeners.left()).toEqual([])
    }
    listeners.end()
  })

  it('is a second viewer that lives on when the first goes', async () => {
    const [first, second] = [await mount({ scenario: TOWN }), await mount({ scenario: TOWN })]
    first.dispose()
    second.actions.step(4)
    await at(second, 4)
    expect(await second.digest()).toBe(await straight(4))
    expect(getComputedStyle(document.querySelector('.patchwork') as Element).position).toBe('relative')
  })

  it('is nothing either where the source is broken', async () => {
    const element = place()
    const workers = countWorkers()
    await expect(mountViewer(element, { manifest: '{}' })).rejects.toThrow('is not the manifest of a run')
    expect(element.childElementCount).toBe(0)
    expect(workers.alive()).toBe(0)
    workers.end()
  })

  it('is a clear word where Pixi is missing', async () => {
    const missing = () => Promise.reject(new TypeError('Failed to resolve module specifier "pixi.js"'))
    await expect(loadScene(missing)).rejects.toThrow(
      /^pixi\.js: the viewer cannot load what it draws with.*npm install pixi\.js/,
    )
  })
})

/** Counts workers that were made and not ended. */
function countWorkers() {
  let alive = 0
  const { Worker: Known } = globalThis
  globalThis.Worker = class extends Known {
    constructor(...given: ConstructorParameters<typeof Known>) {
      super(...given)
      alive++
    }
    override terminate(): void {
      alive--
      super.terminate()
    }
  }
  return {
    alive: () => alive,
    end: () => {
      globalThis.Worker = Known
    },
  }
}

/** Counts what listens to the document, the window, and the person's wish for less motion. */
function countListeners() {
  const known: { target: EventTarget; type: string; listener: unknown }[] = []
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const isOurs = (target: EventTarget) =>
    target === document || target === window || target instanceof MediaQueryList
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const signal = typeof options === 'object' ? options.signal : undefined
    const once = typeof options === 'object' && options.once === true
    const target = this ?? window
    if (isOurs(target) && !once) {
      const each = { target, type, listener }
      known.push(each)
      signal?.addEventListener('abort', () => known.splice(known.indexOf(each), 1), { once: true })
    }
    addEventListener.call(target, type, listener, options)
  }
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    const target = this ?? window
    const place = known.findIndex(
      (each) => each.target === target && each.type === type && each.listener === listener,
    )
    if (place >= 0) known.splice(place, 1)
    removeEventListener.call(target, type, listener, options)
  }
  return {
    left: () => known.map(({ type }) => type),
    end: () => Object.assign(EventTarget.prototype, { addEventListener, removeEventListener }),
  }
}
