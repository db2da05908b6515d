import type { z } from 'zod'
import { UserError } from '../../engine/errors.ts'
import { moveTo, type Source } from '../../scenarios/source.ts'
import { type DesignKind, kindSchema, type PlanDocument, planSchema } from './plan-schema.ts'

interface Problem {
  readonly path: string
  readonly text: string
  readonly of: 'key' | 'value'
}

/**
 * A plan file's value, checked against the schema.
 * @throws UserError `file:line:column: path: got X, expected Y` for the first problem in the order of the file
 */
export function checkPlanDocument(source: Source): PlanDocument {
  const kind = kindSchema.safeParse(source.value)
  if (!kind.success) throw firstOf(kind.error.issues, source)
  const found = planSchema(kind.data.design.kind as DesignKind).safeParse(source.value)
  if (!found.success) throw firstOf(found.error.issues, source)
  return source.value as PlanDocument
}

function firstOf(issues: readonly z.core.$ZodIssue[], source: Source): UserError {
  const placed = issues
    .flatMap(problemsOf)
    .map((problem) => ({ ...problem, offset: source.offset(problem.path, problem.of) }))
    .sort((a, b) => a.offset - b.offset)
  const { path, text, of } = placed[0] as Problem
  return moveTo(source.place(path, of), new UserError(path, text))
}

function problemsOf(issue: z.core.$ZodIssue): Problem[] {
  const path = pathOf(issue.path)
  if (issue.code !== 'unrecognized_keys') return [{ path, text: issue.message, of: 'value' }]
  const hints = issue.message.split('\n')
  return issue.keys.map((key, index) => ({
    path: path === '' ? key : `${path}.${key}`,
    text: `no such key${hints[index] ? ` (${hints[index]})` : ''}`,
    of: 'key',
  }))
}

const pathOf = (steps: readonly PropertyKey[]): string =>
  steps.reduce<string>((path, step) => {
    if (typeof step === 'number') return `${path}[${step}]`
    return path === '' ? String(step) : `${path}.${String(step)}`
  }, '')
