import type { Page } from 'playwright'
import { linkOf } from '../../viewer/state/link.ts'
import { type Figure, figureOf } from './figures.ts'
import { Scales } from './memory.ts'
import { type Desk, firstPicture, whenAt, whenReady } from './pages.ts'

/** How much is measured. */
export interface Sizes {
  /** Agents of all figures but the first picture, which shows the metropolis as it is shipped, and the large society. */
  readonly agents: number
  /** Agents of the large society. */
  readonly largeAgents: number
  /** Fresh profiles in which the first picture is waited for. */
  readonly openings: number
  /** Frames of which the cost is taken. */
  readonly updates: number
  readonly hovers: number
  readonly lassos: number
  readonly chartTicks: number
  readonly redraws: number
  /** Ticks before memory is weighed first, and ticks until it is weighed again. */
  readonly settlingTicks: number
  readonly memoryTicks: number
}

export const FULL: Sizes = {
  agents: 100_000,
  largeAgents: 1_000_000,
  openings: 5,
  updates: 60,
  hovers: 60,
  lassos: 7,
  chartTicks: 1000,
  redraws: 40,
  settlingTicks: 300,
  memoryTicks: 2000,
}

export const TINY: Sizes = {
  agents: 2000,
  largeAgents: 20_000,
  openings: 1,
  updates: 8,
  hovers: 6,
  lassos: 2,
  chartTicks: 120,
  redraws: 4,
  settlingTicks: 100,
  memoryTicks: 200,
}

const LASSO_CORNERS = 60
/** Frames after a start of play that do not count: code is compiled in them, and arrays are made. */
const WARM_FRAMES = 5
const ENDLESS_TICKS = 100_000
/** Ticks a frame while memory is watched, and ticks that a run has beyond those, so that it is not over before it is weighed. */
const MEMORY_PACE = 4
const SLACK_TICKS = 200
/** Budget of checkpoints: 256 MiB. */
const CHECKPOINT_MEGABYTES = 268.4

/** What is measured, by the word that chooses it. */
export const MEASURES = {
  picture: measurePicture,
  update: measureUpdate,
  pointer: measurePointer,
  charts: measureCharts,
  memory: measureMemory,
  large: measureLarge,
} satisfies Record<string, (desk: Desk, sizes: Sizes, town: string) => Promise<Figure[]>>

/** The metropolis as shipped, from the start of navigation until its agents have been drawn, and what had to travel for it. */
async function measurePicture(desk: Desk, { openings }: Sizes): Promise<Figure[]> {
  const seconds: number[] = []
  const kilobytes: number[] = []
  for (let opening = 0; opening < openings; opening++) {
    const { page, transferred, close } = await desk.open()
    const { drawnAt, finishedAt } = await firstPicture(page)
    kilobytes.push((await transferred(drawnAt)) / 1000)
    seconds.push(finishedAt / 1000)
    await close()
  }
  return [
    figureOf('first picture of metropolis', 's', seconds, { side: 'below', value: 3 }),
    figureOf('first load, gzipped', 'kB', kilobytes, { side: 'below', value: 250 }),
  ]
}

/** The page's own meter, from a frame's arrival until its drawing has been handed over, while the society runs. */
async function measureUpdate(desk: Desk, { agents, updates }: Sizes, town: string): Promise<Figure[]> {
  // Ticks wait for no frame: where pictures are slow, a short run would be over before all were taken.
  const { page, close } = await desk.open(longRun(town, agents, ENDLESS_TICKS))
  await whenReady(page)
  const samples = await page.evaluate(
    (wanted) =>
      new Promise<number[]>((resolve) => {
        const { store, actions } = globalThis.patchwork as NonNullable<typeof globalThis.patchwork>
        const found: number[] = []
        let last = store.millisecondsPerFrame.value
        const stop = store.millisecondsPerFrame.subscribe((value) => {
          if (value === last) return
          last = value
          found.push(value)
          if (found.length < wanted) return
          stop()
          actions.pause()
          resolve(found)
        })
        actions.play()
      }),
    updates + WARM_FRAMES,
  )
  await close()
  const name = `update of the picture, ${agents.toLocaleString('en')} agents`
  return [figureOf(name, 'ms', samples.slice(WARM_FRAMES), { side: 'below', value: 4 })]
}

