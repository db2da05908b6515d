import { UserError } from './errors.ts'
import { didYouMean } from './nearest.ts'
import { defineStream, type Stream } from './random.ts'
import type { World } from './world.ts'

/** A stream of draws of its own beside another one, by a number from 1 on; 0 is the stream itself. */
export const saltedStream = (stream: Stream, salt: number): Stream =>
  salt === 0 ? stream : defineStream(`${stream.name}#${salt}`)

/**
 * Gives one stream of a world other draws from here on, by a number, while all others stay as they are; 0 gives its own draws
 * back. So a state can be gone on from again and again with one source of chance changed. It belongs to the world and not
 * to its state: a snapshot does not know of it, and restoring one leaves it.
 * @throws UserError when nothing draws from a stream of this name, and where threads share the world: each has sources of its own
 */
export function reseed({ memory, sources }: World, name: string, salt: number): void {
  if (memory.thread.count > 1) {
    throw new UserError('stream', `${name} cannot be reseeded while threads share the world`, {
      hint: 'fork on one thread',
    })
  }
  const drawing = sources.filter(([stream]) => stream.name === name)
  if (drawing.length === 0) {
    const known = [...new Set(sources.map(([stream]) => stream.name))]
    throw new UserError('stream', `nothing draws from ${name}`, {
      hint: didYouMean(name, known) ?? `known are ${known.join(', ')}`,
    })
  }
  for (const [stream, source] of drawing) source.follow(saltedStream(stream, salt))
}
