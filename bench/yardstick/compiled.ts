import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { YARDSTICK_SEED, type YardstickTime } from './rules.ts'

/** Strict: no fused multiply-add and no reordering, so that the bits are those of the other form. */
export const COMPILER_OPTIONS = ['-O3', '-march=native', '-ffp-contract=off'] as const
const COMPILERS = ['gcc', 'cc'] as const
const NO_ADDRESS_SPACE_LIMIT_MS = 120_000

/** The yardstick in C, ready to run. */
export interface CompiledYardstick {
  /** Compiler by its name and version. */
  readonly compiler: string
  /** Runs it in a process of its own: some ticks that do not count, then some that do. */
  run(agents: number, warmUpTicks: number, ticks: number, seed?: number): Promise<YardstickTime>
  /** Takes the program away again. */
  remove(): void
}

/**
 * Compiles bench/yardstick/kernel.c into a temporary folder.
 * @param root the project's folder
 * @returns undefined when there is no C compiler, or none that can
 */
export function compileYardstick(root: string): CompiledYardstick | undefined {
  const folder = mkdtempSync(join(tmpdir(), 'patchwork-yardstick-'))
  const program = join(folder, 'kernel')
  const source = join(root, 'bench/yardstick/kernel.c')
  const remove = () => rmSync(folder, { recursive: true, force: true })
  for (const compiler of COMPILERS) {
    try {
      execFileSync(compiler, [...COMPILER_OPTIONS, source, '-o', program, '-lm'], { stdio: 'pipe' })
      const [version = ''] = execFileSync(compiler, ['--version'], { encoding: 'utf8' }).split('\n')
      const run: CompiledYardstick['run'] = async (agents, warmUpTicks, ticks, seed = YARDSTICK_SEED) => {
        const words = [agents, warmUpTicks, ticks, seed].map(String)
        const { stdout } = await promisify(execFile)(program, words, { timeout: NO_ADDRESS_SPACE_LIMIT_MS })
        return JSON.parse(stdout)
      }
      return { compiler: version, run, remove }
    } catch {
      // Not there, or not able to: the next one may be.
    }
  }
  remove()
  return undefined
}
