import { totalmem } from 'node:os'

/** What the operating systems count as available is what a process can get without swapping; elsewhere caches are left out of it. */
const TELLS_AVAILABLE: ReadonlySet<NodeJS.Platform> = new Set(['linux', 'win32', 'android'])

/**
 * Bytes of memory that a simulation may take on this machine, limits of a container included: what is available now, or
 * where the system does not tell that, all there is.
 */
export function memoryBytesMax(): number {
  if (TELLS_AVAILABLE.has(process.platform)) return process.availableMemory()
  // 0 or a number beyond the machine where there is no limit.
  const constrained = process.constrainedMemory()
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
}
