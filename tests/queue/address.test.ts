import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkRedisAddress, withoutSecrets } from '../../experiments/queue/address.ts'
import { queueExecutor } from '../../experiments/queue/index.ts'
import { loadQueueLibrary } from '../../experiments/queue/library.ts'
import { type BuiltCli, builtCli } from '../kit/built-cli.ts'
import { jobsOfPlan, MemoryStore, townPlan } from './town.ts'

let cli: BuiltCli
beforeAll(async () => {
  cli = await builtCli()
})
afterAll(() => cli?.remove())

const SECRET = 'hunter2'

describe('the address of a server', () => {
  it.each([
    [`redis://me:${SECRET}@host:6380/2`, 'redis://***@host:6380/2'],
    [`rediss://:${SECRET}@host`, 'rediss://***@host'],
    [`redis://:p@ss${SECRET}@host`, 'redis://***@host'],
    [`redis://host?password=${SECRET}`, 'redis://host'],
    [`me:${SECRET}@host`, '***@host'],
    ['redis://127.0.0.1:6379', 'redis://127.0.0.1:6379'],
  ])('is shown without secrets: %s', (text, shown) => {
    expect(withoutSecrets(text)).toBe(shown)
  })

  it.each(['localhost:6379', `http://me:${SECRET}@host`, `redis//me:${SECRET}@host`, 'redis://', ''])(
    'is refused when it is none: %s',
    (text) => {
      expect(() => checkRedisAddress('--redis', text)).toThrow(
        /^--redis: got ".*", expected an address such as redis:/,
      )
      try {
        checkRedisAddress('--redis', text)
      } catch (thrown) {
        expect(String(thrown)).not.toContain(SECRET)
      }
    },
  )

  it('where nothing answers is said, without secrets', async () => {
    // It takes connections and says nothing.
    const server = createServer((socket) => socket.resume())
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
    const { port } = server.address() as { port: number }
    const silent = `redis://me:${SECRET}@127.0.0.1:${port}`
    const executor = queueExecutor({ redis: silent, storeName: 'town', connectMs: 200 })
    await expect(executor.run(jobsOfPlan(townPlan(2, 1)), new MemoryStore(), {})).rejects.toThrow(
      `redis://***@127.0.0.1:${port}: cannot be reached: no answer`,
    )
    await new Promise((closed) => server.close(closed))
    const shut = queueExecutor({ redis: silent, storeName: 'town', connectMs: 200 })
    await expect(shut.run(jobsOfPlan(townPlan(2, 1)), new MemoryStore(), {})).rejects.toThrow(/ECONNREFUSED/)
  })
})

describe('the packages of a queue', () => {
  it('are asked for by name when one is missing', async () => {
    const absent = Object.assign(new Error("Cannot find package 'ioredis' imported from /x.js"), {
      code: 'ERR_MODULE_NOT_FOUND',
    })
    await expect(loadQueueLibrary(() => Promise.reject(absent))).rejects.toThrow(
      /^--redis: .*ioredis is not installed \(npm install bullmq@6 ioredis@5\)$/,
    )
    await expect(loadQueueLibrary(() => Promise.reject(new Error('else')))).rejects.toThrow(/^else$/)
  })
})

describe('worker', () => {
  it.each([
    [['worker'], /^error: --redis: is missing, expected an address.*REDIS_URL/],
    [
      ['worker', '--redis', `http://me:${SECRET}@host`],
      /^error: --redis: got "http:\/\/\*\*\*@host", expected/,
    ],
    [['worker', '--redis', 'redis://host', '--store', 'nowhere'], /^error: --store: got "nowhere", expected/],
    [['worker', '--redis', 'redis://host', '--concurrency', '0'], /^error: --concurrency: got 0, expected/],
    [['worker', '--redis', 'redis://host', '--queue', 'a b'], /^error: --queue: got "a b", expected/],
    [['worker', '--redis', 'redis://host', '--lock-seconds', '0.1'], /^error: --lock-seconds: got 0\.1, /],
    [['resume', 'x', '--queue', 'mine'], /^error: x: has no plan\.json/],
  ])('refuses what it cannot use: %j', async (words, message) => {
    const { status, stderr } = await cli.run(words, { env: { REDIS_URL: '' } })
    expect(status).toBe(2)
    expect(stderr).toMatch(message)
    expect(stderr).not.toContain(SECRET)
  })
})
