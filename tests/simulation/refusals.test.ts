import { createWorld } from 'bitecs'
import { describe, expect, it } from 'vitest'
import {
  choice,
  createSimulation,
  defineMetric,
  defineParameters,
  definePlugin,
  defineSystem,
  InternalError,
  number,
  type Plugin,
  planSimulation,
  Standing,
  type System,
  UserError,
} from '../../simulation/index.ts'

const SOCIETY = { agents: [{ type: 'honest', count: 3 }] }

/** As plain JavaScript calls it: no compiler has looked at what is handed over. */
const create = createSimulation as unknown as (
  ...given: readonly unknown[]
) => ReturnType<typeof createSimulation>

const SCENARIOS: readonly (readonly [given: unknown, path: string, message: RegExp])[] = [
  [undefined, 'scenario', /got nothing, expected an object/],
  ['baseline', 'scenario', /got "baseline", expected an object/],
  [{ agnets: [] }, 'agnets', /did you mean agents\?/],
  [{ agents: 3 }, 'agents', /got 3, expected a list of groups/],
  [{ agents: [null] }, 'agents[0]', /got null, expected a group of agents/],
  [{ agents: [{ type: 'honest', cuont: 3 }] }, 'agents[0].cuont', /did you mean count\?/],
  [{ agents: [{ type: 'honest', count: 3, config: 3 }] }, 'agents[0].config', /got 3/],
  [{ ...SOCIETY, parameters: 3 }, 'parameters', /got 3, expected values by path/],
  [{ ...SOCIETY, seed: {} }, 'seed', /got \{\}, expected text or a number/],
  [{ ...SOCIETY, id: 3 }, 'id', /got 3, expected text/],
  [{ ...SOCIETY, profile: 'refrence' }, 'profile', /did you mean reference\?/],
  [{ ...SOCIETY, edges: [[0]] }, 'edges[0]', /got \[0\], expected two agent rows/],
  [{ ...SOCIETY, interventions: {} }, 'interventions', /got \{\}, expected a list/],
  [{ ...SOCIETY, interventions: [{ epoch: 0, sets: {} }] }, 'interventions[0].sets', /did you mean set\?/],
  [{ ...SOCIETY, interventions: [{ epoch: 0, set: 3 }] }, 'interventions[0].set', /got 3/],
  [{ ...SOCIETY, successCriteria: [] }, 'successCriteria', /got \[\], expected bounds/],
]

const OPTIONS: readonly (readonly [given: unknown, path: string, message: RegExp])[] = [
  [null, 'options', /got null, expected an object/],
  [{ capactiy: 5 }, 'capactiy', /no such option of a simulation \(did you mean capacity\?\)/],
  [{ capacity: '5' }, 'capacity', /got "5", expected a whole number/],
  [{ threads: 'all' }, 'threads', /got "all", expected auto or a whole number/],
  [{ plugins: 'core' }, 'plugins', /got "core", expected a list of plugins made by definePlugin/],
  [{ plugins: [{ name: 'x' }] }, 'plugins[0]', /expected a plugin made by definePlugin/],
  [{ memoryBytesMax: -1 }, 'memoryBytesMax', /got -1, expected a number of bytes above 0/],
  [{ memoryBytesMax: Number.NaN }, 'memoryBytesMax', /expected a number of bytes above 0/],
  [{ world: {} }, 'world', /is no bitECS world/],
  [{ profiler: {} }, 'profiler', /got \{\}, expected a clock/],
  [{ signal: true }, 'signal', /got true, expected an object with aborted/],
  [{ onProgress: 'yes' }, 'onProgress', /got "yes", expected a function/],
]

async function refusalOf(promise: Promise<unknown>): Promise<UserError> {
  const thrown = await promise.then(
    () => undefined,
    (error) => error,
  )
  expect(thrown).toBeInstanceOf(UserError)
  return thrown
}

describe('createSimulation refuses, by path', () => {
  it.each(SCENARIOS)('scenario %j', async (given, path, message) => {
    const refusal = await refusalOf(create(given))
    expect(refusal.path).toBe(path)
    expect(refusal.message).toMatch(message)
  })

  it.each(OPTIONS)('options %j', async (given, path, message) => {
    const refusal = await refusalOf(create(SOCIETY, given))
    expect(refusal.path).toBe(path)
    expect(refusal.message).toMatch(message)
  })

  it('nothing that is as declared, undefined included', async () => {
    const options = {
      plugins: [],
      threads: 1,
      capacity: 9,
      memoryBytesMax: Infinity,
      world: createWorld(),
      profiler: performance,
      signal: new AbortController().signal,
      onProgress: () => {},
    }
    await expect(createSimulation(SOCIETY, options)).resolves.toBeDefined()
    const absent = Object.fromEntries(Object.keys(options).map((name) => [name, undefined]))
    await expect(create(SOCIETY, absent)).resolves.toBeDefined()
  })

  it('plugins that are none in a plan too', () => {
    expect(() => planSimulation(SOCIETY, { plugins: ['core' as never] })).toThrow(/^plugins\[0\]: got "core"/)
  })
})

