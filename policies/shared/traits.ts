import { type Field, f64 } from '../../engine/columns.ts'
import type { ParameterGroup } from '../../engine/config.ts'

/** A per-agent parameter that is a probability. */
export const PROBABILITY = { unit: 'probability', range: [0, 1] } as const

/** One column for each number of a group, so that agents of one policy may differ in it. */
export function traitColumns<G extends ParameterGroup>(
  group: G,
): { readonly [K in keyof G['parameters']]: Field<Float64Array> } {
  const columns: Record<string, Field<Float64Array>> = {}
  for (const [name, parameter] of Object.entries(group.parameters)) {
    if (parameter.kind !== 'number') continue
    const { unit, range, doc } = parameter
    columns[name] = f64({ unit, range, sight: 'own', doc })
  }
  return columns as { readonly [K in keyof G['parameters']]: Field<Float64Array> }
}
