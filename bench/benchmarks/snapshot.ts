import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readSnapshot, writeSnapshot } from '../../outputs/index.ts'
import type { Benchmark } from '../benchmark.ts'
import { milliseconds } from '../clocks.ts'
import { rowsOf, sizeText } from '../row.ts'
import { makeWorld } from '../worlds.ts'

const row = rowsOf('snapshot')

/** Snapshots into a reused buffer, which is one copy of all columns, and to a file with its checksum. */
export const snapshot: Benchmark = async ({ tiny, rounds, root }) => {
  const agents = tiny ? 1000 : 100_000
  const folder = mkdtempSync(join(tmpdir(), 'patchwork-bench-'))
  const path = join(folder, 'world.snapshot')
  try {
    const rows = []
    for (const of of ['core', 'metropolis'] as const) {
      const simulation = await makeWorld(root, { of, agents })
      simulation.runEpoch()
      const digest = simulation.digest()
      const label = `${of}, ${sizeText(agents)}`
      let kept = simulation.snapshot()
      const times = (work: () => void) => Array.from({ length: 3 * rounds }, () => milliseconds(work))
      const take = times(() => {
        kept = simulation.snapshot(kept)
      })
      const restore = times(() => simulation.restore(kept))
      const megabytes = simulation.world.buffer.byteLength / 1e6
      rows.push(
        row(`${label}, into a buffer`, take, 'ms', digest, {
          note: `${megabytes.toFixed(1)} MB into a buffer that is used again`,
        }),
        row(`${label}, restored`, restore, 'ms', digest),
      )
      if (of === 'core') continue
      rows.push(
        row(
          `${label}, to a file`,
          Array.from({ length: rounds }, () => milliseconds(() => writeSnapshot(path, simulation))),
          'ms',
          digest,
        ),
        row(
          `${label}, from a file`,
          Array.from({ length: rounds }, () => milliseconds(() => readSnapshot(path))),
          'ms',
          digest,
        ),
        row(`${label}, file`, statSync(path).size / agents, 'B/agent', digest),
      )
    }
    return rows
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
