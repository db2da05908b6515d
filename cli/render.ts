import { UserError } from '../engine/errors.ts'
import { didYouMean } from '../engine/nearest.ts'
import { replaceFile, writeWhole } from '../outputs/disk.ts'
import { layoutPaths, Picture, type View } from '../viewer/app/picture.ts'
import { renderPicture } from '../viewer/headless/render-picture.ts'
import type { Connection, Push, SideFrame, Society } from '../viewer/protocol/host.ts'
import type { ThemeName } from '../viewer/scene/palette.ts'
import type { AgentPicture } from '../viewer/scene/scene.ts'
import { BY_HELD, type LayoutChoice } from '../viewer/state/store.ts'
import { connectLocal } from '../viewer/worker/hosting.ts'
import type { ScenarioOptions } from './options.ts'
import { logTo, type ResultOutput } from './output.ts'
import { givenSociety } from './view.ts'

export const THEME_NAMES = ['dark', 'light'] as const satisfies readonly ThemeName[]
export const LAYOUT_KINDS = [
  'groups',
  'grid',
  'scatter',
  'network',
] as const satisfies readonly LayoutChoice['kind'][]

/** Pixels of a side at most: a picture of 16,384 by 16,384 takes 1 GB while it is made. */
const SIDE_MAX = 16_384
const FLOWS_MOST = 3000
const TIES_MOST = 200_000
const TELL_EVERY_MS = 5000
const SETTLING_MS = 1000

export interface RenderOptions extends ScenarioOptions {
  readonly out: string
  readonly tick?: number
  readonly width: number
  readonly height: number
  readonly theme: ThemeName
  readonly layout: LayoutChoice['kind']
  /** Words of columns: `x` is what a grid is sorted by, both are the axes of a scatter. */
  readonly x: string
  readonly y: string
  readonly colourBy: string
  readonly flows: boolean
  readonly quiet?: boolean
}

/** `render`: a picture of a society at a tick as PNG, made without a browser. */
export async function renderCommand(
  given: string,
  options: RenderOptions,
  output: ResultOutput,
): Promise<void> {
  checkSide('--width', options.width)
  checkSide('--height', options.height)
  const log = logTo(process.stderr, options.quiet ?? false)
  const { name, scenario } = givenSociety(given, options, log)
  const connection = connectLocal()
  try {
    const frames = followFrames(connection, log)
    const society = await connection.call('open', { name, scenario })
    const view = viewOf(society, options)
    await connection.call('watch', { paths: pathsOf(view), flowsMost: options.flows ? FLOWS_MOST : 0 })
    await connection.call('seek', { tick: tickOf(society, options.tick) })
    const most = view.layout.kind === 'network' ? TIES_MOST : 0
    const ties = most > 0 ? await connection.call('ties', { side: 'a', most }) : undefined
    const picture = pictureOf(society, frames(), { ...view, ties }, options)
    replaceFile(options.out, (descriptor) => writeWhole(descriptor, picture))
    output.write(`${options.out}\n`)
  } finally {
    connection.close()
  }
}

/** Keeps the frame that came last, and hands the buffers of those before it back. */
function followFrames(connection: Connection, log: (line: string) => void): () => SideFrame {
  let latest: Extract<Push, { push: 'frame' }> | undefined
  let told = performance.now()
  connection.onPush((push) => {
    if (push.push === 'frame') {
      if (latest) connection.giveBack(latest.buffer)
      latest = push
    } else if (push.push === 'problem') throw new UserError('render', push.problem.message)
    else if (push.push === 'progress' && performance.now() - told > TELL_EVERY_MS) {
      told = performance.now()
      log(`${push.what}: ${push.done} of ${push.of}`)
    }
  })
  return () => {
    const frame = latest?.frames[0]
    if (!frame) throw new UserError('render', 'the society has shown nothing')
    return frame
  }
}

function viewOf(society: Society, options: RenderOptions): Pick<View, 'layout' | 'colourBy'> {
  const { layout: kind, colourBy } = options
  const path = (option: string, word: string) => pathFor(society, option, word)
  if (kind === 'network' && !society.hasNetwork) {
    throw new UserError('--layout', `${society.name} has no network: its agents meet freely`)
  }
  return {
    colourBy: colourBy === 'type' || colourBy === BY_HELD ? colourBy : path('--colour-by', colourBy),
    layout:
      kind === 'grid'
        ? { kind, by: path('--x', options.x) }
        : kind === 'scatter'
          ? { kind, x: path('--x', options.x), y: path('--y', options.y) }
          : { kind },
  }
}

/** Path of the column that a word or a path names. */
function pathFor({ columns }: Society, option: string, word: string): string {
  const found = columns.find((column) => column.word === word || column.path === word)
  if (found) return found.path
  const words = columns.map((column) => column.word)
  throw new UserError(option, `got ${word}, which is no column of agents`, { hint: didYouMean(word, words) })
}

function pathsOf({ layout, colourBy }: Pick<View, 'layout' | 'colourBy'>): string[] {
  const colour = colourBy === 'type' || colourBy === BY_HELD ? [] : [colourBy]
  return [...new Set([...colour, ...layoutPaths(layout)])]
}

function tickOf({ ticks }: Society, tick = ticks): number {
  if (Number.isInteger(tick) && tick >= 0 && tick <= ticks) return tick
  throw new UserError('--tick', `got ${tick}, expected a whole number in [0, ${ticks}]`)
}

function checkSide(option: string, pixels: number): void {
  if (Number.isInteger(pixels) && pixels >= 1 && pixels <= SIDE_MAX) return
  throw new UserError(option, `got ${pixels}, expected a whole number in [1, ${SIDE_MAX}]`)
}

function pictureOf(
  society: Society,
  frame: SideFrame,
  view: Pick<View, 'layout' | 'colourBy' | 'ties'>,
  { theme, width, height }: RenderOptions,
): Uint8Array {
  const picture = new Picture(() => performance.now())
  const columns = new Map(society.columns.map((column) => [column.path, column]))
  picture.mute(new Set(), society.policies.length)
  picture.show(frame, { ...view, policyCount: society.policies.length, columns }, true)
  while (picture.settles) picture.settleFor(SETTLING_MS)
  return renderPicture({
    picture: picture.agents as AgentPicture,
    kinds: society.policies.map(({ kind }) => kind),
    names: society.policies.map(({ name }) => name),
    caption: `${society.name}, seed ${society.seed}, tick ${frame.tick} of ${society.ticks}`,
    ramp: picture.ramp,
    ...(frame.flows.shown > 0 ? { flows: frame.flows } : {}),
    theme,
    width,
    height,
  })
}
