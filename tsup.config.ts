import { readFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'
import { defineConfig } from 'tsup'

/** Style sheets as text, as the page's own build reads them: the viewer adopts them, which strict pages allow. */
const styleSheets: Plugin = {
  name: 'style-sheets',
  setup(build) {
    build.onResolve({ filter: /\.css\?inline$/ }, async ({ path, ...rest }) => {
      const found = await build.resolve(path.replace(/\?inline$/, ''), {
        kind: rest.kind,
        resolveDir: rest.resolveDir,
        importer: rest.importer,
      })
      return { path: found.path, namespace: 'style-sheet' }
    })
    build.onLoad({ filter: /.*/, namespace: 'style-sheet' }, async ({ path }) => ({
      contents: await readFile(path, 'utf8'),
      loader: 'text',
    }))
  },
}

/** seedrandom asks Node for random bytes as it is loaded, which takes longer than all its work here: every seed is given. */
const withoutEntropy: Plugin = {
  name: 'without-entropy',
  setup(build) {
    build.onResolve({ filter: /^crypto$/ }, ({ path }) => ({ path, namespace: 'without-entropy' }))
    build.onLoad({ filter: /.*/, namespace: 'without-entropy' }, () => ({ contents: 'module.exports = {}' }))
  },
}

// One build with shared chunks: the entries are faces of one core, and a policy is known by identity.
export default defineConfig([
  {
    entry: {
      index: 'simulation/index.ts',
      mechanisms: 'mechanisms/index.ts',
      scenarios: 'scenarios/index.ts',
      node: 'outputs/index.ts',
      queue: 'experiments/queue/index.ts',
      testing: 'tests/kit/index.ts',
      viewer: 'viewer/index.ts',
      'viewer-worker': 'viewer/worker/viewer.worker.ts',
      cli: 'cli/main.ts',
      worker: 'simulation/worker.ts',
      'sweep-worker': 'experiments/sweep/sweep-worker.ts',
    },
    esbuildPlugins: [styleSheets, withoutEntropy],
    noExternal: ['seedrandom'],
    esbuildOptions: (options) => {
      // The viewer's libraries are bundled with it, and not all of them say where they are by `exports`.
      options.mainFields = ['module', 'main']
    },
    tsconfig: 'tsconfig.edge.json',
    format: ['esm'],
    platform: 'neutral',
    external: [/^node:/],
    target: 'es2022',
    sourcemap: true,
    splitting: true,
    treeshake: false,
    dts: {
      entry: {
        index: 'simulation/index.ts',
        mechanisms: 'mechanisms/index.ts',
        scenarios: 'scenarios/index.ts',
        node: 'outputs/index.ts',
        queue: 'experiments/queue/index.ts',
        testing: 'tests/kit/index.ts',
        viewer: 'viewer/index.ts',
      },
      compilerOptions: { ignoreDeprecations: '6.0' },
    },
  },
  // The core's loops once more, in a file that needs no other: each further live world loads an instance of its own.
  {
    entry: { kernels: 'simulation/core.ts' },
    esbuildPlugins: [withoutEntropy],
    noExternal: ['seedrandom'],
    tsconfig: 'tsconfig.edge.json',
    format: ['esm'],
    platform: 'neutral',
    target: 'es2022',
    sourcemap: true,
    splitting: false,
    treeshake: false,
  },
])
