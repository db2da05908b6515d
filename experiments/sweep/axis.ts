import { checkValue, display, type ParameterValue } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import { isObject, refuseUnknown } from '../../engine/shape.ts'
import type { Target } from './targets.ts'

/** What a design varies, and over what: listed values, or a range of numbers. */
export interface Axis {
  readonly path: string
  readonly values?: readonly ParameterValue[]
  readonly range?: readonly [from: number, to: number]
  /** Only whole numbers of the range. */
  readonly integer?: boolean
}

/** Digits that values between two ends keep: 0.6 × 3/6 is 0.3. */
const DIGITS = 12
const STEPS_MAX = 100_000
const EXPECTED = 'a list of values, or { from, to } with steps or by'

/**
 * Reads an axis of a design.
 * @param place path of the axis in the plan, for errors
 * @param isGrid whether the design needs values one by one; others take a range as it is
 * @throws UserError naming the path, what came and what was expected
 */
export function readAxis(place: string, given: unknown, { path, parameter }: Target, isGrid: boolean): Axis {
  if (Array.isArray(given)) {
    if (given.length === 0) throw new UserError(place, 'got an empty list, expected at least one value')
    given.forEach((value, index) => {
      checkValue(`${place}[${index}]`, parameter, value)
    })
    if (new Set(given).size < given.length) throw new UserError(place, 'names a value twice')
    return { path, values: given as ParameterValue[] }
  }
  if (!isObject(given)) throw new UserError(place, `got ${display(given)}, expected ${EXPECTED}`)
  if (parameter.kind !== 'number') {
    throw new UserError(place, `got a range, expected a list: ${path} takes no numbers`)
  }
  const [from, to] = (['from', 'to'] as const).map((end) => {
    checkValue(`${place}.${end}`, parameter, given[end])
    return numberAt(`${place}.${end}`, given[end])
  }) as [number, number]
  if (!(from < to)) throw new UserError(place, `got ${from} to ${to}, expected from below to`)
  const integer = parameter.integer ? { integer: true } : {}
  if (!isGrid) return { path, range: [from, to], ...integer }
  const values = stepped(place, from, to, given)
  const exact = parameter.integer ? [...new Set(values.map(Math.round))] : values
  return { path, values: exact }
}

function stepped(
  place: string,
  from: number,
  to: number,
  given: Readonly<Record<string, unknown>>,
): number[] {
  const { steps, by } = given
  if ((steps === undefined) === (by === undefined)) {
    throw new UserError(
      place,
      'expected either steps, the number of values, or by, the distance between them',
    )
  }
  if (by !== undefined) {
    const distance = numberAt(`${place}.by`, by)
    if (!(distance > 0)) throw new UserError(`${place}.by`, `got ${distance}, expected a number above 0`)
    const count = Math.floor((to - from) / distance + 1e-9) + 1
    if (count > STEPS_MAX)
      throw new UserError(`${place}.by`, `makes ${count} values, expected at most ${STEPS_MAX}`)
    return Array.from({ length: count }, (_, step) => trimmed(from + step * distance))
  }
  const count = numberAt(`${place}.steps`, steps)
  if (!Number.isInteger(count) || count < 2 || count > STEPS_MAX) {
    throw new UserError(
      `${place}.steps`,
      `got ${display(steps)}, expected a whole number in [2, ${STEPS_MAX}]`,
    )
  }
  return Array.from({ length: count }, (_, step) => trimmed(from + ((to - from) * step) / (count - 1)))
}

/** Refuses a range with parts that there are not. @throws UserError naming the nearest one */
export function checkParts(place: string, given: unknown, isGrid: boolean): void {
  const parts = isGrid ? ['from', 'to', 'steps', 'by'] : ['from', 'to']
  if (isObject(given)) refuseUnknown(`${place}.`, given, parts, 'no such part of a range')
}

const trimmed = (value: number): number => Number(value.toPrecision(DIGITS))

function numberAt(place: string, value: unknown): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw new UserError(place, `got ${display(value)}, expected a number`)
}

/** Value of an axis at a place of the unit interval, ends included; lists and whole numbers in equal parts. */
export function valueAt({ values, range, integer }: Axis, unit: number): ParameterValue {
  if (values) return values[Math.min(values.length - 1, Math.floor(unit * values.length))] as ParameterValue
  const [from, to] = range as readonly [number, number]
  if (!integer) return trimmed(from + unit * (to - from))
  return Math.min(to, from + Math.floor(unit * (to - from + 1)))
}
