import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { convertLog, RunFolder, recordInteractions, replayLog, writeRun } from '../../outputs/index.ts'
import type { Simulation } from '../../simulation/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { milliseconds, now, processorSince } from '../clocks.ts'
import { type BenchRow, rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('record')

const WARM_UP_EPOCHS = 2

/**
 * What recording every interaction costs a run, in processor time of all threads, and how fast a log is replayed and turned into
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
      let [ticks, recording] = [0, 0]
      for (let tick = 0; tick < simulation.scenario.stepsPerEpoch; tick++) {
        const start = now()
        simulation.tick()
        const between = now()
        interactions.afterTick()
        // Threads that write beside the run count too, once they have had their turn.
        await new Promise((resume) => setImmediate(resume))
        recording += processorSince(between)
        ticks += processorSince(start)
      }
      return { rows: interactions.rows - before, ticks: ticks - recording, recording }
    }
    for (let warm = 0; warm < (tiny ? 0 : WARM_UP_EPOCHS); warm++) await epoch()
    const times = []
    for (let round = 0; round < rounds; round++) times.push(await epoch())
    writeRun(folder, simulation, { interactions })
    const digest = simulation.digest()
    const size = statSync(join(folder.path, 'interactions.pwlog')).size / interactions.rows
    return [
      row(
        `recording over none, ${sizeText(agents)} agents`,
        times.map((time) => 1 + time.recording / time.ticks),
        '×',
        digest,
      ),
      row(
        'recording, per interaction',
        times.map((time) => time.recording / time.rows),
        'ns',
        digest,
      ),
      row('size of the log', size, 'B/interaction', digest),
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
    row('replay', replays, 'M interactions/s', digest),
    row('log to Parquet', exports, 'M rows/s', digest),
    row('Parquet, size', statSync(path).size / rows, 'B/row', digest),
  ]
}
