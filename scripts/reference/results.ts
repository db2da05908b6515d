import { snakeCase } from '../../engine/config.ts'
import { mechanisms } from '../../mechanisms/index.ts'
import type { CensusEntry } from '../../metrics/census.ts'
import { everythingOf } from '../../simulation/assembly.ts'
import { CRITERION_NAMES, type CriteriaFacts, judge } from '../../simulation/criteria.ts'
import { code, page, table } from './markdown.ts'

const CENSUS: Readonly<Record<keyof CensusEntry, readonly [unit: string, doc: string]>> = {
  agents: ['count', 'Agents of the policy, departed ones left out.'],
  meanReputation: ['score', 'Mean reputation.'],
  meanTotalPayoff: ['payoff', 'Mean of the payoffs that they have collected since the start.'],
  meanResources: ['money', 'Mean resources.'],
  frozen: ['count', 'Agents that the circuit breaker holds.'],
  meanInitiatedP: [
    'probability',
    'Mean p of accepted interactions that they initiated; null when there are none.',
  ],
  initiated: ['count', 'Interactions completed as initiator since the start, any outcome.'],
  accepted: ['count', 'Those of them that were accepted.'],
  received: ['count', 'Interactions completed as counterparty since the start, any outcome.'],
}

/** Columns of a results row, those of mechanisms last; a row has them where its scenario has the mechanism on. */
export function metricsPage(): string {
  const sections = everythingOf(mechanisms).metricList.map(({ name, doc, columns }) =>
    [
      `## ${name}`,
      doc,
      table(
        ['column', 'in tables', 'unit', 'what it is'],
        Object.entries(columns).map(([column, { unit, doc: what }]) => [
          code(column),
          code(snakeCase(column)),
          unit,
          what,
        ]),
      ),
    ].join('\n\n'),
  )
  const census = Object.entries(CENSUS).map(([field, [unit, doc]]) => [
    code(`byType.<policy>.${field}`),
    code(`by_type_<policy>_${snakeCase(field)}`),
    unit,
    doc,
  ])
  return page(
    'Metrics',
    [
      'What a results row holds: camelCase in JSON and in code (`simulation.epochs[0].metrics`), snake_case in `epochs.csv` and',
      '`epochs.parquet`. An epoch’s row covers its own interactions; the summary pools all interactions of the run after the',
      'warm-up (`metrics.warm_up_epochs`). A value that does not exist is null. Columns of a mechanism are there where it is on.',
    ].join('\n'),
    ...sections,
    [
      '## Agents by policy',
      'A census at the epoch’s end.',
      table(['field', 'in tables', 'unit', 'what it is'], census),
    ].join('\n\n'),
  )
}

const FACTS: Readonly<Record<keyof CriteriaFacts, string>> = {
  epochs: 'finished epochs',
  agents: 'agents that the scenario starts with',
  toxicityRate: 'toxicity pooled over all accepted interactions',
  meanEpochToxicity: 'mean of epoch toxicities, 0 counted where nothing was accepted',
  qualityGap: 'quality gap pooled over the run; below 0 the selection was adverse',
  totalWelfare: 'total welfare of the run',
  meanAdversaryPayoff: 'mean total payoff of adversarial agents, adaptive ones included',
  meanHonestPayoff: 'mean total payoff of honest agents',
  connectedComponents: 'connected components of the network at the end',
  averagePathLength: 'mean path length of the network at the end',
  flaggedPairs: 'pairs flagged for collusion by the last analysis',
  ecosystemCollusionRisk: 'collusion risk of the whole society by the last analysis',
}

/** What a scenario may ask of its run. */
export function criteriaPage(): string {
  const rows = CRITERION_NAMES.map((name) => {
    const fact = factOf(name)
    return [code(name), passes(name, fact, 1) ? 'at least' : 'at most', FACTS[fact]]
  })
  return page(
    'Success criteria',
    [
      'Under `success_criteria` a scenario says what its run must meet; a run that misses one exits with status 1. A value that',
      'was not measured fails.',
    ].join('\n'),
    table(['criterion', 'bound', 'on'], rows),
    [
      'Besides, every column of the summary (metrics.md) may be bounded by its name in tables: `min_` before it asks for at',
      'least, `max_` for at most, as in `max_treasury: 100`.',
    ].join('\n'),
  )
}

const nothing = Object.fromEntries(Object.keys(FACTS).map((fact) => [fact, null])) as unknown as CriteriaFacts

/** The fact that a criterion looks at: found by asking, so that the page cannot disagree with the code. */
function factOf(name: string): keyof CriteriaFacts {
  const found = (Object.keys(FACTS) as (keyof CriteriaFacts)[]).find(
    (fact) => judge({ [name]: 0 }, { ...nothing, [fact]: 1 })[0]?.value === 1,
  )
  if (found === undefined) throw new Error(`say in FACTS what ${name} looks at`)
  return found
}

const passes = (name: string, fact: keyof CriteriaFacts, value: number): boolean =>
  judge({ [name]: 0 }, { ...nothing, [fact]: value })[0]?.passed === true
