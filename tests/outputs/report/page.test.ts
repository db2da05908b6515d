import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import type { JobResult } from '../../../experiments/sweep/job.ts'
import { escaped } from '../../../outputs/report/markup.ts'
import type { Report } from '../../../outputs/report/model.ts'
import { renderReport } from '../../../outputs/report/page.ts'
import type { SweepReportInput } from '../../../outputs/report/sweep-input.ts'
import { sweepPage, sweepReport } from '../../../outputs/report/sweep-report.ts'
import { attribute, childrenOf, named, type ReadPage, readPage, textOf, writtenTags } from './read-page.ts'
import { failedAt, madeResults, reportOf, smallSweep } from './stand-ins.ts'

const audits = [0, 0.25, 0.5]
const taxes = [0, 0.1]

let results: JobResult[]
let input: SweepReportInput
let html: string
let page: ReadPage
beforeAll(async () => {
  results = await smallSweep(audits, taxes, 3)
  results.push(failedAt(results[0]!.point, 0, 3, 'went wrong'))
  input = reportOf(results, {
    control: 0,
    effects: [
      {
        metric: 'toxicityRate',
        measure: 'paired difference of means',
        interval: '95% interval',
        rows: [
          { cell: 1, effect: -0.02, low: -0.03, high: -0.01, runs: 3, standardised: -1.25 },
          { cell: 2, effect: 0.01, low: -0.02, high: 0.04, runs: 3 },
          { cell: 3, effect: null, low: null, high: null, runs: 0 },
        ],
      },
    ],
    sensitivities: [
      {
        metric: 'toxicityRate',
        method: 'Sobol indices',
        measures: ['S1', 'ST'],
        rows: [
          {
            path: 'governance.transaction_tax_rate',
            values: [{ value: 0.1 }, { value: 0.2, low: 0.1, high: 0.3 }],
          },
          {
            path: 'governance.audit_probability',
            values: [{ value: 0.6, low: 0.5, high: 0.7 }, { value: 0.7 }],
          },
        ],
      },
    ],
    frontier: {
      along: 'governance.transaction_tax_rate',
      by: 'governance.audit_probability',
      level: 0.5,
      points: [
        { by: 0, along: 0.05 },
        { by: 0.25, along: null },
        { by: 0.5, along: 0.1 },
      ],
    },
  })
  html = sweepReport(input)
  page = readPage(html)
})

