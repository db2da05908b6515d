import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defineComponent, f64 } from '../../engine/columns.ts'
import { orderSystems, type PlacedSystem } from '../../engine/schedule.ts'

const column = f64({ unit: 'score', sight: 'public', doc: 'A column.' })
const Wind = defineComponent('Wind', { speed: column })
const Rain = defineComponent('Rain', { amount: column })

const system = (name: string, more: Partial<PlacedSystem> = {}): PlacedSystem => ({
  name,
  phase: 'market',
  every: 'tick',
  reads: [],
  writes: [],
  doc: 'A system.',
  plugin: 'weather',
  bind: () => () => {},
  ...more,
})

const namesOf = (systems: readonly PlacedSystem[]) => orderSystems(systems).map(({ name }) => name)

describe('orderSystems', () => {
  it('orders by phase, then chain, then name', () => {
    const systems = [
      system('gale', { link: 'breeze' }),
      system('breeze'),
      system('audit', { phase: 'settlement' }),
      system('aurora', { phase: 'scoring' }),
    ]
    expect(namesOf(systems)).toEqual(['aurora', 'breeze', 'gale', 'audit'])
  })

  it('gives one order for any order of registration', () => {
    const systems = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) =>
      system(name, {
        phase: i % 2 === 0 ? 'market' : 'scoring',
        ...(i > 1 ? { after: ['a'].slice(0, (i + 1) % 2) } : {}),
      }),
    )
    const expected = namesOf(systems)
    fc.assert(
      fc.property(fc.shuffledSubarray(systems, { minLength: systems.length }), (shuffled) => {
        expect(namesOf(shuffled)).toEqual(expected)
      }),
    )
  })

  it('places by after and before, of systems and of phases', () => {
    const systems = [
      system('late', { after: ['scoring'], before: ['middle'], phase: 'market' }),
      system('middle'),
      system('score', { phase: 'scoring' }),
    ]
    expect(namesOf(systems)).toEqual(['score', 'late', 'middle'])
  })

  it('refuses a conflicting pair that nothing orders, by name', () => {
    const writer = system('writer', { writes: [Wind] })
    const reader = system('reader', { reads: [Wind], plugin: 'sailing' })
    expect(() => orderSystems([writer, reader])).toThrow(
      /reader \(sailing\) and writer \(weather\) both use Wind in phase market and nothing orders them.*before: \['reader'\]/,
    )
    expect(namesOf([writer, { ...reader, after: ['writer'] }])).toEqual(['writer', 'reader'])
  })

  it('lets a pair be that only adds to what commutes, and orders it by name', () => {
    const Tide = defineComponent('Tide', { height: column }, { commutes: true })
    const systems = [system('moon', { writes: [Tide] }), system('breeze', { writes: [Tide] })]
    expect(namesOf(systems)).toEqual(['breeze', 'moon'])
    const merge = system('merge', { reads: [Tide], writes: [Tide] })
    expect(() => orderSystems([...systems, merge])).toThrow(/both use Tide/)
    expect(namesOf([...systems, { ...merge, after: ['moon', 'breeze'] }])).toEqual([
      'breeze',
      'moon',
      'merge',
    ])
  })

  it('lets a pair be that shares nothing, or only reads', () => {
    const systems = [
      system('a', { reads: [Wind] }),
      system('b', { reads: [Wind] }),
      system('c', { writes: [Rain] }),
    ]
    expect(namesOf(systems)).toEqual(['a', 'b', 'c'])
  })

  it('refuses cycles, unknown neighbours, twins, and a place that breaks the phases', () => {
    const cycle = [system('a', { after: ['b'] }), system('b', { after: ['a'] })]
    expect(() => orderSystems(cycle)).toThrow(/wait for one another: a, b/)
    expect(() => orderSystems([system('a', { after: ['nobody'] })])).toThrow(
      /'nobody', which is neither a system nor a phase/,
    )
    expect(() => orderSystems([system('a'), system('a', { plugin: 'other' })])).toThrow(
      /declared by weather and by other/,
    )
    const backwards = [system('a', { phase: 'scoring', after: ['b'] }), system('b', { phase: 'settlement' })]
    expect(() => orderSystems(backwards)).toThrow(/belongs to phase scoring but is placed after b/)
  })
})
