import { expect, it } from 'vitest'
import { auctionChecks } from '../../experiments/theory/auction.ts'
import { agrees, theoryChecks } from '../../experiments/theory/index.ts'
import { inequalityChecks } from '../../experiments/theory/inequality.ts'

const own = [...auctionChecks, ...inequalityChecks]

it('lists them', () => {
  expect(theoryChecks).toEqual(expect.arrayContaining(own))
})

it.each(own.map((check) => [check.name, check] as const))('theory: %s', async (_name, check) => {
  const measured = await check.measure()
  expect([measured, agrees(measured)]).toEqual([measured, true])
  expect(Number.isFinite(measured.value)).toBe(true)
})
