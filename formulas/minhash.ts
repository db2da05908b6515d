import { pow } from './elementary.ts'

/**
 * MinHash signatures and their banding, by which sets that are alike are found without comparing all pairs. Broder, "On
 * the resemblance and containment of documents" (1997); Leskovec, Rajaraman and Ullman, "Mining of massive datasets",
 * chapter 3.
 */

/** Finaliser of MurmurHash3 (Appleby): every bit of the input moves half the bits of the result. */
export function mixBits(word: number): number {
  let mixed = word | 0
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return (mixed ^ (mixed >>> 16)) >>> 0
}

/** Hash function number `place` of a family, on a key: 32 bits. */
export function hashOfFamily(key: number, place: number): number {
  return mixBits(mixBits(key + 1) ^ Math.imul(place + 1, 0x9e3779b1))
}

/**
 * Signature of the set of keys in rows `first` to `end - 1`: for each of `length` hash functions, the least hash of a
 * key. Two signatures agree in a place with a probability that is the Jaccard similarity of their sets.
 * @param offset number of the first hash function
 * @param signature receives `length` words from `at` on; 2^32 - 1 each for an empty set
 */
export function minhashSignature(
  keys: Uint32Array,
  first: number,
  end: number,
  offset: number,
  length: number,
  signature: Uint32Array,
  at: number,
): void {
  for (let place = 0; place < length; place++) {
    let least = 0xffffffff
    for (let row = first; row < end; row++) {
      const hash = hashOfFamily(keys[row], offset + place)
      if (hash < least) least = hash
    }
    signature[at + place] = least
  }
}

/** One word for the rows of a band, equal where they are. */
export function bandWord(signature: Uint32Array, at: number, rows: number): number {
  let word = 0
  for (let row = 0; row < rows; row++) word = mixBits(Math.imul(word, 31) + signature[at + row])
  return word
}

/**
 * Probability that two sets agree in all rows of at least one band: 1 - (1 - s^k)^b.
 * @param similarity Jaccard similarity s, in [0, 1]
 * @param bands b, at least 1
 * @param rows k of a band, at least 1
 */
export const candidateProbability = (similarity: number, bands: number, rows: number): number =>
  1 - pow(1 - pow(similarity, rows), bands)

/** Similarity around which that probability rises most steeply: (1/b)^(1/k). */
export const candidateThreshold = (bands: number, rows: number): number => pow(1 / bands, 1 / rows)
