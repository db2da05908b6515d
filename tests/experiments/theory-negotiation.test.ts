import { expect, it } from 'vitest'
import { agrees } from '../../experiments/theory/check.ts'
import { negotiationChecks } from '../../experiments/theory/negotiation.ts'

it.each(negotiationChecks.map((check) => [check.name, check] as const))(
  '%s',
  async (_name, check) => {
    const measured = await check.measure()
    expect(measured.band).toBeLessThan(0.2)
    expect(agrees(measured), `${check.claim} Got ${JSON.stringify(measured)}.`).toBe(true)
  },
  60_000,
)
