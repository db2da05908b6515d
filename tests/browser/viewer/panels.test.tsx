import axe from 'axe-core'
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { loadCharts } from '../../../viewer/charts/load.ts'
import type { ThemeName } from '../../../viewer/scene/palette.ts'
import type { Sheet } from '../../../viewer/state/store.ts'
import { fakeCard, fakeEpochs, fakeHistory, fakeRows, fakeSociety, fakeStore } from './fake.ts'
import { type Mounted, mountApp } from './kit.tsx'

let mounted: Mounted
let complaints: unknown[][]

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' })
const find = <E extends Element = HTMLElement>(selector: string) => {
  const found = mounted.root.querySelector<E>(selector)
  if (!found) throw new Error(`nothing matches ${selector}`)
  return found
}
const callsOf = (name: string) => mounted.calls.filter(([called]) => called === name)

async function open(options: Parameters<typeof mountApp>[0] = {}) {
  mounted = mountApp(options)
  // Effects run once the first frame has been painted.
  await frame()
  await new Promise((resolve) => setTimeout(resolve, 20))
}

beforeAll(loadCharts)

beforeEach(async () => {
  await page.viewport(1440, 900)
  complaints = []
  for (const level of ['error', 'warn', 'info', 'log'] as const)
    vi.spyOn(console, level).mockImplementation((...words) => void complaints.push(words))
})

afterEach(() => {
  mounted.unmount()
  vi.restoreAllMocks()
  expect(complaints).toEqual([])
})

describe('the top bar', () => {
  it('starts, steps, goes back and changes pace', async () => {
    await open()
    await button('Play').click()
    mounted.store.playing.value = true
    await button('Pause').click()
    await button('Step').click()
    await button('Back to the start').click()
    await page.getByLabelText('Speed, in ticks a frame').selectOptions('16×')
    await page.getByLabelText('Speed, in ticks a frame').selectOptions('max')
    expect(mounted.calls).toEqual([
      ['toggle'],
      ['toggle'],
      ['step', 1],
      ['restart'],
      ['setPace', 16],
      ['setPace', 'max'],
    ])
  })

  it('reads out tick and cost as they change, without rendering anything else', async () => {
    await open()
    const { store, app } = mounted
    const changed: Node[] = []
    const watcher = new MutationObserver((records) => {
      for (const { target } of records) changed.push(target)
    })
    watcher.observe(find('.top'), { subtree: true, childList: true, characterData: true, attributes: true })
    store.tick.value = 413
    store.latestTick.value = 413
    await frame()
    expect(app.querySelector('.read-out')?.textContent).toBe('tick 413 / 1\u2009000')
    expect(changed.every((node) => node instanceof Text)).toBe(true)
    expect(changed).toHaveLength(1)
    watcher.disconnect()
  })

  it('sets the seed when it is left, and only when it has changed', async () => {
    await open()
    const seed = page.getByRole('textbox', { name: 'seed' })
    await seed.fill('7')
    await userEvent.keyboard('{Enter}')
    expect(callsOf('setSeed')).toEqual([['setSeed', '7']])
  })

  it('opens a scenario of the shelf', async () => {
    await open()
    await button('Scenario: metropolis').click()
    await page.getByRole('button', { name: /collusion_ring/ }).click()
    expect(mounted.calls).toEqual([['openShelf', 'collusion_ring']])
    await vi.waitFor(() => expect(document.querySelector('dialog[open]')).toBeNull())
  })

  it('tells of the question and of warnings', async () => {
    const store = fakeStore()
    store.society.value = fakeSociety({ warnings: ['tax.rate: 0.9 lies outside [0, 0.5]'] })
    await open({ store })
    await button('Scenario: metropolis, 1 warning').click()
    await expect.element(page.getByText('tax.rate: 0.9 lies outside [0, 0.5]')).toBeVisible()
    await userEvent.keyboard('{Escape}')
    await vi.waitFor(() => expect(document.querySelector('dialog[open]')).toBeNull())
  })

  it('opens a file that is chosen, and one that is dropped', async () => {
    await open()
    await button('Scenario: metropolis').click()
    const file = new File(['seed: 1'], 'mine.yaml')
    await userEvent.upload(find<HTMLInputElement>('input[type=file]'), file)
    await vi.waitFor(() => expect(callsOf('openFile')).toEqual([['openFile', 'mine.yaml', 'seed: 1']]))
    const dataTransfer = new DataTransfer()
    dataTransfer.items.add(new File(['seed: 2'], 'other.yaml'))
    const fire = (type: string) =>
      find('.stage').dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }))
    fire('dragover')
    expect(mounted.app.hasAttribute('data-dropping')).toBe(true)
    fire('drop')
    expect(mounted.app.hasAttribute('data-dropping')).toBe(false)
    await vi.waitFor(() => expect(callsOf('openFile').at(-1)).toEqual(['openFile', 'other.yaml', 'seed: 2']))
  })

  it('branches, chooses a side and ends the comparison', async () => {
    await open()
    await button(/Compare/).click()
    mounted.store.comparing.value = true
    await page.getByRole('radio', { name: 'B' }).click({ force: true })
    mounted.store.side.value = 'b'
    await button('Keep B').click()
    expect(mounted.calls).toEqual([['branch'], ['showSide', 'b'], ['merge', 'b']])
  })

  it('has next to nothing to do without a society', async () => {
    const store = fakeStore()
    store.society.value = undefined
    await open({ store })
    for (const name of ['Play', 'Step', 'Share', 'PNG']) await expect.element(button(name)).toBeDisabled()
    await expect.element(page.getByText(/drop a scenario file here/)).toBeInTheDocument()
  })
})

