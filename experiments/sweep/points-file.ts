import { checkValue, display, type ParameterValue } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import { errorAt, moveTo } from '../../scenarios/source.ts'
import type { Vocabulary } from '../../simulation/scenario.ts'
import type { Point } from './job.ts'
import { targetOf } from './targets.ts'

interface Field {
  readonly text: string
  /** `file:line:column` of its first character. */
  readonly place: string
}

/**
 * Reads points from CSV (RFC 4180): a heading with what is varied, then a point a line.
 * @throws UserError `file:line:column: path: got X, expected Y` for the first thing that is wrong
 */
export function readPoints(text: string, name: string, vocabulary: Vocabulary): Point[] {
  const [heading, ...lines] = linesOf(text, name)
  if (!heading) throw errorAt(`${name}:1:1`, '', 'the file is empty, expected a heading with what is varied')
  const targets = heading.map(({ text: path, place }, index) => {
    const target = at(place, () => targetOf(path.trim(), vocabulary))
    const twin = heading
      .slice(0, index)
      .some((other) => targetOf(other.text.trim(), vocabulary).path === target.path)
    if (twin) throw errorAt(place, path, 'stands twice in the heading')
    return target
  })
  if (lines.length === 0) throw errorAt(`${name}:1:1`, '', 'there are no points below the heading')
  return lines.map((line) => {
    const beyond = line[targets.length]
    if (beyond) throw errorAt(beyond.place, '', `got ${line.length} values, expected ${targets.length}`)
    return Object.fromEntries(
      targets.map(({ path, parameter }, column) => {
        const field = line[column]
        if (!field)
          throw errorAt(
            (line[0] as Field).place,
            path,
            `got ${line.length} values, expected ${targets.length}`,
          )
        const value = scalarOf(field.text.trim())
        at(field.place, () => checkValue(path, parameter, value))
        return [path, value]
      }),
    )
  })
}

function at<T>(place: string, action: () => T): T {
  try {
    return action()
  } catch (thrown) {
    throw thrown instanceof UserError ? moveTo(place, thrown) : thrown
  }
}

/** As the tables that a sweep writes: numbers, true and false, nothing for none, and words. */
function scalarOf(text: string): ParameterValue {
  if (text === '') return null
  if (text === 'true' || text === 'false') return text === 'true'
  const number = Number(text)
  return Number.isFinite(number) ? number : text
}

/** Lines that are not empty, in fields. */
function linesOf(text: string, name: string): Field[][] {
  const clean = text.replace(/^\uFEFF/, '')
  const lines: Field[][] = []
  let fields: Field[] = []
  let line = 1
  let lineStart = 0
  let place = 0
  while (place < clean.length) {
    const start = `${name}:${line}:${place - lineStart + 1}`
    const [raw, value] = fieldAt(clean, place, start)
    fields.push({ text: value, place: start })
    for (let index = raw.indexOf('\n'); index >= 0; index = raw.indexOf('\n', index + 1)) {
      line++
      lineStart = place + index + 1
    }
    place += raw.length
    if (clean[place] === ',') {
      place++
      if (place < clean.length && clean[place] !== '\n') continue
      fields.push({ text: '', place: `${name}:${line}:${place - lineStart + 1}` })
    }
    if (clean[place] === '\r') place++
    if (clean[place] === '\n' || place >= clean.length) {
      if (fields.some((field) => field.text.trim() !== '')) lines.push(fields)
      fields = []
      place++
      line++
      lineStart = place
    }
  }
  return lines
}

/** A field as it stands, and what it says. */
function fieldAt(text: string, place: number, start: string): [raw: string, value: string] {
  if (text[place] !== '"') {
    const [raw = ''] = /^[^,\r\n]*/.exec(text.slice(place)) ?? []
    return [raw, raw]
  }
  const [raw] = /^"(?:[^"]|"")*"(?=[,\r\n]|$)/.exec(text.slice(place)) ?? []
  if (raw === undefined) {
    throw errorAt(start, '', `got ${display(text.slice(place, place + 20))}, expected a closing quote`)
  }
  return [raw, raw.slice(1, -1).replaceAll('""', '"')]
}
