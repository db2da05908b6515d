/**
 * A small seeded source of uniforms in [0, 1) for tests of code that takes a `draw` parameter: a 32-bit
 * counter through an avalanche mixer (the finaliser of MurmurHash3).
 */
export function seededUniform(seed: number): () => number {
  let counter = Math.imul(seed, 0x9e3779b1) >>> 0
  return () => {
    counter = (counter + 0x6d2b79f5) >>> 0
    let word = counter
    word = Math.imul(word ^ (word >>> 16), 0x85ebca6b)
    word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35)
    word ^= word >>> 16
    return (word >>> 0) / 2 ** 32
  }
}
