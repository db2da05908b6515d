import { addComponent, addEntity, createWorld } from 'bitecs'
import seedrandom from 'seedrandom'
import { defineStream, KeyedSource, keyOfSeed } from '../engine/random.ts'
import { exp } from '../formulas/elementary.ts'
import { createSimulation, type ScenarioInput, type Simulation } from '../simulation/index.ts'

/**
 * Takes the measurements that docs/decisions cites: `node --expose-gc scripts/run.mjs scripts/measure.ts [NAME...] [--tiny]`.
 * A line a figure: what, the median of several rounds, and the spread.
 */

type Print = (what: string, figure: string) => void
type Measurement = (print: Print, tiny: boolean) => Promise<void> | void

const ROUNDS = 7

interface Spread {
  readonly median: number
  readonly low: number
  readonly high: number
}

/** Milliseconds of `work`, over several rounds after one that does not count. */
function time(work: () => void): Spread {
  work()
  const times = Array.from({ length: ROUNDS }, () => {
    const start = process.hrtime.bigint()
    work()
    return Number(process.hrtime.bigint() - start) / 1e6
  }).sort((a, b) => a - b)
  return { median: times[ROUNDS >> 1] ?? 0, low: times[0] ?? 0, high: times.at(-1) ?? 0 }
}

const short = (figure: number): string =>
  figure < 100 ? figure.toPrecision(3) : Math.round(figure).toLocaleString('en')

const milliseconds = ({ median, low, high }: Spread): string =>
  `${short(median)} ms [${short(low)}-${short(high)}]`

const nanoseconds = ({ median, low, high }: Spread, operations: number): string => {
  const each = (ms: number) => short((ms * 1e6) / operations)
  return `${each(median)} ns [${each(low)}-${each(high)}]`
}

/** Keeps results alive, so that the compiler cannot leave the work out. */
let sink = 0
const keep = (figure: number): void => {
  sink += figure
}

/** The population of the metropolis at another size, on a small world, with every lever and the boundary on. */
function city(agents: number, parameters: ScenarioInput['parameters'] = {}): ScenarioInput {
  const share = (part: number) => Math.round(agents * part)
  const minorities = { opportunistic: 0.15, deceptive: 0.12, adversarial: 0.08, adaptive_adversary: 0.05 }
  const others = Object.entries(minorities).map(([type, part]) => ({ type, count: share(part) }))
  const honest = agents - others.reduce((total, { count }) => total + count, 0)
  return {
    id: 'measured city',
    agents: [{ type: 'honest', count: honest }, ...others],
    parameters: {
      'network.enabled': true,
      'network.topology': 'small_world',
      'network.k_neighbors': 6,
      'governance.transaction_tax_rate': 0.05,
      'governance.staking_enabled': true,
      'governance.min_stake_to_participate': 10,
      'governance.circuit_breaker_enabled': true,
      'governance.freeze_threshold_toxicity': 0.6,
      'governance.audit_enabled': true,
      'boundary.enabled': true,
      ...parameters,
    },
    epochs: 100,
    stepsPerEpoch: 10,
  }
}

async function warmed(agents: number, parameters: ScenarioInput['parameters'] = {}): Promise<Simulation> {
  const simulation = await createSimulation(city(agents, parameters))
  for (let tick = 0; tick < 30; tick++) simulation.tick()
  return simulation
}

const tickCost = (simulation: Simulation, ticks: number, agents: number): string =>
  nanoseconds(
    time(() => {
      for (let tick = 0; tick < ticks; tick++) simulation.tick()
    }),
    ticks * agents,
  )

/** Decision 0001: what one buffer makes cheap. */
const columns: Measurement = async (print, tiny) => {
  const agents = tiny ? 500 : 50_000
  const simulation = await warmed(agents)
  const { buffer } = simulation.world
  print(`columns of ${agents} agents`, `${(buffer.byteLength / 1e6).toFixed(1)} MB`)
  print('bytes per agent', (buffer.byteLength / agents).toFixed(0))
  let snapshot = simulation.snapshot()
  print(
    'snapshot into a reused buffer',
    milliseconds(
      time(() => {
        snapshot = simulation.snapshot(snapshot)
      }),
    ),
  )
  print('restore', milliseconds(time(() => simulation.restore(snapshot))))
  print('digest', milliseconds(time(() => keep(simulation.digest().length))))
  const objects = asObjects(simulation, agents)
  print('structuredClone of one object an agent', milliseconds(time(() => void structuredClone(objects))))
}

