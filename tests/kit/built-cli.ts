import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildPackage } from './built-package.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** No command of a test outlives this, whatever becomes of the test, unless it asks for longer. */
const LONGEST_MS = 45_000
const WATCH_MS = 10

export interface CliResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Called with what has been said so far, and a way to send signals. */
  readonly onOutput?: (soFar: Omit<CliResult, 'status'>, signal: (name: NodeJS.Signals) => void) => void
  /** Asked again and again until it says that it is through. */
  readonly whileRunning?: (signal: (name: NodeJS.Signals) => void) => boolean
  /** Open file that stdout goes to instead of the result. */
  readonly stdout?: number
  /** Largest file that it can write, in blocks of 512 bytes: a disk that is full after so much. */
  readonly fileBlocksMax?: number
  readonly longestMs?: number
  /** Stops reading stdout after its first piece. */
  readonly hangUp?: boolean
}

export interface BuiltCli {
  /** A folder of its own for the files of a test, taken away with everything else. */
  readonly folder: string
  run(words: readonly string[], options?: CliOptions): Promise<CliResult>
  /** Ends what still runs and takes the files away. */
  remove(): void
}

/** Bundles the command line as a release does, into a temporary folder laid out like the package, and runs it as a process. */
export async function builtCli(): Promise<BuiltCli> {
  const cache = join(root, 'node_modules', '.cache')
  mkdirSync(cache, { recursive: true })
  const home = mkdtempSync(join(cache, 'patchwork-cli-'))
  const dist = join(home, 'dist')
  const script = join(dist, 'cli.js')
  const folder = join(home, 'files')
  mkdirSync(folder)
  symlinkSync(join(root, 'scenarios'), join(home, 'scenarios'))
  await buildPackage(dist, {
    cli: 'cli/main.ts',
    worker: 'simulation/worker.ts',
    'sweep-worker': 'experiments/sweep/sweep-worker.ts',
    mechanisms: 'mechanisms/index.ts',
  })
  const running = new Set<ChildProcess>()
  return {
    folder,
    run: (words, options = {}) => runScript(script, words, { cwd: folder, ...options }, running),
    remove: () => {
      for (const child of running) child.kill('SIGKILL')
      rmSync(home, { recursive: true, force: true })
    },
  }
}

function runScript(
  script: string,
  words: readonly string[],
  options: CliOptions,
  running: Set<ChildProcess>,
): Promise<CliResult> {
  const { env = {}, cwd, onOutput, whileRunning, stdout, fileBlocksMax, hangUp = false } = options
  const whole = [process.execPath, script, ...words]
  const limited = ['/bin/sh', '-c', `ulimit -f ${fileBlocksMax} && exec "$@"`, 'sh', ...whole]
  const [program = '', ...rest] = fileBlocksMax === undefined ? whole : limited
  const child = spawn(program, rest, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    stdio: ['ignore', stdout ?? 'pipe', 'pipe'],
    timeout: options.longestMs ?? LONGEST_MS,
    killSignal: 'SIGKILL',
  })
  running.add(child)
  const said = { stdout: '', stderr: '' }
  const listen = (name: 'stdout' | 'stderr') =>
    child[name]?.setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece
      if (hangUp && name === 'stdout') child.stdout?.destroy()
      onOutput?.(said, (signal) => child.kill(signal))
    })
  listen('stdout')
  listen('stderr')
  const watch = setInterval(() => {
    if (!whileRunning || whileRunning((signal) => child.kill(signal))) clearInterval(watch)
  }, WATCH_MS)
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (status) => {
      clearInterval(watch)
      running.delete(child)
      resolve({ ...said, status })
    })
  })
}
