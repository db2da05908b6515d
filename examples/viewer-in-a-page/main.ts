import { createSimulation, type Simulation } from '../../simulation/index.ts'
import { mountViewer, type Viewer } from '../../viewer/index.ts'

/**
 * Tutorial 6: the viewer in a page of your own.
 *
 * The page makes a simulation and keeps it. The viewer shows it and may play, go back and move its rules; what the page
 * does with it shows in the viewer too. Give the element a height: the viewer fills it.
 *
 * In a project of yours the imports are 'patchwork-ecs' and 'patchwork-ecs/viewer', and pixi.js is installed beside them.
 * Instead of `{ simulation }` the source may be `{ scenario }`, the text of a scenario file or a scenario in code, which
 * then runs in a worker; or `{ manifest }`, the text of a recorded run's manifest.json.
 *
 * Look at it: npx vite examples/viewer-in-a-page
 */
export const createTown = (): Promise<Simulation> =>
  createSimulation({
    id: 'a town under your eyes',
    agents: [
      { type: 'honest', count: 1200 },
      { type: 'opportunistic', count: 400 },
      { type: 'deceptive', count: 250 },
      { type: 'adversarial', count: 150 },
    ],
    parameters: {
      'governance.audit_enabled': true,
      'governance.audit_probability': 0.05,
      'governance.circuit_breaker_enabled': true,
    },
    epochs: 60,
  })

export interface Shown {
  readonly town: Simulation
  readonly viewer: Viewer
}

/** Shows the town inside an element of the page and joins the page's buttons to it. */
export async function main(root: ParentNode = document): Promise<Shown> {
  const element = root.querySelector<HTMLElement>('#society')
  if (!element) throw new Error('the page has no element #society')
  const town = await createTown()
  const viewer = await mountViewer(element, { simulation: town }, { playing: true, theme: 'light' })

  // A rule that the page moves itself: the viewer marks it, and says what it did.
  root.querySelector('#audit')?.addEventListener('click', () => town.set('governance.audit_probability', 0.5))

  // What the viewer shows are signals; `subscribe` calls at once and whenever one changes.
  const told = root.querySelector('#told')
  const stop = viewer.store.tick.subscribe((tick) => {
    const toxicity = town.epochs.at(-1)?.metrics['toxicityRate']
    if (told) told.textContent = `tick ${tick}, toxicity of the last epoch ${toxicity?.toFixed(3) ?? 'none'}`
  })

  // Away with all of it: worker, canvas, listeners and styles. The town goes on being yours.
  const close = () => {
    stop()
    viewer.dispose()
    town.dispose()
  }
  root.querySelector('#close')?.addEventListener('click', close, { once: true })
  return { town, viewer }
}

if (typeof document !== 'undefined' && document.querySelector('#society')) await main()
