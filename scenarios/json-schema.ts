import { z } from 'zod'
import type { Vocabulary } from '../simulation/scenario.ts'
import { scenarioSchema } from './schema.ts'

/** JSON Schema (draft 2020-12) of scenario files, for editors and other tools. */
export function scenarioJsonSchema(vocabulary: Vocabulary): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(scenarioSchema(vocabulary), {
    io: 'input',
    target: 'draft-2020-12',
  })
  return {
    $schema,
    title: 'Patchwork scenario',
    description: 'A population of agents, the rules that they meet under, and how long they do.',
    ...schema,
  }
}

/** The text of `scenario.schema.json`. */
export const scenarioJsonSchemaText = (vocabulary: Vocabulary): string =>
  `${JSON.stringify(scenarioJsonSchema(vocabulary), null, 2)}\n`
