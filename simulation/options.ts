import { display } from '../engine/config.ts'
import type { EcsWorld } from '../engine/entities.ts'
import { UserError } from '../engine/errors.ts'
import type { Plugin } from '../engine/plugin.ts'
import type { Profiler } from '../engine/profile.ts'
import { isObject, refuseUnknown, requireList, requireObject } from '../engine/shape.ts'

/** Anything that can say "stop": an AbortSignal, or an object of one's own. */
export interface StopSignal {
  readonly aborted: boolean
}

/** How far a run has come. */
export interface Progress {
  readonly tick: number
  readonly ticks: number
  readonly epoch: number
  readonly epochs: number
}

export interface SimulationOptions {
  /** Mechanisms, policies, metrics and signals besides the core; their order cannot matter. */
  readonly plugins?: readonly Plugin[]
  /**
   * Threads to run on, the host's own among them; results are equal to the last bit whatever it is. `auto` takes as many
   * as there are processors, and one for a population too small to gain. Left out: one.
   */
  readonly threads?: number | 'auto'
  /**
   * Modules whose exported `plugins` are the same as `plugins` here, by URL: code cannot be handed to another thread, so
   * each loads these. Needed for several threads with plugins of one's own; the shipped mechanisms need none.
   */
  readonly pluginModules?: readonly string[]
  /** Told, in a sentence, what could not be had as asked for: threads where memory cannot be shared. */
  readonly onWarning?: (warning: string) => void
  /** Agent rows to allocate, for agents that are spawned later; the population when left out. */
  readonly capacity?: number
  /**
   * Bytes of memory that the simulation may take: its columns, and what placing its agents takes besides. More is refused
   * before anything is allocated. Without it there is the engine's own limit alone, 8 GiB of columns.
   */
  readonly memoryBytesMax?: number | undefined
  /** A bitECS world of the host's: its entities that carry a policy as a component become agents. */
  readonly world?: EcsWorld
  /** A clock of the host's, which makes `profile` say where time goes; without one nothing is timed. */
  readonly profiler?: Profiler | undefined
  /** Ends `run` after the tick in which it is raised. */
  readonly signal?: StopSignal
  /**
   * Epochs to run, where they are to be others than the scenario's: tables keep the sizes that the scenario asks for, so a
   * snapshot of it fits a run that goes on for longer.
   */
  readonly epochs?: number
  /** Called after each tick of `run`; a promise that it returns is waited for, so that a host can breathe. */
  readonly onProgress?: (progress: Progress) => void | Promise<void>
}

type Rule = readonly [expected: string, fits: (value: unknown) => boolean]

const isFunction = (value: unknown): boolean => typeof value === 'function'
const isNumber = (value: unknown): value is number => typeof value === 'number'

/** What each option must be. Whether a number lies in range is said by whoever uses it. */
const RULES: Readonly<Record<keyof SimulationOptions, Rule>> = {
  plugins: ['a list of plugins made by definePlugin', Array.isArray],
  threads: ['auto or a whole number in [1, 64]', (value) => isNumber(value) || value === 'auto'],
  pluginModules: ['a list of URLs', Array.isArray],
  onWarning: ['a function', isFunction],
  capacity: ['a whole number', isNumber],
  memoryBytesMax: ['a number of bytes above 0', (value) => isNumber(value) && value > 0],
  world: ['a bitECS world', isObject],
  profiler: ['a clock such as performance', (value) => isObject(value) && isFunction(value['now'])],
  signal: [
    'an object with aborted, such as an AbortSignal',
    (value) => isObject(value) && 'aborted' in value,
  ],
  epochs: ['a whole number from 0 on', (value) => isNumber(value) && Number.isInteger(value) && value >= 0],
  onProgress: ['a function', isFunction],
}

/**
 * Refuses options that do not exist or are not of their kind.
 * @throws UserError naming the option, what came, what was expected, and the nearest name
 */
export function checkOptions(options: unknown): void {
  requireObject('options', options, 'an object such as { plugins: [] }')
  refuseUnknown('', options, Object.keys(RULES), 'no such option of a simulation')
  for (const [name, [expected, fits]] of Object.entries(RULES)) {
    const value = options[name]
    if (value === undefined || fits(value)) continue
    throw new UserError(name, `got ${display(value)}, expected ${expected}`)
  }
  checkPlugins(options['plugins'] ?? [])
}

/** Refuses what no `definePlugin` has made. */
export function checkPlugins(plugins: unknown): void {
  requireList('plugins', plugins, RULES.plugins[0])
  plugins.forEach((plugin, index) => {
    const isPlugin =
      isObject(plugin) &&
      typeof plugin['name'] === 'string' &&
      Array.isArray(plugin['parameters']) &&
      isFunction(plugin['build'])
    if (isPlugin) return
    throw new UserError(`plugins[${index}]`, `got ${display(plugin)}, expected a plugin made by definePlugin`)
  })
}
