import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { SOCIETY, scenarioFile } from './society.ts'

let cli: BuiltCli
let village: string
beforeAll(async () => {
  cli = await builtCli()
  village = scenarioFile(cli.folder, 'village.yaml', SOCIETY)
})
afterAll(() => cli.remove())

/** Nine levels of ten aliases each: a billion values if it were read. */
const BOMB = [
  'a0: &a0 [x, x, x, x, x, x, x, x, x, x]',
  ...Array.from({ length: 9 }, (_, level) => {
    const aliases = Array.from({ length: 10 }, () => `*a${level}`).join(', ')
    return `a${level + 1}: &a${level + 1} [${aliases}]`
  }),
].join('\n')

const agents = (count: string) => `agents:\n  - { type: honest, count: ${count} }\n`

const FILES: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['an unknown key', `${SOCIETY}governence: {}\n`, /governence: .*did you mean governance\?/],
  ['an unknown type', 'agents:\n  - { type: honset, count: 3 }\n', /honset.*did you mean honest\?/],
  ['a value out of range', 'governance: { audit_probability: 1.5 }\n', /audit_probability: got 1\.5/],
  ['a negative count', agents('-3'), /agents\[0\]\.count: got -3/],
  ['a fractional count', agents('2.5'), /agents\[0\]\.count: got 2\.5/],
  ['an absurd count', agents('4000000000'), /agents\[0\]\.count: got 4000000000/],
  ['a population of nobody', agents('0'), /has no agents/],
  ['a missing population', 'scenario_id: empty\n', /has no agents/],
  ['NaN', 'governance: { audit_probability: .nan }\n', /audit_probability: got (NaN|null)/],
  ['an empty file', '', /is empty/],
  ['a comment only', '# nothing\n', /is empty/],
  ['a syntax error', 'agents: [\n', /:\d+:\d+: /],
  ['a list', '- honest\n', /expected a mapping/],
  ['an alias bomb', BOMB, /alias/],
  ['a model behind an account', 'agents:\n  - { type: llm, count: 3 }\n', /language model/],
  ['an unknown criterion', `${SOCIETY}success_criteria: { max_fun: 3 }\n`, /max_fun/],
]

