import { addComponent, addEntity, createWorld, query } from 'bitecs'
import { adversarial, createSimulation, Frozen, honest, Standing } from '../simulation/index.ts'

/**
 * Tutorial 4: a society inside a bitECS world of yours.
 *
 * A game or a robot simulator that already runs on bitECS hands its world in. Entities that carry a policy become
 * agents; all the others stay as they are. In return the agents carry our stores, so your own queries can mix yours and
 * ours. Systems of the society walk rows, not entities: ids may have gaps, and the order of your queries cannot change
 * a result.
 *
 * Run it: node scripts/run.mjs examples/host-world.ts
 */
export async function main(print: (line: string) => void = console.log) {
  // The host's own world: forty people and a lamp post, each with a place.
  const ecs = createWorld()
  const Place = { x: [] as number[], y: [] as number[] }
  const people = Array.from({ length: 40 }, () => addEntity(ecs))
  const lampPost = addEntity(ecs)
  for (const [index, entity] of [...people, lampPost].entries()) {
    addComponent(ecs, entity, Place)
    Place.x[entity] = index % 8
    Place.y[entity] = Math.floor(index / 8)
  }
  // A policy is a component: attach it to those who shall be agents.
  for (const [index, entity] of people.entries())
    addComponent(ecs, entity, index % 4 === 0 ? adversarial : honest)

  const simulation = await createSimulation(
    {
      id: 'a square with people',
      parameters: {
        'governance.circuit_breaker_enabled': true,
        'governance.freeze_threshold_toxicity': 0.5,
      },
      epochs: 3,
    },
    { world: ecs },
  )
  simulation.runEpoch()

  // Our stores are indexed by row; `rowOf` leads from an entity to its row. Ask for `simulation.ecs` before a query, it
  // brings the Frozen tags up to date.
  const standing = simulation.store(Standing)
  const { reputation } = simulation.world.get(Standing)
  const agents = Array.from(query(simulation.ecs, [standing, Place]))
  const frozen = Array.from(query(simulation.ecs, [Frozen, Place]))
  const best = agents.reduce((a, b) =>
    reputation[simulation.rowOf(a)] >= reputation[simulation.rowOf(b)] ? a : b,
  )
  print(`${agents.length} agents, ${frozen.length} of them frozen after an epoch`)
  print(`the best reputed one stands at ${Place.x[best]}, ${Place.y[best]}`)
  print(`the lamp post has row ${simulation.rowOf(lampPost)}`)
  return { agents, frozen, lampPost: simulation.rowOf(lampPost), people, bestRow: simulation.rowOf(best) }
}

if (process.argv[1]?.endsWith('host-world.ts')) await main()
