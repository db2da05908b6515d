// Finds (and, when asked, installs) the Redis server that the tests of queues start.
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const NAMES = process.platform === 'win32' ? ['redis-server.exe'] : ['redis-server', 'valkey-server']
/** Places of package managers that are not in every PATH. */
const ELSEWHERE = ['/usr/bin', '/usr/local/bin', '/opt/homebrew/bin']

/** Path of the server's program, or undefined when there is none. */
export function findRedisServer() {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...ELSEWHERE]
  return folders.flatMap((folder) => NAMES.map((name) => join(folder, name))).find((path) => existsSync(path))
}

export function ensureRedisServer() {
  const found = findRedisServer()
  if (found) return found
  const apt = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (apt) {
    const run = (words) => {
      console.log(`redis: none found, running apt-get ${words.join(' ')}`)
      // In run level 1 a package starts no service: tests start servers of their own.
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
      return spawnSync('apt-get', words, { stdio: ['ignore', 2, 2], env }).status === 0
    }
    run(['update', '-qq']) && run(['install', '-y', '-qq', '--no-install-recommends', 'redis-server'])
  }
  const installed = findRedisServer()
  if (installed) return installed
  throw new Error(
    'no Redis server for the tests of queues. Install redis-server so that it is in PATH, or set REDIS_URL to the address of a server.',
  )
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    if (process.env.REDIS_URL) console.log('redis: the server that REDIS_URL names')
    else {
      const path = ensureRedisServer()
      console.log(`redis: ${path} (${execFileSync(path, ['--version']).toString().trim()})`)
    }
  } catch (error) {
    console.error(`redis: ${error.message}`)
    process.exit(1)
  }
}
