import { createHash } from 'node:crypto'
import { now, processorSince } from '../clocks.ts'
import { compileYardstick } from './compiled.ts'
import { type FusedYardstick, makeFusedYardstick } from './fused.ts'
import type { YardstickSums } from './rules.ts'

/** The first agents are frozen at about tick 28, so that by now everything has happened once. */
const WARM_UP_TICKS = 40
const TICKS = 20

/** Both forms of the yardstick, each asked for a round at a time. */
export interface Yardsticks {
  /** Nanoseconds of processor time per interaction of the loop in this language. */
  fused(): number
  /** Nanoseconds per interaction of the C program; undefined without a compiler. */
  compiled(): Promise<number | undefined>
  readonly compiler: string
  /** Digest of what the fused form has computed. */
  digest(): string
  close(): void
}

/** Digest of the sums of a run: 16 hexadecimal digits. */
export const digestOfSums = (sums: YardstickSums): string =>
  createHash('sha256').update(JSON.stringify(sums)).digest('hex').slice(0, 16)

let made: FusedYardstick | undefined

/** One for a process, as V8 would have it: see `makeFusedYardstick`. */
function fusedOf(agents: number): FusedYardstick {
  if (made?.agents !== agents) made = makeFusedYardstick(agents)
  made.reset()
  return made
}

/** @param root the project's folder */
export function openYardsticks(root: string, agents: number): Yardsticks {
  const fused = fusedOf(agents)
  for (let tick = 0; tick < WARM_UP_TICKS; tick++) fused.tick()
  const program = compileYardstick(root)
  return {
    fused() {
      const before = fused.interactions()
      const start = now()
      for (let tick = 0; tick < TICKS; tick++) fused.tick()
      return processorSince(start) / (fused.interactions() - before)
    },
    async compiled() {
      if (program === undefined) return undefined
      const { nanoseconds, interactions } = await program.run(agents, WARM_UP_TICKS, TICKS)
      return nanoseconds / interactions
    },
    compiler: program?.compiler ?? 'no C compiler',
    digest: () => digestOfSums(fused.sums()),
    close: () => program?.remove(),
  }
}
