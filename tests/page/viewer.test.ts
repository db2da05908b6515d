import { mkdtempSync, rmSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seriousFindings } from './axe.ts'
import { arrive, type ServedPage, servePage, shown } from './page.ts'

/** A society small enough that a tick takes no time, in which much happens. */
const TOWN = 'scenario=metropolis&agents=2000&seed=7'

const folder = mkdtempSync(join(tmpdir(), 'patchwork-page-'))
let served: ServedPage
beforeAll(async () => {
  served = await servePage()
})
afterAll(async () => {
  await served?.close()
  rmSync(folder, { recursive: true, force: true })
})

describe('the page', () => {
  it('plays, pauses and steps, and says nothing on the console', async () => {
    const { page, said } = await served.open(TOWN)
    await page.getByRole('button', { name: 'Play', exact: true }).click()
    await page.waitForFunction(() => (globalThis.patchwork?.store.tick.value ?? 0) > 5)
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.waitForFunction(() => globalThis.patchwork?.store.playing.value === false)
    const { tick } = await shown(page)
    await page.getByRole('button', { name: 'Step', exact: true }).click()
    await arrive(page, tick + 1)
    expect(said).toEqual([])
    await page.context().close()
  })

  it('scrubs back and forth to states that are equal bit for bit', async () => {
    const { page, said } = await served.open(TOWN)
    await page.evaluate(() => globalThis.patchwork?.actions.step(25))
    await arrive(page, 25)
    const there = await shown(page)
    const timeline = page.getByRole('slider', { name: 'Tick', exact: true })
    await timeline.fill('4')
    await arrive(page, 4)
    expect((await shown(page)).digest).not.toBe(there.digest)
    await timeline.fill('25')
    await arrive(page, 25)
    expect((await shown(page)).digest).toBe(there.digest)
    expect(said).toEqual([])
    await page.context().close()
  })

  it('branches, moves a lever of one side alone, and goes on with one', async () => {
    const { page } = await served.open(`${TOWN}&tick=5`)
    await arrive(page, 5)
    await page.getByRole('button', { name: /^Compare/ }).click()
    await page.waitForFunction(() => globalThis.patchwork?.store.comparing.value === true)
    await page.getByRole('checkbox', { name: 'audit enabled' }).click()
    await page.waitForFunction(() => globalThis.patchwork?.store.moves.value.length === 1)
    await page.evaluate(() => globalThis.patchwork?.actions.step(15))
    await arrive(page, 20)
    const b = await shown(page)
    expect(b.moves).toEqual([{ side: 'b', tick: 5, path: 'governance.audit_enabled', value: false }])
    expect(await page.locator('canvas').count()).toBeGreaterThan(2)
    await page.evaluate(() => globalThis.patchwork?.actions.showSide('a'))
    const a = await shown(page)
    expect(a.digest).not.toBe(b.digest)
    await page.evaluate(() => globalThis.patchwork?.actions.merge('b'))
    await page.waitForFunction(() => globalThis.patchwork?.store.comparing.value === false)
    expect((await shown(page)).digest).toBe(b.digest)
    await page.context().close()
  })

  it('restores from a link what was seen: sides, levers, tick, colours, selection', async () => {
    const { page } = await served.open(`${TOWN}&tick=5`)
    await arrive(page, 5)
    await page.evaluate(() => {
      const viewer = globalThis.patchwork
      viewer?.actions.moveLever('governance.transaction_tax_rate', 0.2)
      viewer?.actions.colourBy('Standing.reputation')
      viewer?.actions.select(17)
    })
    await page.waitForFunction(() => globalThis.patchwork?.store.moves.value.length === 1)
    await page.evaluate(() => globalThis.patchwork?.actions.branch())
    await page.waitForFunction(() => globalThis.patchwork?.store.comparing.value === true)
    await page.evaluate(() => globalThis.patchwork?.actions.moveLever('governance.audit_probability', 0.9))
    await page.waitForFunction(() => globalThis.patchwork?.store.moves.value.length === 2)
    await page.evaluate(() => globalThis.patchwork?.actions.step(10))
    await arrive(page, 15)
    const before = await shown(page)
    const link = await page.evaluate(() => globalThis.patchwork?.actions.link() ?? '')
    await page.context().close()
    const again = await served.open(new URL(link).hash.slice(1))
    await again.page.waitForFunction(() => {
      const { store } = globalThis.patchwork ?? {}
      return store?.tick.value === 15 && store.selected.value === 17 && store.moves.value.length === 2
    })
    expect(await shown(again.page)).toEqual(before)
    await again.page.context().close()
  })

  it('shows an error at its line and leaves the running society as it was', async () => {
    const { page } = await served.open(TOWN)
    const before = await shown(page)
    const dropped = await page.evaluateHandle(() => {
      const files = new DataTransfer()
      files.items.add(new File(['agents:\n  - type: honestt\n    count: 3\n'], 'broken.yaml'))
      return files
    })
    await page.locator('.patchwork').dispatchEvent('drop', { dataTransfer: dropped })
    await page.getByText('broken.yaml:2:11').waitFor()
    await page.getByText('did you mean honest?').waitFor()
    const after = await shown(page)
    expect(after).toEqual({ ...before, problem: after.problem })
    await page.getByRole('button', { name: 'Step', exact: true }).click()
    await arrive(page, 1)
    await page.context().close()
  })

  it('finds agents by expression, and points at what is wrong with one', async () => {
    const { page } = await served.open(`${TOWN}&tick=10`)
    await arrive(page, 10)
    const search = page.getByRole('searchbox', { name: /^Find agents/ })
    await search.fill('type = deceptive and toxicity > 0.1')
    await search.press('Enter')
    await page.waitForFunction(() => (globalThis.patchwork?.store.group.value?.length ?? 0) > 0)
    await search.fill('toxicty > 0.6')
    await search.press('Enter')
    await page
      .getByText(/toxicity\?/)
      .first()
      .waitFor()
    await page.context().close()
  })

  it('gathers agents by lasso, and looks into one by a click', async () => {
    const { page } = await served.open(`${TOWN}&tick=3`)
    await arrive(page, 3)
    const box = await page.locator('canvas').first().boundingBox()
    if (!box) throw new Error('no canvas')
    const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    await page.keyboard.down('Shift')
    await page.mouse.move(middle.x - 180, middle.y - 180)
    await page.mouse.down()
    for (const [x, y] of [
      [180, -180],
      [180, 180],
      [-180, 180],
      [-180, -180],
    ] as const) {
      await page.mouse.move(middle.x + x, middle.y + y, { steps: 8 })
    }
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await page.waitForFunction(() => (globalThis.patchwork?.store.group.value?.length ?? 0) > 50)
    await page.evaluate(() => globalThis.patchwork?.actions.focus(42))
    await page.waitForTimeout(300)
    await page.mouse.click(middle.x, middle.y)
    await page.waitForFunction(() => globalThis.patchwork?.store.selected.value === 42)
    await page.getByRole('heading', { name: /Agent\s*42/i }).waitFor()
    await page.context().close()
  })

  it('is used by keyboard alone', async () => {
    const { page } = await served.open(TOWN)
    await page.locator('body').press('.')
    await arrive(page, 1)
    await page.keyboard.press('2')
    await page.keyboard.press('s')
    await page.waitForFunction(() => globalThis.patchwork?.store.layout.value.kind === 'scatter')
    expect((await shown(page)).colourBy).toBe('Standing.reputation')
    await page.keyboard.press('?')
    await page.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    // A dialog says a moment later than it goes that it has gone; keys are the page's own again from then on.
    await page.waitForFunction(
      () =>
        globalThis.patchwork?.store.openSheet.value === undefined &&
        !document.activeElement?.closest('dialog'),
    )
    await page.keyboard.press('t')
    await page.getByRole('dialog').getByRole('table').waitFor()
    await page.context().close()
  })

  it('saves pictures, tables and itself as one file that opens from disk', async () => {
    const { page } = await served.open(`${TOWN}&tick=4`)
    await arrive(page, 4)
    const save = async (work: () => unknown) => {
      const [download] = await Promise.all([page.waitForEvent('download'), page.evaluate(work as () => void)])
      const path = join(folder, download.suggestedFilename())
      await download.saveAs(path)
      return { name: download.suggestedFilename(), path }
    }
    const picture = await save(() => globalThis.patchwork?.actions.savePicture())
    expect(picture.name).toBe('metropolis-7-tick-4.png')
    expect((await readFile(picture.path)).subarray(1, 4).toString()).toBe('PNG')
    const table = await save(() => globalThis.patchwork?.actions.saveTable('agents'))
    const lines = (await readFile(table.path, 'utf8')).trim().split('\r\n')
    expect(lines.length).toBe(2001)
    expect(lines[0]).toContain('agent,policy,Standing.reputation')
    const whole = await save(() => globalThis.patchwork?.actions.savePage())
    expect(whole.name).toBe('metropolis-7-tick-4.html')
    const { digest } = await shown(page)
    await page.context().close()
    const context = await served.browser.newContext()
    const file = await context.newPage()
    const said: string[] = []
    file.on('console', (message) => said.push(message.text()))
    await file.goto(pathToFileURL(whole.path).href)
    await file.waitForFunction(() => globalThis.patchwork?.store.tick.value === 4)
    expect((await shown(file)).digest).toBe(digest)
    expect(said).toEqual([])
    await context.close()
  })

  it('films what is played', async () => {
    const { page } = await served.open(TOWN)
    await page.evaluate(() => globalThis.patchwork?.actions.recordVideo())
    await page.waitForFunction(() => globalThis.patchwork?.store.recording.value === true)
    await page.evaluate(() => globalThis.patchwork?.actions.step(3))
    await arrive(page, 3)
    await page.waitForTimeout(300)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.evaluate(() => globalThis.patchwork?.actions.recordVideo()),
    ])
    // EBML, the container of WebM, starts with these four bytes.
    expect((await readFile(await download.path())).subarray(0, 4).toString('hex')).toBe('1a45dfa3')
    await page.context().close()
  })

  it.each(['dark', 'light'] as const)('has no serious finding of axe in the %s theme', async (theme) => {
    const { page } = await served.open(`${TOWN}&tick=3&agent=5&theme=${theme}`)
    await arrive(page, 3)
    expect(await seriousFindings(page)).toEqual([])
    await page.context().close()
  })

  it('fits into a small window, where the sides become drawers', async () => {
    const { page, said } = await served.open(TOWN, { viewport: { width: 800, height: 700 } })
    await page.evaluate(() => globalThis.patchwork?.actions.openDrawer('left'))
    await page.getByRole('checkbox', { name: 'audit enabled' }).waitFor()
    expect(said).toEqual([])
    await page.context().close()
  })
})
