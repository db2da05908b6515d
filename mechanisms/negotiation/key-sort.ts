const DIGIT_BITS = 11
const DIGITS = 1 << DIGIT_BITS
const PASSES = 3
/** Below this many keys insertion is faster than filling the histograms. */
const INSERTION_MAX = 48

/**
 * Binds a sort of the first `count` keys of an array, whole numbers below 2^32, ascending and in place, and with them what
 * belongs to each. It allocates nothing once bound. Knuth, "The Art of Computer Programming" 3, 5.2.5.
 * @param rows most keys to sort
 * @param items sorted along with the keys, where there are any
 */
export function bindKeySort(keys: Uint32Array, rows: number, items?: Uint32Array): (count: number) => void {
  const spareKeys = new Uint32Array(rows)
  const spareItems = new Uint32Array(items ? rows : 0)
  const counts = new Uint32Array(DIGITS)
  const insertion = bindInsertion(keys, items)
  const deal = (
    count: number,
    shift: number,
    from: Uint32Array,
    fromItems: Uint32Array,
    into: Uint32Array,
    intoItems: Uint32Array,
  ) => {
    counts.fill(0)
    for (let at = 0; at < count; at++) counts[(from[at] >>> shift) & (DIGITS - 1)]++
    let start = 0
    for (let digit = 0; digit < DIGITS; digit++) {
      const size = counts[digit]
      counts[digit] = start
      start += size
    }
    for (let at = 0; at < count; at++) {
      const place = counts[(from[at] >>> shift) & (DIGITS - 1)]++
      into[place] = from[at]
      if (items) intoItems[place] = fromItems[at]
    }
  }
  const own = items ?? spareItems
  return (count) => {
    if (count <= INSERTION_MAX) {
      insertion(count)
      return
    }
    for (let pass = 0; pass < PASSES; pass++) {
      const isOdd = (pass & 1) === 1
      deal(
        count,
        pass * DIGIT_BITS,
        isOdd ? spareKeys : keys,
        isOdd ? spareItems : own,
        isOdd ? keys : spareKeys,
        isOdd ? own : spareItems,
      )
    }
    for (let at = 0; at < count; at++) keys[at] = spareKeys[at]
    if (items) for (let at = 0; at < count; at++) items[at] = spareItems[at]
  }
}

function bindInsertion(keys: Uint32Array, items: Uint32Array | undefined): (count: number) => void {
  return (count) => {
    for (let at = 1; at < count; at++) {
      const key = keys[at]
      const item = items ? items[at] : 0
      let hole = at
      while (hole > 0 && keys[hole - 1] > key) {
        keys[hole] = keys[hole - 1]
        if (items) items[hole] = items[hole - 1]
        hole--
      }
      keys[hole] = key
      if (items) items[hole] = item
    }
  }
}
