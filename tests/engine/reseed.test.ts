import { describe, expect, it } from 'vitest'
import { defineStream, saltedStream } from '../../engine/random.ts'
import { aTown } from '../kit/a-simulation.ts'
import { builtPackage } from '../kit/built-package.ts'

const town = () => aTown(120)

/** Columns after one tick in which a stream was reseeded. */
function columnsAfter(stream: string, salt: number, columns: readonly string[]) {
  const simulation = town()
  for (let tick = 0; tick < 3; tick++) simulation.tick()
  simulation.world.reseed(stream, salt)
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
    returned.world.reseed('proposal', 4)
    returned.world.reseed('proposal', 0)
    plain.runEpoch()
    returned.runEpoch()
    expect(returned.digest()).toBe(plain.digest())
    expect(returned.world.salts).toEqual({})
  })

  it('is part of a snapshot', () => {
    const first = town()
    first.world.reseed('proposal', 9)
    for (let tick = 0; tick < 4; tick++) first.tick()
    const snapshot = first.snapshot()
    const further = (simulation: typeof first) => {
      for (let tick = 0; tick < 4; tick++) simulation.tick()
      return simulation.digest()
    }
    const digest = further(first)
    const second = town()
    second.world.reseed('audit', 3)
    second.restore(snapshot)
    expect(second.world.salts).toEqual({ proposal: 9 })
    expect(further(second)).toBe(digest)
    const { salts: _, ...bare } = snapshot
    second.restore(bare)
    expect(second.world.salts).toEqual({})
    expect(further(second)).not.toBe(digest)
  })

  it('ends with its world', async () => {
    const built = await builtPackage()
    const open = () => built.core.createSimulation({ agents: [{ type: 'honest', count: 40 }], epochs: 2 })
    const first = await open()
    const digest = (await first.run().then(() => first)).digest()
    first.dispose()
    const second = await open()
    second.world.reseed('proposal', 5)
    await second.run()
    expect(second.digest()).not.toBe(digest)
    second.dispose()
    const third = await open()
    await third.run()
    expect(third.digest()).toBe(digest)
    third.dispose()
    const shared = await built.core.createSimulation(
      { agents: [{ type: 'honest', count: 3000 }], epochs: 1 },
      { threads: 2 },
    )
    expect(() => shared.world.reseed('proposal', 1)).toThrow(/while threads share the world/)
    shared.dispose()
    built.remove()
  })

  it('has to be there', () => {
    expect(() => town().world.reseed('propsal', 1)).toThrow(/nothing draws from propsal.*proposal/s)
  })

  it('is another stream by name', () => {
    const stream = defineStream('proposal')
    expect(saltedStream(stream, 0)).toBe(stream)
    expect(saltedStream(stream, 3)).toEqual(defineStream('proposal#3'))
  })
})
