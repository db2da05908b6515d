import { defineStream, KeyedSource, keyOfSeed } from '../../engine/random.ts'

const STREAM = defineStream('theory')

/** Draws in [0, 1) from the engine's own generator, the same for a name each time. */
export function uniformsOf(name: string): () => number {
  const source = new KeyedSource(keyOfSeed(name), STREAM, Uint32Array.of(0), 12)
  source.begin(0)
  return () => source.next()[0] as number
}
