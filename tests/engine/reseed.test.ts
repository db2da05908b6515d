import { describe, expect, it } from 'vitest'
import { defineStream } from '../../engine/random.ts'
import { reseed, saltedStream } from '../../engine/reseed.ts'
import { aTown } from '../kit/a-simulation.ts'
import { builtPackage } from '../kit/built-package.ts'

const town = () => aTown(120)

/** Columns after one tick in which a stream was reseeded. */
function columnsAfter(stream: string, salt: number, columns: readonly string[]) {
  const simulation = town()
  for (let tick = 0; tick < 3; tick++) simulation.tick()
  reseed(simulation.world, stream, salt)
  simulation.tick()
  return columns.map((path) => Array.from(simulation.world.column(path)))
}

describe('a reseeded stream', () => {
  it('draws anew, and nothing else does', () => {
    const [target, truth] = columnsAfter('proposal', 0, ['Intent.target', 'Verdict.status'])
    expect(columnsAfter('proposal', 1, ['Intent.target'])[0]).not.toEqual(target)
    expect(columnsAfter('consent', 1, ['Intent.target'])[0]).toEqual(target)
    expect(columnsAfter('consent', 1, ['Verdict.status'])[0]).not.toEqual(truth)
  })

  it('gives each number draws of its own, the same each time, and its own back for 0', () => {
    const target = (salt: number) => columnsAfter('proposal', salt, ['Intent.target'])[0]
    expect(target(2)).toEqual(target(2))
    expect(target(2)).not.toEqual(target(1))
    const [plain, returned] = [town(), town()]
    reseed(returned.world, 'proposal', 4)
    reseed(returned.world, 'proposal', 0)
    plain.runEpoch()
    returned.runEpoch()
    expect(returned.digest()).toBe(plain.digest())
  })

  it('belongs to the world, whatever state that is put in', () => {
    const simulation = town()
    for (let tick = 0; tick < 4; tick++) simulation.tick()
    const snapshot = simulation.snapshot()
    const further = (salt: number) => {
      simulation.restore(snapshot)
      reseed(simulation.world, 'proposal', salt)
      for (let tick = 0; tick < 4; tick++) simulation.tick()
      return simulation.digest()
    }
    const own = further(0)
    const other = further(1)
    expect(other).not.toBe(own)
    simulation.restore(snapshot)
    for (let tick = 0; tick < 4; tick++) simulation.tick()
    expect(simulation.digest()).toBe(other)
    expect(further(0)).toBe(own)
  })

  it('ends with its world', async () => {
    const built = await builtPackage()
    const open = () => built.core.createSimulation({ agents: [{ type: 'honest', count: 40 }], epochs: 2 })
    const first = await open()
    const digest = (await first.run().then(() => first)).digest()
    first.dispose()
    const second = await open()
    reseed(second.world, 'proposal', 5)
    await second.run()
    expect(second.digest()).not.toBe(digest)
    second.dispose()
    const third = await open()
    await third.run()
    expect(third.digest()).toBe(digest)
    third.dispose()
    built.remove()
  })

  it('draws alike on any number of threads, from where it is told on and back again', async () => {
    const built = await builtPackage()
    const digests = async (threads: number) => {
      const agents = [
        { type: 'honest', count: 2200 },
        { type: 'opportunistic', count: 800 },
      ]
      const simulation = await built.core.createSimulation(
        { agents, epochs: 4, stepsPerEpoch: 4 },
        { threads },
      )
      expect(simulation.threads).toBe(threads)
      const found: string[] = []
      const epoch = () => {
        simulation.runEpoch()
        found.push(simulation.digest())
      }
      epoch()
      const snapshot = simulation.snapshot()
      for (const [stream, salt] of [
        ['proposal', 0],
        ['proposal', 3],
        ['consent', 4_294_967_295],
        ['proposal', 0],
        ['consent', 0],
      ] as const) {
        simulation.restore(snapshot)
        reseed(simulation.world, stream, salt)
        epoch()
      }
      simulation.dispose()
      return found
    }
    const [, own, salted, both, answers, again] = await digests(1)
    expect(again).toBe(own)
    expect(new Set([own, salted, both, answers]).size).toBe(4)
    for (const threads of [2, 3])
      expect((await digests(threads)).slice(1)).toEqual([own, salted, both, answers, own])
    built.remove()
  })

  it.each([-1, 0.5, 4_294_967_296, Number.NaN])('refuses %d for a number', (salt) => {
    expect(() => reseed(town().world, 'proposal', salt)).toThrow(
      /stream proposal: got .*, expected a whole number in \[0, 4294967295\]/,
    )
  })

  it('is known by the rules that draw from it alone, however many worlds lie in one arena', async () => {
    const built = await builtPackage()
    const counts: number[] = []
    for (let life = 0; life < 3; life++) {
      const simulation = await built.core.createSimulation({
        agents: [{ type: 'honest', count: 20 }],
        epochs: 1,
      })
      await simulation.run()
      counts.push(simulation.world.sources.length)
      simulation.dispose()
    }
    expect(new Set(counts).size).toBe(1)
    built.remove()
  })

  it('has to be there', () => {
    expect(() => reseed(town().world, 'propsal', 1)).toThrow(/nothing draws from propsal.*proposal/s)
  })

  it('is another stream by name', () => {
    const stream = defineStream('proposal')
    expect(saltedStream(stream, 0)).toBe(stream)
    expect(saltedStream(stream, 3)).toEqual(defineStream('proposal#3'))
  })
})
