import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../engine/errors.ts'
import type { OutcomeStore, RedTeamReport } from '../experiments/redteam/index.ts'
import { onDisk, replaceContent } from './disk.ts'
import { jsonText } from './json.ts'
import { redTeamMarkdown } from './redteam-markdown.ts'
import { clearStale } from './temporary.ts'

const RUNS = 'runs.jsonl'
const FORMAT = 'patchwork-ecs red team runs'
const REPORTS = ['report.json', 'report.md'] as const

type Line =
  | { readonly key: string; readonly outcome: ReturnType<OutcomeStore['find']> }
  | { readonly key: string; readonly control: ReturnType<OutcomeStore['findControl']> }

/**
 * A folder of a red team. What is finished is in it at once, a line a run, so that a second start goes on where the first one
 * was stopped; reports are written whole or not at all.
 */
export class RedTeamFolder implements OutcomeStore {
  readonly path: string
  readonly #outcomes = new Map<string, NonNullable<ReturnType<OutcomeStore['find']>>>()
  readonly #controls = new Map<string, NonNullable<ReturnType<OutcomeStore['findControl']>>>()

  /** @throws UserError when the folder holds something else, or cannot be written to */
  constructor(path: string) {
    if (path === '') throw new UserError('--out', 'got "", expected a folder to write to')
    this.path = path
    onDisk(path, () => mkdirSync(path, { recursive: true }))
    clearStale(path)
    if (existsSync(this.#runs)) this.#read()
    else this.#begin()
  }

  get #runs(): string {
    return join(this.path, RUNS)
  }

  #begin(): void {
    const [foreign] = onDisk(this.path, () => readdirSync(this.path))
    if (foreign !== undefined) {
      throw new UserError(this.path, `holds ${foreign} and is no folder of a red team`, {
        hint: 'name a new or empty folder',
      })
    }
    onDisk(this.#runs, () =>
      writeFileSync(this.#runs, `${JSON.stringify({ format: FORMAT })}\n`, { flag: 'wx' }),
    )
  }

  /** Reads what earlier programs finished. A last line that was cut off is none. */
  #read(): void {
    const text = onDisk(this.#runs, () => readFileSync(this.#runs, 'utf8'))
    const [heading, ...lines] = text.split('\n')
    if (heading !== JSON.stringify({ format: FORMAT })) {
      throw new UserError(this.#runs, 'is no list of runs of a red team', {
        hint: 'name a new or empty folder',
      })
    }
    for (const line of lines) this.#take(parsed(line))
    // A line that was cut off must not be continued by the next one.
    if (!text.endsWith('\n')) onDisk(this.#runs, () => appendFileSync(this.#runs, '\n'))
  }

  #take(line: Line | undefined): void {
    if (!line) return
    if ('outcome' in line && line.outcome) this.#outcomes.set(line.key, line.outcome)
    if ('control' in line && line.control) this.#controls.set(line.key, line.control)
  }

  find(key: string) {
    return this.#outcomes.get(key)
  }

  keep(key: string, outcome: NonNullable<ReturnType<OutcomeStore['find']>>): void {
    this.#outcomes.set(key, outcome)
    this.#append({ key, outcome })
  }

  findControl(key: string) {
    return this.#controls.get(key)
  }

  keepControl(key: string, control: NonNullable<ReturnType<OutcomeStore['findControl']>>): void {
    this.#controls.set(key, control)
    this.#append({ key, control })
  }

  #append(line: Line): void {
    onDisk(this.#runs, () => appendFileSync(this.#runs, `${JSON.stringify(line)}\n`))
  }

  /** Writes both reports, each at once; returns their names. */
  write(report: RedTeamReport): readonly string[] {
    const texts = { 'report.json': jsonText(report), 'report.md': redTeamMarkdown(report) }
    for (const name of REPORTS) {
      replaceContent(join(this.path, name), texts[name])
    }
    return REPORTS
  }
}

function parsed(line: string): Line | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as Line)
  } catch {
    return undefined
  }
}
