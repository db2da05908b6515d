import { describe, expect, it } from 'vitest'
import { agrees } from '../../experiments/theory/check.ts'
import { theoryChecks } from '../../experiments/theory/index.ts'
import { missionChecks } from '../../experiments/theory/missions.ts'

describe('theory of missions', () => {
  it.each(missionChecks.map((check) => [check.name, check] as const))('%s', async (_name, check) => {
    const found = await check.measure()
    expect(agrees(found), JSON.stringify(found)).toBe(true)
    expect(theoryChecks).toContain(check)
  })
})
