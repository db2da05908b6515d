import { display } from './config.ts'
import { UserError } from './errors.ts'
import { didYouMean } from './nearest.ts'
import { defineStream, type KeyedSource, type Stream } from './random.ts'
import type { World } from './world.ts'

const SALT_MAX = 0xffffffff

/** What rules of a world draw from, each with its stream. */
type Sources = readonly (readonly [Stream, KeyedSource])[]

/** A stream of draws of its own beside another one, by a number from 1 on; 0 is the stream itself. */
export const saltedStream = (stream: Stream, salt: number): Stream =>
  salt === 0 ? stream : defineStream(`${stream.name}#${salt}`)

/**
 * By which number each stream of a world draws, where threads share it: each of them has sources of its own. Words in shared
 * memory: how often the list has changed, then a stream's id and its number by turns. Numbers are 0 at first.
 */
export function newSaltList(sources: Sources): SharedArrayBuffer {
  const ids = [...new Set(sources.map(([{ id }]) => id))]
  const memory = new SharedArrayBuffer((1 + 2 * ids.length) * Uint32Array.BYTES_PER_ELEMENT)
  new Uint32Array(memory).set([0, ...ids.flatMap((id) => [id, 0])])
  return memory
}

/** Says that a stream is to draw by another number; threads hear of it with the next step that they share. */
function tell(memory: SharedArrayBuffer, { id }: Stream, salt: number): void {
  const words = new Uint32Array(memory)
  for (let place = 1; place < words.length; place += 2) if (words[place] === id) words[place + 1] = salt
  words[0]++
}

/** For another thread: what has its sources draw as a list of the first one says, once it has changed. */
export function bindHeed(memory: SharedArrayBuffer, sources: Sources): () => void {
  const words = new Uint32Array(memory)
  let heard = 0
  return () => {
    if (words[0] === heard) return
    heard = words[0]
    const salts = new Map<number, number>()
    for (let place = 1; place < words.length; place += 2) salts.set(words[place], words[place + 1])
    for (const [stream, source] of sources) source.follow(saltedStream(stream, salts.get(stream.id) ?? 0))
  }
}

/**
 * Gives one stream of a world other draws from here on, by a number, while all others stay as they are; 0 gives its own draws
 * back. So a state can be gone on from again and again with one source of chance changed. It belongs to the world and not
 * to its state: a snapshot does not know of it, and restoring one leaves it. Threads that share the world draw alike.
 * @param salt a whole number in [0, 2³²)
 * @throws UserError when nothing draws from a stream of this name, or the number is none
 */
export function reseed({ sources, saltList }: World, name: string, salt: number): void {
  if (!Number.isInteger(salt) || salt < 0 || salt > SALT_MAX) {
    throw new UserError(`stream ${name}`, `got ${display(salt)}, expected a whole number in [0, ${SALT_MAX}]`)
  }
  const drawing = sources.filter(([stream]) => stream.name === name)
  const [first] = drawing
  if (!first) {
    const known = [...new Set(sources.map(([stream]) => stream.name))]
    throw new UserError('stream', `nothing draws from ${name}`, {
      hint: didYouMean(name, known) ?? `known are ${known.join(', ')}`,
    })
  }
  for (const [stream, source] of drawing) source.follow(saltedStream(stream, salt))
  if (saltList) tell(saltList, first[0], salt)
}