describe('the left column', () => {
  it('colours and lays out', async () => {
    await open()
    await button('toxicity').click()
    await page.getByLabelText('Colour by another value').selectOptions('audits')
    await button('scatter').click()
    mounted.store.layout.value = { kind: 'scatter', x: 'Standing.reputation', y: 'Ledger.totalPayoff' }
    await page.getByLabelText('Across').selectOptions('resources')
    mounted.store.layout.value = { kind: 'grid', by: 'Standing.reputation' }
    await page.getByLabelText('Sorted by').selectOptions('toxicity')
    await page.getByLabelText('interactions').click()
    expect(mounted.calls).toEqual([
      ['colourBy', 'Standing.toxicity'],
      ['colourBy', 'Standing.audits'],
      ['layOut', { kind: 'scatter', x: 'Standing.reputation', y: 'Ledger.totalPayoff' }],
      ['layOut', { kind: 'scatter', x: 'Stake.resources', y: 'Ledger.totalPayoff' }],
      ['layOut', { kind: 'grid', by: 'Standing.toxicity' }],
      ['showFlows', false],
    ])
    await expect.element(button('network')).toBeDisabled()
  })

  it('says what the colours mean while they show a value', async () => {
    await open()
    expect(mounted.app.querySelector('.ramp')).toBeNull()
    mounted.store.colourBy.value = 'Ledger.totalPayoff'
    await frame()
    expect(find('.ramp i').dataset['ramp']).toBe('diverging')
    expect(find('.ramp').textContent).toContain('payoff')
  })

  it('counts, mutes and shows alone', async () => {
    await open()
    await button('Show deceptive alone').click()
    await button('Mute honest').click()
    expect(mounted.calls).toEqual([
      ['solo', 2],
      ['mute', 0],
    ])
    mounted.store.muted.value = new Set([0, 1, 3, 4])
    await expect.element(button('Show deceptive alone')).toHaveAttribute('aria-pressed', 'true')
    await expect.element(button('Mute honest')).toHaveAttribute('aria-pressed', 'true')
    mounted.store.census.value = { byPolicy: [9, 8, 7, 6, 5], held: 4, flagged: 3 }
    await frame()
    expect([...mounted.app.querySelectorAll('.legend .number')].map((node) => node.textContent)).toEqual([
      ...'9876543',
    ])
  })
})

