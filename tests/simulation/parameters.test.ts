import { expect, it } from 'vitest'
import { coreParameters } from '../../components/parameters/index.ts'
import { type Parameter, type ParameterValue, parametersByPath, snakeCase } from '../../engine/config.ts'
import { corePolicies } from '../../policies/index.ts'
import { aTown } from '../kit/a-simulation.ts'

type Parameters = Readonly<Record<string, ParameterValue>>

const EPOCHS = 5
const PARAMETERS = parametersByPath(coreParameters)

/** Worlds in which a parameter has something to say; the first is a town along a dynamic small world. */
const WORLDS: Readonly<Record<string, Parameters>> = {
  town: {},
  sequential: { turns: 'sequential', 'feed.enabled': true, 'network.enabled': false, 'payoff.s_plus': 3 },
  random: { 'network.topology': 'random_erdos_renyi', 'network.edge_probability': 0.1 },
  scaleFree: { 'network.topology': 'scale_free' },
}

/** Values that make a difference where half or twice the default would not. */
const VALUES: Parameters = {
  'random.rounds': 20,
  'scoring.true_k': 7,
  'scoring.true_b': 0.4,
  'scoring.sigmoid_b': 0.3,
  'schedule.max_actions_per_step': 5,
  'memory.slots': 3,
  'governance.min_stake_to_participate': 99,
  'governance.freeze_threshold_toxicity': 0.35,
  'network.reputation_disconnect_threshold': 0,
  'network.k_neighbors': 8,
  'network.max_edge_weight': 3,
  'network.min_edge_weight': 0.9,
  'rate_limits.posts_per_epoch': 1,
  'rate_limits.votes_per_epoch': 1,
  'rate_limits.interactions_per_step': 0,
  'boundary.crossings_per_window': 1,
  'boundary.window_ticks': 3,
  'metrics.warm_up_epochs': 2,
}

/**
 * Parameters that move no result here: of parts to come, of what only policies of plugins or feeds of few posts meet
 * (whose own tests say what they do), and of the journal.
 */
const SILENT: readonly (string | RegExp)[] = [
  'governance.bandwidth_cap',
  'governance.vote_normalization_enabled',
  'governance.max_vote_weight_per_agent',
  /^rate_limits\.(tasks|bounties|bids)_per_epoch$/,
  'proposals.expire_after',
  'feed.show_votes',
  /^journal\./,
]
const isSilent = (path: string) =>
  SILENT.some((each) => (typeof each === 'string' ? each === path : each.test(path)))

function another(path: string, parameter: Parameter, now: ParameterValue): ParameterValue {
  const given = VALUES[path]
  if (given !== undefined) return given
  if (parameter.kind === 'flag') return !now
  if (parameter.kind === 'choice') return parameter.choices.find((each) => each !== now) ?? now
  const value = now === null ? 1 : (now as number)
  if (parameter.integer) return value + 1
  return value === 0 ? 0.3 : value / 2
}

/** Everything that a run leaves behind, its parameters apart. */
function outcome(parameters: Parameters, move?: readonly [path: string, value: ParameterValue]): string {
  const town = aTown(100, parameters, { epochs: EPOCHS })
  town.runEpoch()
  if (move) town.set(...move)
  while (!town.finished) town.tick()
  const { metrics } = town.summary()
  town.world.parameterStore.fill(0)
  return JSON.stringify([town.epochs, town.series, metrics, town.digest()])
}

const PLAIN = Object.fromEntries(Object.entries(WORLDS).map(([name, base]) => [name, outcome(base)]))

const valueIn = (base: Parameters, path: string) => base[path] ?? aTown(10, base).value(path)

function movesSomething(path: string, parameter: Parameter, whileRunning: boolean): boolean {
  return Object.entries(WORLDS).some(([name, base]) => {
    const value = another(path, parameter, valueIn(base, path))
    const moved = whileRunning ? outcome(base, [path, value]) : outcome({ ...base, [path]: value })
    return moved !== PLAIN[name]
  })
}

it.each([...PARAMETERS.keys()].filter((path) => !isSilent(path)))('%s moves results', (path) => {
  const parameter = PARAMETERS.get(path) as Parameter
  expect(movesSomething(path, parameter, false)).toBe(true)
  if (parameter.live !== false) expect(movesSomething(path, parameter, true)).toBe(true)
})

it.each([...PARAMETERS.keys()].filter(isSilent))('%s does not, and is listed as such', (path) => {
  expect(movesSomething(path, PARAMETERS.get(path) as Parameter, false)).toBe(false)
})

const CONFIGURED = corePolicies.flatMap(({ key, parameters }) =>
  Object.entries(parameters.parameters).map(
    ([name, parameter]) => [key, snakeCase(name), parameter] as const,
  ),
)

const SOCIETIES: readonly Parameters[] = [
  { 'feed.enabled': true },
  { turns: 'sequential', 'feed.enabled': true },
  { turns: 'sequential' },
]

/** What a society leaves behind when one parameter of one policy has this value. */
function outcomeOf(type: string, config: Readonly<Record<string, number>>, society: Parameters): string {
  const agents = corePolicies.map(({ key }) => ({ type: key, count: 8, config: key === type ? config : {} }))
  const base = { 'network.enabled': false, 'acceptance.mode': 'policy', ...society }
  const town = aTown(0, base, { epochs: 20, agents })
  while (!town.finished) town.tick()
  return JSON.stringify(town.epochs)
}

it.each(CONFIGURED)('config of %s: %s moves results', (type, name, parameter) => {
  if (parameter.kind !== 'number') throw new Error(`${name} is not a number`)
  const low = Math.max(parameter.range[0], 0)
  const value = parameter.default === low ? 1 : low
  const moved = SOCIETIES.some(
    (society) => outcomeOf(type, { [name]: value }, society) !== outcomeOf(type, {}, society),
  )
  expect(moved).toBe(true)
})
