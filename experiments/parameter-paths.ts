import { defineParameters, type ParameterValue, pathOf } from '../engine/config.ts'

/** Parameters of one section by their names in code, as a scenario's paths: `{ hitRate: 1 }` is `section.hit_rate`. */
export function valuesOf(
  section: string,
  named: Readonly<Record<string, ParameterValue>>,
): Record<string, ParameterValue> {
  const group = defineParameters(section, {})
  return Object.fromEntries(Object.entries(named).map(([name, value]) => [pathOf(group, name), value]))
}
