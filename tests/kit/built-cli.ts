import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const root = fileURLToPath(new URL('../..', import.meta.url))

export interface CliResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called with what stderr has said so far, and a way to send signals. */
  readonly onStderr?: (soFar: string, signal: (name: NodeJS.Signals) => void) => void
  /** Stops reading stdout after its first piece. */
  readonly hangUp?: boolean
}

export interface BuiltCli {
  /** A folder of its own for the files of a test, taken away with everything else. */
  readonly folder: string
  run(words: readonly string[], options?: CliOptions): Promise<CliResult>
  remove(): void
}

/** Bundles the command line as a release does, into a temporary folder laid out like the package, and runs it as a process. */
export async function builtCli(): Promise<BuiltCli> {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const home = mkdtempSync(join(cache, 'patchwork-cli-'))
  const script = join(home, 'dist', 'cli.js')
  const folder = join(home, 'files')
  mkdirSync(folder)
  symlinkSync(join(root, 'scenarios'), join(home, 'scenarios'))
  await build({
    entryPoints: [join(root, 'cli', 'main.ts')],
    outfile: script,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'es2022',
    packages: 'external',
    logLevel: 'error',
  })
  return {
    folder,
    run: (words, options = {}) => runScript(script, words, folder, options),
    remove: () => rmSync(home, { recursive: true, force: true }),
  }
}

function runScript(
  script: string,
  words: readonly string[],
  folder: string,
  { env = {}, cwd = folder, onStderr, hangUp = false }: CliOptions,
): Promise<CliResult> {
  const child = spawn(process.execPath, [script, ...words], {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece
    if (hangUp) child.stdout.destroy()
  })
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece
    onStderr?.(stderr, (name) => child.kill(name))
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout, stderr }))
  })
}
