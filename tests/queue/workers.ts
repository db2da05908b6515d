import { setTimeout as pause } from 'node:timers/promises'
import type { BuiltCli, CliResult } from '../kit/built-cli.ts'

const PATIENCE_MS = 30_000

/** Waits for something to become true. */
export async function until(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; await pause(10)) {
    if (await isSo()) return
  }
  throw new Error(`waited in vain until ${what}`)
}

/** A `worker` process of a test. */
export class TestWorker {
  said = ''
  readonly ended: Promise<CliResult>
  #signal: (name: NodeJS.Signals) => void = () => {}

  /** @param words options beside those that every worker of a test has */
  constructor(cli: BuiltCli, url: string, queue: string, words: readonly string[] = []) {
    const own = ['--queue', queue, '--store', cli.folder, '--concurrency', '1', '--lock-seconds', '2']
    this.ended = cli.run(['worker', ...own, ...words], {
      env: { REDIS_URL: url },
      onOutput: ({ stderr }, signal) => {
        this.said = stderr
        this.#signal = signal
      },
    })
  }

  signal(name: NodeJS.Signals): void {
    this.#signal(name)
  }

  /** Runs that it began with, as its log calls them. */
  get taken(): string[] {
    return [...this.said.matchAll(/(cell \d+, replicates? [\d to]+): taken/g)].map(([, title]) => title as string)
  }

  /** Runs that it has stored. */
  get stored(): string[] {
    return [...this.said.matchAll(/(cell \d+, replicates? [\d to]+): stored in/g)].map(([, title]) => title as string)
  }

  async isReady(): Promise<void> {
    await until('the worker waits for runs', () => this.said.includes('waits for runs'))
  }

  /** Ends it as a machine that fails. */
  async kill(): Promise<void> {
    this.#signal('SIGKILL')
    await this.ended
  }

  async stop(): Promise<CliResult> {
    this.#signal('SIGTERM')
    return this.ended
  }
}
