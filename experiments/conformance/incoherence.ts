/** Adapters of the families of incoherence: indices, levers as they run, the ensemble's choice, the forecaster. */

import { CustodyReason, Status } from '../../components/codes.ts'
import { Custody } from '../../components/custody.ts'
import { Cost, Parties, Score, Verdict } from '../../components/interaction.ts'
import { Record as Tally } from '../../components/ledger.ts'
import { Standing } from '../../components/standing.ts'
import { decisionBiasVariance } from '../../formulas/bias-variance.ts'
import { binaryDisagreement, majorityAccuracy, mostFrequent } from '../../formulas/ensemble.ts'
import { fitByDescent, forecast, forecastQuality } from '../../formulas/forecaster.ts'
import {
  decisionIncoherence,
  dualFailure,
  illusionDelta,
  meanIncoherence,
} from '../../formulas/incoherence.ts'
import { labelUncertainty, UNCERTAINTY_WINDOW } from '../../formulas/incoherence-levers.ts'
import { ringMean } from '../../formulas/levers.ts'
import {
  incoherenceBreakerSystem,
  incoherenceCustodySystem,
  incoherenceThawSystem,
} from '../../mechanisms/incoherence/breaker.ts'
import { incoherenceCheckpointSystem } from '../../mechanisms/incoherence/checkpoint.ts'
import { Focus, incoherenceComponents, Wavering } from '../../mechanisms/incoherence/columns.ts'
import { incoherenceFrictionSystem } from '../../mechanisms/incoherence/friction.ts'
import { leverMergeSystem } from '../../systems/lever-merge.ts'
import type { FamilyRunner } from './family.ts'
import { LeverWorld } from './lever-world.ts'

interface DecisionCase {
  records: { action: string | null; abstained?: boolean }[]
  benchmark: string | null
}

function runDecision({ records, benchmark }: DecisionCase): unknown {
  const taken = records.flatMap(({ action, abstained }) => (abstained || action === null ? [] : [action]))
  const actions = [...new Set(benchmark === null ? taken : [benchmark, ...taken])]
  const counts = actions.map((action) => taken.filter((other) => other === action).length)
  const { considered, ...rest } = decisionIncoherence(counts, benchmark === null ? null : 0)
  return { nConsidered: considered, ...rest }
}

interface AggregateCase {
  rows: {
    agentType: string
    harmful: boolean
    incoherenceIndex: number
    errorRate: number
    disagreementRate: number
  }[]
  threshold: number
  acceptedP: number[]
  disagreementRates: number[]
}

function runAggregate({ rows, threshold, acceptedP, disagreementRates }: AggregateCase): unknown {
  const incidents = rows.map(({ agentType, harmful, incoherenceIndex, errorRate, disagreementRate }) => ({
    type: agentType,
    harmful,
    incoherence: incoherenceIndex,
    error: errorRate,
    disagreement: disagreementRate,
  }))
  const byType = Object.fromEntries(
    [...new Set(incidents.map(({ type }) => type))].map((type) => {
      const means = meanIncoherence(incidents.filter((each) => each.type === type))
      const entry = {
        n: means.decisions,
        meanIncoherenceIndex: means.incoherence,
        meanErrorRate: means.error,
        meanDisagreementRate: means.disagreement,
      }
      return [type, entry]
    }),
  )
  const { harmful, ...dual } = dualFailure(incidents, threshold)
  const { perceived, distributed, delta } = illusionDelta(acceptedP, disagreementRates)
  return {
    byType,
    dual: { ...dual, totalHarmful: harmful },
    illusion: {
      perceivedCoherence: perceived,
      distributedCoherence: distributed,
      illusionDelta: delta,
    },
  }
}

interface FrictionCase {
  frictionRate: number
  taxSplit: number
  p: number
  tau: number
  accepted: boolean
  ensembleSamples: number
}

/** Costs of one interaction under some of the levers. */
function costsUnder(input: FrictionCase, values: { [path: string]: number | boolean }): number[] {
  const world = new LeverWorld({
    agents: 2,
    components: incoherenceComponents,
    values: { 'governance.transaction_tax_split': input.taxSplit, ...values },
  })
  world.get(Parties).transfer[0] = input.tau
  world.get(Score).p[0] = input.p
  world.get(Verdict).status[0] = input.accepted ? Status.accepted : Status.declined
  world.bind(incoherenceFrictionSystem)(0, 1)
  const { initiator, counterparty } = world.get(Cost)
  return [initiator[0] as number, counterparty[0] as number]
}

function runFriction(input: FrictionCase): unknown {
  const [frictionA, frictionB] = costsUnder(input, {
    'governance.incoherence_friction_enabled': true,
    'governance.incoherence_friction_rate': input.frictionRate,
  })
  const [ensembleA, ensembleB] = costsUnder(input, {
    'governance.self_ensemble_enabled': true,
    'governance.self_ensemble_samples': input.ensembleSamples,
  })
  return { frictionA, frictionB, ensembleA, ensembleB }
}

interface BreakerCase {
  threshold: number
  freezeDurationEpochs: number
  ops: ({ op: 'interaction'; initiator: string; p: number } | { op: 'epochStart'; epoch: number })[]
}

