import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { UserError } from '../../engine/errors.ts'
import { replaceContent } from '../disk.ts'

/** Name of a run's or a sweep's report in its folder. */
export const REPORT = 'report.html'
/** Start of the name of what made a page, by which it is known again. */
export const GENERATOR = 'patchwork-ecs'

const HEAD_BYTES = 2048

/** Whether a file is a report of ours, and so one that may be replaced. Neither a missing file nor a folder is. */
export function isReport(path: string): boolean {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return false
  const descriptor = openSync(path, 'r')
  try {
    const head = Buffer.alloc(HEAD_BYTES)
    const read = readSync(descriptor, head)
    return head.toString('latin1', 0, read).includes(`<meta name="generator" content="${GENERATOR} `)
  } finally {
    closeSync(descriptor)
  }
}

/**
 * Writes a report to a file: all of it or nothing.
 * @throws UserError when the file is something else than a report, or the disk refuses
 */
export function writeReport(path: string, page: string): void {
  if (statSync(path, { throwIfNoEntry: false }) && !isReport(path)) {
    throw new UserError(path, 'is there already and is no report', { hint: 'name another file with --out' })
  }
  replaceContent(path, page)
}