describe('levers', () => {
  const filter = async (words: string) => {
    await page.getByLabelText('Filter rules').fill(words)
    await frame()
  }

  it('moves a number by slider, with one call for a drag, and by hand', async () => {
    await open()
    await filter('governance audit_probability')
    const slider = find<HTMLInputElement>('.lever input[type=range]')
    for (const value of ['0.2', '0.3', '0.4']) {
      slider.value = value
      slider.dispatchEvent(new Event('input', { bubbles: true }))
    }
    expect(mounted.calls).toEqual([])
    await vi.waitFor(() =>
      expect(mounted.calls).toEqual([['moveLever', 'governance.audit_probability', 0.4]]),
    )
    const field = page.getByRole('spinbutton')
    await field.fill('0.25')
    await userEvent.keyboard('{Enter}')
    expect(mounted.calls.at(-1)).toEqual(['moveLever', 'governance.audit_probability', 0.25])
  })

  it('refuses what the declaration refuses, and says why', async () => {
    await open()
    await filter('governance audit_probability')
    await page.getByRole('spinbutton').fill('1.4')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByText('got 1.4, expected a number in [0, 1]')).toBeInTheDocument()
    expect(mounted.calls).toEqual([])
  })

  it('moves flags and choices, and numbers to none and back', async () => {
    await open()
    await filter('governance audit_enabled')
    await page.getByRole('checkbox', { name: 'audit enabled' }).click()
    await filter('market.pricing')
    await page.getByRole('combobox', { name: 'pricing' }).selectOptions('sealed bid')
    await filter('market.fee_cap')
    await page.getByLabelText('fee cap: none').click()
    expect(mounted.calls).toEqual([
      ['moveLever', 'governance.audit_enabled', true],
      ['moveLever', 'market.pricing', 'sealedBid'],
      ['moveLever', 'market.fee_cap', 0],
    ])
    mounted.store.settings.a.value = new Map([['market.fee_cap', 3]])
    await expect.element(page.getByRole('spinbutton', { name: 'fee cap' })).toHaveValue(3)
    await page.getByLabelText('fee cap: none').click()
    expect(mounted.calls.at(-1)).toEqual(['moveLever', 'market.fee_cap', null])
  })

  it('shows rules that cannot move, with the reason', async () => {
    await open()
    const fixed = mounted.store.society.value!.levers.find(
      ({ parameter }) => parameter.live === false && parameter.kind === 'number',
    )!
    await filter(fixed.path)
    const control = find<HTMLInputElement>('.lever[data-fixed] input[type=number]')
    expect(control.disabled).toBe(true)
    const described = mounted.app.querySelector(`#${CSS.escape(control.getAttribute('aria-describedby')!)}`)
    expect(described?.textContent).toContain('Fixed when the society is built')
  })

  it('follows what levers are at the tick shown, of the side that is looked at', async () => {
    await open()
    await filter('governance audit_probability')
    const field = page.getByRole('spinbutton')
    const before = find<HTMLInputElement>('.lever input[type=number]').value
    const { settings, side } = mounted.store
    settings.a.value = new Map([['governance.audit_probability', 0.33]])
    await expect.element(field).toHaveValue(0.33)
    settings.a.value = new Map()
    await expect.element(field).toHaveValue(Number(before))
    settings.b.value = new Map([['governance.audit_probability', 0.6]])
    side.value = 'b'
    await expect.element(field).toHaveValue(0.6)
  })
})

