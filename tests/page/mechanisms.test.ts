import { afterAll, beforeAll, expect, it } from 'vitest'
import { arrive, type ServedPage, servePage } from './page.ts'

let served: ServedPage
beforeAll(async () => {
  served = await servePage()
})
afterAll(async () => {
  await served?.close()
})

it.each([
  ['fair_shares', 'Bidder.envy', 'auctionEnvy', 'Bidder'],
  ['moonshot_missions', 'MissionWill.earned', 'missionsProposed', 'Mission will'],
  ['flash_crash', 'Trader.cash', 'marketTrades', 'Trader'],
  ['insiders', 'Seat.paid', 'meanLambda', 'Seat'],
  ['lemons', 'Lot.quality', 'lemonsPrice', 'Lot'],
] as const)(
  '%s: its mechanism can be coloured, charted and inspected',
  async (name, path, metric, component) => {
    const { page, said } = await served.open(`scenario=${name}&agents=300`)
    await page.evaluate(() => {
      const { store, actions } = globalThis.patchwork as NonNullable<typeof globalThis.patchwork>
      actions.step(2 * (store.society.value?.stepsPerEpoch ?? 0) + 1)
    })
    const steps = await page.evaluate(() => globalThis.patchwork?.store.society.value?.stepsPerEpoch ?? 0)
    await arrive(page, 2 * steps + 1)
    await page.locator('.column.left select.chip').first().selectOption(path)
    await page.waitForFunction((wanted) => globalThis.patchwork?.store.colourBy.value === wanted, path)
    await page.locator('.chart-picker').nth(1).selectOption(metric)
    const figure = page.locator('.chart').nth(1).locator('figcaption .number')
    await expect.poll(() => figure.textContent()).toMatch(/\d/)
    const search = page.getByRole('searchbox', { name: 'Find agents by number, type or expression' })
    await search.fill('5')
    await search.press('Enter')
    await page.waitForFunction(() => globalThis.patchwork?.store.selected.value === 5)
    const summary = page.locator('.inspector .component summary', { hasText: new RegExp(`^${component}`) })
    await expect.poll(() => summary.count()).toBe(1)
    expect(said).toEqual([])
    await page.context().close()
  },
)
