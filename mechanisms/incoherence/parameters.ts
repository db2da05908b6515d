import { defineParameters, flag, number } from '../../engine/config.ts'
import { UNCERTAINTY_WINDOW } from '../../formulas/incoherence-levers.ts'

/** Most samples that a self-ensemble may draw. */
export const SAMPLES_MAX = 15

const level = { unit: 'level', range: [0, 1] } as const
const any = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const
const ticks = { unit: 'ticks', range: [1, 4_294_967_295], integer: true } as const
const off = (what: string) => flag({ default: false, doc: what })

/** Switches and levers, under the names that the peer's scenario files use. */
export const controlParameters = defineParameters('governance', {
  selfEnsembleEnabled: off(
    'Whether agents draw their turn several times and take the most frequent one (§10).',
  ),
  selfEnsembleSamples: number({
    unit: 'count',
    range: [1, SAMPLES_MAX],
    integer: true,
    default: 5,
    doc: 'Times that an agent of a self-ensemble draws its turn.',
  }),
  incoherenceBreakerEnabled: off('Whether initiators whose outcomes are too uncertain are frozen (§10).'),
  incoherenceBreakerThreshold: number({
    ...level,
    default: 0.7,
    doc: 'Mean label uncertainty of the last ten interactions that freezes their initiator.',
  }),
  decompositionEnabled: off('Whether long epochs are cut by checkpoints (§10).'),
  decompositionHorizonThreshold: number({
    ...ticks,
    default: 10,
    doc: 'Length from which an epoch is cut; checkpoints are half of this apart.',
  }),
  incoherenceFrictionEnabled: off(
    'Whether accepted interactions cost as much as their outcome is uncertain (§10).',
  ),
  incoherenceFrictionRate: number({
    unit: 'money',
    range: [0, Number.POSITIVE_INFINITY],
    default: 0.05,
    doc: 'Cost per unit of label uncertainty and of money at stake, split as the tax is.',
  }),
  adaptiveGovernanceEnabled: off('Whether these levers act only while a forecast says that they are needed.'),
  adaptiveIncoherenceThreshold: number({ ...level, default: 0.5, doc: 'Forecast risk from which they act.' }),
  adaptiveUseBehavioralFeatures: flag({
    default: true,
    reference: false,
    doc: 'Whether the forecast looks at the last epoch’s interactions, or at the society’s shape alone.',
  }),
})

/** What the peer has no name for. */
export const incoherenceParameters = defineParameters('incoherence', {
  enabled: flag({
    default: false,
    live: false,
    doc: 'Whether label uncertainty is measured and levers against incoherence may act; each of their switches implies it.',
  }),
  freezeEpochs: number({
    unit: 'epochs',
    range: [1, 65_535],
    integer: true,
    default: 2,
    doc: 'Epochs that a freeze for incoherence lasts.',
  }),
  breakerMinInteractions: number({
    unit: 'count',
    range: [1, UNCERTAINTY_WINDOW],
    integer: true,
    default: 5,
    reference: 1,
    doc: 'Interactions that the breaker needs to have seen before it judges: a first one with p near a half says little.',
  }),
})

const weight = (of: string) =>
  number({ unit: 'log-odds', range: any, default: 0, doc: `Weight of ${of} in the forecast, per unit.` })

/** A fitted forecast of incoherence: `experiments/incoherence` fits one and prints it in these names. */
export const forecastParameters = defineParameters('incoherence.forecast', {
  bias: number({
    unit: 'log-odds',
    range: any,
    default: null,
    doc: 'Log-odds of an incoherent epoch when all features are 0; null for no forecast, and levers always act.',
  }),
  horizon: weight('ticks in an epoch'),
  agents: weight('agents'),
  actions: weight('actions to choose from'),
  adversarialShare: weight('the share of adversaries'),
  interactions: weight('the last epoch’s completed interactions'),
  acceptanceRate: weight('their share that was accepted'),
  meanUncertainty: weight('their mean label uncertainty'),
  maxUncertainty: weight('their highest label uncertainty'),
  assumedAdversarialShare: number({
    unit: 'share',
    range: [0, 1],
    default: 0,
    doc: 'Share of adversaries that governance takes for granted: it sees no types.',
  }),
})
