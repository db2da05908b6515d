import { checkValue, number, type Parameter, type ParameterValue } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import { didYouMean } from '../../engine/nearest.ts'
import { scaleAgents } from '../../scenarios/overrides.ts'
import { runParameters } from '../../scenarios/sections.ts'
import {
  type AgentGroup,
  POPULATION_MAX,
  populationOf,
  resolveScenario,
  type Scenario,
  type Vocabulary,
} from '../../simulation/scenario.ts'
import type { Point } from './job.ts'

/** Something that a sweep may vary. */
export interface Target {
  /** Its name in points: one spelling each. */
  readonly path: string
  /** What values it takes. */
  readonly parameter: Parameter
}

const EPOCHS = 'epochs'
const STEPS = 'stepsPerEpoch'
const AGENTS = 'agents'
const SHARE_PREFIX = 'agents.'

/** Other spellings, those of scenario files and of `--set`. */
const SPELLINGS: Readonly<Record<string, string>> = {
  n_epochs: EPOCHS,
  'simulation.n_epochs': EPOCHS,
  steps_per_epoch: STEPS,
  'simulation.steps_per_epoch': STEPS,
}

const population = number({
  unit: 'agents',
  range: [1, POPULATION_MAX],
  integer: true,
  default: 1,
  doc: 'Population, scaled with its mix kept.',
})
const share = number({
  unit: 'share',
  range: [0, 1],
  default: 0,
  doc: 'Share of the population with this policy; the others keep their proportions.',
})

/**
 * What a path names: a parameter, `epochs`, `stepsPerEpoch`, `agents` (their number) or `agents.TYPE` (a share).
 * @throws UserError with the nearest path
 */
export function targetOf(given: string, { parameters, policies }: Vocabulary): Target {
  const path = SPELLINGS[given] ?? given
  if (path === EPOCHS) return { path, parameter: runParameters.get('simulation.n_epochs') as Parameter }
  if (path === STEPS) return { path, parameter: runParameters.get('simulation.steps_per_epoch') as Parameter }
  if (path === AGENTS) return { path, parameter: population }
  const parameter = parameters.get(path)
  if (parameter) return { path, parameter }
  const shares = [...policies.keys()].map((key) => SHARE_PREFIX + key)
  if (shares.includes(path)) return { path, parameter: share }
  if (path === 'seed' || path === 'simulation.seed') {
    throw new UserError(given, 'is no parameter', {
      hint: 'seed and replicates of the plan say which seeds are run',
    })
  }
  const known = [EPOCHS, STEPS, AGENTS, ...shares, ...parameters.keys()]
  const hint =
    didYouMean(given, known) ?? 'any parameter by its path, epochs, stepsPerEpoch, agents or agents.TYPE'
  throw new UserError(given, 'nothing of this name can be varied', { hint })
}

/**
 * A scenario with the values of a point in their places.
 * @throws UserError when a value is not allowed, alone or with the others
 */
export function applyPoint(base: Scenario, point: Point, vocabulary: Vocabulary): Scenario {
  const parameters: Record<string, ParameterValue> = { ...base.parameters }
  const shares = new Map<string, number>()
  let { epochs, stepsPerEpoch, agents } = base
  for (const [path, value] of Object.entries(point)) {
    const target = targetOf(path, vocabulary)
    checkValue(path, target.parameter, value)
    if (target.path === EPOCHS) epochs = value as number
    else if (target.path === STEPS) stepsPerEpoch = value as number
    else if (target.path === AGENTS) agents = scaleAgents(agents, value as number)
    else if (target.parameter === share) shares.set(path.slice(SHARE_PREFIX.length), value as number)
    else parameters[path] = value
  }
  if (shares.size > 0) agents = withShares(agents, shares)
  const { warnings: _, ...input } = base
  return resolveScenario({ ...input, parameters, epochs, stepsPerEpoch, agents }, vocabulary)
}

/** Parts of agents closer than this to a whole number are whole: 0.3 of 10 agents are 3. */
const WHOLE = 1e-9

/**
 * Groups of agents with given shares of the population by type. The number of agents stays, groups of one type keep their
 * proportions, and so do all other types among themselves. Counts are rounded by largest remainder (Hamilton's method).
 * @throws UserError when the shares exceed 1, or leave agents for whom there is no type
 */
export function withShares(groups: readonly AgentGroup[], shares: ReadonlyMap<string, number>): AgentGroup[] {
  const total = populationOf({ agents: groups })
  const given = [...shares.values()].reduce((sum, each) => sum + each, 0)
  const named = [...shares.keys()].map((type) => `agents.${type}`).join(' + ')
  if (given > 1 + WHOLE) throw new UserError(named, `shares add up to ${given}, expected at most 1`)
  const missing = [...shares.keys()].filter((type) => !groups.some((group) => group.type === type))
  const all = [...groups, ...missing.map((type) => ({ type, count: 0, config: {}, initial: {} }))]
  const agentsOf = (isMeant: (type: string) => boolean) =>
    populationOf({ agents: all.filter(({ type }) => isMeant(type)) })
  const others = agentsOf((type) => !shares.has(type))
  if (others === 0 && given < 1 - WHOLE) {
    throw new UserError(named, `shares add up to ${given}, and no other type has agents to make up the rest`)
  }
  const exact = all.map(({ type, count }, index) => {
    const part = shares.get(type)
    if (part === undefined) return others === 0 ? 0 : (total * Math.max(0, 1 - given) * count) / others
    const ofType = agentsOf((other) => other === type)
    const isFirst = all.findIndex((group) => group.type === type) === index
    return total * part * (ofType === 0 ? Number(isFirst) : count / ofType)
  })
  return rounded(exact, total).flatMap((count, index) => {
    // A group that is left without agents goes: its policy may belong to a mechanism that nobody switched on.
    if (count === 0 && groups[index]?.count !== 0) return []
    return [{ ...(all[index] as AgentGroup), count }]
  })
}

function rounded(exact: readonly number[], total: number): number[] {
  const counts = exact.map((each) => Math.floor(each + WHOLE))
  const left = total - counts.reduce((sum, each) => sum + each, 0)
  const order = exact
    .map((each, index) => ({ index, remainder: each - (counts[index] as number) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  for (const { index } of order.slice(0, Math.max(0, left))) counts[index] = (counts[index] as number) + 1
  return counts
}
