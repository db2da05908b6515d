import { z } from 'zod'
import { display } from '../../engine/config.ts'
import { got, list, mapping } from '../../scenarios/schema.ts'

/** Kinds of designs by their names in plan files, with the keys that each has beside `kind`. */
export const DESIGN_KEYS = {
  grid: ['vary'],
  latin_hypercube: ['vary', 'samples', 'seed'],
  sobol: ['vary', 'samples'],
  morris: ['vary', 'trajectories', 'levels', 'seed'],
  saltelli: ['vary', 'samples'],
  csv: ['file'],
} as const
export type DesignKind = keyof typeof DESIGN_KEYS
export const DESIGN_KINDS = Object.keys(DESIGN_KEYS) as DesignKind[]

const whole = (least: number, most = 1_000_000) => {
  const error = got(`a whole number in [${least}, ${most}]`)
  return z.int({ error }).min(least, { error }).max(most, { error })
}
const between = (expected: string, low: number, high: number) => {
  const error = got(expected)
  return z.number({ error }).gt(low, { error }).lt(high, { error })
}
const text = z.string({ error: got('text') })
const name = text.min(1, { error: got('text that is not empty') })
const seed = z.union([z.string(), z.int()], { error: got('text or a whole number below 2^53') })
/** Values by path are looked at one by one, where more is known about them. */
const byPath = z.record(z.string(), z.unknown(), { error: got('a mapping of paths to values') })

const DESIGN_FIELDS = {
  vary: byPath,
  samples: whole(1),
  trajectories: whole(1),
  levels: whole(2, 1000).refine((levels) => levels % 2 === 0, {
    error: ({ input }) => `got ${display(input)}, expected an even number`,
  }),
  seed: seed.optional(),
  file: name,
}

const designSchema = (kind: DesignKind) =>
  mapping({
    kind: z.literal(kind),
    ...Object.fromEntries(DESIGN_KEYS[kind].map((key) => [key, optionalIn(key)])),
  })

const optionalIn = (key: keyof typeof DESIGN_FIELDS): z.ZodType =>
  key === 'levels' ? DESIGN_FIELDS.levels.optional() : DESIGN_FIELDS[key]

const kindField = z.enum(DESIGN_KINDS as [DesignKind, ...DesignKind[]], {
  error: got(`one of ${DESIGN_KINDS.join(', ')}`, DESIGN_KINDS),
})

/** Only the kind of a design: what else it has depends on it. */
export const kindSchema = z.object(
  {
    design: z.object(
      { kind: kindField },
      { error: got('a mapping with kind, such as { kind: grid, vary: … }') },
    ),
  },
  { error: got('a mapping of keys to values') },
)

/** Strict schema of a plan file with a design of a kind. */
export const planSchema = (kind: DesignKind) =>
  mapping({
    name: name.optional(),
    description: text.optional(),
    scenario: name,
    set: byPath.optional(),
    success_criteria: z
      .record(z.string(), z.number({ error: got('a number') }), {
        error: got('a mapping of criteria to bounds'),
      })
      .optional(),
    design: designSchema(kind),
    replicates: whole(1).optional(),
    seed: seed.optional(),
    metrics: list(name, 'metrics')
      .min(1, { error: got('at least one metric') })
      .optional(),
    control: z
      .union([z.literal('scenario'), byPath], { error: got('scenario, or a mapping of paths to values') })
      .optional(),
    confidence: between('a number between 0 and 1', 0, 1).optional(),
    stop: mapping({
      metric: name,
      of: z
        .enum(['mean', 'difference'], { error: got('one of mean, difference', ['mean', 'difference']) })
        .optional(),
      half_width: between('a number above 0', 0, Number.POSITIVE_INFINITY),
      batch: whole(1).optional(),
      max_replicates: whole(2),
    }).optional(),
    frontier: mapping({
      along: name,
      by: name.optional(),
      level: z
        .number({ error: got('a number in (0, 1]') })
        .gt(0, { error: got('a number in (0, 1]') })
        .max(1, { error: got('a number in (0, 1]') })
        .optional(),
    }).optional(),
  })

/** A plan file that the schema has found good. */
export interface PlanDocument {
  readonly name?: string
  readonly scenario: string
  readonly set?: Readonly<Record<string, unknown>>
  readonly success_criteria?: Readonly<Record<string, number>>
  readonly design: {
    readonly kind: DesignKind
    readonly vary?: Readonly<Record<string, unknown>>
    readonly samples?: number
    readonly trajectories?: number
    readonly levels?: number
    readonly seed?: string | number
    readonly file?: string
  }
  readonly replicates?: number
  readonly seed?: string | number
  readonly metrics?: readonly string[]
  readonly control?: 'scenario' | Readonly<Record<string, unknown>>
  readonly confidence?: number
  readonly stop?: {
    readonly metric: string
    readonly of?: 'mean' | 'difference'
    readonly half_width: number
    readonly batch?: number
    readonly max_replicates: number
  }
  readonly frontier?: { readonly along: string; readonly by?: string; readonly level?: number }
}
