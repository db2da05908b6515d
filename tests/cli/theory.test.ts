import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { CheckProgress } from '../../cli/progress.ts'
import { theoryCommand } from '../../cli/theory.ts'
import type { TheoryCheck } from '../../experiments/theory/index.ts'
import { plain } from '../../outputs/style.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'

let cli: BuiltCli
beforeAll(async () => {
  cli = await builtCli()
})
afterAll(() => cli.remove())

const FAST = [
  'identity-private-break-even',
  'kyle-best-response',
  'dealer-five-net-buys',
  'lemons-knife-edge',
]

describe('theory', () => {
  it('prints a table of 80 columns, each check with its numbers and a verdict, and counts at last', async () => {
    const { stdout, stderr, status } = await cli.run(['theory', ...FAST, 'breaker'])
    expect([status, stderr]).toEqual([0, ''])
    const lines = stdout.trimEnd().split('\n')
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(80)
    expect(lines[0]).toMatch(/^check +value +expected +band$/)
    expect(lines).toHaveLength(7)
    expect(stdout).toMatch(/^dealer-five-net-buys +0\.956694 +0\.956694 +5\.0000e-7 {2}pass$/m)
    expect(stdout).toMatch(/^breaker-third-interaction +3 +3 +0 {2}pass$/m)
    expect(lines.at(-1)).toBe('5 of 5 checks passed, 0 failed')
  })

  it('takes the beginning of names, and keeps the order of checks', async () => {
    const { stdout } = await cli.run(['theory', 'lemons-knife', 'identity-private', '--format', 'ndjson'])
    const rows = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(rows.map(({ name }) => name)).toEqual([
      'identity-private-break-even',
      'lemons-knife-edge',
      undefined,
    ])
    expect(rows[1]).toMatchObject({ value: 2, expected: 2, band: 0, side: 'both', passed: true })
    expect(rows[1].claim).toMatch(/\w\.$/)
    expect(rows[1].source).toContain('Akerlof')
    expect(rows.at(-1)).toEqual({ passed: 2, failed: 0 })
  })

  it('gives the same as json, and the same each time', async () => {
    const words = ['theory', 'kyle-lambda', 'kyle-profit', '--format', 'json']
    const [one, two] = [await cli.run(words), await cli.run(words)]
    expect(one.stdout).toBe(two.stdout)
    const { checks, passed, failed } = JSON.parse(one.stdout)
    expect(checks.map(({ name }: { name: string }) => name)).toEqual([
      'kyle-lambda-estimated',
      'kyle-lambda',
      'kyle-profit',
    ])
    expect([passed, failed]).toEqual([3, 0])
  })

  it.each([
    [['theory', 'kyle-lamda'], /^error: kyle-lamda: no such check of theory \(did you mean kyle-lambda\?\)/],
    [['theory', 'quantum'], /^error: quantum: no such check of theory \(names begin with .*kyle/],
    [['theory', '--format', 'xml'], /^error: --format: got "xml", expected one of table, json, ndjson/],
  ])('refuses %s', async (words, message) => {
    const { status, stdout, stderr } = await cli.run(words)
    expect([status, stdout]).toEqual([2, ''])
    expect(stderr).toMatch(message)
  })

  it('helps', async () => {
    const { stdout, status } = await cli.run(['theory', '--help'])
    expect(status).toBe(0)
    expect(stdout).toContain('1 one failed')
  })
})

describe('a check that fails', () => {
  const check = (name: string, measure: TheoryCheck['measure']): TheoryCheck => ({
    name,
    claim: `What ${name} says.`,
    source: 'Nobody (2026)',
    measure,
  })
  const CHECKS = [
    check('good-one', () => ({ value: 1, expected: 1, band: 0 })),
    check('bad-one', () => ({ value: 0.5, expected: 1, band: 0.1 })),
    check('low-one', () => ({ value: 5, expected: 4, band: 0, side: 'atMost' })),
    check('lost-one', () => ({ value: Number.NaN, expected: 1, band: 0 })),
    check('vague-one', () => ({ value: 7, expected: 1, band: Number.POSITIVE_INFINITY })),
    check('broken-one', () => Promise.reject(new Error('out of luck'))),
    check('a-one-with-a-name-that-is-much-too-long-for-its-column', () => ({
      value: 1,
      expected: 1,
      band: 0,
    })),
  ]

  async function run(format: 'table' | 'json' | 'ndjson') {
    const said: string[] = []
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
    const output = { closed: false, style: plain, width: 80, write: (text: string) => said.push(text) }
    try {
      const status = await theoryCommand([], { format }, output as never, CHECKS)
      return { status, text: said.join(''), noted: stderr.mock.calls.map(([text]) => String(text)).join('') }
    } finally {
      stderr.mockRestore()
    }
  }

  it('ends with status 1, and says what it was about', async () => {
    const { status, text, noted } = await run('table')
    expect(status).toBe(1)
    expect(text).toMatch(/^bad-one +0\.500000 +1 +0\.100000 {2}FAIL$/m)
    expect(text).toMatch(/^low-one +5 +<=4 +0 {2}FAIL$/m)
    expect(text).toMatch(/^lost-one +- +1 +0 {2}FAIL$/m)
    expect(text).toMatch(/^vague-one +7 +1 +- {2}FAIL$/m)
    expect(text).toMatch(/^broken-one +- +- +- {2}FAIL$/m)
    expect(text.trimEnd().split('\n').at(-1)).toBe('2 of 7 checks passed, 5 failed')
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(80)
    expect(noted).toContain('bad-one: What bad-one says. (Nobody (2026))')
    expect(noted).toContain('out of luck')
  })

  it('is told in every format', async () => {
    for (const format of ['json', 'ndjson'] as const) {
      const { status, text } = await run(format)
      expect(status).toBe(1)
      expect(text).toContain('"problem":'.replace(':', format === 'json' ? ': "out' : ':"out'))
      expect(text).not.toContain('NaN')
    }
  })
})

describe('the progress of checks', () => {
  const shown = (options: { isTTY: boolean; quiet?: boolean }, times: readonly number[]) => {
    const said: string[] = []
    let now = 0
    const stream = { isTTY: options.isTTY, columns: 30, write: (text: string) => said.push(text) }
    const progress = new CheckProgress(stream, options.quiet ?? false, () => now)
    times.forEach((time, place) => {
      now = time
      progress.show(place, times.length, `a-check-of-some-length-${place}`)
    })
    progress.clear()
    return said
  }

  it('is one line that comes and goes on a terminal, and a line now and then elsewhere', () => {
    const live = shown({ isTTY: true }, [0, 10])
    expect(live).toHaveLength(3)
    for (const text of live) expect(text.replace('\r\u001b[2K', '').length).toBeLessThan(30)
    expect(live.at(-1)).toBe('\r\u001b[2K')
    expect(shown({ isTTY: false }, [0, 10, 6000, 6010])).toEqual(['2/4 a-check-of-some-length-2\n'])
    expect(shown({ isTTY: true, quiet: true }, [0, 6000])).toEqual([])
  })
})
