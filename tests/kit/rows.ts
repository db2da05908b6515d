import type { Component, Fields } from '../../engine/columns.ts'
import type { World } from '../../engine/world.ts'

/** The first `count` values of a column, as plain numbers. */
export function rows<F extends Fields>(
  world: World,
  component: Component<F>,
  field: keyof F & string,
  count: number,
): number[] {
  return Array.from(world.column(`${component.name}.${field}`).subarray(0, count))
}

/** Writes values into the first rows of a column. */
export function setRows<F extends Fields>(
  world: World,
  component: Component<F>,
  field: keyof F & string,
  values: readonly number[],
): void {
  world.column(`${component.name}.${field}`).set(values)
}