describe('the right column', () => {
  const choose = () => {
    mounted.store.selected.value = 18_204
    mounted.store.cards.value = new Map([[18_204, fakeCard(18_204)]])
    mounted.store.histories.value = new Map([[18_204, fakeHistory(18_204)]])
  }

  it('shows an agent, leads to its counterparties, and watches it', async () => {
    await open()
    choose()
    await expect.element(page.getByRole('heading', { name: 'Agent 18\u2009204' })).toBeInTheDocument()
    await button('agent 18\u2009377, deceptive').click()
    await button('Watch').click()
    await button('Show it in the picture').click()
    await button('Let go').click()
    expect(mounted.calls).toEqual([
      ['select', 18_377],
      ['watch', 18_204],
      ['focus', 18_204],
      ['select', undefined],
    ])
    await page.getByText('Standing').click()
    await expect.element(page.getByText('violations').last()).toBeVisible()
  })

  it('says why an agent is held', async () => {
    await open()
    choose()
    mounted.store.cards.value = new Map([[18_204, { ...fakeCard(18_204), held: ['toxicity 0.83 ≥ 0.60'] }]])
    await expect.element(page.getByText('held: toxicity 0.83 ≥ 0.60')).toBeInTheDocument()
  })

  it('keeps several agents in view', async () => {
    await open()
    mounted.store.watched.value = [3, 4]
    mounted.store.cards.value = new Map([
      [3, fakeCard(3, 0)],
      [4, fakeCard(4, 3)],
    ])
    await button('agent 4, adversarial').click()
    await button('Stop watching agent 3').click()
    expect(mounted.calls).toEqual([
      ['select', 4],
      ['unwatch', 3],
    ])
  })

  it('searches, and shows what is wrong under its place', async () => {
    await open()
    const field = page.getByRole('searchbox', { name: /Find agents/ })
    await field.fill('toxicity >> 0.6')
    await userEvent.keyboard('{Enter}')
    expect(mounted.calls).toEqual([['find', 'toxicity >> 0.6']])
    mounted.store.search.value = 'toxicity >> 0.6'
    mounted.store.searchProblem.value = { message: 'got “>”, expected a number', column: 11 }
    await expect.element(page.getByText('got “>”, expected a number')).toBeInTheDocument()
    const [text, mark] = find('.search-problem pre').textContent!.split('\n')
    expect(text![mark!.indexOf('^')]).toBe('>')
    await field.fill('')
    await userEvent.keyboard('{Enter}')
    expect(mounted.calls.at(-1)).toEqual(['clearGroup'])
  })

  it('sets a group against the rest, names and recalls it', async () => {
    await open()
    mounted.store.group.value = new Uint32Array(482)
    mounted.store.contrast.value = {
      count: 482,
      rest: 19_518,
      byPolicy: [12, 0, 470, 0, 0],
      columns: [{ path: 'Standing.toxicity', mean: 0.66, restMean: 0.21, effect: 2.1 }],
    }
    mounted.store.groups.value = [{ name: 'suspects', agents: new Uint32Array(6) }]
    await expect.element(page.getByRole('row', { name: 'toxicity 0.660 0.210 +2.10' })).toBeInTheDocument()
    await page.getByLabelText('Name of this group').fill('ring')
    await button('Keep').click()
    await button('suspects 6').click()
    await button('Clear').click()
    expect(mounted.calls).toEqual([['nameGroup', 'ring'], ['recallGroup', 'suspects'], ['clearGroup']])
  })

  it('leads from events to tick and agent, and holds few rows however many there are', async () => {
    await open()
    const many = Array.from({ length: 5000 }, (_, place) => ({
      side: 'a' as const,
      tick: place,
      kind: place % 2 === 0 ? ('audit' as const) : ('freeze' as const),
      text: `event ${place}`,
      agent: 7,
    }))
    mounted.store.events.value = many
    await frame()
    expect(mounted.app.querySelectorAll('.events li').length).toBeLessThan(60)
    await button('event 4999').click()
    await button('Go to tick 4\u2009998').click()
    expect(mounted.calls).toEqual([
      ['seek', 4999],
      ['select', 7],
      ['seek', 4998],
    ])
    await page.getByLabelText('Events shown').selectOptions('audits')
    await expect.element(page.getByText('event 4999')).not.toBeInTheDocument()
    find('.event-scroll').scrollTop = 100 * 26
    await expect.element(page.getByText('event 4798')).toBeInTheDocument()
  })
})

