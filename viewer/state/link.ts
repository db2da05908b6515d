import type { ParameterValue } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import type { ScenarioInput } from '../../simulation/scenario.ts'
import type { LeverMove, Side } from '../protocol/host.ts'
import type { CameraState } from '../scene/scene.ts'
import type { LayoutChoice } from './store.ts'

/** What a link holds: enough to show the same picture again, tick for tick, on any machine. */
export interface LinkState {
  /** Name of a scenario of the shelf, or of the file whose text comes along. */
  readonly scenario: string
  readonly text?: string
  /** A scenario that was given in code and is on no shelf. */
  readonly society?: ScenarioInput
  readonly seed?: string
  readonly agents?: number
  readonly moves: readonly LeverMove[]
  readonly tick: number
  /** Tick at which side B started. */
  readonly branchedAt?: number
  readonly colourBy?: string
  readonly layout?: LayoutChoice
  readonly camera?: CameraState
  readonly selected?: number
  readonly watched: readonly number[]
  readonly muted: readonly number[]
  readonly theme?: 'dark' | 'light'
}

/** Characters of an address at most: browsers and chats cut longer ones. */
export const LINK_MAX = 32_000

/** The part of an address behind `#`. */
export function linkOf(state: LinkState): string {
  const words = new URLSearchParams()
  const put = (key: string, value: string | number | undefined) => {
    if (value !== undefined && value !== '') words.set(key, String(value))
  }
  put('scenario', state.scenario)
  put('file', state.text === undefined ? undefined : encodeText(state.text))
  put('code', state.society && encodeText(JSON.stringify(state.society)))
  put('seed', state.seed)
  put('agents', state.agents)
  put('tick', state.tick)
  put('branch', state.branchedAt)
  for (const { side, tick, path, value } of state.moves) {
    words.append('lever', `${side},${tick},${path},${JSON.stringify(value)}`)
  }
  put('colour', state.colourBy)
  put('layout', state.layout && layoutWord(state.layout))
  put('camera', state.camera && [state.camera.x, state.camera.y, state.camera.scale].map(short).join(','))
  put('agent', state.selected)
  put('watch', state.watched.join(','))
  put('mute', state.muted.join(','))
  put('theme', state.theme)
  return words.toString()
}

/**
 * Reads what `linkOf` wrote; undefined when it names no scenario.
 * @throws UserError naming the part that cannot be read
 */
export function readLink(hash: string): LinkState | undefined {
  const words = new URLSearchParams(hash.replace(/^#/, ''))
  const scenario = words.get('scenario')
  if (scenario === null) return undefined
  const file = words.get('file')
  const code = words.get('code')
  const theme = words.get('theme')
  const found = {
    text: file === null ? undefined : decodeText('file', file),
    society: code === null ? undefined : readSociety(code),
    seed: words.get('seed') ?? undefined,
    agents: wholeAt(words, 'agents'),
    branchedAt: wholeAt(words, 'branch'),
    colourBy: words.get('colour') ?? undefined,
    layout: readLayout(words.get('layout')),
    camera: readCamera(words.get('camera')),
    selected: wholeAt(words, 'agent'),
    theme: theme === 'dark' || theme === 'light' ? theme : undefined,
  }
  const given = Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined))
  return {
    ...(given as Partial<LinkState>),
    scenario,
    moves: words.getAll('lever').map(readMove),
    tick: wholeAt(words, 'tick') ?? 0,
    watched: wholesAt(words, 'watch'),
    muted: wholesAt(words, 'mute'),
  }
}

const short = (value: number): string => String(Number(value.toPrecision(6)))

function layoutWord(layout: LayoutChoice): string {
  if (layout.kind === 'grid') return `grid:${layout.by}`
  if (layout.kind === 'scatter') return `scatter:${layout.x}:${layout.y}`
  return layout.kind
}

function readLayout(word: string | null): LayoutChoice | undefined {
  if (word === null) return undefined
  const [kind, x, y] = word.split(':')
  if (kind === 'groups' || kind === 'network') return { kind }
  if (kind === 'grid' && x) return { kind, by: x }
  if (kind === 'scatter' && x && y) return { kind, x, y }
  throw new UserError('link, layout', `got ${word}, expected groups, grid:COLUMN, scatter:X:Y or network`)
}

function readCamera(word: string | null): CameraState | undefined {
  if (word === null) return undefined
  const [x, y, scale] = word.split(',').map(Number)
  if (Number.isFinite(x) && Number.isFinite(y) && (scale as number) > 0) {
    return { x: x as number, y: y as number, scale: scale as number }
  }
  throw new UserError('link, camera', `got ${word}, expected x,y,scale`)
}

function readMove(word: string): LeverMove {
  const [side, tick, path, ...rest] = word.split(',')
  const when = Number(tick)
  if ((side === 'a' || side === 'b') && Number.isInteger(when) && when >= 0 && path) {
    return { side: side as Side, tick: when, path, value: readValue(rest.join(','), word) }
  }
  throw new UserError('link, lever', `got ${word}, expected side,tick,path,value`)
}

function readValue(text: string, word: string): ParameterValue {
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || ['number', 'string', 'boolean'].includes(typeof value))
      return value as ParameterValue
  } catch {
    // Said below, as for values of other kinds.
  }
  throw new UserError('link, lever', `got ${word}, expected a number, text, true, false or null at its end`)
}

function wholeAt(words: URLSearchParams, key: string): number | undefined {
  const word = words.get(key)
  return word === null ? undefined : whole(key, word)
}

const wholesAt = (words: URLSearchParams, key: string): number[] =>
  (words.get(key) ?? '')
    .split(',')
    .filter((word) => word !== '')
    .map((word) => whole(key, word))

function whole(key: string, word: string): number {
  const value = Number(word)
  if (Number.isSafeInteger(value) && value >= 0) return value
  throw new UserError(`link, ${key}`, `got ${word}, expected a whole number`)
}

/** Text as base64 in the alphabet of addresses (RFC 4648 §5). */
function encodeText(text: string): string {
  let bytes = ''
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte)
  return btoa(bytes).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/** Whether it is a scenario that runs is said by the host that opens it. */
function readSociety(word: string): ScenarioInput {
  try {
    return JSON.parse(decodeText('code', word)) as ScenarioInput
  } catch {
    throw new UserError('link, code', 'is cut off or damaged')
  }
}

function decodeText(key: string, word: string): string {
  try {
    const bytes = atob(word.replaceAll('-', '+').replaceAll('_', '/'))
    return new TextDecoder('utf-8', { fatal: true }).decode(
      Uint8Array.from(bytes, (each) => each.charCodeAt(0)),
    )
  } catch {
    throw new UserError(`link, ${key}`, 'is cut off or damaged')
  }
}
