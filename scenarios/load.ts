import { UserError } from '../engine/errors.ts'
import type { Scenario, Vocabulary } from '../simulation/scenario.ts'
import { type CheckedDocument, checkDocument, type Problem } from './check.ts'
import { applyOverrides, type Overrides } from './overrides.ts'
import { type Reading, readDocument, resolveReading } from './reading.ts'
import { errorAt, moveTo, parseSource, type Source } from './source.ts'

export interface LoadOptions {
  /** File name for messages. */
  readonly name?: string
  readonly vocabulary: Vocabulary
  /** Unknown keys warn instead of fail; wrong values fail all the same. */
  readonly lenient?: boolean
  readonly overrides?: Overrides
}

/**
 * Reads a scenario from YAML or JSON text and resolves it.
 * Throws UserError `file:line:column: path: got X, expected Y (did you mean Z?)` for the first thing that is wrong.
 */
export function loadScenario(text: string, options: LoadOptions): Scenario {
  const source = parseSource(text, options.name ?? 'scenario')
  const checked = checkDocument(source.value, options.vocabulary)
  refuse(checked, source, options.lenient ?? false)
  const reading = readDocument(checked.document, options.vocabulary)
  const scenario = resolve(reading, source, options)
  return {
    ...scenario,
    warnings: [...source.warnings, ...collectWarnings(checked, reading, scenario, source, options)],
  }
}

interface Located {
  readonly place: string
  readonly offset: number
  readonly path: string
  readonly text: string
}

/** Problems with their places, in the order of the file. */
function locate(found: readonly Problem[], source: Source, of: 'key' | 'value'): Located[] {
  return found.map(({ path, text }) => ({
    path,
    text,
    place: source.place(path, of),
    offset: source.offset(path, of),
  }))
}

const inOrder = (located: readonly Located[]): Located[] => [...located].sort((a, b) => a.offset - b.offset)

/** What a person should look at, in the order of the file and with the command line's part last. */
function collectWarnings(
  { unknownKeys }: CheckedDocument,
  reading: Reading,
  { warnings }: Scenario,
  source: Source,
  { overrides }: LoadOptions,
): string[] {
  const leftOut = unknownKeys.map(({ path, text }) => ({ path, text: `${text}, left out` }))
  const inFile = [...locate(leftOut, source, 'key'), ...locate(reading.notes, source, 'key')]
  const overridden = new Set(overrides?.settings?.map(({ path }) => path))
  const onCommandLine: string[] = []
  for (const warning of warnings) {
    const [path = ''] = warning.split(': ', 1)
    if (overridden.has(path)) onCommandLine.push(`--set: ${warning}`)
    else {
      const [located] = locate([{ path: reading.origins.get(path) ?? path, text: '' }], source, 'value')
      if (located) inFile.push({ ...located, path, text: warning.slice(path.length + 2) })
    }
  }
  const texts = inOrder(inFile).map(({ place, path, text }) => `${place}: ${path}: ${text}`)
  return [...texts, ...onCommandLine]
}

function refuse({ unknownKeys, problems }: CheckedDocument, source: Source, lenient: boolean): void {
  const keys = lenient ? [] : locate(unknownKeys, source, 'key')
  const [first] = inOrder([...keys, ...locate(problems, source, 'value')])
  if (first) throw errorAt(first.place, first.path, first.text)
}

function resolve(reading: Reading, source: Source, { overrides, vocabulary }: LoadOptions): Scenario {
  const input = overrides ? applyOverrides(reading.input, overrides, vocabulary) : reading.input
  try {
    return resolveReading(input, vocabulary)
  } catch (error) {
    throw error instanceof UserError ? moveTo(placeOf(error.path, reading, source), error) : error
  }
}

/** Place of what an error is about; of a product of two numbers it is the first one's. */
function placeOf(path: string, { origins }: Reading, source: Source): string {
  const [first = ''] = path.split(' ', 1)
  return source.place(origins.get(first) ?? first)
}
