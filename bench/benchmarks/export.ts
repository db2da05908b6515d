import {
  agentColumns,
  csvOf,
  EventRecorder,
  epochColumns,
  type OutputColumn,
  parquetOf,
} from '../../outputs/index.ts'
import { epochLine } from '../../outputs/ndjson.ts'
import type { Simulation } from '../../simulation/index.ts'
import type { Benchmark, Settings } from '../benchmark.ts'
import { milliseconds } from '../clocks.ts'
import { type BenchRow, rowsOf } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('export')

/** Rows per second and bytes per row of what outputs/ writes, in memory: the disk is not ours. */
export const exports: Benchmark = async (settings) => {
  const { tiny, root } = settings
  const agents = tiny ? 500 : 100_000
  const simulation = await makeWorld(root, { of: 'metropolis', agents })
  for (let epoch = 0; epoch < 3; epoch++) simulation.runEpoch()
  const columns = agentColumns(simulation)
  const digest = simulation.digest()
  const tables: readonly [string, () => number, number][] = [
    ['agents as columns', () => columnBytes(agentColumns(simulation)), agents],
    ['agents as CSV', () => Buffer.byteLength(csvOf(columns)), agents],
    ['agents as Parquet', () => parquetOf(columns).byteLength, agents],
    ['epochs as CSV', () => Buffer.byteLength(csvOf(epochColumns(simulation))), simulation.epochs.length],
    ['epochs as NDJSON', () => epochBytes(simulation), simulation.epochs.length],
  ]
  const rows = tables.flatMap(([label, write, count]) => rates(settings, label, write, count, digest))
  return [...rows, ...(await events(settings))]
}

const columnBytes = (columns: readonly OutputColumn[]): number => columns.length * 8

const epochBytes = (simulation: Simulation): number =>
  simulation.epochs.reduce((sum, epoch) => sum + Buffer.byteLength(epochLine(epoch)), 0)

function rates(
  { rounds }: Settings,
  label: string,
  write: () => number,
  count: number,
  digest: string,
): BenchRow[] {
  let bytes = write()
  const perSecond = Array.from({ length: rounds }, () => {
    const time = milliseconds(() => {
      bytes = write()
    })
    return count / time
  })
  const speed = row(label, perSecond, 'rows/ms', digest)
  return label.endsWith('columns') ? [speed] : [speed, row(`${label}, size`, bytes / count, 'B/row', digest)]
}

/** The event log of a run: lines per second while the recorder writes, the ticks themselves left out. */
async function events({ tiny, rounds, root }: Settings): Promise<BenchRow[]> {
  const simulation = await makeWorld(root, { of: 'metropolis', agents: tiny ? 500 : 20_000 })
  let lines = 0
  let characters = 0
  const sink = {
    line(text: string) {
      lines++
      characters += text.length + 1
    },
    close() {},
  }
  const recorder = new EventRecorder(simulation, sink)
  recorder.start()
  const record = (ticks: number) => {
    let time = 0
    for (let tick = 0; tick < ticks; tick++) {
      simulation.tick()
      time += milliseconds(() => recorder.afterTick())
    }
    return time
  }
  record(tiny ? 1 : 5)
  const perSecond = Array.from({ length: rounds }, () => {
    const before = lines
    const time = record(tiny ? 1 : 3)
    return (lines - before) / time
  })
  const digest = simulation.digest()
  return [
    row('events as JSON lines', perSecond, 'rows/ms', digest),
    row('events as JSON lines, size', characters / lines, 'B/row', digest),
  ]
}
