import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Clock } from '../../engine/clock.ts'
import { defineComponent, f64, u8, u32 } from '../../engine/columns.ts'
import {
  choice,
  defineParameters,
  flag,
  number,
  type ParameterValue,
  parametersByPath,
} from '../../engine/config.ts'
import { Digest } from '../../engine/digest.ts'
import { takeFrame } from '../../engine/frame.ts'
import { bindNote, Journal, JournalHead, readJournal } from '../../engine/journal.ts'
import { restoreSnapshot, takeSnapshot } from '../../engine/snapshot.ts'
import { bytesByComponent, bytesOfPlan, World, type WorldPlan } from '../../engine/world.ts'

const Body = defineComponent('Body', {
  mass: f64({ unit: 'mass', sight: 'public', doc: 'Mass.', initial: 1 }),
  place: f64({ unit: 'length', sight: 'public', doc: 'Place.', width: 3 }),
  kind: u8({ unit: 'code', sight: 'hidden', doc: 'Kind.' }),
})
const Tally = defineComponent('Tally', { hits: u32({ unit: 'count', sight: 'own', doc: 'Hits.' }) })

const group = defineParameters('physics', {
  gravity: number({ unit: 'acceleration', range: [0, 100], default: 9.81, doc: 'Gravity.' }),
  method: choice(['euler', 'leapfrog'], { default: 'euler', doc: 'Method.' }),
  friction: flag({ default: true, doc: 'Friction.' }),
  cap: number({ unit: 'speed', range: [0, 100], default: null, doc: 'Cap.' }),
})

const planOf = (more: Partial<WorldPlan> = {}): WorldPlan => ({
  seed: 'seed',
  rounds: 12,
  components: [Tally, Body, Clock, Journal, JournalHead],
  tables: new Map([
    ['agent', 4],
    ['world', 1],
    ['journal', 3],
  ]),
  parameters: parametersByPath([group]),
  values: new Map<string, ParameterValue>([
    ['physics.gravity', 9.81],
    ['physics.method', 'euler'],
    ['physics.friction', true],
    ['physics.cap', null],
  ]),
  ...more,
})

describe('a world', () => {
  it('lays its columns out by name, aligned, whatever the order of components', () => {
    const world = new World(planOf())
    const other = new World(planOf({ components: [JournalHead, Journal, Clock, Body, Tally] }))
    expect(world.layout.map(({ path, offset }) => [path, offset])).toEqual(
      other.layout.map(({ path, offset }) => [path, offset]),
    )
    expect(world.layout.every(({ offset }) => offset % 8 === 0)).toBe(true)
    expect(world.get(Body).place).toHaveLength(12)
    expect(Array.from(world.get(Body).mass)).toEqual([1, 1, 1, 1])
  })

  it('says what it takes before it is made', () => {
    const plan = planOf()
    const total = [...bytesByComponent(new World(plan).layout).values()].reduce(
      (sum, bytes) => sum + bytes,
      0,
    )
    expect(bytesOfPlan(plan)).toBe(total)
  })

  it('keeps parameters as numbers that move under those who hold a view', () => {
    const world = new World(planOf())
    const { gravity, method } = world.parameters(group)
    world.setValue('physics.gravity', 1.62)
    world.setValue('physics.method', 'leapfrog')
    expect(gravity[0]).toBe(1.62)
    expect(method[0]).toBe(1)
    expect(world.value('physics.method')).toBe('leapfrog')
    expect(world.value('physics.cap')).toBeNull()
    expect(world.value('physics.friction')).toBe(true)
  })

  it('names the nearest parameter, column and component in its errors', () => {
    const world = new World(planOf())
    expect(() => world.value('physics.gravitty')).toThrow(/did you mean physics\.gravity\?/)
    expect(() => world.column('Body.mas')).toThrow(/did you mean Body\.mass\?/)
    expect(() => world.get(defineComponent('Soul', {}))).toThrow(/Soul: is not a component of this world/)
  })

  it('refuses a component along a table that nobody declares', () => {
    const Lost = defineComponent(
      'Lost',
      { at: u8({ unit: 'code', sight: 'own', doc: 'At.' }) },
      { table: 'limbo' },
    )
    expect(() => new World(planOf({ components: [Clock, Lost] }))).toThrow(
      /table 'limbo', which nothing declares/,
    )
  })
})

