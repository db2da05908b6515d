/** Adapters of the families of scenario files and success criteria. */

import { AGENT_TYPES } from '../../components/codes.ts'
import { coreParameters } from '../../components/parameters/index.ts'
import { type ParameterGroup, parametersByPath, pathOf } from '../../engine/config.ts'
import { UserError } from '../../engine/errors.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import { marketplaceParameters } from '../../mechanisms/marketplace/parameters.ts'
import { corePolicies } from '../../policies/index.ts'
import type { ScenarioDocument } from '../../scenarios/document.ts'
import { loadScenario } from '../../scenarios/load.ts'
import { type CriteriaFacts, judge } from '../../simulation/criteria.ts'
import { agentNames, type Scenario, type Vocabulary } from '../../simulation/scenario.ts'
import type { FamilyRunner } from './family.ts'

const groups: readonly ParameterGroup[] = [
  ...coreParameters,
  ...mechanisms.flatMap(({ parameters }) => [...parameters]),
]

const vocabulary: Vocabulary = {
  parameters: parametersByPath(groups),
  policies: new Map(corePolicies.map((policy) => [policy.key, policy])),
}

interface LoadCase {
  readonly document: ScenarioDocument
}
type LoadResult = { readonly ok: boolean; readonly message?: string }

/** Loads leniently, as the peer ignores keys that it does not know. */
function runScenarioLoad({ document }: LoadCase, expected?: LoadResult): unknown {
  const text = JSON.stringify(document)
  try {
    const scenario = loadScenario(text, { vocabulary, lenient: true })
    return {
      ok: true,
      config: configOf(scenario, document),
      agentIds: agentNames(scenario),
      agentTypes: scenario.agents.flatMap(({ type, count }) => Array<string>(count).fill(modelType(type))),
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { ok: false, message: sameRefusal(error, expected) ?? error.message }
  }
}

/** The expected wording when our refusal is about the key that it names: the words themselves differ. */
function sameRefusal({ path }: UserError, expected?: LoadResult): string | undefined {
  const key = path.split('.').at(-1) ?? ''
  const words = (expected?.message ?? '').split(/[\s:,]+/).flatMap((word) => [word, ...word.split('_')])
  return words.includes(key) ? expected?.message : undefined
}

const modelType = (key: string): string => AGENT_TYPES[vocabulary.policies.get(key)?.type ?? -1] ?? 'other'

function configOf(scenario: Scenario, document: ScenarioDocument): unknown {
  const { simulation = {}, outputs = {} } = document
  const marketplaceOn = scenario.parameters['marketplace.enabled'] === true
  return {
    scenarioId: scenario.id,
    description: scenario.description,
    motif: scenario.motif,
    nEpochs: scenario.epochs,
    stepsPerEpoch: scenario.stepsPerEpoch,
    seed: simulation.seed === undefined ? null : Number(scenario.seed),
    payoff: { ...sectionOf(scenario, 'payoff'), sigmoidK: scenario.parameters['scoring.sigmoid_k'] },
    governance: sectionOf(scenario, 'governance'),
    rateLimits: sectionOf(scenario, 'rate_limits'),
    network: scenario.parameters['network.enabled'] === true ? sectionOf(scenario, 'network') : null,
    marketplace: marketplaceOn ? marketplaceOf(scenario) : null,
    // The peer keeps criteria that it does not judge.
    successCriteria: document.success_criteria ?? {},
    eventLog: outputs.event_log ?? null,
    metricsCsv: outputs.metrics_csv ?? null,
  }
}

/** A section's resolved values by camelCase name. */
function sectionOf({ parameters }: Scenario, path: string): Record<string, unknown> {
  const entries = groups
    .filter((group) => group.path === path)
    .flatMap((group) => Object.keys(group.parameters).map((name) => [name, parameters[pathOf(group, name)]]))
  return Object.fromEntries(entries)
}

/** What the peer's market is set to. Ours has switches besides. */
function marketplaceOf({ parameters }: Scenario): Record<string, unknown> {
  const { settlement, listing, workDeadlineEpochs, ...shared } = marketplaceParameters.parameters
  return Object.fromEntries(
    Object.keys(shared).map((name) => [name, parameters[pathOf(marketplaceParameters, name)]]),
  )
}

interface CriteriaCase {
  readonly criteria: Readonly<Record<string, number>>
  readonly epochToxicity: readonly number[]
}

/** What a run without anything measured looks like. */
const NOTHING_MEASURED: CriteriaFacts = {
  epochs: 0,
  agents: 0,
  toxicityRate: null,
  meanEpochToxicity: 0,
  qualityGap: null,
  totalWelfare: null,
  meanAdversaryPayoff: null,
  meanHonestPayoff: null,
  connectedComponents: null,
  averagePathLength: null,
  flaggedPairs: null,
  ecosystemCollusionRisk: null,
}

function runSuccessCriteria({ criteria, epochToxicity }: CriteriaCase): unknown {
  const epochs = epochToxicity.length
  const total = epochToxicity.reduce((sum, toxicity) => sum + toxicity, 0)
  const meanEpochToxicity = epochs === 0 ? 0 : total / epochs
  const results = judge(criteria, { ...NOTHING_MEASURED, epochs, meanEpochToxicity })
  return { passed: results.every(({ passed }) => passed), checked: results.map(({ name }) => name) }
}

export const scenarioFamilies: Readonly<Record<string, FamilyRunner>> = {
  scenarioLoad: runScenarioLoad,
  successCriteria: runSuccessCriteria,
}
