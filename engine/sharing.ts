import type { Columns, Component, Fields } from './columns.ts'
import type { World } from './world.ts'

interface Access {
  readonly world: World
  get<F extends Fields>(component: Component<F>): Columns<F>
}

/**
 * Binds a look-up once a world, however many systems and policies use it. V8 folds columns into a function's code, and
 * the function into its caller, only while one closure of it exists; a look-up that each policy bound for itself ran at
 * half its speed (docs/decisions/0010).
 * @param columns components that the look-up uses, where the world has them: each user must have declared them itself
 */
export function boundOnce<A extends Access, T>(
  columns: readonly Component[],
  bind: (access: A) => T,
): (access: A) => T {
  return (access) => {
    for (const component of columns) if (access.world.has(component)) access.get(component)
    return access.world.shared(bind, () => bind(access))
  }
}
