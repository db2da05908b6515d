import type { Arena } from './arena.ts'
import { type KernelSet, returnKernels } from './kernels.ts'
import type { Crew } from './threads.ts'

/** What a simulation holds that must be given back. */
export interface Holdings {
  crew?: Crew | undefined
  readonly kernels?: KernelSet | undefined
}

/** Sends threads home and frees the kernels; a further world of the same shape may move into the arena. */
export function giveBack({ crew, kernels }: Holdings, arena?: Arena): void {
  crew?.dismiss()
  if (kernels) returnKernels(kernels, crew ? undefined : arena)
}

/** Gives back for simulations that nobody holds any more and nobody has disposed of. */
export const UNDISPOSED = new FinalizationRegistry<Holdings>((holdings) => giveBack(holdings))
