import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type LinkState, linkOf, readLink } from '../../viewer/state/link.ts'

const whole = fc.integer({ min: 0, max: 1_000_000 })
const column = fc.constantFrom('Standing.reputation', 'Ledger.resources')
const states: fc.Arbitrary<LinkState> = fc
  .record(
    {
      scenario: fc.string({ minLength: 1 }),
      text: fc.string({ unit: 'grapheme', minLength: 1 }),
      society: fc.record({ id: fc.string(), epochs: whole }),
      seed: fc.string({ minLength: 1 }),
      agents: whole,
      branchedAt: whole,
      colourBy: column,
      layout: fc.oneof(
        fc.constant({ kind: 'groups' as const }),
        fc.constant({ kind: 'network' as const }),
        column.map((by) => ({ kind: 'grid' as const, by })),
        fc.tuple(column, column).map(([x, y]) => ({ kind: 'scatter' as const, x, y })),
      ),
      selected: whole,
      theme: fc.constantFrom('dark' as const, 'light' as const),
    },
    { requiredKeys: ['scenario'] },
  )
  .chain((some) =>
    fc.record({
      some: fc.constant(some),
      tick: whole,
      watched: fc.array(whole, { maxLength: 4 }),
      muted: fc.array(whole, { maxLength: 4 }),
      moves: fc.array(
        fc.record({
          side: fc.constantFrom('a' as const, 'b' as const),
          tick: whole,
          path: fc.constantFrom('governance.audit_probability', 'payoff.theta'),
          value: fc.oneof(
            fc.double({ noNaN: true, noDefaultInfinity: true }),
            fc.boolean(),
            fc.string(),
            fc.constant(null),
          ),
        }),
        { maxLength: 4 },
      ),
    }),
  )
  .map(({ some, ...rest }) => ({ ...some, ...rest }) as LinkState)

describe('a link', () => {
  it('reads back what was written', () => {
    fc.assert(
      fc.property(states, (state) => {
        // JSON knows no -0.
        const plain = JSON.parse(JSON.stringify(state))
        expect(readLink(`#${linkOf(state)}`)).toEqual(plain)
      }),
    )
  })

  it('keeps six digits of the camera', () => {
    const link = linkOf({
      scenario: 'x',
      tick: 0,
      moves: [],
      watched: [],
      muted: [],
      camera: { x: 1 / 3, y: -2e6 / 3, scale: 12 },
    })
    expect(readLink(link)?.camera).toEqual({ x: 0.333333, y: -666667, scale: 12 })
  })

  it('is nothing without a scenario', () => {
    expect(readLink('')).toBeUndefined()
    expect(readLink('#theme=dark')).toBeUndefined()
  })

  it.each([
    ['tick=-1', 'link, tick: got -1, expected a whole number'],
    ['layout=grid', 'link, layout: got grid, expected groups, grid:COLUMN'],
    ['camera=1,2,0', 'link, camera: got 1,2,0, expected x,y,scale'],
    ['lever=c,1,x,2', 'link, lever: got c,1,x,2, expected side,tick,path,value'],
    ['lever=a,1,x,{}', 'expected a number, text, true, false or null'],
    ['code=abc', 'link, code: is cut off or damaged'],
    ['file=%25', 'link, file: is cut off or damaged'],
  ])('refuses %s', (part, message) => {
    expect(() => readLink(`scenario=x&${part}`)).toThrow(message)
  })
})
