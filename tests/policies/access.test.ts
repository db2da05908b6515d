import { describe, expect, it } from 'vitest'
import { Kind } from '../../components/agent.ts'
import { Custody } from '../../components/custody.ts'
import { Intent } from '../../components/intent.ts'
import { Parties } from '../../components/interaction.ts'
import type { ParameterValue } from '../../engine/config.ts'
import { definePolicy, type Policy, PolicyAccess } from '../../engine/policy.ts'
import { bareWorld } from '../kit/bare-world.ts'

const TYPE_VISIBLE = 'observation.type_visible'

const aPolicy = (declared: Partial<Policy>): Policy =>
  definePolicy({
    name: 'curious',
    key: 'curious',
    doc: 'Looks around.',
    type: 255,
    parameters: { path: 'agents.config', parameters: {} },
    remembers: false,
    own: [],
    others: [],
    writes: [],
    bind: () => ({ act() {}, consents: () => true }),
    ...declared,
  })

const accessOf = (declared: Partial<Policy>, values: Record<string, ParameterValue> = {}) => {
  const world = bareWorld({ components: [Kind, Custody, Intent, Parties], rows: { agent: 2 }, values })
  return new PolicyAccess(world, aPolicy(declared), new Set())
}

describe('what a policy may read', () => {
  it('is what it declares', () => {
    expect(() => accessOf({ others: [Custody] }).get(Kind)).toThrow(
      'policy curious: uses Kind without declaring it',
    )
  })

  it('of others is public columns only', () => {
    const access = accessOf({ others: [Custody, Parties] })
    expect(access.get(Custody).reasons).toHaveLength(2)
    expect(() => access.get(Custody).freezes).toThrow('reads Custody.freezes, which is own')
    expect(() => access.get(Parties).hostile).toThrow('reads Parties.hostile, which is hidden')
  })

  it('of its own rows includes private columns, not the hidden ones of agents', () => {
    const access = accessOf({ own: [Kind, Custody] })
    expect(access.get(Kind).slot).toHaveLength(2)
    expect(access.get(Custody).freezes).toHaveLength(2)
    expect(() => access.get(Kind).type).toThrow('reads Kind.type, which is hidden')
  })

  it('includes a hidden column while the flag that shows it is true', () => {
    const whenVisible = [{ component: Kind, parameter: TYPE_VISIBLE }]
    expect(accessOf({ own: [Kind], whenVisible }, { [TYPE_VISIBLE]: true }).get(Kind).type).toHaveLength(2)
    expect(() => accessOf({ own: [Kind], whenVisible }).get(Kind).type).toThrow('Kind.type')
  })

  it('includes all of what it writes', () => {
    expect(accessOf({ writes: [Intent] }).get(Intent).action).toHaveLength(2)
  })
})
