import {
  addComponent,
  addEntity,
  createWorld,
  type World as EcsWorld,
  entityExists,
  hasComponent,
  query,
  removeComponent,
} from 'bitecs'
import { UserError } from './errors.ts'
import type { World } from './world.ts'

/**
 * The bitECS side of a world: the only file that knows bitECS. Systems walk rows; here rows get entities, so that a
 * host can compose and query. Query order depends on history, so nothing here reaches a sum, a draw or a file.
 *
 * A world of our own is mirrored into bitECS when it is first asked for: a headless run never asks, and the mirror
 * costs about 220 bytes and 3 microseconds an entity (docs/decisions/0003-bitecs-at-the-edges.md).
 */
export type { EcsWorld }

/** A tag or store that bitECS can attach to an entity: any object, compared by identity. */
export type EcsComponent = object

/** Set on agents that a safeguard holds frozen; brought up to date by `Entities.mark`. */
export const Frozen: EcsComponent = { name: 'Frozen' }

export class Entities {
  readonly ecs: EcsWorld
  /** Entity of each agent row. */
  readonly entityOf: Uint32Array
  /** First entity of the interaction block; interaction row r is entity `interactionBlock + r`. */
  readonly interactionBlock: number
  readonly #rowOf = new Map<number, number>()
  readonly #world: World
  #agents = 0

  /**
   * @param adopted entities of a host's world that are agent rows 0, 1, …
   * @param tagOf the tag of an agent row's policy
   */
  constructor(
    world: World,
    tagOf: (row: number) => EcsComponent,
    host?: { ecs: EcsWorld; adopted: Uint32Array },
  ) {
    this.#world = world
    this.ecs = host?.ecs ?? createWorld()
    this.entityOf = new Uint32Array(world.rowsOf('agent'))
    this.spawn(tagOf, host?.adopted)
    const interactions = Array.from({ length: world.rowsOf('interaction') }, () => addEntity(this.ecs))
    this.interactionBlock = interactions[0] ?? 0
    for (const component of this.#storesAlong('interaction')) {
      for (const entity of interactions) addComponent(this.ecs, entity, component)
    }
  }

  /** Gives an entity to every agent row that has none yet. */
  spawn(tagOf: (row: number) => EcsComponent, adopted?: Uint32Array): void {
    const stores = this.#storesAlong('agent')
    const count = this.#world.clock.agentCount[0]
    for (let row = this.#agents; row < count; row++) {
      const entity = adopted?.[row] ?? addEntity(this.ecs)
      if (!entityExists(this.ecs, entity))
        throw new UserError('world', `entity ${entity} does not exist in it`)
      this.entityOf[row] = entity
      this.#rowOf.set(entity, row)
      for (const store of stores) addComponent(this.ecs, entity, store)
      addComponent(this.ecs, entity, tagOf(row))
    }
    this.#agents = count
  }

  /** Agent row of an entity, or -1. */
  rowOf(entity: number): number {
    return this.#rowOf.get(entity) ?? -1
  }

  /** Brings a tag in line with a condition on rows: for tags that change rarely, such as Frozen. */
  mark(tag: EcsComponent, holds: (row: number) => boolean): void {
    for (let row = 0; row < this.#agents; row++) {
      const entity = this.entityOf[row]
      const wanted = holds(row)
      if (wanted === hasComponent(this.ecs, entity, tag)) continue
      if (wanted) addComponent(this.ecs, entity, tag)
      else removeComponent(this.ecs, entity, tag)
    }
  }

  #storesAlong(table: string): EcsComponent[] {
    const names = new Map(
      this.#world.layout
        .filter(({ component }) => component.table === table)
        .map(({ component }) => [component.name, component]),
    )
    return [...names.values()].map((component) => this.#world.get(component))
  }
}

/** Entities of a host's world that carry a tag, ascending, so that history cannot order the agents. */
export function entitiesWith(ecs: EcsWorld, tag: EcsComponent): Uint32Array {
  return Uint32Array.from(query(ecs, [tag])).sort()
}
