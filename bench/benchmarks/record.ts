import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertLog, RunFolder, recordInteractions, replayLog, writeRun } from '../../outputs/index.ts'
import type { Simulation } from '../../simulation/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { milliseconds, now, processorSince, wallSince } from '../clocks.ts'
import { type BenchRow, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('record')

const WARM_UP_EPOCHS = 2

/**
 * What recording every interaction costs a run, on its clock and in processor time, and how fast a log is replayed and turned into
 * Parquet. One world records all the time: what is compared are its ticks with and without what the recorder does after each.
 */
export const record: Benchmark = async ({ tiny, rounds, root }) => {
  const agents = tiny ? 1000 : 100_000
  const home = mkdtempSync(join(tmpdir(), 'patchwork-bench-'))
  try {
    const simulation = await makeWorld(root, { of: 'metropolis', agents })
    const folder = new RunFolder(join(home, 'run'))
    const interactions = recordInteractions(folder, simulation)
    interactions.start()
    const epoch = async () => {
      const before = interactions.rows
      const spent = { ticks: 0, recording: 0, wallTicks: 0, wallRecording: 0 }
      for (let tick = 0; tick < simulation.scenario.stepsPerEpoch; tick++) {
        const start = now()
        simulation.tick()
        spent.ticks += processorSince(start)
        spent.wallTicks += wallSince(start)
        const between = now()
        interactions.afterTick()
        spent.wallRecording += wallSince(between)
        // What is written beside the run counts too, once it has had its turn.
        await new Promise((resume) => setImmediate(resume))
        spent.recording += processorSince(between)
      }
      return { rows: interactions.rows - before, ...spent }
    }
    for (let warm = 0; warm < (tiny ? 0 : WARM_UP_EPOCHS); warm++) await epoch()
    const times = []
    for (let round = 0; round < rounds; round++) times.push(await epoch())
    writeRun(folder, simulation, { interactions })
    const digest = simulation.digest()
    const size = statSync(join(folder.path, 'interactions.pwlog')).size / interactions.rows
    return [
      row(
        `recording over none, ${sizeText(agents)}`,
        times.map(({ wallTicks, wallRecording }) => 1 + wallRecording / wallTicks),
        '×',
        digest,
        { note: 'on the clock of the run; files are written beside it. A row is an interaction.' },
      ),
      row(
        'the same, processor time',
        times.map(({ ticks, recording }) => 1 + recording / ticks),
        '×',
        digest,
      ),
      row(
        'recording, a row',
        times.map((time) => time.recording / time.rows),
        'ns',
        digest,
      ),
      row('size of the log', size, 'B/row', digest),
      ...(await readings(simulation, folder.path, home, {
        rows: interactions.rows,
        rounds: Math.min(rounds, 3),
      })),
    ]
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

async function readings(
  simulation: Simulation,
  folder: string,
  home: string,
  { rows, rounds }: { readonly rows: number; readonly rounds: number },
): Promise<BenchRow[]> {
  const digest = simulation.digest()
  const replays = Array.from({ length: rounds }, () => {
    let isEqual = false
    const time = milliseconds(() => {
      isEqual = replayLog(folder).equal
    })
    if (!isEqual) throw new Error('the replay of a log is not what was written')
    return rows / time / 1000
  })
  const exports = []
  const path = join(home, 'log.parquet')
  for (let round = 0; round < rounds; round++) {
    const start = now()
    await convertLog(folder, path)
    exports.push(rows / (Number(process.hrtime.bigint() - start.wall) / 1e6) / 1000)
  }
  return [
    row('replay', replays, 'M/s', digest),
    row('log to Parquet', exports, 'M/s', digest),
    row('Parquet, size', statSync(path).size / rows, 'B/row', digest),
  ]
}
