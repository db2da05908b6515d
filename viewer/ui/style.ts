import uplotRules from 'uplot/dist/uPlot.min.css?inline'
import { THEMES, type ThemeName } from '../scene/palette.ts'
import panelRules from './panels.css?inline'
import themeRules from './theme.css?inline'

const sheets = new WeakMap<Document, CSSStyleSheet>()

/** One sheet a document: constructed sheets may be adopted by that document and its shadow roots alone. */
function sheetOf(document: Document): CSSStyleSheet {
  const known = sheets.get(document)
  if (known) return known
  const View = document.defaultView ?? window
  const sheet = new View.CSSStyleSheet()
  sheet.replaceSync(`.patchwork{${uplotRules}}\n${themeRules}\n${panelRules}`)
  sheets.set(document, sheet)
  return sheet
}

/** Viewers that stand in a document or shadow root. */
const wearers = new WeakMap<Document | ShadowRoot, number>()

/**
 * Styles whatever stands under `.patchwork` in the document or shadow root of a node, once however many viewers there are. What it
 * returns takes the rules away again with the last of them.
 */
export function adoptStyle(node: Node): () => void {
  const root = node.getRootNode()
  if (!(root instanceof Document || root instanceof ShadowRoot)) return () => {}
  const sheet = sheetOf(node.ownerDocument ?? document)
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
  wearers.set(root, (wearers.get(root) ?? 0) + 1)
  return () => {
    const left = (wearers.get(root) ?? 1) - 1
    wearers.set(root, left)
    if (left === 0) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet)
  }
}

/** Hands the colours of a theme to the rules, as custom properties. */
export function setThemeProperties(element: HTMLElement, name: ThemeName): void {
  const { kinds, ...colours } = THEMES[name]
  for (const [kind, colour] of Object.entries(kinds)) element.style.setProperty(`--kind-${kind}`, colour)
  for (const [word, colour] of Object.entries(colours)) element.style.setProperty(`--${word}`, colour)
  element.style.colorScheme = name
  element.dataset['theme'] = name
}