const COMMANDS: readonly (readonly [what: string, words: readonly string[], message: RegExp])[] = [
  ['a missing file', ['run', 'nowhere.yaml'], /nowhere\.yaml: no such file/],
  ['a folder', ['run', './'], /is a folder, expected a scenario file/],
  ['an unknown name', ['run', 'metropols'], /metropols: .*did you mean metropolis\?/],
  ['no scenario', ['run'], /missing required argument 'scenario'/],
  ['an unknown attack', ['redteam', 'baseline', '--attacks', 'sybil_atack'], /did you mean sybil_attack\?/],
  ['a single seed', ['redteam', 'baseline', '--seeds', '1'], /--seeds: got 1, expected a whole number in/],
  ['a red team of nobody', ['redteam', 'village.yaml', '--agents', '0'], /has no agents/],
  [
    'two rivals',
    ['redteam', 'baseline', '--against', 'lemons', '--against', 'quarantine'],
    /expected one scenario/,
  ],
  [
    'an unknown lever',
    ['redteam', 'baseline', '--against', 'governance.audit_probabilty=0.2'],
    /did you mean governance\.audit_probability\?/,
  ],
  ['an unknown command', ['rum', 'baseline'], /unknown command 'rum'/],
  ['an unknown option', ['run', 'village.yaml', '--fast'], /unknown option '--fast'/],
  [
    'half a thread',
    ['run', 'village.yaml', '--threads', '0.5'],
    /threads: got 0.5, expected auto or a whole number/,
  ],
  ['words for a number', ['run', 'village.yaml', '--agents', 'many'], /--agents: got "many"/],
  ['no agents', ['run', 'village.yaml', '--agents', '0'], /has no agents/],
  ['negative agents', ['run', 'village.yaml', '--agents', '-1'], /--agents: got -1/],
  ['half an agent', ['run', 'village.yaml', '--agents', '1.5'], /--agents: got 1\.5/],
  [
    'more memory than a world may take',
    ['run', 'metropolis', '--agents', '10000000', '--set', 'memory.slots=1024'],
    /agents: 10000000 agents would take \d+ MB, expected at most 8589 MB \(take fewer agents/,
  ],
  ['too many agents', ['run', 'village.yaml', '--agents', '4e9'], /--agents: got 4000000000/],
  ['NaN agents', ['run', 'village.yaml', '--agents', 'NaN'], /--agents: got "NaN"/],
  [
    'endless epochs',
    ['run', 'village.yaml', '--epochs', 'Infinity'],
    /--epochs: got Infinity|--epochs: got null/,
  ],
  ['no steps', ['run', 'village.yaml', '--steps', '0'], /--steps: got 0/],
  ['an unknown profile', ['run', 'village.yaml', '--profile', 'whitpaper'], /did you mean whitepaper\?/],
  ['a setting without a value', ['run', 'village.yaml', '--set', 'turns'], /--set: got "turns"/],
  [
    'an unknown parameter',
    ['run', 'village.yaml', '--set', 'governance.audit_probabilty=1'],
    /did you mean governance\.audit_probability\?/,
  ],
  [
    'a setting out of range',
    ['run', 'village.yaml', '--set', 'governance.audit_probability=2'],
    /audit_probability: got 2/,
  ],
  [
    'an unknown format',
    ['run', 'village.yaml', '--format', 'jsn'],
    /--format: got "jsn".*did you mean json\?/,
  ],
  ['an unknown record', ['run', 'village.yaml', '--record', 'event'], /did you mean events\?/],
  ['a file for a folder', ['run', 'village.yaml', '--out', 'village.yaml'], /is a file, expected a folder/],
  ['a folder without a name', ['run', 'village.yaml', '--out', ''], /folder: got "", expected a path/],
  [
    'a parameter without its section',
    ['run', 'village.yaml', '--set', 'audit_probability=0.1'],
    /did you mean governance\.audit_probability\?/,
  ],
  ['a file on the way', ['run', 'village.yaml', '--out', 'village.yaml/deep'], /cannot be written|is a file/],
]

function expectOneMessage(stderr: string, message: RegExp): void {
  expect(stderr).toMatch(message)
  expect(stderr).toMatch(/^error: /)
  expect(stderr).not.toMatch(/\n\s+at /)
  expect(stderr.trimEnd().split('\n').length).toBeLessThanOrEqual(2)
}

describe('bad input is said in one message, exits with 2, and leaves no folder', () => {
  it.each(FILES)('%s in a file', async (_, text, message) => {
    const path = scenarioFile(cli.folder, 'bad.yaml', text)
    const out = join(cli.folder, 'bad-out')
    const { status, stdout, stderr } = await cli.run(['run', path, '--out', out])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expectOneMessage(stderr, message)
    expect(existsSync(out)).toBe(false)
  })

  it.each(COMMANDS)('%s on the command line', async (_, words, message) => {
    const hasOut = words.includes('--out') || words[0] !== 'run'
    const { status, stdout, stderr } = await cli.run(hasOut ? words : [...words, '--out', 'bad-out'])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expectOneMessage(stderr, message)
    expect(existsSync(join(cli.folder, 'bad-out'))).toBe(false)
  })

  it('more memory than there is', async () => {
    const scarce = '--import=data:text/javascript,process.availableMemory=()=>20_000_000'
    const { status, stdout, stderr } = await cli.run(['run', 'metropolis'], { env: { NODE_OPTIONS: scarce } })
    // Where a system does not tell what is available, all that there is counts.
    if (!['linux', 'win32', 'android'].includes(process.platform)) return
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expectOneMessage(stderr, /would take \d+ MB, and \d+ MB more while they are placed, but only 20 MB are/)
  })

  it('records need a folder', async () => {
    const { status, stderr } = await cli.run(['run', village, '--record', 'events'])
    expect(status).toBe(2)
    expectOneMessage(stderr, /--record: needs --out/)
  })

  it('a folder of something else is refused before anything runs, and kept', async () => {
    const folder = join(cli.folder, 'photos')
    mkdirSync(folder)
    writeFileSync(join(folder, 'cat.jpg'), '')
    const { status, stdout, stderr } = await cli.run(['run', village, '--out', folder])
    expect(status).toBe(2)
    expect(stdout).toBe('')
    expectOneMessage(stderr, /holds cat\.jpg/)
    expect(readdirSync(folder)).toEqual(['cat.jpg'])
  })

  it('a place that cannot be written is refused', async () => {
    const closed = join(cli.folder, 'closed')
    mkdirSync(closed)
    chmodSync(closed, 0o500)
    // Permissions bind nobody who runs as root; the kernel's own file system takes no folders from anybody.
    const place = process.getuid?.() === 0 ? '/proc/patchwork' : join(closed, 'run')
    const { status, stderr } = await cli.run(['run', village, '--out', place])
    expect(status).toBe(2)
    expectOneMessage(stderr, /cannot be written/)
    expect(existsSync(place)).toBe(false)
  })

  it('control characters in a file do not reach the terminal', async () => {
    const path = scenarioFile(cli.folder, 'bad.yaml', '"\\u001b[31mevil": 1\n')
    const { status, stderr } = await cli.run(['run', path])
    expect(status).toBe(2)
    expect(stderr).not.toContain('\u001b')
  })
})