describe('a snapshot', () => {
  it('brings back every column and parameter, whatever happened since', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 4, maxLength: 4 }), (masses) => {
        const world = new World(planOf())
        world.get(Body).mass.set(masses)
        world.clock.tick[0] = 7
        const snapshot = takeSnapshot(world)
        world.get(Body).mass.fill(0)
        world.get(Tally).hits.fill(9)
        world.clock.tick[0] = 8
        world.setValue('physics.gravity', 0)
        restoreSnapshot(world, snapshot)
        expect(Array.from(world.get(Body).mass)).toEqual(masses)
        expect(Array.from(world.get(Tally).hits)).toEqual([0, 0, 0, 0])
        expect(world.clock.tick[0]).toBe(7)
        expect(world.value('physics.gravity')).toBe(9.81)
      }),
    )
  })

  it('reuses a buffer of the right length', () => {
    const world = new World(planOf())
    const first = takeSnapshot(world)
    expect(takeSnapshot(world, first)).toBe(first)
    expect(takeSnapshot(world, new ArrayBuffer(3))).not.toBe(first)
  })

  it('is refused by a world of another seed or shape, which stays as it was', () => {
    const snapshot = takeSnapshot(new World(planOf()))
    const stranger = new World(planOf({ seed: 'other' }))
    stranger.get(Body).mass.fill(5)
    expect(() => restoreSnapshot(stranger, snapshot)).toThrow(/another scenario, seed or version/)
    expect(() => restoreSnapshot(stranger, new ArrayBuffer(64))).toThrow(/not a snapshot/)
    expect(Array.from(stranger.get(Body).mass)).toEqual([5, 5, 5, 5])
  })
})

describe('a frame', () => {
  it('copies live rows, and copies into an earlier frame when handed one', () => {
    const world = new World(planOf())
    world.clock.agentCount[0] = 2
    world.get(Body).mass.set([3, 4, 5, 6])
    const frame = takeFrame(world, ['Body.mass', 'Body.place'])
    expect(Array.from(frame.columns['Body.mass'] ?? [])).toEqual([3, 4])
    expect(frame.columns['Body.place']).toHaveLength(6)
    world.get(Body).mass.fill(0)
    expect(Array.from(frame.columns['Body.mass'] ?? [])).toEqual([3, 4])
    const again = takeFrame(world, ['Body.mass'], frame)
    expect(again.columns['Body.mass']).toBe(frame.columns['Body.mass'])
    expect(Array.from(frame.columns['Body.mass'] ?? [])).toEqual([0, 0])
  })
})

describe('the journal', () => {
  it('keeps the last events, numbered, and overwrites the oldest', () => {
    const world = new World(planOf())
    const note = bindNote(world)
    for (let code = 0; code < 5; code++) note(code, code + 10, code + 20, code / 2)
    expect(readJournal(world).map(({ sequence, code, value }) => [sequence, code, value])).toEqual([
      [2, 2, 1],
      [3, 3, 1.5],
      [4, 4, 2],
    ])
    expect(readJournal(world, 4)).toHaveLength(1)
  })
})

describe('a digest', () => {
  const digestOf = (bytes: number[], offset = 0) => {
    const buffer = Uint8Array.from([...Array(offset).fill(0), ...bytes]).buffer
    const digest = new Digest()
    digest.bytes(buffer, offset, bytes.length)
    return digest.hex()
  }

  it('has 16 hexadecimal digits and changes with any byte', () => {
    const bytes = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 1, maxLength: 40 })
    fc.assert(
      fc.property(bytes, fc.nat(), fc.integer({ min: 1, max: 255 }), (original, at, change) => {
        const index = at % original.length
        const changed = original.map((byte, i) => (i === index ? byte ^ change : byte))
        expect(digestOf(original)).toMatch(/^[0-9a-f]{16}$/)
        expect(digestOf(changed)).not.toBe(digestOf(original))
      }),
    )
  })

  it('depends on order and length', () => {
    expect(digestOf([1, 2])).not.toBe(digestOf([2, 1]))
    expect(digestOf([0])).not.toBe(digestOf([0, 0]))
  })
})