/** The pointer over the canvas, and lassos: all that the page does in answer to an event, before the event is over. */
async function measurePointer(desk: Desk, { agents, hovers, lassos }: Sizes): Promise<Figure[]> {
  const { page, close } = await desk.open(`scenario=metropolis&agents=${agents}&tick=1`)
  await whenAt(page, 1)
  await timeEvents(page)
  const box = await page.locator('.canvas-place canvas').first().boundingBox()
  if (!box) throw new Error('the page has no canvas')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  const around = (turn: number, radius: number) =>
    [x + radius * Math.cos(turn * 2 * Math.PI), y + radius * Math.sin(turn * 2 * Math.PI)] as const
  const hovered: number[] = []
  for (let move = 0; move < hovers; move++) {
    await page.mouse.move(...around(move / 17, 20 + ((move * 37) % 150)))
    hovered.push(...(await takeTimes(page, 'pointermove')))
  }
  const drawn: number[] = []
  const radius = Math.min(box.width, box.height) / 3
  for (let lasso = 0; lasso < lassos; lasso++) {
    await page.keyboard.down('Shift')
    await page.mouse.move(...around(0, radius))
    await page.mouse.down()
    for (let corner = 1; corner < LASSO_CORNERS; corner++)
      await page.mouse.move(...around(corner / LASSO_CORNERS, radius))
    await page.mouse.up()
    await page.keyboard.up('Shift')
    await page.waitForFunction(() => (globalThis.patchwork?.store.group.value?.length ?? 0) > 0)
    drawn.push(...(await takeTimes(page, 'pointerup')))
    await page.evaluate(() => globalThis.patchwork?.actions.clearGroup())
  }
  await close()
  const of = `${agents.toLocaleString('en')} agents`
  return [
    figureOf(`hover, ${of}`, 'ms', hovered, { side: 'below', value: 2 }),
    figureOf(`lasso of ${LASSO_CORNERS} corners, ${of}`, 'ms', drawn, { side: 'below', value: 20 }),
  ]
}

/** Times every listener of the page at once: the window hears of an event before all others, and after them. */
const timeEvents = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const times: Record<string, number[]> = { pointermove: [], pointerup: [] }
    Object.assign(globalThis, { eventTimes: times })
    for (const [name, found] of Object.entries(times)) {
      let start = 0
      addEventListener(name, () => (start = performance.now()), true)
      addEventListener(name, () => found.push(performance.now() - start))
    }
  })

const takeTimes = (page: Page, name: string): Promise<number[]> =>
  page.evaluate(
    (wanted) =>
      (globalThis as unknown as { eventTimes: Record<string, number[]> }).eventTimes[wanted]?.splice(0) ?? [],
    name,
  )

/** All five charts drawn anew with every tick of the run on them. */
async function measureCharts(desk: Desk, { chartTicks, redraws }: Sizes, town: string): Promise<Figure[]> {
  const { page, close } = await desk.open(longRun(town, 500, chartTicks))
  await whenReady(page)
  await page.evaluate((ticks) => globalThis.patchwork?.actions.seek(ticks), chartTicks)
  await whenAt(page, chartTicks)
  await page.waitForFunction(() => document.querySelectorAll('.uplot').length === 5)
  const samples = await page.evaluate(async (times) => {
    const { store } = globalThis.patchwork as NonNullable<typeof globalThis.patchwork>
    const setTimer = globalThis.setTimeout
    let spent = 0
    // Charts are drawn in turns of their own, which timers start.
    globalThis.setTimeout = ((call: () => void, ...rest: number[]) =>
      setTimer(
        () => {
          const start = performance.now()
          call()
          spent += performance.now() - start
        },
        ...rest,
      )) as typeof setTimeout
    const found: number[] = []
    for (let redraw = 0; redraw < times; redraw++) {
      spent = 0
      store.logVersion.value++
      await new Promise((resume) => setTimer(resume, 300))
      found.push(spent)
    }
    globalThis.setTimeout = setTimer
    return found
  }, redraws)
  const shown = await page.evaluate(() => globalThis.patchwork?.store.logs.a.length ?? 0)
  await close()
  if (shown < chartTicks) throw new Error(`the charts had ${shown} points, expected ${chartTicks}`)
  const name = `five charts of ${chartTicks.toLocaleString('en')} points`
  return [figureOf(name, 'ms', samples.slice(2), { side: 'below', value: 4 })]
}

