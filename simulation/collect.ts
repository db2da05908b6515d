import { MetricChunkSums, MetricSums } from '../components/members.ts'
import { Batch, CHUNK_ROWS } from '../engine/block.ts'
import { InternalError, messageOf, UserError } from '../engine/errors.ts'
import {
  type BoundMetric,
  type Metric,
  type MetricValue,
  type Sums,
  sumNamesOf,
  type ValueOf,
} from '../engine/metric.ts'
import type { Observer } from '../engine/steps.ts'
import type { World } from '../engine/world.ts'

/** Values of all metrics by column name. */
export type MetricRow = Readonly<Record<string, MetricValue>>

interface Placed {
  readonly metric: Metric
  readonly bound: BoundMetric
  readonly names: readonly string[]
  readonly columns: readonly string[]
  readonly first: number
  readonly chunkSums: Float64Array
}

/** Number of sums that a world's metrics keep. */
export const countSums = (metrics: readonly Metric[], value: ValueOf): number =>
  metrics.reduce((total, metric) => total + sumNamesOf(metric, value).length, 0)

/** Gathers metrics: sums per chunk, added in chunk order, so that neither threads nor plugins' order can matter. */
export class Collector {
  readonly #world: World
  readonly #placed: readonly Placed[]
  readonly #epoch: Float64Array
  readonly #run: Float64Array
  readonly #tick: Float64Array
  readonly #chunks: Float64Array
  readonly #batch: Uint32Array

  constructor(world: World, metrics: readonly Metric[]) {
    refuseTwins(metrics)
    this.#world = world
    const sums = world.get(MetricSums)
    this.#epoch = sums.epoch
    this.#run = sums.run
    this.#tick = new Float64Array(sums.epoch.length)
    this.#chunks = world.get(MetricChunkSums).tick
    this.#batch = world.get(Batch).count
    let first = 0
    this.#placed = [...metrics]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map((metric) => {
        const names = sumNamesOf(metric, (path) => world.value(path))
        const access = {
          world,
          clock: world.clock,
          get: world.get.bind(world),
          parameters: world.parameters.bind(world),
        }
        const placed = {
          metric,
          bound: this.#bind(metric, access),
          names,
          columns: Object.keys(metric.columns),
          first,
          chunkSums: new Float64Array(names.length),
        }
        first += names.length
        return placed
      })
  }

  /** What looks on while a tick runs: each metric adds a chunk's interactions to sums of the chunk. */
  get observers(): Observer[] {
    return this.#placed.flatMap(({ metric, bound, first, chunkSums }) => {
      if (!bound.observe) return []
      const observe = (start: number, end: number) => {
        chunkSums.fill(0)
        try {
          bound.observe?.(start, end, chunkSums)
        } catch (thrown) {
          throw this.#fault(metric, thrown)
        }
        this.#chunks.set(chunkSums, (start / CHUNK_ROWS) * this.#epoch.length + first)
      }
      return [{ name: metric.name, reads: metric.reads, observe }]
    })
  }

  /** Adds the chunks' sums of the tick to the epoch's, in the order of chunks. */
  gather(): void {
    this.#addChunks(this.#epoch)
  }

  /** All columns of the metrics that have one of these, over the interactions of the last tick alone. */
  tick(columns: readonly string[]): MetricRow {
    this.#addChunks(this.#tick.fill(0))
    const wanted = this.#placed.filter(({ metric }) => columns.some((column) => column in metric.columns))
    return this.#report(this.#tick, 'epoch', wanted)
  }

  /** Metrics of the epoch so far. */
  epoch(): MetricRow {
    return this.#report(this.#epoch, 'epoch')
  }

  /** Metrics pooled over the finished epochs after the warm-up. */
  run(): MetricRow {
    return this.#report(this.#run, 'run')
  }

  /** Closes an epoch: its sums join those of the run, unless it belongs to the warm-up. */
  closeEpoch(): void {
    const warmUp = this.#world.value('metrics.warm_up_epochs') as number
    if (this.#world.clock.epoch[0] >= warmUp) {
      for (let i = 0; i < this.#epoch.length; i++) this.#run[i] += this.#epoch[i]
    }
    this.#epoch.fill(0)
  }

  #addChunks(sums: Float64Array): void {
    const width = sums.length
    for (let chunk = 0; chunk < this.#batch.length; chunk++) {
      if (this.#batch[chunk] === 0) continue
      for (let i = 0; i < width; i++) sums[i] += this.#chunks[chunk * width + i]
    }
  }

  #report(sums: Float64Array, scope: 'epoch' | 'run', placed = this.#placed): MetricRow {
    const row: Record<string, MetricValue> = {}
    for (const { metric, bound, names, columns, first } of placed) {
      const named: Record<string, number> = {}
      names.forEach((name, i) => {
        named[name] = sums[first + i]
      })
      const values = this.#valuesOf(metric, bound, named as Sums, scope)
      for (const column of columns) row[column] = values[column] ?? null
    }
    return row
  }

  #bind(metric: Metric, access: Parameters<Metric['bind']>[0]): BoundMetric {
    try {
      return metric.bind(access)
    } catch (thrown) {
      throw this.#fault(metric, thrown)
    }
  }

  #valuesOf(metric: Metric, bound: BoundMetric, sums: Sums, scope: 'epoch' | 'run'): MetricRow {
    try {
      return bound.report(sums, scope)
    } catch (thrown) {
      throw this.#fault(metric, thrown)
    }
  }

  /** What a metric throws does not say which metric it was. */
  #fault({ name }: Metric, thrown: unknown): unknown {
    if (thrown instanceof UserError || thrown instanceof InternalError) return thrown
    const { seed, clock } = this.#world
    const place = { seed, tick: clock.tick[0], system: 'metrics' }
    return new InternalError(`metric ${name} failed: ${messageOf(thrown)}`, place, thrown)
  }
}

function refuseTwins(metrics: readonly Metric[]): void {
  const owners = new Map<string, string>()
  for (const { name, columns } of metrics) {
    for (const column of Object.keys(columns)) {
      const owner = owners.get(column)
      if (owner !== undefined)
        throw new UserError(`metric ${name}`, `reports ${column}, as metric ${owner} does`)
      owners.set(column, name)
    }
  }
}
