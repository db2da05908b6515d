import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'esbuild'
import { minify } from 'vite'
import { withoutDocumentation } from './without-documentation.ts'

/** What a page that carries the file must say of the packages in it: bitecs asks for the address of its source. */
const bannerOf = ({ version, dependencies }: Manifest): string =>
  `/*! patchwork-ecs ${version}, MIT. Contains bitecs ${dependencies.bitecs}, MPL-2.0, https://github.com/NateTheGreatt/bitECS, ` +
  `and seedrandom ${dependencies.seedrandom}, MIT, (c) 2019 David Bau, https://github.com/davidbau/seedrandom. See NOTICE. */`

interface Manifest {
  readonly version: string
  readonly dependencies: { readonly bitecs: string; readonly seedrandom: string }
}

/**
 * Builds the entry `patchwork-ecs/min`: all of the entry `.` in one minified file, packages inside, documentation left out.
 * @param root folder of the package
 */
export async function buildLean(root: string, outfile: string): Promise<void> {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const bundled = await build({
    absWorkingDir: root,
    entryPoints: ['simulation/index.ts'],
    bundle: true,
    write: false,
    // The platform whose `browser` field takes out the branch of seedrandom that asks Node for random bytes.
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    // bitecs also comes minified, which would leave less to be minified here.
    alias: { bitecs: join(root, 'node_modules/bitecs/dist/core/index.mjs') },
    plugins: [withoutDocumentation()],
    logLevel: 'error',
  })
  // Oxc's names compress better than esbuild's: 63 kB instead of 66.
  const { code, errors } = await minify('core.js', bundled.outputFiles[0]?.text ?? '', {
    module: true,
    compress: { target: 'es2022' },
    mangle: { toplevel: true },
  })
  if (errors.length > 0) throw new Error(`cannot minify: ${errors.map(({ message }) => message).join('; ')}`)
  writeFileSync(outfile, `${bannerOf(manifest)}\n${code.replaceAll('/* @__PURE__ */', '')}`)
}
