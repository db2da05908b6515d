import { AgentFlag } from '../protocol/host.ts'
import type { AgentPicture } from '../scene/scene.ts'

/** What tells where agents are and which of them are drawn. */
export type Pickable = Pick<AgentPicture, 'count' | 'positions' | 'policies' | 'flags' | 'muted'>

/**
 * The agent nearest to a point, or undefined where none lies within `reach`. Agents of muted policies and those that have
 * left are passed over; of two at one distance it is the later one, which is drawn on top.
 *
 * @param x world units, as is `reach`
 */
export function pickAgent(picture: Pickable, x: number, y: number, reach: number): number | undefined {
  const { count, positions, policies, flags, muted } = picture
  let best = -1
  let least = reach * reach
  for (let row = 0; row < count; row++) {
    const dx = (positions[2 * row] as number) - x
    const dy = (positions[2 * row + 1] as number) - y
    const square = dx * dx + dy * dy
    if (square > least) continue
    if (((flags[row] as number) & AgentFlag.departed) !== 0 || muted[policies[row] as number] === 1) continue
    least = square
    best = row
  }
  return best < 0 ? undefined : best
}