describe('time', () => {
  it('seeks by the slider, at last to where it was let go', async () => {
    await open()
    const slider = find<HTMLInputElement>('.timeline input')
    expect(slider.getAttribute('aria-valuetext')).toBe('tick 412 of 1\u2009000')
    slider.value = '300'
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    slider.value = '200'
    slider.dispatchEvent(new Event('input', { bubbles: true }))
    slider.dispatchEvent(new Event('change', { bubbles: true }))
    expect(mounted.calls).toEqual([
      ['seek', 300],
      ['seek', 200],
    ])
  })

  it('shows values at the cursor beside each title', async () => {
    await open()
    const { store, app } = mounted
    const values = () => [...app.querySelectorAll('.chart figcaption > b')].map((node) => node.textContent)
    store.cursor.value = 100
    await frame()
    const toxicity = store.logs.a.column('toxicity')
    expect(values()[0]).toBe(toxicity[100]!.toFixed(3))
    store.cursor.value = undefined
    await frame()
    expect(values()[0]).toBe(toxicity[412]!.toFixed(3))
    expect(app.querySelectorAll('.uplot canvas')).toHaveLength(5)
  })

  it('draws a line at the cursor in every chart, at the same place', async () => {
    await open()
    mounted.store.cursor.value = 206
    await frame()
    const lines = [...mounted.app.querySelectorAll<HTMLElement>('.u-cursor-x')]
    expect(lines).toHaveLength(5)
    const places = lines.map((line) => {
      const over = line.parentElement!.getBoundingClientRect()
      return (line.getBoundingClientRect().left - over.left) / over.width
    })
    for (const place of places) expect(place).toBeCloseTo(0.5, 1)
  })

  it('tells of the pointer in a chart and seeks by a click', async () => {
    await open()
    const over = find('.u-over')
    const { left, width, top } = over.getBoundingClientRect()
    const place = { bubbles: true, clientX: left + width / 2, clientY: top + 5 }
    over.dispatchEvent(new PointerEvent('pointermove', place))
    over.dispatchEvent(new MouseEvent('click', place))
    over.dispatchEvent(new PointerEvent('pointerleave', place))
    expect(mounted.cursors).toEqual([206, undefined])
    expect(mounted.calls).toEqual([['seek', 206]])
  })

  it('offers the epochs’ metrics, and charts them', async () => {
    await open()
    await page.getByLabelText('Chart 2').selectOptions('gini coefficient')
    expect(mounted.calls).toEqual([['chooseChart', 1, 'giniCoefficient']])
    mounted.store.charts.value = ['toxicity', 'giniCoefficient', 'welfare', 'acceptance', 'held']
    mounted.store.epochs.a.value = fakeEpochs(41)
    await frame()
    expect(mounted.app.querySelectorAll('.chart figcaption > b')[1]?.textContent).toBe('0.280')
  })

  it('compares: both sides and their difference', async () => {
    await open()
    const { store, app } = mounted
    store.logs.b.write(300, fakeRows(300, 413, 1))
    store.comparing.value = true
    store.branchedAt.value = 300
    store.logVersion.value++
    await frame()
    const [first] = [...app.querySelectorAll('.chart-values')].map((node) => node.textContent)
    expect(first).toMatch(/^A 0\.\d{3}B 0\.\d{3}Δ \+0\.\d{3}$/)
    expect(find('.timeline').hasAttribute('data-branched')).toBe(true)
    expect(find('.timeline').style.getPropertyValue('--branch')).toBe('0.3')
  })

  it('makes charts anew for a theme and a comparison, and gives the old ones back', async () => {
    await open()
    const settled = () => new Promise((resolve) => setTimeout(resolve, 60))
    const first = find('.uplot')
    mounted.store.theme.value = 'light'
    await settled()
    mounted.store.comparing.value = true
    await settled()
    expect(first.isConnected).toBe(false)
    expect(mounted.app.querySelectorAll('.uplot')).toHaveLength(5)
  })

  it('opens the list of systems', async () => {
    await open()
    await button(/Where the time goes/).click()
    mounted.store.openSheet.value = 'timings'
    await expect.element(page.getByRole('row', { name: /^decide/ })).toBeInTheDocument()
    expect(mounted.calls).toEqual([['openSheet', 'timings']])
  })
})

describe('keys', () => {
  const press = (keys: string) => userEvent.keyboard(keys)

  it('call what they stand for, wherever the focus is on the page', async () => {
    await open()
    await press(' .b')
    await press('{ArrowLeft}{Shift>}{ArrowRight}{/Shift}{Home}{End}')
    await press('2gt?')
    expect(mounted.calls).toEqual([
      ['toggle'],
      ['step', 1],
      ['branch'],
      ['seek', 411],
      ['seek', 422],
      ['seek', 0],
      ['seek', 412],
      ['colourBy', 'Standing.reputation'],
      ['openSheet', 'table'],
      ['openSheet', 'help'],
    ])
  })

  it('pan and zoom with the focus on the canvas', async () => {
    await open()
    mounted.canvas.focus()
    await press('{ArrowUp}+0')
    expect(mounted.calls).toEqual([['pan', 0, 48], ['zoom', 1.25], ['fit']])
  })

  it('leave buttons, sliders and fields their own', async () => {
    await open()
    find<HTMLButtonElement>('.play').focus()
    await press(' ')
    expect(mounted.calls).toEqual([['toggle']])
    await page.getByLabelText('Filter rules').fill('gt 1')
    expect(mounted.calls).toEqual([['toggle']])
  })

  it('find the search field and let go of it', async () => {
    await open()
    await press('/')
    expect(document.activeElement).toBe(find('[data-search]'))
    await press('{Escape}')
    expect(document.activeElement).toBe(mounted.canvas)
    mounted.store.selected.value = 3
    await press('{Escape}')
    expect(mounted.calls).toEqual([['select', undefined]])
  })

  it('count inside an embedded viewer alone', async () => {
    await open({ embedded: true })
    await press('b')
    expect(mounted.calls).toEqual([])
    mounted.canvas.focus()
    await press('b')
    expect(mounted.calls).toEqual([['branch']])
    expect(mounted.app.querySelector('h1')).toBeNull()
  })
})

