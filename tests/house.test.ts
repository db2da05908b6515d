import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import * as components from '../components/index.ts'
import { coreParameters } from '../components/parameters/index.ts'
import type { Component } from '../engine/columns.ts'
import { pathOf } from '../engine/config.ts'
import { createSimulation } from '../simulation/create.ts'
import { VERSION } from '../simulation/version.ts'

const root = fileURLToPath(new URL('..', import.meta.url))

/** Floors, ground first: a folder imports only floors below its own. */
const FLOORS: readonly (readonly string[])[] = [
  ['engine', 'formulas'],
  ['components'],
  ['policies', 'systems', 'metrics'],
  ['mechanisms'],
  ['simulation'],
  ['scenarios', 'experiments'],
  ['outputs', 'viewer', 'cli'],
]
const FOLDERS = FLOORS.flat()
/** Folders of one floor that may stand on a neighbour. */
const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  experiments: ['scenarios'],
  cli: ['outputs', 'viewer'],
  viewer: ['outputs'],
}
/** Folders that run anywhere: no wall clock, no library mathematics whose last bits differ between engines. */
const SIMULATION_FOLDERS = FLOORS.slice(0, 5).flat()
const BANNED: readonly (readonly [pattern: RegExp, remedy: string])[] = [
  [
    /\bMath\.(exp|expm1|log|log2|log10|log1p|pow|sin|cos|tan|atan2?|sinh|cosh|tanh|cbrt|hypot)\b/,
    'use formulas/elementary.ts',
  ],
  [/\bMath\.random\b/, 'draw from a stream: defineStream and access.source'],
  [/\bDate\b|\bperformance\.now\b/, 'the simulation knows ticks and epochs only'],
  [
    /[^*]\*\*[^*/]/,
    'multiply, or use pow of formulas/elementary.ts: the operator’s last bits differ between engines',
  ],
]

const filesOf = (folder: string): string[] =>
  existsSync(join(root, folder))
    ? readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.d.ts'))
        .map((file) => join(folder, file))
    : []

const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\(|new URL\()\s*'(\.[^']+)'/g)].map(
    ([, path]) => relative(root, resolve(root, dirname(file), path as string)),
  )

const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '')

function forbiddenImport(folder: string, target: string): boolean {
  const other = target.split('/')[0] as string
  if (other === folder || !FOLDERS.includes(other)) return false
  const floorOf = (name: string) => FLOORS.findIndex((floor) => floor.includes(name))
  if (NEIGHBOURS[folder]?.includes(other)) return false
  return floorOf(other) >= floorOf(folder)
}

describe('the house', () => {
  it.each(FOLDERS)('%s/ imports only floors below it', (folder) => {
    const broken = filesOf(folder).flatMap((file) =>
      importsOf(file)
        .filter((target) => forbiddenImport(folder, target))
        .map((target) => `${file} imports ${target}: move what both need to a floor below`),
    )
    expect(broken).toEqual([])
  })

  it('keeps formulas free of imports from other folders', () => {
    const broken = filesOf('formulas').flatMap((file) =>
      importsOf(file)
        .filter((target) => !target.startsWith('formulas/'))
        .map((target) => `${file} imports ${target}: pass the value in as an argument`),
    )
    expect(broken).toEqual([])
  })

  it('gives bitECS one door', () => {
    const doors = SIMULATION_FOLDERS.flatMap(filesOf).filter((file) =>
      /from 'bitecs'/.test(readFileSync(join(root, file), 'utf8')),
    )
    expect(doors).toEqual(['engine/entities.ts'])
  })

  it.each(SIMULATION_FOLDERS)('%s/ calls nothing whose result depends on the machine', (folder) => {
    const broken = filesOf(folder).flatMap((file) => {
      const code = withoutComments(readFileSync(join(root, file), 'utf8'))
      return BANNED.filter(([pattern]) => pattern.test(code)).map(
        ([pattern, remedy]) => `${file}: ${pattern}: ${remedy}`,
      )
    })
    expect(broken).toEqual([])
  })

  it('has no file that nothing imports', () => {
    const entries = [
      'simulation/index.ts',
      'scenarios/index.ts',
      'outputs/index.ts',
      'cli/main.ts',
      'viewer/index.ts',
      // The page: its HTML names the one, its build puts the others in place.
      'viewer/main.ts',
      'viewer/vite.config.ts',
      'viewer/page/worker.ts',
      'viewer/page/worker-inline.ts',
      'experiments/sweep/sweep-worker.ts',
    ]
    const mains = [...filesOf('experiments'), ...filesOf('bench'), ...filesOf('scripts')].filter((file) =>
      file.endsWith('main.ts'),
    )
    const all = [...FOLDERS, 'tests', 'bench', 'examples', 'scripts'].flatMap(filesOf)
    const imported = new Set(all.flatMap(importsOf))
    const orphans = FOLDERS.flatMap(filesOf).filter(
      (file) => !imported.has(file) && ![...entries, ...mains].includes(file),
    )
    expect(orphans).toEqual([])
  })

  it('keeps files to one idea: 400 lines at most', () => {
    const long = FOLDERS.flatMap(filesOf).filter(
      (file) => readFileSync(join(root, file), 'utf8').split('\n').length > 401,
    )
    expect(long).toEqual([])
  })

  it('names each system after its file', () => {
    const broken = filesOf('systems').filter((file) => {
      const text = readFileSync(join(root, file), 'utf8')
      return !/export const \w+System = defineSystem\(/.test(text)
    })
    expect(broken).toEqual([])
  })

  it('declares a unit and a sentence for every column', () => {
    const declared = (Object.values(components) as unknown[]).filter(
      (value): value is Component => typeof value === 'object' && value !== null && 'fields' in value,
    )
    expect(declared.length).toBeGreaterThan(30)
    const bare = declared.flatMap(({ name, fields }) =>
      Object.entries(fields)
        .filter(
          ([field, { unit, doc }]) =>
            unit === '' || !/^[A-Z].*\.$/.test(doc) || ['component', 'data'].includes(field),
        )
        .map(([field]) => `${name}.${field}`),
    )
    expect(bare).toEqual([])
  })

  it('declares a sentence for every parameter', () => {
    const bare = coreParameters.flatMap((group) =>
      Object.entries(group.parameters)
        .filter(([, { doc }]) => !/^[A-Z].*\.$/.test(doc))
        .map(([name]) => pathOf(group, name)),
    )
    expect(bare).toEqual([])
  })

  it('gives every stream a name of its own', async () => {
    const names = SIMULATION_FOLDERS.flatMap(filesOf).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/defineStream\('([^']+)'\)/g)].map(
        ([, name]) => name,
      ),
    )
    expect(new Set(names).size).toBe(names.length)
    await expect(createSimulation({ agents: [{ type: 'honest', count: 2 }] })).resolves.toBeDefined()
  })

  it('states the version of the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    expect(VERSION).toBe(version)
  })

  it('finds a broken floor', () => {
    expect(forbiddenImport('engine', 'components/agent.ts')).toBe(true)
    expect(forbiddenImport('systems', 'policies/honest.ts')).toBe(true)
    expect(forbiddenImport('systems', 'components/agent.ts')).toBe(false)
    expect(forbiddenImport('simulation', 'cli/main.ts')).toBe(true)
  })
})
