import { expect } from 'vitest'
import type { Plugin } from '../../engine/plugin.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import type { Simulation } from '../../simulation/simulation.ts'
import { auditReads, auditWrites } from './audit-access.ts'
import { validateWorld } from './validate-world.ts'

/** Makes the same simulation each time, with plugins in the given order. */
type Maker = (plugins?: Plugin[]) => Simulation

/** Runs a simulation to its end. */
export function runOut(simulation: Simulation): Simulation {
  while (!simulation.finished) simulation.tick()
  return simulation
}

/** Expects one digest in any order of plugins, and of what goes on from a snapshot after some ticks; returns a run at its end. */
export function expectRepeatable(make: Maker, ticks = 12): Simulation {
  const one = runOut(make())
  const digest = one.digest()
  expect(runOut(make([...mechanisms].reverse())).digest()).toBe(digest)
  const other = make()
  for (let tick = 0; tick < ticks; tick++) other.tick()
  const kept = other.snapshot()
  expect(runOut(other).digest()).toBe(digest)
  other.restore(kept)
  expect(runOut(other).digest()).toBe(digest)
  return one
}

/** Expects a world without contradictions after every system of a run. */
export function expectSound(simulation: Simulation): void {
  const broken: string[] = []
  simulation.onSystem((system) => {
    broken.push(...validateWorld(simulation.world).map((problem) => `${system}: ${problem}`))
  })
  while (!simulation.finished && broken.length === 0) simulation.tick()
  expect(broken).toEqual([])
}

/** Expects systems to read and write what they declare and nothing else, in the state after some ticks. */
export function expectDeclared(simulation: Simulation, systems: readonly string[], ticks = 11): void {
  for (let tick = 0; tick < ticks; tick++) simulation.tick()
  for (const system of systems) {
    expect([system, auditWrites(simulation, system), auditReads(simulation, system)]).toEqual([
      system,
      [],
      [],
    ])
  }
}