function runBreaker({ threshold, freezeDurationEpochs, ops }: BreakerCase): unknown {
  const names = [...new Set(ops.flatMap((op) => (op.op === 'interaction' ? [op.initiator] : [])))].sort()
  const world = new LeverWorld({
    agents: names.length + 1,
    components: [...incoherenceComponents, Focus],
    values: {
      'governance.incoherence_breaker_enabled': true,
      'governance.incoherence_breaker_threshold': threshold,
      'incoherence.freeze_epochs': freezeDurationEpochs,
    },
  })
  const [breaker, custody] = [incoherenceBreakerSystem, incoherenceCustodySystem].map((each) =>
    world.bind(each),
  )
  const [thaw, merge] = [incoherenceThawSystem, leverMergeSystem].map((each) => world.bind(each))
  const { window, length, head, due } = world.get(Wavering)
  const { reasons } = world.get(Custody)
  const held = () =>
    names.filter((_, agent) => ((reasons[agent] as number) & CustodyReason.incoherence) !== 0)
  const steps = ops.map((op) => {
    if (op.op === 'epochStart') {
      const before = held()
      world.clock.epoch[0] = op.epoch
      thaw?.(0, names.length)
      merge?.(0, names.length)
      return { unfreeze: before.filter((name) => !held().includes(name)) }
    }
    const agent = names.indexOf(op.initiator)
    world.get(Parties).initiator[0] = agent
    world.get(Score).p[0] = op.p
    world.get(Verdict).status[0] = Status.declined
    breaker?.(0, 1)
    const freeze = names.filter((_, row) => due[row] === 1)
    custody?.(0, names.length)
    const [next, count] = [head[agent] as number, length[agent] as number]
    return {
      freeze,
      avgUncertainty: ringMean(window, agent * UNCERTAINTY_WINDOW, UNCERTAINTY_WINDOW, next, count),
    }
  })
  return { steps }
}

interface DecompositionCase {
  horizonThreshold: number
  stepsPerEpoch: number
  step: number
  agents: { agentId: string; initiated: number; accepted: number }[]
}

function runDecomposition({ horizonThreshold, stepsPerEpoch, step, agents }: DecompositionCase): unknown {
  const world = new LeverWorld({
    agents: agents.length,
    components: [...incoherenceComponents, Focus],
    values: {
      'governance.decomposition_enabled': true,
      'governance.decomposition_horizon_threshold': horizonThreshold,
    },
  })
  world.clock.ticksPerEpoch[0] = stepsPerEpoch
  world.clock.tickOfEpoch[0] = step
  const record = world.get(Tally)
  record.initiated.set(agents.map(({ initiated }) => initiated))
  record.accepted.set(agents.map(({ accepted }) => accepted))
  world.bind(incoherenceCheckpointSystem)(0, agents.length)
  const { reputation } = world.get(Standing)
  const changed = agents.flatMap(({ agentId }, row) =>
    reputation[row] === 0 ? [] : [[agentId, reputation[row]]],
  )
  return { reputationDeltas: Object.fromEntries(changed) }
}

function runMajority({ tokens }: { tokens: string[] }): unknown {
  const index = mostFrequent(tokens, tokens.length)
  return { token: tokens[index], index }
}

interface ForecasterCase {
  rows: Record<string, number>[]
  labels: number[]
  learningRate: number
  nIters: number
  l2: number
  interactions: { p: number; accepted: boolean }[]
  scores: number[]
}

function runForecaster(input: ForecasterCase): unknown {
  const { labels, scores, interactions } = input
  const featureNames = [...new Set(input.rows.flatMap((row) => Object.keys(row)))].sort()
  const rows = input.rows.map((row) => featureNames.map((name) => row[name] ?? 0))
  const { learningRate, nIters: iterations, l2 } = input
  const model = fitByDescent(rows, labels, { learningRate, iterations, l2 })
  const probabilities = rows.map((row) => forecast(model, row))
  const { auc, brier, calibrationError } = forecastQuality(probabilities, labels)
  const ofScores = forecastQuality(scores, labels)
  const uncertainty = interactions.map(({ p }) => labelUncertainty(p))
  const count = interactions.length
  const meanOf = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + value, 0) / Math.max(1, count)
  return {
    featureNames,
    weights: model.weights,
    bias: model.bias,
    probabilities,
    auc,
    brierScore: brier,
    ece: calibrationError,
    aucOfScores: ofScores.auc,
    eceOfScores: ofScores.calibrationError,
    behavioral: {
      interactionCount: count,
      acceptanceRate: meanOf(interactions.map(({ accepted }) => Number(accepted))),
      uncertaintyMean: meanOf(uncertainty),
      uncertaintyMax: Math.max(0, ...uncertainty),
    },
  }
}

function runBiasVariance({ counts, benchmark }: { counts: number[]; benchmark: number }): unknown {
  const { error, biasSquared, variance, errorIncoherence } = decisionBiasVariance(counts, benchmark)
  const decision = decisionIncoherence(counts, benchmark)
  return {
    error,
    bias2: biasSquared,
    variance,
    errorIncoherence,
    disagreement: decision.disagreement,
    errorRate: decision.error,
    whitepaperI: decision.incoherence,
  }
}

function runEnsemble({ samples, q }: { samples: number; q: number }): unknown {
  const pCorrect = majorityAccuracy(samples, q)
  return {
    pCorrect,
    disagreement: binaryDisagreement(q),
    disagreementEnsembled: binaryDisagreement(pCorrect),
  }
}

export const incoherenceFamilies: Record<string, FamilyRunner> = {
  'incoherence-decision': runDecision,
  'incoherence-aggregate': runAggregate,
  'incoherence-friction': runFriction,
  'incoherence-breaker': runBreaker,
  'incoherence-decomposition': runDecomposition,
  'ensemble-majority': runMajority,
  forecaster: runForecaster,
  'theory-bias-variance': runBiasVariance,
  'theory-ensemble': runEnsemble,
}
