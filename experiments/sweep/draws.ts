import { defineStream, KeyedSource, keyOfSeed } from '../../engine/random.ts'

const ROUNDS = 20

/** Draws for designs and bootstraps, by a seed and a purpose: equal ones give equal draws on every machine. */
export function drawsOf(seed: string, purpose: string): () => number {
  const source = new KeyedSource(
    keyOfSeed(seed),
    { ...defineStream('sweep'), id: defineStream(purpose).id },
    new Uint32Array(1),
    ROUNDS,
  )
  source.begin(0)
  return () => source.next()[0] as number
}
