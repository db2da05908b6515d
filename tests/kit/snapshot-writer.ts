import { writeSnapshot } from '../../outputs/snapshot-file.ts'
import { createSimulation } from '../../simulation/create.ts'

/** Run as a process of its own, which is killed: writes snapshots to a file over and over. */
const simulation = await createSimulation({ agents: [{ type: 'honest', count: 20_000 }], epochs: 1000 })
simulation.tick()
writeSnapshot(process.argv[2] as string, simulation)
process.stdout.write('written\n')
for (;;) {
  simulation.tick()
  writeSnapshot(process.argv[2] as string, simulation)
}
