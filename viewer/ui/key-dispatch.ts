import { type Command, commandOf, type Focus } from '../interact/keys.ts'
import { colourChoices, layoutOf } from './choices.ts'
import type { Viewer } from './context.ts'

/** Inputs that keep only arrows, space, Home and End to themselves. */
const PRESSED_INPUTS = ['checkbox', 'radio', 'range', 'button', 'file', 'submit']

/** What kind of place has the focus. */
export function focusOf(element: Element | null, canvas: HTMLElement): Focus {
  if (!element) return 'page'
  if (element === canvas) return 'canvas'
  if (element.closest('dialog')) return 'dialog'
  if (element instanceof HTMLInputElement) return PRESSED_INPUTS.includes(element.type) ? 'control' : 'text'
  if (element.matches('select, textarea, [contenteditable]')) return 'text'
  return element.matches('button, summary, a, [tabindex]:not(aside)') ? 'control' : 'page'
}

/** Listens to keys on the page, or inside the viewer alone where it is part of another page. */
export function listenToKeys(viewer: Viewer, root: HTMLElement): () => void {
  const target: HTMLElement | Document = viewer.embedded ? root : root.ownerDocument
  const onKey = (event: Event) => {
    if (event.defaultPrevented || !(event instanceof KeyboardEvent)) return
    const { activeElement } = root.getRootNode() as Document | ShadowRoot
    const command = commandOf(event, focusOf(activeElement, viewer.canvas))
    if (!command || !carryOut(viewer, command, root)) return
    event.preventDefault()
  }
  target.addEventListener('keydown', onKey)
  return () => target.removeEventListener('keydown', onKey)
}

/** Does what a key asked for; false where it means nothing now. */
export function carryOut(viewer: Viewer, command: Command, root: HTMLElement): boolean {
  const { store, actions } = viewer
  const society = store.society.peek()
  if (command.do === 'close') return close(viewer, root)
  if (command.do === 'sheet') {
    if (command.sheet === 'table' && !society) return false
    actions.openSheet(command.sheet)
    return true
  }
  if (!society) return false
  switch (command.do) {
    case 'colour': {
      const choice = colourChoices(society)[command.place]
      if (choice) actions.colourBy(choice.value)
      return choice !== undefined
    }
    case 'layout':
      if (command.kind === 'network' && !society.hasNetwork) return false
      if (store.layout.peek().kind !== command.kind) actions.layOut(layoutOf(command.kind, society))
      return true
    case 'search':
      return search(viewer, root)
    case 'branch':
      if (!store.comparing.peek()) actions.branch()
      return true
    default:
      return move(viewer, command, society.ticks)
  }
}

function move({ store, actions }: Viewer, command: Command, ticks: number): boolean {
  const tick = store.tick.peek()
  switch (command.do) {
    case 'toggle':
      actions.toggle()
      return true
    case 'step':
      actions.step(command.ticks)
      return true
    case 'seekBy':
      actions.seek(Math.max(0, Math.min(ticks, tick + command.ticks)))
      return true
    case 'seekTo':
      actions.seek(command.place === 'first' ? 0 : store.latestTick.peek())
      return true
    case 'zoom':
      actions.zoom(command.factor)
      return true
    case 'pan':
      actions.pan(command.x, command.y)
      return true
    case 'fit':
      actions.fit()
      return true
    default:
      return false
  }
}

/** Puts the cursor into the search field, opening the drawer that it is in where that is shut. */
function search({ actions }: Viewer, root: HTMLElement): boolean {
  const field = root.querySelector<HTMLInputElement>('[data-search]')
  if (!field) return false
  if (!field.checkVisibility({ visibilityProperty: true })) actions.openDrawer('right')
  field.focus()
  field.select()
  return true
}

/** Escape closes what lies on top: a drawer, a problem, the choice of an agent, the group. */
function close({ store, actions, canvas }: Viewer, root: HTMLElement): boolean {
  const { activeElement } = root.getRootNode() as Document | ShadowRoot
  if (store.openDrawer.peek() !== undefined) actions.openDrawer(undefined)
  else if (activeElement?.matches('[data-search]')) canvas.focus()
  else if (store.problem.peek() !== undefined) actions.dismissProblem()
  else if (store.selected.peek() !== undefined) actions.select(undefined)
  else if (store.group.peek() !== undefined) actions.clearGroup()
  else return false
  return true
}
