import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parquetReadObjects } from 'hyparquet'
import { z } from 'zod'
import { messageOf, UserError } from '../../engine/errors.ts'
import type { Scenario } from '../../simulation/scenario.ts'
import { fingerprint, isMissing } from '../disk.ts'
import { MANIFEST } from '../folder.ts'
import { MANIFEST_FORMAT } from '../manifest-format.ts'

const EPOCHS = 'epochs.parquet'

const figure = z.number().nullable()
const manifestSchema = z.looseObject({
  format: z.literal(MANIFEST_FORMAT),
  version: z.string(),
  platform: z.string().optional(),
  node: z.string().optional(),
  seed: z.string(),
  profile: z.string(),
  agents: z.number(),
  threads: z.number().optional(),
  epochs: z.number(),
  ticks: z.number(),
  interrupted: z.boolean(),
  digest: z.string(),
  criteria: z.array(z.object({ name: z.string(), value: figure, bound: z.number(), passed: z.boolean() })),
  /** Metrics pooled over the run; manifests of 0.1.0 have none. */
  summary: z.record(z.string(), figure).optional(),
  files: z.record(z.string(), z.object({ bytes: z.number(), sha256: z.string() })),
  systems: z.array(z.string()).default([]),
  warnings: z.array(z.string()).default([]),
  scenario: z.looseObject({
    id: z.string(),
    description: z.string(),
    epochs: z.number(),
    stepsPerEpoch: z.number(),
    agents: z.array(z.looseObject({ type: z.string(), count: z.number() })),
    interventions: z.array(z.object({ epoch: z.number(), set: z.record(z.string(), z.unknown()) })),
  }),
})

/** A run's manifest, as far as reports look at it. */
export type RunManifest = z.infer<typeof manifestSchema>

/** One epoch of a run by the names of its columns. */
export type EpochRow = Readonly<Record<string, number | null>>

/** A run as its folder has it. */
export interface RunRecord {
  readonly manifest: RunManifest
  readonly epochs: readonly EpochRow[]
  /** What about the folder deserves a second look. */
  readonly warnings: readonly string[]
}

/** The scenario of a manifest, for those who resolve it again: it is checked there, not here. */
export const scenarioOf = ({ scenario }: RunManifest): Scenario => scenario as unknown as Scenario

/**
 * Reads the manifest and the epochs of a run.
 * @throws UserError naming the file, what came and what was expected
 */
export async function readRun(folder: string): Promise<RunRecord> {
  const manifest = readManifest(folder)
  const path = join(folder, EPOCHS)
  const epochs = await readEpochs(path)
  const listed = manifest.files[EPOCHS]
  const isListed = listed?.sha256 === fingerprint(path).sha256
  return {
    manifest,
    epochs,
    warnings: isListed
      ? []
      : [`${EPOCHS} is not the file that the manifest lists: it was changed since the run`],
  }
}

function readManifest(folder: string): RunManifest {
  const path = join(folder, MANIFEST)
  let given: unknown
  try {
    given = JSON.parse(reading(path, () => readFileSync(path, 'utf8'), 'is no folder of a run'))
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    throw new UserError(path, `is no JSON: ${thrown.message}`, { cause: thrown })
  }
  const isOurs = z.looseObject({ format: z.literal(MANIFEST_FORMAT) }).safeParse(given).success
  if (!isOurs) throw new UserError(path, `is no manifest of a run, whose format is "${MANIFEST_FORMAT}"`)
  const { data, error } = manifestSchema.safeParse(given)
  if (data) return data
  const [issue] = error.issues
  throw new UserError(`${path}: ${issue?.path.join('.')}`, issue?.message ?? 'is not what a run writes')
}

async function readEpochs(path: string): Promise<EpochRow[]> {
  const bytes = reading(path, () => readFileSync(path))
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  let rows: Record<string, unknown>[]
  try {
    rows = await parquetReadObjects({ file })
  } catch (thrown) {
    throw new UserError(path, `cannot be read as Parquet: ${messageOf(thrown)}`, { cause: thrown })
  }
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, numberIn(cell)])),
  )
}

function numberIn(cell: unknown): number | null {
  if (typeof cell === 'bigint') return Number(cell)
  return typeof cell === 'number' && Number.isFinite(cell) ? cell : null
}

/** Reads from the disk; what it refuses is said with the path. */
function reading<T>(path: string, action: () => T, remark = 'no such file'): T {
  try {
    return action()
  } catch (thrown) {
    if (!(thrown instanceof Error) || !('code' in thrown)) throw thrown
    if (isMissing(thrown)) {
      throw new UserError(path, remark === 'no such file' ? remark : `no such file: the folder ${remark}`, {
        cause: thrown,
      })
    }
    throw new UserError(path, `cannot be read: ${messageOf(thrown)}`, { cause: thrown })
  }
}