const withSystem = (declared: Partial<System>): Plugin =>
  definePlugin('odd', [], (app) => {
    const system = {
      name: 'odd',
      phase: 'market',
      every: 'tick',
      reads: [],
      writes: [],
      doc: 'Odd.',
    } as const
    app.systems(defineSystem({ ...system, bind: () => () => {}, ...declared }))
  })

describe('declarations that contradict themselves are refused', () => {
  it.each([
    [{ phase: 'setlement' }, /^system odd, phase: got "setlement", .*did you mean settlement\?/],
    [
      { every: 'ticks' },
      /^system odd, every: got "ticks", expected one of epoch-start, .*did you mean tick\?/,
    ],
    [{ reads: Standing }, /^system odd, reads: got \{.*expected a list of components/],
    [{ after: ['scorng'] }, /^system odd: is placed next to 'scorng'/],
  ])('system %#', async (declared, message) => {
    const plugins = [withSystem(declared as unknown as Partial<System>)]
    await expect(createSimulation(SOCIETY, { plugins })).rejects.toThrow(message)
  })

  it.each([
    [
      number({ unit: 'share', range: [0, 1], default: 2, doc: 'A.' }),
      /^odd\.most_of, default: got 2, .*\[0, 1\]/,
    ],
    [number({ unit: 'share', range: [0, 1], default: 0, reference: -1, doc: 'A.' }), /reference: got -1/],
    [number({ unit: 'share', range: [1, 0], default: 1, doc: 'A.' }), /declares the range \[1, 0\]/],
    [
      number({ unit: 'rows', range: [0, 9], integer: true, default: 1.5, doc: 'A.' }),
      /got 1\.5, expected a whole/,
    ],
    [choice(['a', 'b'], { default: 'c' as never, doc: 'A.' }), /default: got "c", expected one of a, b/],
  ])('parameter %#', (parameter, message) => {
    expect(() => defineParameters('odd', { mostOf: parameter })).toThrow(message)
  })

  it('null is a default that says there may be none', () => {
    const none = number({ unit: 'share', range: [0, 1], default: null, doc: 'A.' })
    expect(() => defineParameters('odd', { mostOf: none })).not.toThrow()
  })

  it('a component of another copy of the engine', async () => {
    const plugins = [withSystem({ reads: [{ ...Standing }] })]
    await expect(createSimulation(SOCIETY, { plugins })).rejects.toThrow(
      /^system odd: uses Standing of another copy of patchwork-ecs \(import the engine/,
    )
  })
})

describe('what plugins throw carries their name', () => {
  const oops = (): never => {
    throw new TypeError('oops')
  }
  const metricThat = (part: 'bind' | 'observe' | 'report') =>
    definePlugin('gauge', [], (app) => {
      const metric = { name: 'pressure', doc: 'A.', sums: [], columns: {}, reads: [] }
      const does = (own: typeof part) => (own === part ? oops : () => ({}))
      const bound = { observe: does('observe'), report: does('report') }
      app.metrics(defineMetric({ ...metric, bind: part === 'bind' ? oops : () => bound }))
    })
  const faultOf = async (plugin: Plugin): Promise<InternalError> => {
    try {
      const simulation = await createSimulation(SOCIETY, { plugins: [plugin] })
      simulation.runEpoch()
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(InternalError)
      return thrown as InternalError
    }
    throw new Error('nothing was thrown')
  }

  it.each(['bind', 'observe', 'report'] as const)('a metric that fails to %s', async (part) => {
    const fault = await faultOf(metricThat(part))
    expect(fault.message).toMatch(/^metric pressure failed: oops \[system metrics, tick \d+, seed 0\]$/)
    expect(fault.cause).toBeInstanceOf(TypeError)
  })

  it('a plugin that fails to build', async () => {
    expect((await faultOf(definePlugin('gauge', [], oops))).message).toMatch(/^plugin gauge failed: oops/)
  })

  it('a plugin that fails to fill its columns', async () => {
    const plugin = definePlugin('gauge', [], (app) => app.initialise(oops))
    expect((await faultOf(plugin)).message).toMatch(/^plugin gauge failed: oops \[system initialising/)
  })
})