describe('sheets and notices', () => {
  it.each<[Sheet, string]>([
    ['help', 'Keys and signs'],
    ['share', 'Share'],
    ['table', 'Agents'],
    ['timings', 'Where the time goes'],
  ])('%s opens, closes with Escape and gives the focus back', async (sheet, title) => {
    await open()
    mounted.canvas.focus()
    mounted.store.openSheet.value = sheet
    const dialog = page.getByRole('dialog', { name: title })
    await expect.element(dialog).toBeVisible()
    expect(dialog.element().contains(document.activeElement)).toBe(true)
    await userEvent.keyboard('{Escape}')
    // A dialog tells of its closing a little later.
    await vi.waitFor(() => expect(callsOf('openSheet')).toEqual([['openSheet', undefined]]))
    mounted.store.openSheet.value = undefined
    await frame()
    expect(document.activeElement).toBe(mounted.canvas)
  })

  it('shares in every way', async () => {
    await open()
    mounted.store.openSheet.value = 'share'
    const inside = page.getByRole('dialog')
    await inside.getByRole('button', { name: 'Copy' }).click()
    await expect.element(inside.getByRole('button', { name: 'Copied' })).toBeInTheDocument()
    for (const name of ['PNG', 'WebM', 'CSV of agents', 'CSV of events', 'HTML'])
      await inside.getByRole('button', { name }).click()
    expect(mounted.calls).toEqual([
      ['copyLink'],
      ['savePicture'],
      ['recordVideo'],
      ['saveTable', 'agents'],
      ['saveTable', 'events'],
      ['savePage'],
    ])
  })

  it('lists agents, a page at a time, sorted as asked', async () => {
    await open()
    mounted.store.openSheet.value = 'table'
    await expect.element(page.getByText('1–50 of 20\u2009000 agents')).toBeInTheDocument()
    await button('Next').click()
    await expect.element(page.getByText('51–100 of 20\u2009000 agents')).toBeInTheDocument()
    await page.getByRole('dialog').getByRole('button', { name: 'toxicity' }).click()
    await expect
      .element(page.getByRole('columnheader', { name: 'toxicity' }))
      .toHaveAttribute('aria-sort', 'descending')
    expect(mounted.orders.at(-1)).toMatchObject({
      first: 0,
      count: 50,
      sortBy: 'Standing.toxicity',
      descending: true,
    })
    await page.getByRole('dialog').getByRole('button', { name: 'agent 3, adversarial' }).click()
    expect(mounted.calls).toEqual([['select', 3]])
  })

  it('lists the group alone where there is one', async () => {
    await open()
    mounted.store.group.value = Uint32Array.of(4, 5, 6)
    mounted.store.openSheet.value = 'table'
    await expect.element(page.getByText('1–3 of 3 agents')).toBeInTheDocument()
    await page.getByLabelText('the group alone').click()
    await expect.element(page.getByText('1–50 of 20\u2009000 agents')).toBeInTheDocument()
  })

  it('says what went wrong and where, until it is put away', async () => {
    await open()
    mounted.store.problem.value = {
      message: 'no such parameter',
      line: 12,
      column: 3,
      source: 'mine.yaml',
      hint: 'did you mean x?',
    }
    await expect.element(page.getByText('mine.yaml:12:3')).toBeInTheDocument()
    await expect.element(page.getByText('did you mean x?')).toBeInTheDocument()
    await button('Put away').click()
    expect(mounted.calls).toEqual([['dismissProblem']])
  })

  it('shows progress and reads announcements out', async () => {
    await open()
    mounted.store.busy.value = { what: 'Running the past again', done: 3, of: 10 }
    await expect.element(page.getByRole('progressbar')).toHaveAttribute('max', '10')
    mounted.store.announcement.value = 'Paused at tick 412'
    await frame()
    expect(find('[data-announcement]').textContent).toBe('Paused at tick 412')
    expect(find('[data-announcement]').getAttribute('role')).toBe('status')
  })
})

