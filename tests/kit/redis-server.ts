import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { ensureRedisServer } from '../../scripts/redis.mjs'

const START_MS = 10_000

/** A Redis server for tests, which can be made to go away and come back. */
export interface TestRedis {
  readonly url: string
  /** Ends the server at once, as a failing machine does. */
  crash(): Promise<void>
  /** Has it come back, at the same address and with what it had on its disk. */
  restart(): Promise<void>
  /** Ends it and takes its files away. */
  stop(): Promise<void>
}

/**
 * The server that REDIS_URL names, or one of the tests' own on a free port of loopback.
 * @param persistent whether an own one keeps what it holds over a crash
 */
export async function startRedis(persistent = true): Promise<TestRedis> {
  const { REDIS_URL } = process.env
  return REDIS_URL ? await outageOf(REDIS_URL) : await ownServer(ensureRedisServer(), persistent)
}

async function ownServer(program: string, persistent: boolean): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'patchwork-redis-'))
  const port = await freePort()
  const words = ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '']
  words.push('--appendonly', persistent ? 'yes' : 'no', '--appendfsync', 'everysec')
  words.push('--maxmemory-policy', 'noeviction', '--loglevel', 'warning')
  let server: ChildProcess | undefined
  const start = async () => {
    server = spawn(program, words, { stdio: 'ignore' })
    await answers(port, server)
  }
  const crash = async () => {
    const child = server
    server = undefined
    if (!child || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await gone
  }
  // A test process that ends early takes its server along.
  const last = () => server?.kill('SIGKILL')
  process.once('exit', last)
  await start()
  return {
    url: `redis://127.0.0.1:${port}`,
    crash,
    restart: start,
    stop: async () => {
      await crash()
      process.off('exit', last)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function answers(port: number, server: ChildProcess): Promise<void> {
  for (const end = performance.now() + START_MS; performance.now() < end; await pause(20)) {
    if (server.exitCode !== null) break
    const reply = await new Promise<string>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'))
      socket.once('data', (data) => {
        socket.destroy()
        resolve(data.toString())
      })
      socket.once('error', () => resolve(''))
    })
    if (reply.startsWith('+PONG')) return
  }
  throw new Error(`the Redis server of a test did not come up on port ${port}`)
}

/** Someone else's server cannot be ended: a door of the test's own in front of it is shut instead. */
async function outageOf(url: string): Promise<TestRedis> {
  const target = new URL(url)
  if (target.protocol !== 'redis:') throw new Error('REDIS_URL: the tests of queues need a redis:// address')
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  }
  let door: Server | undefined
  const open = async (port: number): Promise<number> => {
    const server = createServer((near) => {
      const far = connect(Number(target.port || 6379), target.hostname)
      keep(near)
      keep(far)
      near.pipe(far).pipe(near)
    })
    door = server
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
    return (server.address() as { port: number }).port
  }
  const crash = async () => {
    const server = door
    door = undefined
    const shut = new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)))
    for (const socket of sockets) socket.destroy()
    await shut
  }
  const port = await open(0)
  const near = new URL(url)
  near.host = `127.0.0.1:${port}`
  return {
    url: near.href,
    crash,
    restart: async () => {
      await open(port)
    },
    stop: crash,
  }
}
