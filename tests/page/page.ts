import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright'
import { findBrowser } from '../../scripts/browser.mjs'

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url))
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

/** The page as people get it: built, served by the command `view`, in a browser of its own. */
export interface ServedPage {
  readonly address: string
  readonly browser: Browser
  /** Opens it; `hash` is the part of a link behind `#`. What the console says is gathered in `said`. */
  open(hash?: string, options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenPage {
  readonly page: Page
  readonly said: string[]
}

export async function servePage(words: readonly string[] = []): Promise<ServedPage> {
  const server = spawn(process.execPath, [CLI, 'view', ...words, '--no-open'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const address = await firstLine(server)
  const executablePath = findBrowser()
  const browser = await chromium.launch({
    ...(executablePath ? { executablePath } : {}),
    chromiumSandbox: false,
    args: ARGUMENTS,
  })
  return {
    address,
    browser,
    open: async (hash = '', options = {}) => {
      const context = await browser.newContext({
        viewport: { width: 1280, height: 800 },
        colorScheme: 'dark',
        reducedMotion: 'reduce',
        ...options,
      })
      const page = await context.newPage()
      const said: string[] = []
      page.on('console', (message) => said.push(`${message.type()}: ${message.text()}`))
      page.on('pageerror', (error) => said.push(`error: ${error.message}`))
      await page.goto(new URL(hash === '' ? '' : `#${hash}`, address).href)
      await page.waitForFunction(() => {
        const { store } = globalThis.patchwork ?? {}
        return store?.society.value !== undefined && store.counts.value.a !== undefined
      })
      return { page, said }
    },
    close: async () => {
      await browser.close()
      server.kill()
    },
  }
}

const firstLine = (server: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    server.stdout?.once('data', (text) => resolve(String(text).trim()))
    server.once('exit', (status) => reject(new Error(`view ended with ${status}`)))
  })

/** What the page shows at the moment. */
export const shown = (page: Page) =>
  page.evaluate(async () => {
    const viewer = globalThis.patchwork as NonNullable<typeof globalThis.patchwork>
    const { store } = viewer
    return {
      scenario: store.society.value?.name,
      tick: store.tick.value,
      latest: store.latestTick.value,
      comparing: store.comparing.value,
      selected: store.selected.value,
      group: store.group.value?.length,
      moves: store.moves.value,
      colourBy: store.colourBy.value,
      layout: store.layout.value,
      problem: store.problem.value,
      digest: await viewer.digest(),
    }
  })

/** Waits until the page is at a tick. */
export const arrive = (page: Page, tick: number) =>
  page.waitForFunction((wanted) => globalThis.patchwork?.store.tick.value === wanted, tick)