describe('narrow pages', () => {
  it('keep their sides in drawers', async () => {
    await page.viewport(1000, 700)
    await open({ width: 1000, height: 700 })
    const left = find('.column.left')
    expect(getComputedStyle(left).visibility).toBe('hidden')
    await button('Picture and rules').click()
    expect(mounted.calls).toEqual([['openDrawer', 'left']])
    mounted.store.openDrawer.value = 'left'
    await frame()
    expect(getComputedStyle(left).visibility).toBe('visible')
    expect(document.activeElement).toBe(left)
    await userEvent.keyboard('{Escape}')
    expect(mounted.calls.at(-1)).toEqual(['openDrawer', undefined])
    mounted.store.openDrawer.value = undefined
    await frame()
    expect(document.activeElement?.getAttribute('data-drawer')).toBe('left')
  })

  it('have no drawers when they are wide', async () => {
    await open()
    expect(getComputedStyle(find('.column.left')).visibility).toBe('visible')
    expect(getComputedStyle(find('[data-drawer=left]')).display).toBe('none')
  })

  it.each([1100, 1000, 800, 390])('show everything of the top bar at %i px', async (width) => {
    await page.viewport(width, 800)
    await open({ width, height: 800 })
    await frame()
    const bar = find('.top')
    expect(bar.scrollWidth).toBeLessThanOrEqual(bar.clientWidth)
    const right = Math.max(
      ...[...bar.querySelectorAll('button, input, select')].map((each) => each.getBoundingClientRect().right),
    )
    expect(right).toBeLessThanOrEqual(width)
  })

  it.each([false, true])('needs two rows for its top bar on a phone, comparing: %s', async (comparing) => {
    await page.viewport(390, 844)
    const store = fakeStore()
    store.comparing.value = comparing
    await open({ width: 390, height: 844, store })
    await frame()
    const shown = [...find('.top').querySelectorAll<HTMLElement>('button, select')].filter((each) =>
      each.checkVisibility(),
    )
    const rows = new Set(shown.map((each) => Math.round(each.getBoundingClientRect().top)))
    expect(rows.size).toBeLessThanOrEqual(2)
    // What has no room there stands in the drawer.
    expect(find('.column.left').querySelector('.narrow input')).not.toBeNull()
    expect(getComputedStyle(find('.narrow')).display).toBe('flex')
  })
})