/**
 * What page and worker hold after the collector has run, after many ticks compared with before. The log takes 100 bytes a tick on
 * either side, results of epochs 2 kB each, and the feed of events ends at 5,000. Checkpoints fill their budget and are thinned
 * again, so that buffers come and go: they are held against what the start had and the budget.
 */
async function measureMemory(desk: Desk, sizes: Sizes, town: string): Promise<Figure[]> {
  const { agents, settlingTicks, memoryTicks } = sizes
  const { page, close } = await desk.open(longRun(town, agents, settlingTicks + memoryTicks + SLACK_TICKS))
  const scales = await Scales.of(page)
  await whenReady(page)
  const start = await scales.weigh()
  const settled = await runTo(page, settlingTicks)
  const before = await scales.weigh()
  const last = await runTo(page, settled + memoryTicks)
  const after = await scales.weigh()
  await scales.close()
  await close()
  const megabytes = (bytes: number) => bytes / 1_000_000
  const over = `over ${memoryTicks.toLocaleString('en')} ticks, ${agents.toLocaleString('en')} agents`
  const bar = { side: 'below', value: 2 } as const
  // The page keeps every tick's series, and who harmed whom in it, in arrays that double when full: 4,096 ticks take 2 MB.
  const pageBar = { side: 'below', value: 4 } as const
  return [
    figureOf(`growth of the page ${over}`, 'MB', [megabytes(after.page - before.page)], pageBar),
    figureOf(`growth of the worker's objects ${over}`, 'MB', [megabytes(after.worker - before.worker)], bar),
    figureOf(
      `buffers of the worker at tick ${last} beyond those at the start`,
      'MB',
      [megabytes(after.buffers - start.buffers)],
      {
        side: 'below',
        value: CHECKPOINT_MEGABYTES,
      },
    ),
    figureOf('page and worker then', 'MB', [megabytes(after.page + after.worker + after.buffers)]),
  ]
}

/** Plays until a tick has been passed, and says which one was reached: frames that were on their way still come. */
async function runTo(page: Page, tick: number): Promise<number> {
  await page.evaluate(
    ([wanted, pace]) =>
      new Promise<void>((resolve) => {
        const { store, actions } = globalThis.patchwork as NonNullable<typeof globalThis.patchwork>
        actions.setPace(pace as number)
        actions.play()
        let asked = false
        const stops = [
          store.tick.subscribe((now) => {
            if (now < (wanted as number) || asked) return
            asked = true
            actions.pause()
          }),
          store.playing.subscribe((playing) => {
            if (playing || !asked) return
            for (const stop of stops) stop()
            resolve()
          }),
        ]
      }),
    [tick, MEMORY_PACE],
  )
  return page.evaluate(() => globalThis.patchwork?.store.tick.value ?? 0)
}

/** Whether a large society is drawn, played and gone back in, and what that takes. */
async function measureLarge(desk: Desk, { largeAgents }: Sizes): Promise<Figure[]> {
  const { page, close } = await desk.open(`scenario=metropolis&agents=${largeAgents}`)
  const { agents, finishedAt } = await firstPicture(page, 600_000)
  await whenReady(page)
  const wayTo = async (tick: number) => {
    const start = performance.now()
    await page.evaluate((wanted) => globalThis.patchwork?.actions.seek(wanted), tick)
    await page.waitForFunction((wanted) => globalThis.patchwork?.store.tick.value === wanted, tick, {
      timeout: 600_000,
      polling: 20,
    })
    return (performance.now() - start) / 1000
  }
  const there = await wayTo(40)
  const back = await wayTo(36)
  await close()
  const of = `${largeAgents.toLocaleString('en')} agents`
  return [
    figureOf(`drawn of ${of}`, 'agents', [agents], { side: 'at least', value: largeAgents }),
    figureOf(`first picture of ${of}`, 's', [finishedAt / 1000]),
    figureOf(`40 ticks of ${of}`, 's', [there]),
    figureOf(`4 ticks back, ${of}`, 's', [back]),
  ]
}

/** Link to the metropolis with as many agents as asked for and a run as long. */
function longRun(town: string, agents: number, ticks: number): string {
  const text = town
    .replace(/n_epochs: \d+/, `n_epochs: ${Math.ceil(ticks / 10)}`)
    .replace(/^success_criteria:[\s\S]*$/m, '')
  return linkOf({ scenario: 'long metropolis', text, agents, tick: 0, moves: [], watched: [], muted: [] })
}
