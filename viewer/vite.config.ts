import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'
import { viteSingleFile } from 'vite-plugin-singlefile'
import { mechanisms } from '../mechanisms/index.ts'
import { loadScenario, questionOf } from '../scenarios/index.ts'
import { populationOf, type Scenario, vocabulary } from '../simulation/index.ts'
import { withoutDefaults } from './page/without-defaults.ts'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const SHELF = at('../scenarios')
const LIST = 'virtual:shelf'
const ENTRY = 'virtual:shelf/'

/** The scenarios of the package as modules: a list with what each asks, and one module each, resolved. */
function shelfPlugin(): Plugin {
  const known = vocabulary(mechanisms)
  const read = (name: string) => readFileSync(join(SHELF, `${name}.yaml`), 'utf8')
  const load = (name: string): Scenario =>
    loadScenario(read(name), { name: `${name}.yaml`, vocabulary: known })
  return {
    name: 'patchwork-shelf',
    resolveId: (id) => (id.startsWith(LIST) ? `\0${id}` : undefined),
    load(id) {
      if (id === `\0${LIST}`) return listModule(read, load)
      if (!id.startsWith(`\0${ENTRY}`)) return undefined
      return `export default ${JSON.stringify(withoutDefaults(load(id.slice(ENTRY.length + 1)), known))}`
    },
  }
}

function listModule(read: (name: string) => string, load: (name: string) => Scenario): string {
  const names = readdirSync(SHELF)
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => basename(file, '.yaml'))
    .sort()
  const entries = names.map((name) => {
    const scenario = load(name)
    const item = {
      name,
      question: questionOf(read(name)),
      agents: populationOf(scenario),
      epochs: scenario.epochs,
    }
    return `{ ...${JSON.stringify(item)}, load: () => import(${JSON.stringify(ENTRY + name)}) }`
  })
  return `export default [${entries.join(',\n')}]`
}

/** `vite build` makes the page in many files; mode `single` makes it one file that opens by double-click. */
export default defineConfig(({ mode }) => {
  const single = mode === 'single'
  return {
    root: at('.'),
    base: './',
    plugins: [shelfPlugin(), ...(single ? [viteSingleFile()] : [])],
    resolve: {
      alias: [
        {
          find: /^.*\/own-worker\.ts$/,
          replacement: single ? at('page/worker-inline.ts') : at('page/worker.ts'),
        },
        { find: /^pixi\.js$/, replacement: at('page/pixi.mjs') },
      ],
    },
    worker: { format: single ? 'iife' : 'es' },
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    server: { host: '127.0.0.1' },
    preview: { host: '127.0.0.1' },
    build: {
      outDir: at(single ? '../dist/single' : '../dist/page'),
      emptyOutDir: true,
      target: 'es2022',
      chunkSizeWarningLimit: 2000,
    },
  }
})
