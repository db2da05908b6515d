import { messageOf } from '../engine/errors.ts'
import type { ScenarioInput } from '../simulation/scenario.ts'
import { makeWorker } from './app/own-worker.ts'
import { savedLink } from './export/page.ts'
import { mountViewer, type Viewer } from './mount.ts'
import { shelf } from './page/shelf.ts'
import type { OpenOrder } from './protocol/host.ts'
import { connectWorker } from './protocol/port.ts'
import { type LinkState, readLink } from './state/link.ts'

/** What opens when nothing else is asked for. */
const FIRST_SCENARIO = 'metropolis'
/** Where the command `view` says what the page is to show. */
const GIVEN = './given.json'
const GIVEN_HASH = '#given'

interface Given {
  readonly name: string
  readonly scenario: ScenarioInput
}

interface Start {
  readonly view: LinkState
  readonly playing: boolean
  readonly content?: Pick<OpenOrder, 'text' | 'scenario'>
}

const plainView = (scenario: string): LinkState => ({ scenario, tick: 0, moves: [], watched: [], muted: [] })

/** What the address, or the file that this page is, asks for. */
async function startOf(): Promise<Start> {
  const { hash } = location
  if (hash === GIVEN_HASH) {
    const { name, scenario } = (await (await fetch(GIVEN)).json()) as Given
    return { view: plainView(name), playing: false, content: { scenario } }
  }
  const link = readLink(hash) ?? readLink(savedLink(document) ?? '')
  // Who follows a link wants to see what was seen; who just comes wants to see something happen.
  return link ? { view: link, playing: false } : { view: plainView(FIRST_SCENARIO), playing: true }
}

declare global {
  /** The viewer of this page, for tests and for people who look under the bonnet. */
  var patchwork: Viewer | undefined
}

async function main(): Promise<void> {
  const element = document.getElementById('viewer') as HTMLElement
  try {
    const { view, playing, content } = await startOf()
    // On its way while the canvas is made; it comes from the cache when it is asked for.
    if (!content && view.text === undefined) shelf.read(view.scenario).catch(() => {})
    const viewer = await mountViewer(
      element,
      { connection: connectWorker(makeWorker()) },
      { shelf, view, playing, whole: true, ...(content ? { content } : {}) },
    )
    globalThis.patchwork = viewer
    addEventListener('hashchange', () => location.reload())
  } catch (thrown) {
    element.textContent = `The viewer cannot start: ${messageOf(thrown)}`
    element.setAttribute('role', 'alert')
    throw thrown
  }
}

await main()
