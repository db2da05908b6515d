import { display } from '../engine/config.ts'
import { UserError } from '../engine/errors.ts'
import { type Attack, attackLibrary, redTeam, type Setting, seedsOf } from '../experiments/redteam/index.ts'
import { refuseNobody } from '../experiments/redteam/siege.ts'
import { jsonText } from '../outputs/json.ts'
import { RedTeamFolder } from '../outputs/redteam-folder.ts'
import { redTeamText } from '../outputs/redteam-text.ts'
import { printable } from '../outputs/text.ts'
import { parseSetting } from '../scenarios/overrides.ts'
import { Exit } from './exit.ts'
import { watchInterruption } from './interruption.ts'
import { loadNamed, type ScenarioOptions } from './options.ts'
import { type Log, logTo, type ResultOutput } from './output.ts'

export const REDTEAM_FORMATS = ['table', 'json'] as const
export const ATTACK_IDS = attackLibrary.map(({ id }) => id)
export const SEEDS = 10

const SEEDS_MAX = 100_000
const REDRAW_MS = 100
const LINE_MS = 5000
/** How long runs may keep Node's event loop waiting, so that signals are seen. */
const BREATH_MS = 50
const CLEAR_LINE = '\r\u001b[2K'

export interface RedTeamOptions extends ScenarioOptions {
  /** Another scenario, or settings `path=value` that change this one. */
  readonly against?: readonly string[]
  readonly attacks?: readonly string[]
  readonly seeds?: number
  readonly out?: string
  readonly format: (typeof REDTEAM_FORMATS)[number]
  readonly quiet?: boolean
}

/** `redteam`: attacks a scenario, or two to compare them. Returns the exit status. */
export async function redTeamCommand(
  given: string,
  options: RedTeamOptions,
  output: ResultOutput,
): Promise<number> {
  const { quiet = false, format, out, seeds: count = SEEDS } = options
  if (!Number.isInteger(count) || count < 2 || count > SEEDS_MAX) {
    throw new UserError('--seeds', `got ${count}, expected a whole number in [2, ${SEEDS_MAX}]`)
  }
  const settings = settingsOf(given, options)
  const log = logTo(process.stderr, quiet)
  const warnings = new Set(settings.flatMap(({ scenario }) => scenario.warnings))
  for (const warning of warnings) log(`warning: ${printable(warning)}`)
  const folder = out === undefined ? undefined : new RedTeamFolder(out)
  const attacks = chosen(options.attacks)
  const runs = settings.length * attacks.length * count
  for (const { scenario } of settings) refuseNobody(scenario)
  log(`${runs} runs with attackers, ${count} seeds of each attack, and their controls`)
  const progress = new Progress(quiet)
  const stop = watchInterruption(
    () => {
      progress.clear()
      log('Stopping after this tick. Press Ctrl-C again to end at once.')
    },
    () => {},
  )
  try {
    const report = await redTeam(settings, {
      attacks,
      seeds: seedsOf(settings[0].scenario.seed, count),
      store: folder,
      signal: stop,
      onOutcome: ({ done, total, attack, seed }) => progress.update(done, total, `${attack} ${seed}`),
      onTick: () => progress.breathe(),
    })
    progress.clear()
    output.write(format === 'json' ? jsonText(report) : redTeamText(report, output.style))
    if (folder) tellFiles(folder.path, folder.write(report), log)
    return report.interrupted ? Exit.interrupted : Exit.good
  } finally {
    progress.clear()
    stop.end()
  }
}

/** The scenario and, where asked for, what it is compared with; the same options apply to both. */
function settingsOf(given: string, options: RedTeamOptions): [Setting] | [Setting, Setting] {
  const { against = [] } = options
  const first = loadNamed(given, options)
  const base = { name: first.id, scenario: first }
  if (against.length === 0) return [base]
  const changes = against.filter((each) => each.includes('=')).map(parseSetting)
  const names = against.filter((each) => !each.includes('='))
  if (names.length > 1) {
    throw new UserError('--against', `got ${names.join(' and ')}, expected one scenario`)
  }
  const [other = given] = names
  const scenario = loadNamed(other, { ...options, set: [...(options.set ?? []), ...changes] })
  const changed = changes.map(({ path, value }) => `${path}=${value}`).join(' ')
  const name = [names.length === 0 ? '' : scenario.id, changed].filter((part) => part !== '').join(' with ')
  return [base, { name: name === base.name ? `${name} again` : name, scenario }]
}

function chosen(ids: readonly string[] = ATTACK_IDS): Attack[] {
  const library = attackLibrary.filter(({ id }) => ids.includes(id))
  if (library.length > 0) return library
  throw new UserError('--attacks', `got ${display(ids.join(','))}, expected some of ${ATTACK_IDS.join(', ')}`)
}

function tellFiles(folder: string, files: readonly string[], log: Log): void {
  log(`\nWritten to ${folder}: ${files.join(', ')}, runs.jsonl`)
  log('The same command with the same --out goes on from what is there.')
}

/** Runs done so far: one line redrawn on a terminal, a line now and then elsewhere. */
class Progress {
  readonly #quiet: boolean
  readonly #started = performance.now()
  #shown = this.#started
  #breathed = this.#started
  #drawn = false

  constructor(quiet: boolean) {
    this.#quiet = quiet
  }

  update(done: number, total: number, what: string): void {
    const now = performance.now()
    const { stderr } = process
    if (this.#quiet || now - this.#shown < (stderr.isTTY ? REDRAW_MS : LINE_MS)) return
    this.#shown = now
    const left = Math.ceil((((now - this.#started) / done) * (total - done)) / 1000)
    const line = `${done}/${total} runs, about ${left} s left, ${printable(what)}`.slice(0, 79)
    stderr.write(stderr.isTTY ? CLEAR_LINE + line : `${line}\n`)
    this.#drawn = stderr.isTTY
  }

  breathe(): Promise<void> | undefined {
    const now = performance.now()
    if (now - this.#breathed < BREATH_MS) return undefined
    this.#breathed = now
    return new Promise((resume) => setImmediate(resume))
  }

  clear(): void {
    if (this.#drawn) process.stderr.write(CLEAR_LINE)
    this.#drawn = false
  }
}
