import { describe, expect, it } from 'vitest'
import { agrees, theoryChecks } from '../../experiments/theory/index.ts'

const MINE = /^(identity|audit|breaker|kyle|informed|dealer|lemons|border)-/
const checks = theoryChecks.filter(({ name }) => MINE.test(name))

describe('checks of theory', () => {
  it('have names of their own, that say to which family they belong', () => {
    const names = theoryChecks.map(({ name }) => name)
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/)
    expect(checks.length).toBeGreaterThan(35)
  })

  it.each(checks.map((check) => [check.name, check] as const))(
    '%s',
    async (_name, check) => {
      const measured = await check.measure()
      for (const number of [measured.value, measured.expected, measured.band]) expect(number).not.toBeNaN()
      expect(measured.band).toBeGreaterThanOrEqual(0)
      expect(agrees(measured), `${check.claim} ${JSON.stringify(measured)}`).toBe(true)
    },
    60_000,
  )
})

describe('a finding', () => {
  it('agrees within its band, on the side that is judged', () => {
    const near = { expected: 1, band: 0.1 }
    expect([0.95, 1.05, 0.8, 1.2].map((value) => agrees({ ...near, value }))).toEqual([
      true,
      true,
      false,
      false,
    ])
    expect([0.8, 1.2].map((value) => agrees({ ...near, value, side: 'atMost' }))).toEqual([true, false])
    expect([0.8, 1.2].map((value) => agrees({ ...near, value, side: 'atLeast' }))).toEqual([false, true])
    expect(agrees({ ...near, value: Number.NaN })).toBe(false)
  })
})
