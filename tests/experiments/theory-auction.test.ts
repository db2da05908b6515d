import { expect, it } from 'vitest'
import { auctionChecks } from '../../experiments/theory/auction.ts'
import { agrees } from '../../experiments/theory/check.ts'
import { inequalityChecks } from '../../experiments/theory/inequality.ts'

it.each([...auctionChecks, ...inequalityChecks].map((check) => [check.name, check] as const))(
  'theory: %s',
  async (_name, check) => {
    const measured = await check.measure()
    expect([measured, agrees(measured)]).toEqual([measured, true])
    expect(Number.isFinite(measured.value)).toBe(true)
  },
)
