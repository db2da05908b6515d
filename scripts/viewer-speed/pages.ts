import { type ChildProcess, spawn } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page, type Response } from 'playwright'
import type { Viewer } from '../../viewer/index.ts'
import { ensureBrowser } from '../browser.mjs'

declare global {
  var patchwork: Viewer | undefined
  /** What `watchDrawing` has seen. */
  var drawing: { agents: number; drawnAt: number; finishedAt: number } | undefined
}

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

/** The built page behind the command `view`, and a browser that draws by software. */
export interface Desk {
  readonly browser: Browser
  /** Opens the page in a profile of its own, nothing cached; `hash` is the part of a link behind `#`. */
  open(hash?: string): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenPage {
  readonly page: Page
  /** Bytes that the page had asked for by a time in ms since navigation, each answer gzipped. */
  transferred(until: number): Promise<number>
  close(): Promise<void>
}

/** @param cli file of the built command line */
export async function openDesk(cli: string): Promise<Desk> {
  const server = spawn(process.execPath, [cli, 'view', '--no-open'], { stdio: ['ignore', 'pipe', 'ignore'] })
  const address = await firstLine(server)
  const browser = await chromium.launch({
    executablePath: ensureBrowser(),
    chromiumSandbox: false,
    args: ARGUMENTS,
  })
  return {
    browser,
    open: (hash = '') => openPage(browser, new URL(hash === '' ? '' : `#${hash}`, address).href),
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

async function openPage(browser: Browser, address: string): Promise<OpenPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  const answers: Response[] = []
  page.on('response', (response) => answers.push(response))
  await page.addInitScript(watchDrawing)
  await page.goto(address)
  return {
    page,
    transferred: async (until) => {
      const start = await page.evaluate(() => performance.timeOrigin)
      const needed = answers.filter((answer) => answer.request().timing().startTime <= start + until)
      const sizes = await Promise.all(needed.map(async (answer) => gzipSync(await answer.body()).length))
      return sizes.reduce((sum, size) => sum + size, 0)
    },
    close: () => context.close(),
  }
}

/**
 * Runs in the page before anything else: notes when agents are first drawn, three vertices each, and when the software renderer is
 * through with them. Everything else that is drawn at once has fewer vertices, or does not count them by three.
 */
function watchDrawing(): void {
  const { drawArrays } = WebGL2RenderingContext.prototype
  const wait = (gl: WebGL2RenderingContext, fence: WebGLSync, seen: NonNullable<typeof drawing>) => {
    if (gl.getSyncParameter(fence, gl.SYNC_STATUS) === gl.SIGNALED) seen.finishedAt = performance.now()
    else setTimeout(() => wait(gl, fence, seen), 2)
  }
  WebGL2RenderingContext.prototype.drawArrays = function (mode, first, count) {
    drawArrays.call(this, mode, first, count)
    const isAgents = mode === this.TRIANGLES && count >= 1000
    if (!isAgents || (globalThis.drawing?.agents ?? 0) >= count / 3) return
    const seen = { agents: count / 3, drawnAt: performance.now(), finishedAt: 0 }
    globalThis.drawing = seen
    const fence = this.fenceSync(this.SYNC_GPU_COMMANDS_COMPLETE, 0)
    this.flush()
    if (fence) setTimeout(() => wait(this, fence, seen), 0)
  }
}

/** Waits until agents have been drawn: how many, when the draw was handed over and when it was finished, in ms since navigation. */
export async function firstPicture(page: Page, timeout = 120_000) {
  await page.waitForFunction(() => (globalThis.drawing?.finishedAt ?? 0) > 0, null, { timeout, polling: 20 })
  return page.evaluate(() => globalThis.drawing as NonNullable<typeof drawing>)
}

/** Waits until the page can be told what to do. */
export const whenReady = (page: Page): Promise<unknown> =>
  page.waitForFunction(() => globalThis.patchwork?.store.counts.value.a !== undefined, null, {
    timeout: 120_000,
  })

/** Waits until the page shows this tick, or a later one. */
export const whenAt = (page: Page, tick: number, timeout = 1_800_000): Promise<unknown> =>
  page.waitForFunction((wanted) => (globalThis.patchwork?.store.tick.value ?? 0) >= wanted, tick, {
    timeout,
    polling: 50,
  })
