import { choice, defineParameters, flag, number } from '../../engine/config.ts'

const positive = [0, Number.POSITIVE_INFINITY] as const
const off = (what: string) => flag({ default: false, doc: what })

/** Switch and levers, under the names that the peer's scenario files use. */
export const leverParameters = defineParameters('governance', {
  collusionDetectionEnabled: flag({
    default: false,
    live: false,
    doc: 'Whether pairs that favour one another are looked for, and fined (§8).',
  }),
  collusionFrequencyThreshold: number({
    unit: 'deviations',
    range: positive,
    aboveLow: true,
    default: 2,
    doc: 'Standard score z at which the frequency of a pair counts in full (§8).',
  }),
  collusionCorrelationThreshold: number({
    unit: 'correlation',
    range: [0, 1],
    default: 0.7,
    doc: 'Part of the peer’s files; nothing there reads it.',
  }),
  collusionMinInteractions: number({
    unit: 'count',
    range: [1, 65_535],
    integer: true,
    default: 3,
    doc: 'Interactions below which a pair is not judged.',
  }),
  collusionScoreThreshold: number({
    unit: 'score',
    range: [0, 1],
    default: 0.5,
    doc: 'Score from which a pair is suspicious.',
  }),
  collusionPenaltyMultiplier: number({
    unit: 'factor',
    range: positive,
    default: 1,
    doc: 'Reputation that a suspect loses at an epoch’s start per unit of risk; resources ten times as much.',
  }),
  collusionRealtimePenalty: off('Whether suspects pay as they deal with one another.'),
  collusionRealtimeRate: number({
    unit: 'money',
    range: positive,
    default: 0.1,
    doc: 'That payment of each side per unit of their mean risk.',
  }),
  collusionClearHistoryOnEpoch: off('Whether the history is emptied after each analysis.'),
})

/** How the history is kept and judged: what the peer cannot choose. */
export const collusionParameters = defineParameters('collusion', {
  benefit: choice(['transfersOnly', 'full'], {
    default: 'transfersOnly',
    reference: 'full',
    live: false,
    doc: 'Whose benefits are correlated: of transfers alone, or costs included, which makes any taxed pair look alike.',
  }),
  penaltyWindow: number({
    unit: 'epochs',
    range: [1, 64],
    integer: true,
    default: 5,
    reference: null,
    live: false,
    doc: 'Epochs back that are judged, so that suspicion ends; none for all of them.',
  }),
  falseDiscoveryRate: number({
    unit: 'share',
    range: [0, 1],
    default: 0.05,
    reference: null,
    doc: 'Share of suspects that mere chance may have made, given how busy both are; none for no such test.',
  }),
  pairsPerAgent: number({
    unit: 'count',
    range: [1, 1024],
    default: 4,
    live: false,
    doc: 'Pairs kept for each agent that there is room for; beyond it the pair of fewest interactions gives way.',
  }),
})
