import { defineConfig, type Options } from 'tsup'

const shared: Options = {
  target: 'es2022',
  format: ['esm'],
  sourcemap: true,
  splitting: true,
  treeshake: true,
}

export default defineConfig([
  {
    ...shared,
    entry: {
      index: 'simulation/index.ts',
      scenarios: 'scenarios/index.ts',
      testing: 'tests/kit/index.ts',
    },
    platform: 'neutral',
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  {
    ...shared,
    entry: { node: 'outputs/index.ts' },
    platform: 'node',
    dts: { compilerOptions: { ignoreDeprecations: '6.0' } },
  },
  { ...shared, entry: { cli: 'cli/main.ts' }, platform: 'node', dts: false },
])
