import { families, toleranceOf, withoutCompat } from './registry.ts'
import { type ConformanceOptions, type ConformanceReport, runVectors, type VectorFile } from './run.ts'

/** Families that this project answers to. */
export const knownFamilies: ReadonlySet<string> = new Set(families.keys())

/** Holds the project's own code against files of golden vectors. */
export const runConformance = (
  files: readonly VectorFile[],
  options: ConformanceOptions = {},
): ConformanceReport => runVectors(files, { families, toleranceOf, withoutCompat }, options)
