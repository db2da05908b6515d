import { createHash, randomUUID } from 'node:crypto'
import { readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** What names of unfinished files begin with. */
const TEMPORARY = '.patchwork-'
/** Names say which process of which machine writes the file: `.patchwork-MACHINE-PROCESS-…`. */
const MARKED = /^\.patchwork-([0-9a-f]{12})-([0-9]+)-/
const MACHINE_LENGTH = 12
/** A file of a process that cannot be asked is given up when nothing was written to it for so long. */
const SILENT_MS = 7 * 24 * 3_600_000

export const isTemporary = (name: string): boolean => name.startsWith(TEMPORARY)

let machine: string | undefined

/**
 * Names the machine, since it was started last, and on Linux the space in which process numbers count: two containers of one
 * host differ.
 */
function thisMachine(): string {
  machine ??= createHash('sha256')
    .update(
      JSON.stringify([
        hostname(),
        told(() => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8')),
        told(() => readlinkSync('/proc/self/ns/pid')),
      ]),
    )
    .digest('hex')
    .slice(0, MACHINE_LENGTH)
  return machine
}

/** What a file of the system says, nothing on systems without it. */
function told(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

/** Start of names of unfinished files of this process, another one each time. */
export const temporaryMark = (): string => `${TEMPORARY}${thisMachine()}-${process.pid}-${randomUUID()}-`

/** Where a file waits for its place: in the same folder, so that a rename is all that it takes. */
export const temporaryFor = (path: string): string => join(dirname(path), temporaryMark() + basename(path))

/**
 * Takes unfinished files out of a folder that nobody will finish: those of processes of this machine that have ended, and of
 * others those that were not touched for a week. What cannot be removed stays; it does no harm.
 */
export function clearStale(folder: string): void {
  let names: string[]
  try {
    names = readdirSync(folder).filter(isTemporary)
  } catch {
    return
  }
  for (const name of names) {
    const path = join(folder, name)
    try {
      if (isStale(name, path)) rmSync(path, { force: true })
    } catch {
      // Gone meanwhile, or not ours to remove.
    }
  }
}

function isStale(name: string, path: string): boolean {
  const [, from, number] = MARKED.exec(name) ?? []
  if (from === thisMachine()) return !isRunning(Number(number))
  return Date.now() - statSync(path).mtimeMs > SILENT_MS
}

/** Whether there is a process of this number. Another one may have it by now: then its file stays. */
function isRunning(number: number): boolean {
  try {
    process.kill(number, 0)
    return true
  } catch (thrown) {
    return !(thrown instanceof Error && 'code' in thrown && thrown.code === 'ESRCH')
  }
}
