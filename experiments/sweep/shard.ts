import { display } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import type { Job } from './job.ts'

/** A fixed part of a sweep's jobs: number `index`, from 0, of `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** Reads `--shard 2/8`, from 1. Throws UserError. */
export function parseShard(text: string): Shard {
  const [, first, second] = /^(\d+)\/(\d+)$/.exec(text.trim()) ?? []
  const [number, count] = [Number(first), Number(second)]
  if (number >= 1 && number <= count) return { index: number - 1, count }
  throw new UserError('--shard', `got ${display(text)}, expected i/n with i from 1 to n, such as 2/8`)
}

/**
 * The shard that a scheduler's environment names: a SLURM array task, or a Kubernetes indexed job, which does not tell its
 * size: the variable JOB_COMPLETIONS must. Undefined where there is none.
 * @throws UserError when the environment names half of one
 */
export function shardOfEnvironment(
  environment: Readonly<Record<string, string | undefined>>,
): Shard | undefined {
  const whole = (name: string): number | undefined => {
    const text = environment[name]
    if (text === undefined || text === '') return undefined
    if (/^\d+$/.test(text)) return Number(text)
    throw new UserError(name, `got ${display(text)}, expected a whole number`)
  }
  const task = whole('SLURM_ARRAY_TASK_ID')
  if (task !== undefined) {
    const count = whole('SLURM_ARRAY_TASK_COUNT')
    if (count === undefined) {
      throw new UserError('SLURM_ARRAY_TASK_COUNT', 'is not set, and SLURM_ARRAY_TASK_ID is', {
        hint: 'give --shard i/n instead',
      })
    }
    const first = whole('SLURM_ARRAY_TASK_MIN') ?? 0
    const index = (task - first) / (whole('SLURM_ARRAY_TASK_STEP') ?? 1)
    return checked('SLURM_ARRAY_TASK_ID', index, count)
  }
  const index = whole('JOB_COMPLETION_INDEX')
  if (index === undefined) return undefined
  const count = whole('JOB_COMPLETIONS')
  if (count === undefined) {
    throw new UserError('JOB_COMPLETION_INDEX', 'is set, but not how many there are', {
      hint: 'set JOB_COMPLETIONS to the completions of the job, or give --shard i/n',
    })
  }
  return checked('JOB_COMPLETION_INDEX', index, count)
}

function checked(name: string, index: number, count: number): Shard {
  if (Number.isInteger(index) && index >= 0 && index < count) return { index, count }
  throw new UserError(name, `is number ${index + 1} of ${count}, expected a number from 1 to ${count}`, {
    hint: 'give --shard i/n instead',
  })
}

/** The shard's jobs: every n-th one, so that long and short ones spread. Shards share no job and miss none. */
export const jobsOfShard = (jobs: readonly Job[], { index, count }: Shard): Job[] =>
  jobs.filter((_, number) => number % count === index)