/** The agent table as one plain object an agent, which is how it would be held without columns. */
function asObjects({ world }: Simulation, agents: number): Record<string, number>[] {
  const paths = world.layout.filter(({ component, field }) => component.table === 'agent' && !field.width)
  const views = paths.map(({ path }) => [path, world.column(path)] as const)
  return Array.from({ length: agents }, (_, agent) =>
    Object.fromEntries(views.map(([path, view]) => [path, view[agent] ?? 0])),
  )
}

/** Decision 0002: what the two kinds of turns cost. */
const turns: Measurement = async (print, tiny) => {
  const agents = tiny ? 500 : 20_000
  for (const kind of ['simultaneous', 'sequential']) {
    const simulation = await warmed(agents, { turns: kind })
    print(`${kind} turns, ${agents} agents, per agent and tick`, tickCost(simulation, 10, agents))
  }
}

/** Decision 0003: what it costs to give every row a bitECS entity. */
const entities: Measurement = (print, tiny) => {
  const count = tiny ? 1000 : 50_000
  for (const stores of [1, 10]) {
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const components = Array.from({ length: stores }, () => ({}))
    const start = process.hrtime.bigint()
    const world = createWorld()
    for (let i = 0; i < count; i++) {
      const entity = addEntity(world)
      for (const component of components) addComponent(world, entity, component)
    }
    const spent = Number(process.hrtime.bigint() - start) / 1e6
    globalThis.gc?.()
    const bytes = (process.memoryUsage().heapUsed - before) / count
    addComponent(world, addEntity(world), components[0])
    print(`${count} entities with ${stores} components`, `${short(spent)} ms`)
    print('  per entity', `${short((spent * 1e3) / count)} µs, ${bytes.toFixed(0)} B of heap`)
  }
}

/** Decision 0004: a keyed draw against generators that carry a state. */
const draws: Measurement = (print, tiny) => {
  const count = tiny ? 10_000 : 2_000_000
  const tick = Uint32Array.of(7)
  for (const rounds of [12, 20]) {
    for (const each of [1, 4]) {
      const source = new KeyedSource(keyOfSeed('measure'), defineStream('measure'), tick, rounds)
      const cost = time(() => {
        for (let entity = 0; entity < count / each; entity++) {
          source.begin(entity)
          for (let n = 0; n < each; n++) sink += source.next()[0]
        }
      })
      print(`Threefry4x32-${rounds}, ${each} draws an entity, per draw`, nanoseconds(cost, count))
    }
  }
  const makers: readonly (readonly [string, (seed: string) => () => number])[] = [
    ['seedrandom (ARC4)', (seed) => seedrandom(seed)],
    ['seedrandom.alea', (seed) => seedrandom.alea(seed)],
  ]
  for (const [name, make] of makers) {
    const generator = make('measure')
    const cost = time(() => {
      for (let i = 0; i < count; i++) sink += generator()
    })
    print(`${name}, per draw`, nanoseconds(cost, count))
    const seeds = count / 1000
    const seeding = time(() => {
      for (let i = 0; i < seeds; i++) sink += make(`measure ${i}`)()
    })
    print(`${name}, a generator an entity`, nanoseconds(seeding, seeds))
  }
}

/** Decision 0005: our exp against the platform's. */
const elementary: Measurement = (print, tiny) => {
  const count = tiny ? 10_000 : 2_000_000
  const inputs = Float64Array.from({ length: 4096 }, (_, i) => (i - 2048) / 512)
  const overAll = (rule: (x: number) => number) =>
    time(() => {
      for (let i = 0; i < count; i++) sink += rule(inputs[i & 4095] as number)
    })
  print('exp of formulas/elementary.ts', nanoseconds(overAll(exp), count))
  print('Math.exp', nanoseconds(overAll(Math.exp), count))
  let worst = 0
  let different = 0
  for (let i = 0; i < count; i++) {
    const x = -20 + (40 * i) / count
    const error = Math.abs(exp(x) - Math.exp(x)) / Math.exp(x)
    if (error > 0) different++
    worst = Math.max(worst, error)
  }
  print(`largest relative difference over ${count} points of [-20, 20]`, worst.toExponential(2))
  print('points that differ in the last place', `${((100 * different) / count).toFixed(1)} %`)
}

