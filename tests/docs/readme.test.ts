import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const readme = readFileSync(join(root, 'README.md'), 'utf8')
const scripts: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts

const blocksOf = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\n([\\s\\S]*?)\`\`\``, 'g'))].map(
    ([, block]) => block as string,
  )

const commands = blocksOf(readme, 'sh').flatMap((block) => block.trim().split('\n'))
const ours = commands.filter((command) => command.startsWith('npx patchwork-ecs '))

/** What each command's output has in it; others name what they were given. */
const SAID: Readonly<Record<string, string>> = {
  run: 'digest ',
  replay: 'EQUAL',
  verify: 'the run is as it was written',
  diff: 'the runs part',
}
/** Files that --record asks for. */
const RECORDED: Readonly<Record<string, string>> = {
  agents: 'agents.parquet',
  events: 'events.jsonl',
  interactions: 'interactions.pwlog',
}

describe('commands of the README', () => {
  let cli: BuiltCli
  beforeAll(async () => {
    cli = await builtCli()
    const [town, plan] = blocksOf(readme, 'yaml')
    writeFileSync(join(cli.folder, 'my-town.yaml'), town as string)
    writeFileSync(join(cli.folder, 'my-sweep.yaml'), plan as string)
  })
  afterAll(() => cli.remove())

  it('are npm’s two, and our own', () => {
    expect(commands.slice(0, 2)).toEqual(['npm ci && npm start', 'npm ci && npm test'])
    expect(commands.length).toBe(ours.length + 2)
    expect(ours.length).toBeGreaterThan(5)
  })

  it.each(ours)('%s', async (command) => {
    const words = command.split(' ').slice(2)
    const small = words[0] === 'run' ? ['--epochs', '2'] : []
    const { status, stdout, stderr } = await cli.run([...words, ...small])
    // A run at a small size may miss its scenario's own criteria, which is status 1; anything else is a fault.
    expect(words[0] === 'run' ? [0, 1] : [words[0] === 'diff' ? 1 : 0], stderr).toContain(status)
    const said = SAID[words[0] as string] ?? (words[1] ?? 'metropolis').replace(/\W.*/, '')
    expect(stdout).toContain(said)
    const out = words.indexOf('--out')
    if (out < 0 || words[0] !== 'run') return
    const recorded = (words[words.indexOf('--record') + 1] as string).split(',')
    const records = recorded.map((what) => RECORDED[what] as string)
    for (const file of ['manifest.json', 'epochs.csv', 'epochs.parquet', ...records]) {
      expect(existsSync(join(cli.folder, words[out + 1] as string, file)), file).toBe(true)
    }
  })

  it('says what the commands on lemons end with', async () => {
    const open = await cli.run(['run', 'lemons', '--format', 'json'])
    const gated = await cli.run(['run', 'lemons', '--set', 'acceptance.mode=both', '--format', 'json'])
    expect([open.status, gated.status]).toEqual([0, 1])
    expect(JSON.parse(open.stdout).summary.qualityGap).toBeLessThan(0)
    expect(JSON.parse(gated.stdout).summary.qualityGap).toBeGreaterThan(0)
  })

  it('says what a misspelt key ends with', async () => {
    const town = readFileSync(join(cli.folder, 'my-town.yaml'), 'utf8')
    writeFileSync(
      join(cli.folder, 'misspelt.yaml'),
      town.replace('acceptance_threshold', 'acceptance_treshold'),
    )
    const { status, stderr } = await cli.run(['run', 'misspelt.yaml'])
    expect(status).toBe(2)
    expect(stderr).toMatch(/misspelt\.yaml:\d+:\d+: .*did you mean acceptance_threshold\?/)
  })
})

describe('scripts that the pages name', () => {
  const pages = ['README.md', 'CONTRIBUTING.md']
    .map((page) => readFileSync(join(root, page), 'utf8'))
    .join('\n')
  const named = new Set(
    [...pages.matchAll(/npm (?:run (?:-s )?)?(start|test(?::\w+)?|(?<=run )\w+|(?<=-s )\w+)/g)].map(
      ([, name]) => name,
    ),
  )

  it('exist', () => {
    expect(named.size).toBeGreaterThan(5)
    expect([...named].filter((name) => !((name as string) in scripts))).toEqual([])
  })

  it('npm start runs the metropolis and writes its results', async () => {
    expect(scripts['start']).toBe('node scripts/start.mjs')
    const folder = mkdtempSync(join(tmpdir(), 'patchwork-start-'))
    try {
      const out = join(folder, 'run')
      const { status, stdout } = await start(['--agents', '200', '--epochs', '2', '--out', out])
      expect([0, 1]).toContain(status)
      expect(stdout).toContain('digest ')
      const manifest = JSON.parse(readFileSync(join(out, 'manifest.json'), 'utf8'))
      expect([manifest.agents, manifest.epochs]).toEqual([200, 2])
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 180_000)
})

function start(words: readonly string[]): Promise<{ status: number; stdout: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [join(root, 'scripts/start.mjs'), ...words], (error, stdout) => {
      resolve({ status: typeof error?.code === 'number' ? error.code : 0, stdout })
    })
  })
}

describe('the TypeScript of the README', () => {
  const snippets = blocksOf(readme, 'ts')
  const folder = join(root, 'node_modules/.cache/patchwork-readme')
  const entry = join(root, 'simulation/index.ts')

  it('is one snippet', () => {
    expect(snippets).toHaveLength(1)
  })

  it('has no type errors', () => {
    const file = join(root, 'readme-snippet.ts')
    const options: ts.CompilerOptions = {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
      types: [],
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      paths: { 'patchwork-ecs': [entry] },
    }
    const host = ts.createCompilerHost(options)
    const { getSourceFile, fileExists, readFile } = host
    host.fileExists = (name) => name === file || fileExists(name)
    host.readFile = (name) => (name === file ? snippets[0] : readFile(name))
    host.getSourceFile = (name, ...rest) =>
      name === file
        ? ts.createSourceFile(name, `${snippets[0]}\nexport {}`, ts.ScriptTarget.ES2022)
        : getSourceFile(name, ...rest)
    const program = ts.createProgram([file], options, host)
    const found = ts.getPreEmitDiagnostics(program, program.getSourceFile(file))
    expect(found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([])
  }, 60_000)

  it('runs and prints a toxicity and a digest', async () => {
    mkdirSync(folder, { recursive: true })
    const outfile = join(folder, `snippet.${process.pid}.mjs`)
    await build({
      stdin: { contents: snippets[0] as string, loader: 'ts', resolveDir: root },
      alias: { 'patchwork-ecs': entry },
      external: ['bitecs', 'seedrandom'],
      bundle: true,
      outfile,
      platform: 'node',
      format: 'esm',
      logLevel: 'error',
    })
    const printed = vi.spyOn(console, 'log').mockImplementation(() => {})
    try {
      await import(/* @vite-ignore */ pathToFileURL(outfile).href)
      expect(printed).toHaveBeenCalledExactlyOnceWith(
        expect.any(Number),
        expect.stringMatching(/^[0-9a-f]{16}$/),
      )
    } finally {
      printed.mockRestore()
      rmSync(outfile)
    }
  })
})
