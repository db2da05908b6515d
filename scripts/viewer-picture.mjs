// Takes the picture of the viewer that the README shows: the built page, served and looked at as people do.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright'
import { ensureBrowser } from './browser.mjs'
import { ensureBuilt } from './built.mjs'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))
/** Side B has had every third interaction audited since tick 60, side A one in ten. */
const VIEW =
  '#scenario=metropolis&agents=20000&tick=120&branch=60&lever=b,60,governance.audit_probability,0.35&theme=dark'

ensureBuilt()
const server = spawn(process.execPath, [at('dist/cli.js'), 'view', '--no-open'], {
  stdio: ['ignore', 'pipe', 'ignore'],
})
const browser = await chromium.launch({
  executablePath: ensureBrowser(),
  chromiumSandbox: false,
  args: ['--no-sandbox', '--use-angle=swiftshader', '--enable-unsafe-swiftshader'],
})
try {
  const address = await new Promise((resolve) =>
    server.stdout.once('data', (text) => resolve(String(text).trim())),
  )
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: 'dark',
    reducedMotion: 'reduce',
  })
  await page.goto(new URL(VIEW, address).href)
  await page.waitForFunction(
    () => {
      const { store } = globalThis.patchwork ?? {}
      return store?.comparing.value && store.tick.value === 120
    },
    null,
    { timeout: 120_000 },
  )
  await page.waitForTimeout(2500)
  await page.screenshot({ path: at('docs/pictures/viewer.png') })
} finally {
  await browser.close()
  server.kill()
}