/** Decision 0006: chunk by chunk, as declared access allows, against one whole pass a system. */
const barriers: Measurement = async (print, tiny) => {
  const agents = tiny ? 2000 : 100_000
  const simulation = await warmed(agents)
  const chunked = tickCost(simulation, 5, agents)
  simulation.onSystem(() => {})
  const whole = tickCost(simulation, 5, agents)
  print(`systems chunk by chunk, ${agents} agents, per agent and tick`, chunked)
  print('one whole pass a system', whole)
}

/** Decision 0007: how much agents remember. */
const acquaintances: Measurement = async (print, tiny) => {
  const agents = tiny ? 500 : 20_000
  for (const slots of [6, 32, 128]) {
    const simulation = await warmed(agents, { 'memory.slots': slots, 'network.enabled': false })
    const bytes = simulation.world.layout
      .filter(({ component }) => component.name === 'Acquaintance')
      .reduce((total, slot) => total + slot.bytes, 0)
    const { toxicityRate, evictions } = simulation.measure().metrics
    const cost = tickCost(simulation, 5, agents)
    print(`${slots} records, ${agents} agents`, `${bytes / agents} B an agent, ${cost} per agent and tick`)
    print('  after 30 ticks', `toxicity ${toxicityRate?.toFixed(4)}, ${evictions} evictions`)
  }
}

/** Decision 0008: ways for a loop to reach a parameter that may move, each in a loop of its own. */
const parameters: Measurement = (print, tiny) => {
  const count = tiny ? 10_000 : 4_000_000
  const p = Float64Array.from({ length: 4096 }, (_, i) => ((i * 167) / 4096) % 1)
  const view = Float64Array.of(0.1, 0.2, 0.3).subarray(1, 2)
  const nested = { governance: { auditThresholdP: 0.2 } }
  const byPath = new Map([['governance.audit_threshold_p', 0.2]])
  const ways: readonly (readonly [string, () => number])[] = [
    [
      'a constant',
      () => {
        let found = 0
        for (let i = 0; i < count; i++) if ((p[i & 4095] as number) < 0.2) found++
        return found
      },
    ],
    [
      'a view of the parameter array',
      () => {
        let found = 0
        for (let i = 0; i < count; i++) if ((p[i & 4095] as number) < (view[0] as number)) found++
        return found
      },
    ],
    [
      'a property two objects deep',
      () => {
        let found = 0
        for (let i = 0; i < count; i++)
          if ((p[i & 4095] as number) < nested.governance.auditThresholdP) found++
        return found
      },
    ],
    [
      'a map by path',
      () => {
        let found = 0
        for (let i = 0; i < count; i++) {
          if ((p[i & 4095] as number) < (byPath.get('governance.audit_threshold_p') as number)) found++
        }
        return found
      },
    ],
  ]
  for (const [name, loop] of ways) {
    print(
      `${name}, per row`,
      nanoseconds(
        time(() => keep(loop())),
        count,
      ),
    )
  }
}

/** A bound of the module: bundlers make a variable of it. */
const LIMIT = 10

/** Decision 0009: heap that a number costs on its way through a loop. */
const boxing: Measurement = (print, tiny) => {
  const rows = 1024
  const passes = tiny ? 20 : 2000
  const from = Float64Array.from({ length: rows }, (_, i) => ((i * 167) % rows) / 32 - 16)
  const to = new Float64Array(rows)
  const loops: readonly (readonly [string, () => void])[] = [
    [
      'clamped by a constant of the module',
      () => {
        for (let row = 0; row < rows; row++) {
          const value = from[row] as number
          to[row] = exp(value < -LIMIT ? -LIMIT : value > LIMIT ? LIMIT : value)
        }
      },
    ],
    [
      'clamped by literals',
      () => {
        for (let row = 0; row < rows; row++) {
          const value = from[row] as number
          to[row] = exp(value < -10 ? -10 : value > 10 ? 10 : value)
        }
      },
    ],
  ]
  for (const [way, loop] of loops) {
    for (let pass = 0; pass < passes; pass++) loop()
    const grown = Array.from({ length: 9 }, () => {
      globalThis.gc?.()
      const before = process.memoryUsage().heapUsed
      for (let pass = 0; pass < 20; pass++) loop()
      return Math.max(0, process.memoryUsage().heapUsed - before) / (20 * rows)
    })
    grown.sort((a, b) => a - b)
    print(way, `${short(grown[4] as number)} B a number`)
  }
}

