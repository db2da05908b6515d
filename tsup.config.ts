import { defineConfig } from 'tsup'

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
      cli: 'cli/main.ts',
      worker: 'simulation/worker.ts',
      'sweep-worker': 'experiments/sweep/sweep-worker.ts',
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
      },
      compilerOptions: { ignoreDeprecations: '6.0' },
    },
  },
  // The core's loops once more, in a file that needs no other: each further live world loads an instance of its own.
  {
    entry: { kernels: 'simulation/core.ts' },
    tsconfig: 'tsconfig.edge.json',
    format: ['esm'],
    platform: 'neutral',
    target: 'es2022',
    sourcemap: true,
    splitting: false,
    treeshake: false,
  },
])
