import { checkValue, type ParameterValue, snakeCase } from '../../engine/config.ts'
import { messageOf, UserError } from '../../engine/errors.ts'
import { didYouMean } from '../../engine/nearest.ts'
import { SOBOL_DIMENSIONS_MAX } from '../../formulas/sobol-sequence.ts'
import type { Setting } from '../../scenarios/overrides.ts'
import { errorAt, moveTo, parseSource, type Source } from '../../scenarios/source.ts'
import { checkCriteria } from '../../simulation/criteria.ts'
import type { Scenario, Vocabulary } from '../../simulation/scenario.ts'
import { type Axis, checkParts, readAxis } from './axis.ts'
import { checkPlanDocument } from './check-plan.ts'
import { cellsOf, gridSize } from './design.ts'
import type { Point } from './job.ts'
import { readyCells } from './jobs.ts'
import type { Control, Design, FrontierQuestion, StopRule, SweepPlan } from './plan.ts'
import type { PlanDocument } from './plan-schema.ts'
import { readPoints } from './points-file.ts'
import { PAYOFF_BY_POLICY, RUN_METRICS } from './run-job.ts'
import { applyPoint, targetOf } from './targets.ts'

export interface LoadPlanOptions {
  /** File name for messages. */
  readonly name?: string
  readonly vocabulary: Vocabulary
  /** Loads the scenario that the plan names, with settings applied. */
  readonly loadScenario: (given: string, settings: readonly Setting[]) => Scenario
  /** Reads the file of points that the plan names. */
  readonly readFile: (given: string) => { readonly text: string; readonly name: string }
}

/** Runs beyond which a plan is taken for a slip of the pen. */
const CELLS_MAX = 1_000_000
const METRICS_SHOWN = ['toxicityRate', 'qualityGap', 'totalWelfare', 'socialWelfare']
const LEVELS = 4

/**
 * Reads a plan from YAML or JSON text and resolves it.
 * Throws UserError `file:line:column: path: got X, expected Y (did you mean Z?)` for the first thing that is wrong.
 */
export function loadPlan(text: string, options: LoadPlanOptions): SweepPlan {
  const source = parseSource(text, options.name ?? 'plan', 'plan')
  const document = checkPlanDocument(source)
  const reader = new PlanReader(document, source, options)
  const plan = reader.read()
  // Values that are good one by one may not go together: every cell is looked at before anything runs.
  reader.place('design', 'value', () => readyCells(plan, options.vocabulary))
  return plan
}

/** Reads the parts of a plan, each with its place in the file. */
class PlanReader {
  readonly #document: PlanDocument
  readonly #source: Source
  readonly #options: LoadPlanOptions

  constructor(document: PlanDocument, source: Source, options: LoadPlanOptions) {
    this.#document = document
    this.#source = source
    this.#options = options
  }

