import { coloured, plain, type Style } from '../outputs/style.ts'
import { TEXT_WIDTH } from '../outputs/text.ts'
import { Exit } from './exit.ts'

/**
 * Results go to stdout. A reader that stops listening (`… | head`) is no error: what follows is dropped. Any other
 * failure is said, and the process exits with 2 once files are written.
 */
export class ResultOutput {
  closed = false
  readonly #stream: NodeJS.WriteStream

  constructor(stream: NodeJS.WriteStream = process.stdout) {
    this.#stream = stream
    stream.on('error', (error: NodeJS.ErrnoException) => {
      this.closed = true
      if (error.code === 'EPIPE') return
      process.stderr.write(`error: stdout: cannot be written: ${error.message}\n`)
      process.once('exit', () => {
        process.exitCode = Exit.badInput
      })
    })
  }

  write(text: string): void {
    if (!this.closed) this.#stream.write(text)
  }

  /** Colours on a terminal only, and never against NO_COLOR (no-color.org). */
  get style(): Style {
    const { NO_COLOR = '', TERM } = process.env
    return this.#stream.isTTY && NO_COLOR === '' && TERM !== 'dumb' ? coloured : plain
  }

  /** Columns of the terminal, or 80. */
  get width(): number {
    return Math.max(TEXT_WIDTH, this.#stream.columns ?? TEXT_WIDTH)
  }
}

/** Notes about a run go to stderr, unless it is to be quiet. */
export type Log = (line: string) => void

export const logTo = (stream: NodeJS.WriteStream, quiet: boolean): Log =>
  quiet ? () => {} : (line) => void stream.write(`${line}\n`)
