import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build, type Metafile } from 'esbuild'
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
export async function buildLean(root: string, outfile: string): Promise<Metafile> {
  const manifest: Manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { metafile } = await build({
    absWorkingDir: root,
    entryPoints: ['simulation/index.ts'],
    outfile,
    bundle: true,
    minify: true,
    metafile: true,
    // The platform whose `browser` field takes out the branch of seedrandom that asks Node for random bytes.
    platform: 'browser',
    format: 'esm',
    target: 'es2022',
    charset: 'utf8',
    legalComments: 'none',
    banner: { js: bannerOf(manifest) },
    plugins: [withoutDocumentation()],
    logLevel: 'error',
  })
  return metafile
}
