import { setTimeout as pause } from 'node:timers/promises'
import type { BuiltCli, CliResult } from '../kit/built-cli.ts'

const PATIENCE_MS = 30_000
/** Longer than all tests of a file. */
const LONGEST_MS = 300_000

/** Waits for something to become true. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(10)) {
    if (await isSo()) return
  }
  throw new Error(`waited in vain until ${what}`)
}

export interface TestWorkerOptions {
  /** Silence after which it counts as dead; more than a busy machine takes, where no worker of a test dies. */
  readonly lockSeconds?: number
  readonly fileBlocksMax?: number
}

/** A `worker` process of a test. */
export class TestWorker {
  said = ''
  readonly ended: Promise<CliResult>
  #signal: (name: NodeJS.Signals) => void = () => {}

  constructor(
    cli: BuiltCli,
    url: string,
    queue: string,
    { lockSeconds = 20, fileBlocksMax }: TestWorkerOptions = {},
  ) {
    const words = ['worker', '--queue', queue, '--store', cli.folder, '--concurrency', '1']
    this.ended = cli.run([...words, '--lock-seconds', String(lockSeconds)], {
      env: { REDIS_URL: url },
      longestMs: LONGEST_MS,
      ...(fileBlocksMax === undefined ? {} : { fileBlocksMax }),
      onOutput: ({ stderr }, signal) => {
        this.said = stderr
        this.#signal = signal
      },
    })
  }

  /** Runs that it began with, as its log calls them: `NAME, cell 3, replicate 2`. */
  get taken(): string[] {
    return titles(this.said, /\d (\S+, cell \d+, replicates? [\d to]+): taken/g)
  }

  /** Runs that it has stored. */
  get stored(): string[] {
    return titles(this.said, /\d (\S+, cell \d+, replicates? [\d to]+): stored in/g)
  }

  async isReady(): Promise<void> {
    await until('the worker waits for runs', () => this.said.includes('waits for runs'))
  }

  /** Ends it, in the middle of a run, as a machine that fails. @returns that run's title */
  async killInRun(): Promise<string> {
    for (;;) {
      // Standing still, it cannot finish between a look at its log and its end.
      this.#signal('SIGSTOP')
      await pause(100)
      const [run] = this.taken.filter((title) => !this.stored.includes(title))
      if (run !== undefined) {
        this.#signal('SIGKILL')
        await this.ended
        return run
      }
      this.#signal('SIGCONT')
      await pause(5)
    }
  }

  /** Has it end in order. */
  stop(): Promise<CliResult> {
    this.#signal('SIGTERM')
    return this.ended
  }
}

const titles = (said: string, pattern: RegExp): string[] =>
  [...said.matchAll(pattern)].map(([, title]) => title as string)
