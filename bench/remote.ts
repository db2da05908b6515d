import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Simulation } from '../simulation/index.ts'
import { askedFor, type EpochTime, makeWorld, timeEpochs, type WorldRequest } from './worlds.ts'

/** Word on the command line that turns the program into the server of one world. */
export const SERVE = '--serve'

/** Where the engine comes from: what was bundled with the benchmarks, or the build in dist/. */
export type EngineSource = 'source' | 'dist'

interface RemoteRequest extends WorldRequest {
  readonly root: string
  readonly engine: EngineSource
}

type Order = { readonly epochs: number } | 'digest'
type Answer = { readonly error: string } | { readonly value: unknown }

/**
 * A world in a fresh process. What V8 makes of a loop depends on all that ran in the process before, so figures that are
 * compared come from worlds that had a process each; asked by turns, they also share the moments of a busy machine.
 */
export class RemoteWorld {
  readonly #process: ChildProcess

  private constructor(child: ChildProcess) {
    this.#process = child
  }

  /** @throws Error with the message of what went wrong while the world was made */
  static async make(
    root: string,
    request: WorldRequest,
    engine: EngineSource = 'source',
  ): Promise<RemoteWorld> {
    const words = [SERVE, JSON.stringify({ ...request, root, engine } satisfies RemoteRequest)]
    const world = new RemoteWorld(fork(fileURLToPath(import.meta.url), words))
    try {
      await world.#answer()
    } catch (thrown) {
      world.close()
      throw thrown
    }
    return world
  }

  async run(epochs: number): Promise<EpochTime> {
    this.#process.send({ epochs } satisfies Order)
    return (await this.#answer()) as EpochTime
  }

  async digest(): Promise<string> {
    this.#process.send('digest' satisfies Order)
    return (await this.#answer()) as string
  }

  close(): void {
    if (this.#process.connected) this.#process.disconnect()
  }

  #answer(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const gone = (code: number | null) => reject(new Error(`the process of a world ended with ${code}`))
      this.#process.once('exit', gone)
      this.#process.once('message', (answer: Answer) => {
        this.#process.off('exit', gone)
        if ('error' in answer) reject(new Error(answer.error))
        else resolve(answer.value)
      })
    })
  }
}

/** The other side: makes the world that it is asked for and runs it on request until the asking process lets go. */
export async function serveWorld(text: string): Promise<void> {
  const tell = (answer: Answer) => process.send?.(answer)
  let simulation: Simulation
  try {
    const request: RemoteRequest = JSON.parse(text)
    simulation = await (request.engine === 'dist' ? makeFromBuild(request) : makeWorld(request.root, request))
  } catch (thrown) {
    tell({ error: thrown instanceof Error ? thrown.message : String(thrown) })
    return
  }
  process.on('disconnect', () => {
    simulation.dispose()
    process.exit(0)
  })
  process.on('message', (order: Order) => {
    if (order === 'digest') tell({ value: simulation.digest() })
    else tell({ value: timeEpochs(simulation, order.epochs) })
  })
  tell({ value: 'ready' })
}

/** The build in dist/, for what only works there: threads load files that lie beside the program. */
async function makeFromBuild(request: RemoteRequest): Promise<Simulation> {
  const file = join(request.root, 'dist/index.js')
  if (!existsSync(file)) throw new Error('dist/ is missing: npm run build')
  const built: typeof import('../simulation/index.ts') = await import(pathToFileURL(file).href)
  const mechanisms: typeof import('../mechanisms/index.ts') = await import(
    pathToFileURL(join(request.root, 'dist/mechanisms.js')).href
  )
  const [scenario] = askedFor(request.root, request)
  const { threads } = request
  return built.createSimulation(scenario, {
    plugins: mechanisms.mechanisms,
    ...(threads === undefined ? {} : { threads }),
  })
}
