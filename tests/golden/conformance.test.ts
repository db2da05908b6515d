import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { decodeNumbers, firstDifference } from '../../experiments/conformance/compare.ts'
import { knownFamilies, runConformance } from '../../experiments/conformance/index.ts'
import { readVectorFiles } from '../../experiments/conformance/read.ts'
import { runVectors, type VectorFile } from '../../experiments/conformance/run.ts'

const folder = (name: string) => fileURLToPath(new URL(name, import.meta.url))
const files = await readVectorFiles([folder('core'), folder('econ')])

describe('golden vectors', () => {
  it.each(files.map((file) => [file.family, file] as const))('%s', (family, file) => {
    expect(knownFamilies).toContain(family)
    // A file of the peer's behaviour is here because a mode of ours repeats it.
    const { families } = runConformance([file], {
      compat: file.level === 'compat',
      opt: file.level === 'opt',
    })
    expect(families[0]?.firstFailure).toBeUndefined()
    expect(families[0]?.passed).toBeGreaterThan(0)
  })
})

describe('golden vectors of the peer’s own rules', () => {
  it.each(['mission-rewards'])('%s: all of them hold, besides those that bind', (family) => {
    const file = files.find((candidate) => candidate.family === family) as VectorFile
    const { families } = runConformance([file], { compat: true })
    expect(families).toMatchObject([{ passed: file.cases.length, failed: 0, notRun: 0 }])
  })
})

describe('golden vectors of what lies outside the whitepaper', async () => {
  const optional = await readVectorFiles([folder('optional')])
  it.each(optional.map((file) => [file.family, file] as const))('%s', (_family, file) => {
    const { families } = runConformance([file], { opt: true })
    expect(families[0]?.firstFailure).toBeUndefined()
    expect(families[0]?.passed).toBe(file.cases.length)
  })
})

describe('the runner of vectors', () => {
  const file: VectorFile = {
    family: 'half',
    level: 'bind',
    compatKeys: ['rest.odd'],
    cases: [
      { in: 4, out: { value: 2, rest: { odd: 7 } } },
      { in: 'Infinity', out: { value: 'Infinity' } },
      { in: 3, out: { value: 99 }, level: 'compat' },
      { in: 3, out: { value: 99 }, level: 'opt' },
    ],
  }
  const adapters = {
    families: new Map([['half', (value: number) => ({ value: value / 2, rest: { odd: value % 2 } })]]),
    toleranceOf: () => 1e-12,
  }

  it('runs what is asked and counts the rest neither way', () => {
    expect(runVectors([file], adapters)).toMatchObject({ passed: 2, failed: 0, notRun: 2 })
  })

  it('runs levels and keys of the peer when asked', () => {
    const report = runVectors([file], adapters, { compat: true, opt: true })
    expect(report).toMatchObject({ passed: 1, failed: 3, notRun: 0 })
    expect(report.families[0]?.firstFailure?.difference).toEqual({ path: 'rest.odd', got: 0, expected: 7 })
  })

  it('leaves levels of the peer out where no mode repeats them', () => {
    const report = runVectors([file], { ...adapters, withoutCompat: new Set(['half']) }, { compat: true })
    expect(report).toMatchObject({ notRun: 2 })
  })

  it('fails the cases of a family that nobody answers to', () => {
    const unknown = { ...file, family: 'quarter' }
    expect(runVectors([unknown], adapters)).toMatchObject({ passed: 0, failed: 2, notRun: 2 })
    expect(runVectors([unknown], adapters, { families: ['half'] })).toMatchObject({ passed: 0, failed: 0 })
  })

  it('fails a case whose adapter throws', () => {
    const throwing = {
      ...adapters,
      families: new Map([
        [
          'half',
          () => {
            throw new Error('no')
          },
        ],
      ]),
    }
    const report = runVectors([file], throwing)
    expect(report.failed).toBe(2)
    expect(report.families[0]?.firstFailure?.problem).toBe('threw no')
  })
})

describe('comparison', () => {
  const differs = (got: unknown, expected: unknown, tolerance = 1e-12) =>
    firstDifference(got, decodeNumbers(expected), { tolerance }) !== undefined

  it('takes numbers as equal within the tolerance, relative above 1', () => {
    expect(differs(1 + 5e-13, 1)).toBe(false)
    expect(differs(1 + 5e-12, 1)).toBe(true)
    expect(differs(1e6 + 5e-7, 1e6)).toBe(false)
    expect(differs(1e-13, 0)).toBe(false)
    expect(differs(-0, 0)).toBe(false)
  })

  it('knows numbers that JSON cannot write', () => {
    expect(differs(Number.NaN, 'NaN')).toBe(false)
    expect(differs(0, 'NaN')).toBe(true)
    expect(differs(Number.NaN, 0)).toBe(true)
    expect(differs(Number.POSITIVE_INFINITY, 'Infinity')).toBe(false)
    expect(differs(Number.NEGATIVE_INFINITY, 'Infinity')).toBe(true)
  })

  it('looks only at keys that are expected, and at the whole of an array', () => {
    expect(differs({ a: 1, b: 2 }, { a: 1 })).toBe(false)
    expect(differs({ b: 2 }, { a: 1 })).toBe(true)
    expect(differs([1, 2], [1])).toBe(true)
    expect(differs(Float64Array.of(1, 2), [1, 2])).toBe(false)
    expect(differs(true, 1)).toBe(true)
    expect(differs(null, { a: 1 })).toBe(true)
    expect(differs(0, null)).toBe(true)
  })
})
