import type { SystemAccess } from '../../engine/world.ts'
import { ACTIONS } from '../codes.ts'

/** Carries out the action that an agent chose; false when the engine refuses it. */
export type CarryOut = (agent: number) => boolean

/** What carries out each action by its code; what no plugin takes is refused. */
export function bindHandlers(access: SystemAccess): readonly CarryOut[] {
  const refuse: CarryOut = () => false
  const table: CarryOut[] = ACTIONS.map(() => refuse)
  for (const handler of access.registry.handlers) {
    const carryOut = handler.bind(access)
    for (const code of handler.actions) table[code] = carryOut
  }
  return table
}

/** By action code, 1 where a plugin carries it out. */
export function handledActions({ registry }: SystemAccess): Uint8Array {
  const handled = new Uint8Array(ACTIONS.length)
  for (const { actions } of registry.handlers) for (const code of actions) handled[code] = 1
  return handled
}
