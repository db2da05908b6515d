import { fileURLToPath } from 'node:url'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'
import { findBrowser } from './scripts/browser.mjs'

const executablePath = findBrowser()
const launchArguments = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  // The canvas is drawn by software wherever tests run, so that pictures are the same.
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
]

export default defineConfig({
  test: {
    reporters: ['default', './tests/kit/closing-line.ts'],
    testTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/browser/**', 'tests/page/**'],
        },
      },
      {
        extends: true,
        test: {
          // The page as it is built and served, in a browser of its own.
          name: 'page',
          environment: 'node',
          include: ['tests/page/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
        // As in the page's own build: a viewer that makes its worker finds it among the sources.
        resolve: {
          alias: [
            {
              find: /^.*\/own-worker\.ts$/,
              replacement: fileURLToPath(new URL('viewer/page/worker.ts', import.meta.url)),
            },
          ],
        },
        optimizeDeps: {
          include: [
            'bitecs',
            'seedrandom/seedrandom.js',
            'pixi.js',
            'pixi.js/unsafe-eval',
            'preact',
            'preact/hooks',
            'preact/jsx-runtime',
            'preact/jsx-dev-runtime',
            '@preact/signals',
            '@preact/signals-core',
            'uplot',
            'axe-core',
            're2js',
            'yaml',
            'zod',
          ],
        },
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.{ts,tsx}'],
          api: { host: '127.0.0.1' },
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({
              launchOptions: { ...(executablePath ? { executablePath } : {}), args: launchArguments },
            }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
})