/** Decision 0010: a look-up that one closure serves, and the same code bound for ten users. */
const sharing: Measurement = (print, tiny) => {
  const rows = tiny ? 1000 : 1_000_000
  const bindSum = (values: Float64Array) => () => {
    let sum = 0
    for (let row = 0; row < values.length; row++) sum += values[row]
    return sum
  }
  const values = new Float64Array(rows).fill(1)
  const alone = bindSum(values)
  print(
    'a loop closed over once',
    nanoseconds(
      time(() => keep(alone())),
      rows,
    ),
  )
  const many = Array.from({ length: 10 }, () => bindSum(new Float64Array(rows).fill(1)))
  for (const loop of many) keep(loop())
  print(
    'the same, closed over ten times',
    nanoseconds(
      time(() => keep((many[9] as () => number)())),
      rows,
    ),
  )
}

/** Decision 0011: worlds alive in one process. */
const worlds: Measurement = async (print, tiny) => {
  const agents = tiny ? 500 : 10_000
  const alive: Simulation[] = []
  for (let world = 1; world <= 3; world++) {
    const simulation = await warmed(agents)
    alive.push(simulation)
    print(
      `world ${world} of those alive, ${agents} agents, per agent and tick`,
      tickCost(simulation, 5, agents),
    )
  }
  for (const simulation of alive) simulation.dispose()
}

/** Decision 0012: one thread and two. */
const threads: Measurement = async (print, tiny) => {
  const agents = tiny ? 2000 : 100_000
  for (const count of [1, 2]) {
    const simulation = await createSimulation(city(agents), { threads: count })
    for (let tick = 0; tick < (tiny ? 2 : 30); tick++) simulation.tick()
    print(`${count} of them, ${agents} agents, per agent and tick`, tickCost(simulation, 5, agents))
    simulation.dispose()
  }
}

/** Decision 0013: lines of memory in and out of order, from a table that no cache holds. */
const order: Measurement = (print, tiny) => {
  const lineOfDoubles = 8
  const lines = 1024
  const parts = tiny ? 4 : 2000
  const table = new Float64Array(parts * lines * lineOfDoubles).fill(1)
  const shuffled = Uint32Array.from({ length: lines }, (_, place) => (place * 389 + 71) % lines)
  const visit = (part: number) => {
    let sum = 0
    for (const line of shuffled) sum += table[(part * lines + line) * lineOfDoubles] as number
    return sum
  }
  const readThrough = (part: number) => {
    let sum = 0
    const first = part * lines * lineOfDoubles
    for (let line = 0; line < lines; line++) sum += table[first + line * lineOfDoubles] as number
    return sum
  }
  const overParts = (work: (part: number) => number) => () => {
    for (let part = 0; part < parts; part++) keep(work(part))
  }
  const report = (what: string, work: (part: number) => number) =>
    print(what, nanoseconds(time(overParts(work)), parts * lines))
  report('lines out of order, each', visit)
  report('lines in order, each', readThrough)
  report('in order first and then out of order, both', (part) => readThrough(part) + visit(part))
}

const MEASUREMENTS: Readonly<Record<string, Measurement>> = {
  columns,
  turns,
  entities,
  draws,
  elementary,
  barriers,
  acquaintances,
  parameters,
  boxing,
  sharing,
  worlds,
  threads,
  order,
}

const given = process.argv.slice(2)
const tiny = given.includes('--tiny')
const names = given.filter((name) => name !== '--tiny')
const unknown = names.filter((name) => !(name in MEASUREMENTS))
if (unknown.length > 0) {
  process.stderr.write(
    `measure: no ${unknown.join(', ')}, expected some of ${Object.keys(MEASUREMENTS).join(', ')}\n`,
  )
  process.exit(2)
}
for (const name of names.length > 0 ? names : Object.keys(MEASUREMENTS)) {
  await MEASUREMENTS[name]?.((what, figure) => process.stdout.write(`${name}: ${what}: ${figure}\n`), tiny)
}
if (Number.isNaN(sink)) process.stderr.write('a measurement came to nothing\n')
