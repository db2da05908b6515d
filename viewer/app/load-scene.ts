import { messageOf, UserError } from '../../engine/errors.ts'
import type { createScene } from '../scene/create.ts'

type Load = () => Promise<{ readonly createScene: typeof createScene }>

/**
 * Fetches what draws. It stands on Pixi, which a page may have forgotten to bring along.
 * @throws UserError saying so
 */
export async function loadScene(
  load: Load = () => import('../scene/create.ts'),
): Promise<typeof createScene> {
  try {
    return (await load()).createScene
  } catch (thrown) {
    throw new UserError('pixi.js', `the viewer cannot load what it draws with: ${messageOf(thrown)}`, {
      hint: 'it is an optional peer of patchwork-ecs: npm install pixi.js',
      cause: thrown,
    })
  }
}
