import { UserError } from '../../engine/errors.ts'

/** Element that holds, in a page saved as one file, the link of what it is to show. */
const STATE_ID = 'patchwork-state'
/** The page as one file, beside the page of many. */
const SINGLE_FILE = './single.html'

/** The link that a saved page was made with; undefined in others. */
export const savedLink = (document: Document): string | undefined =>
  document.getElementById(STATE_ID)?.textContent?.trim() || undefined

/**
 * The page as one file with everything in it, so that it opens by double-click and shows what the link says.
 * @throws UserError where the page was not built with its one-file form
 */
export async function pageOf(link: string, source: () => Promise<string> = ownSource): Promise<string> {
  const html = await source()
  // In the text of a script element only `</` could end it early; in JSON and links it need not occur as such.
  const state = `<script type="text/plain" id="${STATE_ID}">${link.replaceAll('<', '%3C')}</script>`
  const without = html.replace(new RegExp(`<script type="text/plain" id="${STATE_ID}">[^<]*</script>`), '')
  // The last one: the page's own code, which may stand before it, speaks of it too.
  const at = without.lastIndexOf('</head>')
  if (at === -1) throw new UserError('page', 'has no head, so it cannot be saved as one file')
  return without.slice(0, at) + state + without.slice(at)
}

/** Text of the one-file page: this very page when it is one, else the one that lies beside it. */
async function ownSource(): Promise<string> {
  const own = document.documentElement.dataset['singleFile']
  if (own !== undefined) {
    const copy = document.documentElement.cloneNode(true) as HTMLElement
    copy.querySelector('#viewer')?.replaceChildren()
    return `<!doctype html>\n${copy.outerHTML}`
  }
  const answer = await fetch(SINGLE_FILE)
  if (!answer.ok) throw new UserError('page', `its one-file form could not be fetched (${answer.status})`)
  return answer.text()
}
