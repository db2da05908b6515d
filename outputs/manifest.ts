import { bytesByComponent } from '../engine/world.ts'
import type { Simulation } from '../simulation/simulation.ts'
import type { Fingerprints } from './folder.ts'
import { jsonText, type RunReport } from './json.ts'
import { MANIFEST_FORMAT } from './manifest-format.ts'

/**
 * Text of a run's manifest: what it takes to run it again and to check what it wrote. Equal runs on one machine have
 * equal manifests, since no wall time is in it.
 */
export function manifestText(simulation: Simulation, report: RunReport, files: Fingerprints): string {
  const { scenario, systems, world, policyNames, plannedEpochs, moves } = simulation
  const { version, seed, profile, agents, threads, ticks, digest, interrupted } = report
  const { criteria, ...summary } = report.summary
  return jsonText({
    format: MANIFEST_FORMAT,
    version,
    node: process.versions.node,
    v8: process.versions.v8,
    platform: `${process.platform} ${process.arch}`,
    seed,
    profile,
    agents,
    threads,
    epochs: report.epochs.length,
    ticks,
    interrupted,
    digest,
    criteria,
    summary,
    files,
    systems: systems.map(({ name }) => name),
    policies: policyNames,
    bytes: world.buffer.byteLength,
    bytesPerAgent: world.buffer.byteLength / Math.max(1, report.agents),
    bytesByComponent: Object.fromEntries(bytesByComponent(world.layout)),
    rowsByTable: Object.fromEntries([...world.tables].sort(([a], [b]) => (a < b ? -1 : 1))),
    warnings: report.warnings,
    capacity: world.rowsOf('agent'),
    plannedEpochs,
    moves,
    scenario,
  })
}
