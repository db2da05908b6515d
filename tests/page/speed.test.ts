import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Figure, figureOf, isMet, lineOf } from '../../scripts/viewer-speed/figures.ts'
import { MEASURES, TINY } from '../../scripts/viewer-speed/measures.ts'
import { type Desk, openDesk } from '../../scripts/viewer-speed/pages.ts'

// Machines that test are busy with other things, so no figure is held to milliseconds here: `npm run viewer:speed` does that.

const town = readFileSync(new URL('../../scenarios/metropolis.yaml', import.meta.url), 'utf8')
let desk: Desk
beforeAll(async () => {
  desk = await openDesk(fileURLToPath(new URL('../../dist/cli.js', import.meta.url)))
})
afterAll(() => desk?.close())

const measure = async (name: keyof typeof MEASURES, sizes = TINY): Promise<Figure[]> => {
  const figures = await MEASURES[name](desk, sizes, town)
  for (const figure of figures) {
    expect(figure.count).toBeGreaterThan(0)
    for (const value of [figure.lowest, figure.median, figure.highest]) expect(value).toBeTypeOf('number')
    expect(Number.isFinite(figure.highest - figure.lowest)).toBe(true)
    expect(figure.lowest).toBeLessThanOrEqual(figure.median)
    expect(figure.median).toBeLessThanOrEqual(figure.highest)
  }
  return figures
}

describe('the speed of the page', () => {
  it('shows the metropolis as shipped after less than 250 kB', async () => {
    const [picture, load] = await measure('picture')
    expect(picture?.median).toBeGreaterThan(0)
    expect(load?.unit).toBe('kB')
    // The page alone is more than a tenth of it: less would mean that something was not counted.
    expect(load?.median).toBeGreaterThan(100)
    expect(load && isMet(load)).toBe(true)
  })

  it('an update costs no more than in proportion to agents', async () => {
    const [few] = await measure('update')
    const [many] = await measure('update', { ...TINY, agents: 8 * TINY.agents })
    // The quickest of each: what else a busy machine does comes on top of the others.
    expect(many!.lowest).toBeLessThan(8 * few!.lowest + 4)
  }, 300_000)

  it('hovers and lassos are found and timed', async () => {
    const [hover, lasso] = await measure('pointer')
    expect(hover?.count).toBe(TINY.hovers)
    expect(lasso?.count).toBe(TINY.lassos)
    expect(lasso?.median).toBeGreaterThan(0)
  })

  it('charts are drawn', async () => {
    const [charts] = await measure('charts')
    expect(charts?.lowest).toBeGreaterThan(0)
  })

  it('neither page nor worker grow with ticks beyond logs and checkpoints', async () => {
    const [page, worker, buffers] = await measure('memory')
    for (const figure of [page, worker, buffers]) expect(figure && isMet(figure)).toBe(true)
  })

  it('a larger society is drawn to the last agent, and gone back in', async () => {
    const [drawn, ...rest] = await measure('large')
    expect(drawn?.median).toBe(TINY.largeAgents)
    expect(rest).toHaveLength(3)
  })
})

it('a figure says what it was held against, and whether that was met', () => {
  const figure = figureOf('hover', 'ms', [3, 1, 2], { side: 'below', value: 2 })
  expect([figure.lowest, figure.median, figure.highest]).toEqual([1, 2, 3])
  expect(isMet(figure)).toBe(false)
  expect(lineOf(figure)).toBe('hover: 2.00 ms [1.00-3.00], below 2.00 ms: not met')
  expect(isMet(figureOf('drawn', 'agents', [5], { side: 'at least', value: 5 }))).toBe(true)
  expect(lineOf(figureOf('way', 's', [1]))).toBe('way: 1.00 s, no bar')
  expect(() => figureOf('none', 'ms', [])).toThrow('nothing was measured')
})
