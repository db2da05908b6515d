import entries from 'virtual:shelf'
import type { Shelf } from '../app/shelf.ts'

/** The scenarios that come with the package, read and resolved when the page was built; each is fetched when chosen. */
export const shelf: Shelf = {
  items: entries.map(({ load: _load, ...item }) => item),
  read: async (name) => {
    const entry = entries.find((each) => each.name === name)
    if (!entry) throw new Error(`there is no scenario ${name} on the shelf`)
    return { scenario: (await entry.load()).default }
  },
}