describe('for all', () => {
  async function findings(): Promise<string[]> {
    const { violations } = await axe.run(mounted.root, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      rules: { 'page-has-heading-one': { enabled: false }, region: { enabled: false } },
    })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes.map(({ target, failureSummary }) => `${id} ${target}: ${failureSummary}`),
      )
  }

  const fill = (theme: ThemeName) => {
    const store = fakeStore()
    store.theme.value = theme
    store.selected.value = 18_204
    store.cards.value = new Map([[18_204, { ...fakeCard(18_204), held: ['toxicity'] }]])
    store.histories.value = new Map([[18_204, fakeHistory(18_204)]])
    store.watched.value = [18_204]
    store.searchProblem.value = { message: 'no such word', column: 1 }
    store.problem.value = { message: 'no such parameter', line: 1, column: 2 }
    store.busy.value = { what: 'Running', done: 1, of: 2 }
    store.group.value = Uint32Array.of(1, 2)
    store.contrast.value = {
      count: 2,
      rest: 9,
      byPolicy: [2],
      columns: [{ path: 'Standing.toxicity', mean: 1, restMean: 0, effect: null }],
    }
    return store
  }

  it.each<ThemeName>(['dark', 'light'])('axe finds nothing serious in the %s theme', async (theme) => {
    await open({ store: fill(theme) })
    for (const summary of mounted.app.querySelectorAll('summary')) summary.click()
    await frame()
    expect(await findings()).toEqual([])
    mounted.store.comparing.value = true
    await frame()
    expect(await findings()).toEqual([])
  })

  it.each<ThemeName>(['dark', 'light'])(
    'axe finds nothing serious in sheets in the %s theme',
    async (theme) => {
      await open({ store: fill(theme) })
      for (const sheet of ['help', 'share', 'table', 'timings'] as const) {
        mounted.store.openSheet.value = sheet
        await expect.element(page.getByRole('dialog')).toBeVisible()
        await frame()
        expect(await findings()).toEqual([])
      }
    },
  )

  it('every control can be reached by Tab and shows the focus', async () => {
    await open()
    const seen = new Set<Element>()
    for (let presses = 0; presses < 200 && !seen.has(mounted.canvas); presses++) {
      await userEvent.tab()
      const { activeElement } = document
      if (!activeElement || activeElement === document.body) break
      seen.add(activeElement)
      if (activeElement.matches('button, select, summary, canvas'))
        expect(getComputedStyle(activeElement).outlineStyle, activeElement.outerHTML.slice(0, 80)).not.toBe(
          'none',
        )
    }
    expect(seen.has(mounted.canvas)).toBe(true)
    expect(seen.size).toBeGreaterThan(40)
  })

  it('a frame is cheap: text changes, and nothing is rendered anew', async () => {
    const store = fakeStore()
    store.logs.a.write(0, fakeRows(0, 1000))
    await open({ store })
    // The list of events is cut to its height once that is measured, which a busy machine takes a while for.
    const list = find('.event-scroll')
    await vi.waitFor(() => {
      const rowPixels = find('.event-scroll ol').clientHeight / store.events.value.length
      const rowsInView = Math.ceil(list.clientHeight / rowPixels)
      expect(list.querySelectorAll('li')).toHaveLength(rowsInView + 4 + 4)
    })
    const changed = new Set<string>()
    const watcher = new MutationObserver((records) => {
      for (const { target, type } of records)
        if (type === 'childList') changed.add((target as Element).outerHTML.slice(0, 200))
    })
    watcher.observe(mounted.app, { subtree: true, childList: true })
    const times: number[] = []
    for (let tick = 1000; tick < 1040; tick++) {
      store.logs.a.write(tick, fakeRows(tick, tick + 1))
      const start = performance.now()
      store.tick.value = tick
      store.latestTick.value = tick
      store.census.value = { byPolicy: [tick, 3400, 2200, 1200, 800], held: tick, flagged: tick }
      store.counts.value = { a: { proposed: tick, accepted: tick, audited: 2, held: tick }, b: undefined }
      store.logVersion.value++
      times.push(performance.now() - start)
      await frame()
    }
    watcher.disconnect()
    // uPlot writes the labels of its axes on its canvas, so that not even they are elements.
    expect([...changed]).toEqual([])
    const median = times.sort((a, b) => a - b)[20] as number
    // The aim is 4 ms; machines that do other things besides get three times that.
    expect(median).toBeLessThan(12)
  })

  it('stands still where motion is not wanted', async () => {
    await open({ width: 900 })
    mounted.store.still.value = true
    expect(mounted.app.hasAttribute('data-still')).toBe(true)
    expect(getComputedStyle(find('.column.left')).transitionDuration).toBe('0s')
  })

  it('stands in a shadow root as well as on a page', async () => {
    await open()
    const host = document.createElement('div')
    document.body.append(host)
    const shadow = host.attachShadow({ mode: 'open' })
    const { unmount, app, calls, canvas } = mountApp({ parent: shadow, embedded: true })
    await frame()
    expect(getComputedStyle(app).overflow).toBe('hidden')
    expect(shadow.adoptedStyleSheets).toHaveLength(1)
    canvas.focus()
    await userEvent.keyboard('.')
    expect(calls).toEqual([['step', 1]])
    expect(mounted.calls).toEqual([])
    unmount()
    host.remove()
  })

  it('leaves nothing behind', async () => {
    await open()
    const { canvas, store, app } = mounted
    mounted.unmount()
    store.tick.value = 5
    store.logVersion.value++
    store.theme.value = 'light'
    await frame()
    expect(app.isConnected).toBe(false)
    expect(canvas.isConnected).toBe(false)
  })
})
