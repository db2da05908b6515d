import { existsSync, readFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import open from 'open'
import sirv from 'sirv'
import { messageOf, UserError } from '../engine/errors.ts'
import type { ScenarioInput } from '../simulation/scenario.ts'
import { openOrderOf } from '../viewer/worker/recorded-run.ts'
import { loadNamed, type ScenarioOptions } from './options.ts'
import { logTo, type ResultOutput } from './output.ts'

const HOST = '127.0.0.1'
/** The page as it was built, beside the command line's own file. */
const PAGE = fileURLToPath(new URL('./page', import.meta.url))
const GIVEN_PATH = '/given.json'
const GIVEN_HASH = '#given'
const MANIFEST = 'manifest.json'
/** Nothing but the page's own files: what a strict host would send. */
const POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data: blob:",
  "style-src 'self'",
  "object-src 'none'",
  "base-uri 'none'",
].join('; ')

export interface ViewOptions extends ScenarioOptions {
  readonly port: number
  readonly open: boolean
}

/** What the page is to show: a scenario with nothing left open. */
export interface Given {
  readonly name: string
  readonly scenario: ScenarioInput
}

/** `view`: serves the page on this machine alone, and opens it in the browser. Runs until it is interrupted. */
export async function viewCommand(
  given: string | undefined,
  options: ViewOptions,
  output: ResultOutput,
): Promise<void> {
  if (!existsSync(PAGE)) {
    throw new UserError('view', 'the page has not been built', { hint: 'npm run build builds it' })
  }
  const log = logTo(process.stderr, false)
  const shown = given === undefined ? undefined : givenSociety(given, options, log)
  const server = await serve(options.port, shown)
  const { port } = server.address() as AddressInfo
  const address = `http://${HOST}:${port}/${shown ? GIVEN_HASH : ''}`
  output.write(`${address}\n`)
  log('The viewer is open as long as this runs; Ctrl-C ends it.')
  if (options.open) await open(address).catch((thrown) => log(`open it by hand: ${messageOf(thrown)}`))
}

/** A scenario by file or name, or that of a recorded run by its folder. */
export function givenSociety(given: string, options: ScenarioOptions, log: (line: string) => void): Given {
  const manifest = join(given, MANIFEST)
  if (!existsSync(manifest)) return { name: basename(given), scenario: loadNamed(given, options) }
  const { order, warnings } = openOrderOf(readManifest(manifest), manifest)
  for (const warning of warnings) log(`warning: ${warning}`)
  return { name: order.name, scenario: order.scenario as ScenarioInput }
}

function readManifest(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (thrown) {
    throw new UserError(path, `cannot be read: ${messageOf(thrown)}`)
  }
}

/**
 * Serves the page on the loopback interface.
 * @param port 0 for any that is free
 */
export function serve(port: number, shown: Given | undefined): Promise<Server> {
  const files = sirv(PAGE, {
    etag: true,
    setHeaders: (response) => response.setHeader('Content-Security-Policy', POLICY),
  })
  const server = createServer((request, response) => {
    if (request.url !== GIVEN_PATH || !shown) {
      files(request, response)
      return
    }
    response.setHeader('Content-Type', 'application/json')
    response.end(JSON.stringify(shown))
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new UserError('--port', `${port} is in use`, { hint: 'leave it out to take any that is free' })
          : error,
      ),
    )
    server.listen(port, HOST, () => resolve(server))
  })
}