  read(): SweepPlan {
    const { name, seed, replicates, confidence = 0.95, metrics } = this.#document
    const scenario = this.#scenario()
    const planSeed = String(seed ?? scenario.seed)
    const design = this.#design(planSeed)
    const control = this.#control(design)
    const stop = this.#stop(control)
    const warnings = [...scenario.warnings, ...this.#idle(scenario, design)]
    return {
      name: name ?? scenario.id,
      scenario: { ...scenario, seed: planSeed, warnings },
      design,
      replicates: replicates ?? (stop ? Math.min(10, stop.replicatesMax) : 1),
      seed: planSeed,
      metrics: (metrics ?? METRICS_SHOWN).map((metric, index) => this.#metric(`metrics[${index}]`, metric)),
      control,
      confidence,
      stop,
      frontier: this.#frontier(design, scenario),
    }
  }

  /** Does something about a path of the plan; what is wrong there is said with its line and column. */
  place<T>(path: string, of: 'key' | 'value', action: () => T): T {
    try {
      return action()
    } catch (thrown) {
      if (!(thrown instanceof UserError)) throw thrown
      const place = this.#source.place(path, of)
      if (thrown.path.startsWith(path)) throw moveTo(place, thrown)
      const isNamed = thrown.path !== '' && path.endsWith(thrown.path)
      throw errorAt(place, path, messageOf(thrown).slice(isNamed ? thrown.path.length + 2 : 0))
    }
  }

  /** The base scenario. What the loader knows goes through it, so that a profile's defaults follow the profile. */
  #scenario(): Scenario {
    const { vocabulary, loadScenario } = this.#options
    const settings: Setting[] = []
    const ours: Record<string, ParameterValue> = {}
    for (const [path, value] of Object.entries(this.#document.set ?? {})) {
      const place = `set.${path}`
      if (path === 'profile' || path === 'simulation.seed') {
        settings.push({ path, value: String(value) })
        continue
      }
      const target = this.place(place, 'key', () => targetOf(path, vocabulary))
      this.place(place, 'value', () => checkValue(place, target.parameter, value))
      if (vocabulary.parameters.has(path)) settings.push({ path, value: String(value) })
      else ours[path] = value as ParameterValue
    }
    const loaded = this.place('scenario', 'value', () => loadScenario(this.#document.scenario, settings))
    const scenario = this.place('set', 'value', () => applyPoint(loaded, ours, vocabulary))
    const criteria = this.#document.success_criteria ?? scenario.successCriteria
    this.place('success_criteria', 'value', () => checkCriteria(criteria, vocabulary.columns))
    return { ...scenario, warnings: loaded.warnings, successCriteria: criteria }
  }

  #design(planSeed: string): Design {
    const { kind, samples = 1, trajectories = 1, levels = LEVELS, seed, file = '' } = this.#document.design
    if (kind === 'csv') {
      const points = this.place('design.file', 'value', () => this.#options.readFile(file))
      return { kind: 'points', points: readPoints(points.text, points.name, this.#options.vocabulary) }
    }
    const axes = this.#axes(kind === 'grid')
    const designSeed = String(seed ?? planSeed)
    if (kind === 'grid') {
      this.#refuseTooMany('design.vary', gridSize(axes))
      return { kind, axes }
    }
    if (kind === 'morris') {
      this.#refuseTooMany('design.trajectories', trajectories * (axes.length + 1))
      return { kind, axes, trajectories, levels, seed: designSeed }
    }
    const perSample = kind === 'saltelli' ? axes.length + 2 : 1
    this.#refuseTooMany('design.samples', samples * perSample)
    if (kind === 'latin_hypercube') return { kind: 'latinHypercube', axes, samples, seed: designSeed }
    const dimensions = kind === 'saltelli' ? SOBOL_DIMENSIONS_MAX / 2 : SOBOL_DIMENSIONS_MAX
    if (axes.length > dimensions) {
      const problem = `names ${axes.length} parameters, and a design of kind ${kind} takes at most ${dimensions}`
      throw errorAt(this.#source.place('design.vary'), 'design.vary', problem)
    }
    return { kind, axes, samples }
  }

  #axes(isGrid: boolean): Axis[] {
    const entries = Object.entries(this.#document.design.vary ?? {})
    if (entries.length === 0) {
      throw errorAt(
        this.#source.place('design.vary'),
        'design.vary',
        'names nothing, expected what is varied',
      )
    }
    const axes: Axis[] = []
    for (const [path, given] of entries) {
      const place = `design.vary.${path}`
      const target = this.place(place, 'key', () => targetOf(path, this.#options.vocabulary))
      if (axes.some((axis) => axis.path === target.path)) {
        throw errorAt(this.#source.place(place, 'key'), place, `is ${target.path} once more`)
      }
      this.#locate('key', () => checkParts(place, given, isGrid))
      axes.push(this.#locate('value', () => readAxis(place, given, target, isGrid)))
    }
    return axes
  }

  /** Says where in the file an error lies that names a path of the plan. */
  #locate<T>(of: 'key' | 'value', action: () => T): T {
    try {
      return action()
    } catch (thrown) {
      throw thrown instanceof UserError ? moveTo(this.#source.place(thrown.path, of), thrown) : thrown
    }
  }

  #refuseTooMany(path: string, cells: number): void {
    if (cells <= CELLS_MAX) return
    throw errorAt(this.#source.place(path), path, `makes ${cells} cells, expected at most ${CELLS_MAX}`)
  }

  #control(design: Design): Control | null {
    const { control } = this.#document
    if (control === undefined) return null
    if (control === 'scenario') return { of: 'scenario' }
    const varied = variedOf(design)
    const point: Record<string, ParameterValue> = {}
    for (const [path, value] of Object.entries(control)) {
      const place = `control.${path}`
      const target = this.place(place, 'key', () => targetOf(path, this.#options.vocabulary))
      if (!varied.includes(target.path)) {
        throw this.#notVaried(place, 'key', path, varied)
      }
      this.place(place, 'value', () => checkValue(place, target.parameter, value))
      point[target.path] = value as ParameterValue
    }
    if (Object.keys(point).length === 0) {
      throw errorAt(
        this.#source.place('control'),
        'control',
        'names nothing, expected values of what is varied',
      )
    }
    return { of: 'values', point }
  }

  #notVaried(place: string, of: 'key' | 'value', path: string, varied: readonly string[]): UserError {
    const error = new UserError(place, `got ${path}, expected something that the design varies`, {
      hint: didYouMean(path, varied) ?? `it varies ${varied.join(', ')}`,
    })
    return moveTo(this.#source.place(place, of), error)
  }

  #stop(control: Control | null): StopRule | null {
    const { stop } = this.#document
    if (!stop) return null
    const { metric, of = control ? 'difference' : 'mean', half_width, batch = 10, max_replicates } = stop
    if (of === 'difference' && control === null) {
      throw errorAt(
        this.#source.place('stop.of'),
        'stop.of',
        'got difference, which needs a control to differ from',
      )
    }
    const replicates = this.#document.replicates ?? 0
    if (replicates > max_replicates) {
      const problem = `got ${max_replicates}, expected at least the ${replicates} replicates to begin with`
      throw errorAt(this.#source.place('stop.max_replicates'), 'stop.max_replicates', problem)
    }
    return {
      metric: this.#metric('stop.metric', metric),
      of,
      halfWidth: half_width,
      batch,
      replicatesMax: max_replicates,
    }
  }

  #frontier(design: Design, { successCriteria }: Scenario): FrontierQuestion | null {
    const { frontier } = this.#document
    if (!frontier) return null
    const varied = variedOf(design)
    const pathOf = (key: 'along' | 'by', given: string): string => {
      const place = `frontier.${key}`
      const { path } = this.place(place, 'value', () => targetOf(given, this.#options.vocabulary))
      if (!varied.includes(path)) throw this.#notVaried(place, 'value', given, varied)
      return path
    }
    if (design.kind !== 'grid') {
      throw errorAt(this.#source.place('frontier', 'key'), 'frontier', 'needs a design of kind grid')
    }
    if (Object.keys(successCriteria).length === 0) {
      const problem = 'needs success_criteria, which say what a success is'
      throw errorAt(this.#source.place('frontier', 'key'), 'frontier', problem)
    }
    const along = pathOf('along', frontier.along)
    const axis = design.axes.find(({ path }) => path === along)
    if (axis?.values?.some((value) => typeof value !== 'number')) {
      throw errorAt(
        this.#source.place('frontier.along'),
        'frontier.along',
        `got ${along}, expected a number's path`,
      )
    }
    const by = frontier.by === undefined ? {} : { by: pathOf('by', frontier.by) }
    return { along, ...by, level: frontier.level ?? 0.5 }
  }

  /** A metric by its name in results; the spelling of tables is taken too. */
  #metric(path: string, given: string): string {
    const { columns = [], policies } = this.#options.vocabulary
    const payoffs = [...policies.values()].map(({ name }) => PAYOFF_BY_POLICY + name)
    const known = [...new Set([...columns, ...RUN_METRICS, ...payoffs])]
    const found = known.find((name) => name === given || snakeCase(name) === given)
    if (found !== undefined) return found
    const error = new UserError(path, `got ${given}, which is no metric`, {
      hint: didYouMean(given, known) ?? 'docs/reference/metrics.md has them all',
    })
    throw moveTo(this.#source.place(path), error)
  }

  /** Parameters that are varied in a section that is off: all cells would be equal. */
  #idle(scenario: Scenario, design: Design): string[] {
    const varied = variedOf(design)
    return varied.flatMap((path) => {
      const off = `${path.slice(0, path.lastIndexOf('.'))}.enabled`
      if (off === path || varied.includes(off) || scenario.parameters[off] !== false) return []
      return [`${path}: has no effect while ${off} is false (set it in the plan)`]
    })
  }
}

/** Paths that a design varies. */
export const variedOf = (design: Design): string[] =>
  design.kind === 'points' ? Object.keys(design.points[0] as Point) : design.axes.map(({ path }) => path)

/** Number of cells that a plan has, control cells included. */
export const cellCount = (plan: SweepPlan): number => cellsOf(plan).length