/** What any report must be, whatever it says. */
function expectSound(text: string): ReadPage {
  const read = readPage(text)
  expect(read.errors).toEqual([])
  expect(read.elements.map(({ tagName }) => tagName.toLowerCase())).toEqual(writtenTags(text))
  expect(
    named(read, 'script', 'iframe', 'object', 'embed', 'form', 'img', 'link', 'base', 'foreignObject'),
  ).toEqual([])
  for (const element of read.elements) {
    for (const { name, value } of element.attrs) {
      expect(name).not.toMatch(/^on|^style$|^src|^xlink/)
      if (name === 'href') expect(value).toMatch(/^#[a-z]+$/)
    }
  }
  const ids = read.elements.flatMap((element) => attribute(element, 'id') ?? [])
  expect(new Set(ids).size).toBe(ids.length)
  const wanted = read.elements.flatMap((element) => [
    ...(attribute(element, 'aria-labelledby')?.split(' ') ?? []),
    ...(attribute(element, 'href')?.slice(1).split(' ') ?? []),
  ])
  expect(wanted.filter((id) => !ids.includes(id))).toEqual([])
  for (const svg of named(read, 'svg')) {
    if (attribute(svg, 'aria-hidden') === 'true') continue
    expect(attribute(svg, 'role')).toBe('img')
    for (const part of ['title', 'desc']) {
      expect(childrenOf(svg, part).map(textOf).join('').length, part).toBeGreaterThan(5)
    }
  }
  for (const table of named(read, 'table')) {
    expect(childrenOf(table, 'caption')).toHaveLength(1)
    const rows = childrenOf(table, 'thead', 'tbody').flatMap((part) => childrenOf(part, 'tr'))
    const widths = rows.map((row) => childrenOf(row, 'th', 'td').length)
    expect(new Set(widths).size).toBe(1)
  }
  expect(text).not.toMatch(/\b(NaN|undefined|\[object)/)
  return read
}

describe('a report of a sweep', () => {
  it('is one sound page', () => {
    expectSound(html)
  })

  it('lets nothing in from elsewhere: its policy allows its own style and no more', () => {
    const policy = named(page, 'meta').find(
      (meta) => attribute(meta, 'http-equiv') === 'Content-Security-Policy',
    )!
    const [style] = named(page, 'style').map(textOf)
    const hash = createHash('sha256').update(style!).digest('base64')
    expect(attribute(policy, 'content')).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`,
    )
    expect(html).not.toMatch(/https?:|url\(|@import/)
  })

  it('has its chapters in order, and links to each', () => {
    const ids = named(page, 'section').map((section) => attribute(section, 'id'))
    expect(ids).toEqual([
      'glance',
      'time',
      'effects',
      'sensitivity',
      'phases',
      'cells',
      'failures',
      'plan',
      'model',
    ])
    expect(named(page, 'a').map((link) => attribute(link, 'href'))).toEqual(ids.map((id) => `#${id}`))
    expect(named(page, 'h1').map(textOf)).toEqual(['audits and taxes'])
  })

  it('leaves chapters out that have nothing to say', () => {
    const bare = expectSound(sweepReport(reportOf([])))
    const ids = named(bare, 'section').map((section) => attribute(section, 'id'))
    expect(ids).toEqual(['glance', 'cells', 'plan', 'model'])
  })

  it('draws what it was given', () => {
    const { sections } = sweepPage(input)
    const blockOf = (id: string) => sections.find((section) => section.id === id)!.blocks[0]!
    expect(blockOf('effects')).toMatchObject({
      kind: 'forest',
      rows: [
        { effect: -0.02, low: -0.03, high: -0.01, more: { standardised: '−1.25', runs: '3' } },
        { effect: 0.01 },
        { effect: null },
      ],
    })
    expect(blockOf('sensitivity')).toMatchObject({
      kind: 'bars',
      rows: [{ name: 'governance.audit_probability' }, { name: 'governance.transaction_tax_rate' }],
    })
    const map = blockOf('phases')
    expect(map).toMatchObject({
      kind: 'heatMap',
      xTitle: 'governance.audit_probability',
      yTitle: 'governance.transaction_tax_rate',
      x: ['0', '0.25', '0.5'],
      y: ['0', '0.1'],
      frontier: {
        points: [
          { x: 0, y: 0.5 },
          { x: 2, y: 1 },
        ],
      },
    })
    expect(sections.find(({ id }) => id === 'phases')!.note).toContain('Of 3 values, 1 have no frontier')
  })

  it('draws means and their intervals over replicates where no bands are given', () => {
    const { sections } = sweepPage(
      reportOf(
        results.filter(({ cell }) => cell < 2),
        { control: 0 },
      ),
    )
    const [block] = sections.find(({ id }) => id === 'time')!.blocks
    if (block?.kind !== 'charts') throw new Error('expected charts')
    const [toxicity] = block.charts
    const of = (cell: number, epoch: number) =>
      results
        .filter((run) => run.cell === cell && run.error === undefined)
        .map((run) => run.epochs[epoch]!.metrics['toxicityRate']!)
    expect(toxicity!.lines.map(({ ink }) => ink)).toEqual(['control', 0])
    for (const [cell, line] of toxicity!.lines.entries()) {
      line.values.forEach((value, epoch) => {
        const [a, b, c] = of(cell, epoch) as [number, number, number]
        const mean = (a + b + c) / 3
        // Student's t with two degrees of freedom.
        const squares = (a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2
        const reach = 4.302652729749462 * Math.sqrt(squares / 2 / 3)
        expect(value).toBeCloseTo(mean, 12)
        expect(line.low![epoch]).toBeCloseTo(mean - reach, 9)
        expect(line.high![epoch]).toBeCloseTo(mean + reach, 9)
      })
    }
  })

  it('draws bands that it is given, and says what they are', () => {
    const series = [
      { metric: 'toxicityRate', epochs: [0, 1], mean: [0.2, 0.3], low: [0.1, null], high: [0.3, null] },
    ]
    const bands = { interval: '95% interval of the mean', arms: [{ name: 'strict', series }] }
    const text = sweepReport(reportOf(results, { bands }))
    expectSound(text)
    expect(text).toContain('bands show the 95% interval of the mean')
    expect(text.match(/class="band i0"/g)).toHaveLength(1)
  })

  it('draws one parameter as curves, and the frontier as a mark', async () => {
    const single = await smallSweep([0, 0.2, 0.4, 0.8], [0], 2)
    const text = sweepReport(
      reportOf(single, {
        frontier: { along: 'governance.audit_probability', level: 0.5, points: [{ along: 0.3 }] },
      }),
    )
    expectSound(text)
    expect(text).toContain('>Response<')
    expect(text).toContain('>frontier</text>')
    expect(text).not.toContain('class="maps"')
  })

  it('tells of failures, as few as fit', () => {
    expect(textOf(named(page, 'section').find((each) => attribute(each, 'id') === 'failures')!)).toContain(
      'went wrong',
    )
    const failed = Array.from({ length: 500 }, (_, run) => failedAt({}, 0, run, 'x'.repeat(5000)))
    const text = sweepReport(reportOf(failed))
    expect(text).toContain('200 of 500; results.csv has all.')
    expect(text.length).toBeLessThan(150_000)
  })

  it('is the same for the same results', () => {
    expect(sweepReport(input)).toBe(html)
  })

  it.each([
    ['a cell each', 1000, 1000],
    ['40 cells', 1000, 40],
    ['a cell of all', 1000, 1],
  ])('stays below 1 MB for 1,000 runs of 500 epochs, %s', (_, runs, cells) => {
    const made = madeResults(runs, cells, 500)
    const effects = ['toxicityRate', 'totalWelfare', 'qualityGap'].map((metric) => ({
      metric,
      measure: 'difference',
      interval: '95% interval',
      rows: Array.from({ length: cells }, (_, cell) => ({ cell, effect: 0.1, low: 0, high: 0.2, runs: 1 })),
    }))
    const scenario = { edges: Array.from({ length: 50_000 }, (_, edge) => [edge, edge + 1]) }
    const text = sweepReport(reportOf(made, { effects, control: 0, manifest: { scenario } }))
    expect(Buffer.byteLength(text)).toBeLessThan(1_000_000)
    expectSound(text)
  })
})

describe('text from files', () => {
  const hostile = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></style></svg><b>',
    ']]><!-- --!> &lt;b&gt; &#0; \u0000\u0007\u001b[31m',
    'javascript:alert(1)',
    '\u202Egnp.exe \u2066\uD800 \uFFFE',
    'a'.repeat(3000),
  ]

  it.each(hostile)('stays text wherever it stands: %j', (text) => {
    const named = results.map((run, index) => ({
      ...run,
      seed: text,
      point: { [text]: index % 2 === 0 ? text : 1, 'payoff.theta': run.cell },
      metrics: { [text]: 1 },
      criteria: [{ name: text, value: 1, bound: 1, passed: true }],
      epochs: run.epochs.map((epoch) => ({ ...epoch, metrics: { [text]: epoch.epoch } })),
      ...(index === 2 ? { error: text } : {}),
    }))
    const hostileInput: SweepReportInput = {
      ...input,
      name: text,
      description: text,
      facts: [{ term: text, value: text }],
      results: named,
      metrics: [text],
      notes: { [text]: { unit: text, doc: text } },
      effects: [{ ...input.effects![0]!, metric: text, measure: text, interval: text }],
      sensitivities: [
        { metric: text, method: text, measures: [text], rows: [{ path: text, values: [{ value: 1 }] }] },
      ],
      frontier: { along: 'payoff.theta', by: text, level: 0.5, points: [{ by: text, along: 1 }] },
      plan: { [text]: text },
      manifest: [text],
      odd: [
        {
          title: text,
          paragraphs: [
            [1, text],
            [2, text],
          ],
        },
      ],
    }
    const read = expectSound(sweepReport(hostileInput))
    const shown = textOf(read.elements.find(({ tagName }) => tagName === 'h1')!)
    const unfit = new Set(['\u0000', '\u0007', '\u001b', '\u202E', '\u2066', '\uD800', '\uFFFE'])
    expect(shown).toBe([...text].map((character) => (unfit.has(character) ? '\uFFFD' : character)).join(''))
  })

  it('comes back from a page as it went in, any of it', () => {
    const report = (text: string): Report => ({ kind: 'Run', title: text, lead: '', facts: [], sections: [] })
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const read = readPage(renderReport(report(text)))
        expect(read.errors).toEqual([])
        const back = textOf(named(read, 'h1')[0]!)
        expect([...back].length).toBe([...text].length)
        const fit = /^[\t\n\u0020-\u007e\u00a0-\u2029\u202f-\u2065\u206a-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd]*$/
        if (fit.test(text)) expect(back).toBe(text)
      }),
    )
    expect(escaped('<a href="x">&\'</a>')).toBe('&lt;a href=&quot;x&quot;&gt;&amp;&#39;&lt;/a&gt;')
  })
})
