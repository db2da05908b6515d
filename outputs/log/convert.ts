import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../engine/errors.ts'
import { LineWriter, reading, replaceFiles, withFile } from '../disk.ts'
import { type EventPlace, EventRecorder } from '../events.ts'
import { MANIFEST } from '../folder.ts'
import { EventTable } from './event-table.ts'
import { InteractionTable, TableSink } from './interaction-table.ts'
import { linesIn, linesOfTables, tablesOfLines } from './lines.ts'
import { LoggedRun } from './logged-run.ts'
import { logPathOf } from './replay.ts'

/** What a conversion wrote. */
export interface ConvertReport {
  readonly from: string
  /** Files written: a Parquet form has a second one for what is no interaction. */
  readonly files: readonly string[]
  readonly interactions: number
}

/** The file beside a Parquet file of interactions that holds all other events. */
export const eventsBeside = (path: string): string => path.replace(/\.parquet$/, '.events.parquet')

type Form = 'log' | 'lines' | 'table'

function formOf(path: string): Form {
  if (path.endsWith('.jsonl')) return 'lines'
  return path.endsWith('.parquet') ? 'table' : 'log'
}

/**
 * Turns a log into another form: a run's log into JSON lines (`.jsonl`) or Parquet (`.parquet`), and these two into one
 * another. JSON lines go there and back without losing a character. What a run's log does not have are changes of
 * reputations, which events of a live run tell.
 * @param from folder of a run, log, `.jsonl` or `.parquet`
 * @param to `.jsonl` or `.parquet`; what was there is replaced once all is written
 * @throws UserError when a form is not known, or a file cannot be read or written
 */
export async function convertLog(from: string, to: string): Promise<ConvertReport> {
  const [source, target] = [formOf(from), formOf(to)]
  if (target === 'log') throw new UserError(to, 'is no form of a log to write, expected .jsonl or .parquet')
  if (source === target) throw new UserError(to, `is the form that ${from} has`)
  const files: [string, ...string[]] = target === 'table' ? [to, eventsBeside(to)] : [to]
  const interactions = await replaceFiles(files, async ([first, second = '']) => {
    if (source === 'log')
      return target === 'lines' ? logToLines(from, first, to) : logToTables(from, first, second)
    if (target === 'table') return linesToTables(from, first, second)
    return tablesToLines(from, first, to)
  })
  return { from, files, interactions }
}

function logToLines(from: string, path: string, shown: string): number {
  const lines = new LineWriter(path, shown)
  try {
    return tellLog(from, (run) => new EventRecorder(run, lines, { reputations: false }))
  } finally {
    lines.discard()
  }
}

function logToTables(from: string, path: string, eventPath: string): number {
  const events = new EventTable(eventPath)
  return withFile(path, 'wx', (descriptor) => {
    const table = new InteractionTable(descriptor)
    const sink = {
      line: (line: string, { event, epoch, step }: EventPlace, type: string) =>
        events.add({ event_id: event, event_type: type, epoch, step, line }),
      close: () => {},
    }
    const interactions = tellLog(
      from,
      (run) => new EventRecorder(run, sink, { reputations: false, interactions: new TableSink(run, table) }),
    )
    table.finish()
    events.finish()
    return interactions
  })
}

/** Tells a run's log to a recorder as if it were running. Returns its interactions. */
function tellLog(from: string, recorderOf: (run: LoggedRun) => EventRecorder): number {
  const path = existsSync(join(from, MANIFEST)) ? logPathOf(from) : from
  return reading(path, 'a log', (descriptor) => {
    const run = new LoggedRun(descriptor, path, { computes: false })
    const recorder = recorderOf(run)
    recorder.start()
    while (run.next()) recorder.afterTick()
    recorder.end()
    return run.rows
  })
}

function linesToTables(from: string, path: string, eventPath: string): number {
  return reading(from, 'a log of JSON lines', (source) => {
    const events = new EventTable(eventPath)
    return withFile(path, 'wx', (descriptor) => {
      const table = new InteractionTable(descriptor)
      const interactions = tablesOfLines(linesIn(source, from), table, events)
      table.finish()
      events.finish()
      return interactions
    })
  })
}

async function tablesToLines(from: string, path: string, shown: string): Promise<number> {
  const lines = new LineWriter(path, shown)
  try {
    let interactions = 0
    for await (const { line, isInteraction } of linesOfTables(from, eventsBeside(from))) {
      lines.line(line)
      if (isInteraction) interactions++
    }
    lines.close()
    return interactions
  } finally {
    lines.discard()
  }
}
