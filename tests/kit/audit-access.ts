import type { Slot } from '../../engine/world.ts'
import type { Simulation } from '../../simulation/simulation.ts'

type Copies = Map<string, Uint8Array>

const bytesOf = (simulation: Simulation, { offset, bytes }: Slot): Uint8Array =>
  new Uint8Array(simulation.world.buffer, offset, bytes)

function copyColumns(simulation: Simulation): Copies {
  return new Map(simulation.world.layout.map((slot) => [slot.path, bytesOf(simulation, slot).slice()]))
}

function changedPaths(simulation: Simulation, before: Copies): string[] {
  return simulation.world.layout
    .filter((slot) => {
      const now = bytesOf(simulation, slot)
      const then = before.get(slot.path) as Uint8Array
      return now.some((byte, i) => byte !== then[i])
    })
    .map(({ path }) => path)
}

/**
 * Columns that a system changed without declaring them in `writes`, over one run of it on the simulation as it stands.
 * The simulation is left as it was.
 */
export function auditWrites(simulation: Simulation, system: string): string[] {
  const declared =
    simulation.systems.find(({ name }) => name === system)?.writes.map(({ name }) => name) ?? []
  const start = simulation.snapshot()
  const before = copyColumns(simulation)
  simulation.runSystem(system)
  const changed = changedPaths(simulation, before)
  simulation.restore(start)
  return changed.filter((path) => !declared.includes(path.split('.')[0] as string))
}

/**
 * Columns that a system writes differently once every column that it does not declare is filled with rubbish: then it
 * reads something undeclared. The clock may always be read. The simulation is left as it was.
 */
export function auditReads(simulation: Simulation, system: string): string[] {
  const placed = simulation.systems.find(({ name }) => name === system)
  if (!placed) throw new Error(`no system ${system}`)
  const declared = new Set(['Clock', 'Batch', ...[...placed.reads, ...placed.writes].map(({ name }) => name)])
  const start = simulation.snapshot()
  simulation.runSystem(system)
  const honest = copyColumns(simulation)
  simulation.restore(start)
  for (const slot of simulation.world.layout) {
    if (!declared.has(slot.component.name)) poison(bytesOf(simulation, slot))
  }
  simulation.runSystem(system)
  const different = changedPaths(simulation, honest).filter((path) =>
    declared.has(path.split('.')[0] as string),
  )
  simulation.restore(start)
  return different
}

function poison(bytes: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (i * 167 + 91) & 255
}
