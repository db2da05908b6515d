import { UserError } from '../../engine/errors.ts'

/** Name of a queue that nobody gave one. */
export const QUEUE_NAME = 'sweeps'

/** An address as it may be shown: user, password and options left out, wherever they stand. */
export const withoutSecrets = (text: string): string =>
  text
    .replace(/[?#].*$/s, '')
    .replace(/^(.*?:\/\/)?.*@/s, (_, scheme: string | undefined) => `${scheme ?? ''}***@`)

/**
 * Checks the address of a Redis server.
 * @param option what the address was given by, for messages
 * @param text such as `redis://127.0.0.1:6379`, `rediss://user:password@host:6380/2`
 * @throws UserError that shows the address without user and password
 */
export function checkRedisAddress(option: string, text: string): string {
  const expected = 'expected an address such as redis://127.0.0.1:6379'
  if (!URL.canParse(text)) throw new UserError(option, `got "${withoutSecrets(text)}", ${expected}`)
  const { protocol, hostname } = new URL(text)
  if (!['redis:', 'rediss:'].includes(protocol) || hostname === '') {
    throw new UserError(option, `got "${withoutSecrets(text)}", ${expected}`)
  }
  return text
}

/**
 * Checks the name of a queue.
 * @throws UserError
 */
export function checkQueueName(option: string, text: string): string {
  if (/^[\w.-]{1,100}$/.test(text)) return text
  const expected = 'expected letters, digits, dots, hyphens and underscores, 100 at most'
  throw new UserError(option, `got ${JSON.stringify(text)}, ${expected}`)
}
