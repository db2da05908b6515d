import { groups } from '../../viewer/layout/groups.ts'
import { AgentFlag, type PolicyKind } from '../../viewer/protocol/host.ts'
import type { AgentPicture, FlowPicture } from '../../viewer/scene/scene.ts'

export const FIVE_KINDS: readonly PolicyKind[] = [
  'honest',
  'opportunistic',
  'deceptive',
  'adversarial',
  'adaptive',
]

/** Numbers in [0, 1) that look like chance and are the same everywhere: the high bits of a Weyl sequence, mixed. */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad)
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
}

/** A society in groups: 62 % honest, the rest in falling shares; some held, a few flagged, one in a thousand gone. */
export function aPicture(
  count: number,
  { shaded = false, muted = [] as readonly number[] } = {},
): AgentPicture & { readonly policies: Uint8Array; readonly flags: Uint8Array } {
  const next = numbersFrom(7)
  const policies = new Uint8Array(count)
  const flags = new Uint8Array(count)
  const shades = new Float32Array(count)
  for (let row = 0; row < count; row++) {
    const draw = next()
    policies[row] = draw < 0.62 ? 0 : draw < 0.79 ? 1 : draw < 0.9 ? 2 : draw < 0.96 ? 3 : 4
    const held = next() < (policies[row] === 3 ? 0.2 : 0.03)
    const flagged = next() < (policies[row]! > 1 ? 0.02 : 0.001)
    const departed = next() < 0.001
    flags[row] =
      (held ? AgentFlag.held : 0) | (flagged ? AgentFlag.flagged : 0) | (departed ? AgentFlag.departed : 0)
    shades[row] = next() < 0.02 ? Number.NaN : next()
  }
  const positions = new Float32Array(2 * count)
  groups({ count, policies, policyCount: 5 }, positions)
  const mutedCodes = new Uint8Array(5)
  for (const code of muted) mutedCodes[code] = 1
  return { count, positions, policies, flags, shades: shaded ? shades : undefined, muted: mutedCodes }
}

/** Interactions between agents of that picture. */
export function someFlows(count: number, shown: number): FlowPicture {
  const next = numbersFrom(11)
  const rows = new Float32Array(4 * shown)
  for (let at = 0; at < rows.length; at += 4) {
    rows[at] = Math.floor(next() * count)
    rows[at + 1] = Math.floor(next() * count)
    rows[at + 2] = next()
    rows[at + 3] = next() < 0.65 ? 1 : 0
  }
  return { rows, shown }
}
