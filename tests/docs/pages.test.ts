import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { createSimulation } from '../../simulation/index.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (file: string) => readFileSync(join(root, file), 'utf8')
const decisions = readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`)
const reference = readdirSync(join(root, 'docs/reference')).map((name) => `docs/reference/${name}`)
const analysis = readdirSync(join(root, 'docs/analysis')).map((name) => `docs/analysis/${name}`)
const pages = [
  'README.md',
  'ARCHITECTURE.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'docs/glossary.md',
  'docs/outputs.md',
  'docs/performance.md',
  'docs/sweeps.md',
  'examples/README.md',
  ...analysis,
  ...decisions,
  ...reference,
]

/** Links of a page to files of this repository, as paths from its root. */
function linksOf(page: string): string[] {
  const targets = [...read(page).matchAll(/\]\((?!https?:|#)([^)#\s]+)(?:#[^)]*)?\)/g)]
  return targets.map(([, target]) => join(dirname(page), target as string))
}

/** Folders and files named in backticks, such as `engine/` or `docs/decisions/`, and in the figure of floors. */
function pathsNamedIn(page: string): string[] {
  const text = read(page)
  const quoted = [...text.matchAll(/`([a-z][\w-]*(?:\/[\w.-]+)*\/?)`/g)].map(([, path]) => path as string)
  const figure = [...text.matchAll(/```\n([\s\S]*?)```/g)].map(([, figure]) => figure as string).join('\n')
  const drawn = [...figure.matchAll(/(?<![\w/-])([a-z]+\/)/g)].map(([, path]) => path as string)
  return [...quoted.filter((path) => path.includes('/')), ...drawn].filter(
    (path) => !/^(patchwork-ecs|runs)\//.test(path),
  )
}

describe.each(pages)('%s', (page) => {
  it('links to files that exist', () => {
    expect(linksOf(page).filter((target) => !existsSync(join(root, target)))).toEqual([])
  })

  it('names folders and files that exist', () => {
    const exists = (path: string) =>
      existsSync(join(root, path)) || existsSync(join(root, dirname(page), path))
    expect(pathsNamedIn(page).filter((path) => !exists(path))).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  const text = read('ARCHITECTURE.md')

  it('names every folder of sources', () => {
    const named = pathsNamedIn('ARCHITECTURE.md')
    const folders = readdirSync(root).filter(
      (name) =>
        statSync(join(root, name)).isDirectory() && /^[a-z]/.test(name) && holdsSources(join(root, name)),
    )
    expect(folders.length).toBeGreaterThan(10)
    expect(folders.filter((folder) => !named.includes(`${folder}/`))).toEqual([])
  })

  it('stays under 200 lines', () => {
    expect(text.split('\n').length).toBeLessThan(200)
  })

  it('lists the systems of a tick in their order', async () => {
    const listed = [...text.matchAll(/^\d+\. `([\w-]+)` /gm)].map(([, name]) => name)
    const { systems } = await createSimulation({ agents: [{ type: 'honest', count: 2 }] })
    expect(listed).toEqual(systems.map(({ name }) => name))
  })

  it('links to every decision', () => {
    expect(decisions.filter((decision) => !text.includes(`(${decision})`))).toEqual([])
  })
})

describe('decisions', () => {
  it('are numbered without gaps', () => {
    const numbers = decisions.map((file) => Number(/\/(\d{4})-/.exec(file)?.[1]))
    expect(numbers).toEqual(numbers.map((_, index) => index + 1))
  })

  it.each(decisions)(
    '%s has a context, a decision, a measurement that can be repeated and a consequence',
    (file) => {
      const text = read(file)
      for (const part of ['Context', 'Decision', 'Measurement', 'Consequence']) {
        expect(text).toContain(`**${part}.**`)
      }
      const [, name] = /`node --expose-gc scripts\/run\.mjs scripts\/measure\.ts (\w+)`/.exec(text) ?? []
      expect(read('scripts/measure.ts')).toMatch(new RegExp(`^const ${name}: Measurement`, 'm'))
    },
  )
})

/** Whether a folder holds code of ours: empty ones and what tools leave behind do not count. */
function holdsSources(folder: string): boolean {
  if (/(node_modules|dist|runs|coverage|dist-viewer)$/.test(folder)) return false
  return readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) =>
    /\.(ts|mjs|md)$/.test(name),
  )
}
