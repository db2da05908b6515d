import { coreParameters } from '../../components/parameters/index.ts'
import { Batch, chunksOf } from '../../engine/block.ts'
import { Clock } from '../../engine/clock.ts'
import type { Component } from '../../engine/columns.ts'
import {
  checkValue,
  defaultOf,
  type ParameterValue,
  parameterAt,
  parametersByPath,
} from '../../engine/config.ts'
import { World } from '../../engine/world.ts'

export interface BareWorldOptions {
  readonly components: readonly Component[]
  /** Rows by table; 0 for the tables of components that are not named here. */
  readonly rows?: Readonly<Record<string, number>>
  /** Parameters of the core by path, where they differ from profile whitepaper. */
  readonly values?: Readonly<Record<string, ParameterValue>>
  readonly seed?: string
}

/**
 * A world of these components only, without plugins or systems: every agent row is in use and every column as declared.
 * Tests fill columns and call what they test. Throws UserError on a parameter that the core does not have or allow.
 */
export function bareWorld({ components, rows = {}, values = {}, seed = 'test' }: BareWorldOptions): World {
  const parameters = parametersByPath(coreParameters)
  const all = new Set([Clock, Batch, ...components])
  const agents = rows['agent'] ?? 0
  const tables = new Map([...all].map(({ table }) => [table, 0]))
  for (const [table, count] of Object.entries({ chunk: chunksOf(agents), world: 1, ...rows })) {
    tables.set(table, count)
  }
  const chosen = new Map<string, ParameterValue>()
  for (const [path, parameter] of parameters) chosen.set(path, defaultOf(parameter, 'whitepaper'))
  for (const [path, value] of Object.entries(values)) {
    checkValue(path, parameterAt(parameters, path), value)
    chosen.set(path, value)
  }
  const world = new World({ seed, rounds: 12, components: [...all], tables, parameters, values: chosen })
  world.clock.agentCount[0] = agents
  return world
}
